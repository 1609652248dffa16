"""Acts on a ticket that no other part of the desk brings."""

from db.models import QuestionKind
from desk.acts.declaring import Argument, AskedReason, Door, TicketAct
from desk.conversation import answer_and_status, thread
from desk.policy import Verb
from desk.settings.kinds import Choice, Moment, TypedLine
from desk.tickets import assignment, escalation, fields, lifecycle, participants, promises

LONGEST_REASON = 1000
PRIORITIES = Choice("priority-name", (1, 2, 3, 4), "priority")
_TYPED, _BUTTON, _PANEL = (frozenset({one}) for one in (Door.TYPED, Door.BUTTON, Door.PANEL))
_BULK, _ANSWER, _API = (frozenset({one}) for one in (Door.BULK, Door.ANSWER, Door.API))

CLAIM = TicketAct(
    name="claim", run=assignment.claim, verb=Verb.CLAIM, called={Door.TYPED: "take claim"}, doors=_PANEL | _BULK,
    made=_TYPED | _BUTTON,
)  # fmt: skip
RELEASE = TicketAct(
    name="release", run=assignment.release, verb=Verb.RELEASE, doors=_PANEL | _BULK, made=_TYPED | _BUTTON | _API,
    grave=True,
)  # fmt: skip
RING = TicketAct(name="ring", run=assignment.broadcast_again, verb=Verb.RING, doors=_BUTTON | _PANEL)
PROGRESS = TicketAct(
    name="progress", run=lifecycle.start_progress, verb=Verb.PROGRESS, doors=_TYPED | _BUTTON | _PANEL, made=_API
)
PENDING = TicketAct(
    name="pending", run=lifecycle.set_pending, verb=Verb.PENDING, doors=_BUTTON | _PANEL | _ANSWER, made=_TYPED | _API
)
RESOLVE = TicketAct(
    name="resolve", run=lifecycle.resolve, verb=Verb.RESOLVE, called={Door.TYPED: "resolve close done"},
    doors=_BUTTON | _PANEL | _ANSWER | _BULK, made=_TYPED | _API, grave=True,
)  # fmt: skip
REOPEN = TicketAct(
    name="reopen", run=answer_and_status.reopen, verb=Verb.REOPEN, doors=_PANEL, made=_TYPED | _BUTTON | _API
)
HOLD = TicketAct(
    name="hold", run=thread.put_on_hold, verb=Verb.HOLD, says="Put a request on hold",
    asks=AskedReason(QuestionKind.HOLD_REASON, lifecycle.is_on_hold),
    arguments=(
        Argument(
            "reason", TypedLine(LONGEST_REASON), "why; the team alone reads it", "Spare parts", is_optional=True,
            needs=Verb.NOTE,
        ),
        Argument("until", Moment(), "when its agent is reminded", "2026-12-01T09:30:00Z", is_optional=True),
    ),
    doors=_BUTTON | _PANEL | _ANSWER | _API, made=_TYPED,
)  # fmt: skip
ESCALATE = TicketAct(
    name="escalate", run=escalation.escalate, verb=Verb.ESCALATE, says="Call the people for escalated requests",
    asks=AskedReason(QuestionKind.ESCALATION, escalation.can_still_escalate, escalation.check_escalation),
    arguments=(Argument("reason", TypedLine(LONGEST_REASON), "why; the team alone reads it", "It is urgent"),),
    grave=True,
)  # fmt: skip
DEESCALATE = TicketAct(
    name="deescalate", run=escalation.deescalate, verb=Verb.DEESCALATE, says="End the escalation of a request"
)
PRIORITY = TicketAct(
    name="priority", run=fields.prioritise, verb=Verb.PRIORITISE, called={Door.BUTTON: "prio"},
    arguments=(Argument("priority", PRIORITIES, "1 critical … 4 low", 2),),
    doors=_TYPED | _BUTTON | _BULK, made=_PANEL | _API,
)  # fmt: skip
PROMISE = TicketAct(
    name="promise", run=promises.promise_time, verb=Verb.PROMISE, says="Promise the requester when it will be done",
    arguments=(Argument("at", Moment(is_end=True), "by when; the requester is told", "2026-12-01T09:30:00Z"),),
    doors=_API, made=_TYPED | _PANEL,
)  # fmt: skip
STILL = TicketAct(name="still", run=promises.reassure_requester, verb=Verb.REASSURE, doors=_PANEL, made=_BUTTON)
COPIES = TicketAct(name="copies", run=participants.send_copies, verb=Verb.SET_COPIES, doors=_PANEL, made=_BUTTON)
NO_COPIES = TicketAct(
    name="nocopies", run=participants.send_no_copies, verb=Verb.SET_COPIES, called={Door.BUTTON: "copies"},
    doors=_PANEL, made=_BUTTON,
)  # fmt: skip

ACTS = (
    CLAIM, RELEASE, RING, PROGRESS, PENDING, RESOLVE, REOPEN, HOLD, ESCALATE, DEESCALATE, PRIORITY, PROMISE, STILL,
    COPIES, NO_COPIES,
)  # fmt: skip
