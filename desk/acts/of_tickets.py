"""Acts on a ticket that no other part of the desk brings."""

from db.models import QuestionKind
from desk import history
from desk.acts.declaring import Argument, AskedReason, Door, RowKey, TicketAct
from desk.conversation import answer_and_status, thread
from desk.own_fields import values
from desk.people import team_names
from desk.policy import Verb
from desk.settings.kinds import Choice, Moment, TypedLine
from desk.settings.own_fields import LONGEST_NAME, LONGEST_TEXT
from desk.tickets import (
    assignment,
    escalation,
    fields,
    lifecycle,
    participants,
    promises,
    root_causes,
    runbook_progress,
    status,
    time_spent,
    topic_names,
)

LONGEST_REASON = 1000
PRIORITIES = Choice("priority-name", (1, 2, 3, 4), "priority")
_NONE = frozenset[Door]()
_TYPED, _BUTTON, _PANEL = (frozenset({one}) for one in (Door.TYPED, Door.BUTTON, Door.PANEL))
_BULK, _ANSWER, _API, _RULE = (frozenset({one}) for one in (Door.BULK, Door.ANSWER, Door.API, Door.RULE))
_REPLY = frozenset({Door.REPLY})

CLAIM = TicketAct(
    name="claim", run=assignment.claim, verb=Verb.CLAIM, heard="take|claim|взять|назначь на меня",
    called={Door.TYPED: "take claim"}, doors=_PANEL | _BULK, made=_TYPED | _BUTTON,
)  # fmt: skip
RELEASE = TicketAct(
    name="release", run=assignment.release, verb=Verb.RELEASE, heard="release|release it|в очередь|вернуть в очередь",
    doors=_PANEL | _BULK, made=_TYPED | _BUTTON | _API, grave=True,
)  # fmt: skip
RING = TicketAct(name="ring", run=assignment.broadcast_again, verb=Verb.RING, doors=_BUTTON | _PANEL)
PROGRESS = TicketAct(
    name="progress", run=lifecycle.start_progress, verb=Verb.PROGRESS,
    heard="progress|set in progress|взять в работу|в работу",
    doors=_TYPED | _BUTTON | _PANEL, made=_API,
)  # fmt: skip
PENDING = TicketAct(
    name="pending", run=lifecycle.set_pending, verb=Verb.PENDING, heard="pending|set pending|ждём клиента|ждём автора",
    doors=_BUTTON | _PANEL | _ANSWER | _REPLY, made=_TYPED | _API,
)  # fmt: skip
RESOLVE = TicketAct(
    name="resolve", run=lifecycle.resolve, verb=Verb.RESOLVE, heard="resolve|resolve it|закрыть|закрыть заявку",
    called={Door.TYPED: "resolve close done"}, doors=_BUTTON | _PANEL | _ANSWER | _BULK | _REPLY, made=_TYPED | _API,
    grave=True,
)  # fmt: skip
REOPEN = TicketAct(
    name="reopen", run=answer_and_status.reopen, verb=Verb.REOPEN, heard="reopen|reopen it|переоткрыть|открыть снова",
    doors=_PANEL, made=_TYPED | _BUTTON | _API,
)  # fmt: skip
HOLD = TicketAct(
    name="hold", run=thread.put_on_hold, verb=Verb.HOLD, heard="hold|put on hold|отложить|на паузу",
    says="Put a request on hold", asks=AskedReason(said="hold-reason"),
    arguments=(
        Argument(
            "reason", TypedLine(LONGEST_REASON), "why; the team alone reads it", "Spare parts", is_optional=True,
            needs=Verb.NOTE,
        ),
        Argument("until", Moment(), "when its agent is reminded", "2026-12-01T09:30:00Z", is_optional=True),
    ),
    doors=_BUTTON | _PANEL | _ANSWER | _API | _RULE | _REPLY, made=_TYPED,
    writes=(history.STATUS, history.HOLD_REASON, history.HOLD_UNTIL),
)  # fmt: skip
ESCALATE = TicketAct(
    name="escalate", run=escalation.escalate, verb=Verb.ESCALATE, says="Call the people for escalated requests",
    asks=AskedReason(
        QuestionKind.ESCALATION, "escalation", escalation.check_escalation, escalation.can_still_escalate,
    ),
    arguments=(Argument("reason", TypedLine(LONGEST_REASON), "why; the team alone reads it", "It is urgent"),),
    made=_RULE, writes=(history.ESCALATED, history.ESCALATED_BOARD, history.DEESCALATED), grave=True,
)  # fmt: skip
DEESCALATE = TicketAct(
    name="deescalate", run=escalation.deescalate, verb=Verb.DEESCALATE, says="End the escalation of a request",
    doors=_BUTTON | _PANEL | _API,
)  # fmt: skip
PRIORITY = TicketAct(
    name="priority", run=fields.prioritise, verb=Verb.PRIORITISE, called={Door.BUTTON: "prio"},
    arguments=(Argument("priority", PRIORITIES, "1 critical … 4 low", 2),),
    doors=_TYPED | _BUTTON | _PANEL | _BULK | _RULE | _REPLY, made=_API, writes=(history.PRIORITY,),
)  # fmt: skip
PROMISE = TicketAct(
    name="promise", run=promises.set_promise, verb=Verb.PROMISE, says="Promise the requester when it will be done",
    arguments=(
        Argument(
            "at", Moment(is_end=True), "by when, which the requester is told; null: no longer", "2026-12-01T09:30:00Z",
            clears=True,
        ),
    ),
    doors=_PANEL | _API, made=_TYPED, writes=(history.PROMISED,),
)  # fmt: skip
HAND = TicketAct(
    name="hand", run=assignment.hand_over, verb=Verb.HAND_OVER,
    arguments=(Argument("to", RowKey(), find=team_names.find_telegram_id),),
    called={
        Door.TYPED: "hand assign give", Door.BUTTON: "give", Door.RULE: "assign", Door.REPLY: "assign",
    },
    doors=_PANEL | _REPLY,
    made=_TYPED | _BUTTON | _BULK | _API | _RULE, writes=(history.ASSIGNEE,),
)  # fmt: skip
SUBJECT = TicketAct(
    name="subject", run=fields.rename, verb=Verb.RENAME, arguments=(Argument("subject", TypedLine(200)),), doors=_PANEL,
    made=_API, writes=(history.SUBJECT,),
)  # fmt: skip
CATEGORY = TicketAct(
    name="category", run=fields.categorise, verb=Verb.CATEGORISE,
    arguments=(Argument("category_id", RowKey(), clears=True, find=topic_names.find_named),),
    called={Door.RULE: "topic", Door.REPLY: "topic"}, doors=_PANEL | _RULE | _REPLY,
    made=_TYPED | _API, writes=(history.CATEGORY, history.CATEGORY_GUESSED, history.CATEGORY_CONFIRMED),
)  # fmt: skip
TAGS = TicketAct(name="tags", run=fields.set_tags, verb=Verb.TAG, doors=_NONE, made=_PANEL | _API)
ADD_LABEL = TicketAct(
    name="add_label", run=fields.add_labels, verb=Verb.TAG, arguments=(Argument("labels", TypedLine(200)),),
    called={Door.REPLY: "label tag"}, doors=_REPLY, made=_RULE, writes=(history.TAGS,),
)  # fmt: skip
REMOVE_LABEL = TicketAct(
    name="remove_label", run=fields.set_tags, verb=Verb.TAG, doors=_NONE, made=_RULE, writes=(history.TAGS,)
)
NOTE = TicketAct(name="note", run=thread.add_note, verb=Verb.NOTE, doors=_NONE, made=_TYPED | _API | _RULE)
CLOSE = TicketAct(
    name="close", run=status.set_status, verb=Verb.CLOSE, doors=_NONE, made=_RULE, writes=(history.STATUS,)
)
CAUSE = TicketAct(
    name="cause", run=root_causes.set_root_cause, verb=Verb.SET_ROOT_CAUSE, says="Say what a request came from",
    arguments=(Argument("cause", TypedLine(60), "as the settings have it; null: none", "Cable", clears=True),),
    doors=_PANEL | _API, made=_BUTTON, writes=(history.ROOT_CAUSE,),
)  # fmt: skip
TICK = TicketAct(
    name="tick", run=runbook_progress.tick_step, verb=Verb.USE_STEPS, called={Door.BUTTON: "step"}, doors=_NONE,
    made=_PANEL | _BUTTON,
)  # fmt: skip
READER = TicketAct(
    name="reader", run=participants.set_copy, verb=Verb.SET_COPIES, doors=_PANEL,
    arguments=(
        Argument("typed", TypedLine(320)),
        Argument("copy", Choice("page-reader-how", tuple(participants.Copy), "how"))
    ),
)  # fmt: skip
TIME = TicketAct(
    name="time", run=time_spent.record_time, verb=Verb.RECORD_TIME, called={Door.TYPED: "time spent"},
    says="Record time that was worked on a request", asks=AskedReason(said="time"),
    arguments=(
        Argument("spent", time_spent.MINUTES, "minutes; the time is that of the request's agent", 15),
        Argument("billable", time_spent.BILLING, "whether the client is billed for it", "free", is_optional=True),
    ),
    doors=_TYPED | _BUTTON | _PANEL | _API | _RULE, setting="team.time",
)  # fmt: skip
RETIME = TicketAct(
    name="retime", run=time_spent.correct_time, verb=Verb.RECORD_TIME, says="Correct time that was recorded",
    arguments=(
        Argument("entry", RowKey(), "its id, see GET /v1/time", 7, is_optional=True),
        Argument("spent", time_spent.MINUTES, "minutes; null: it is taken back", 20, clears=True),
    ),
    doors=_PANEL | _API, setting="team.time",
)  # fmt: skip
FIELD = TicketAct(
    name="field", run=values.set_field, verb=Verb.SET_FIELD, says="Set a declared field of a request",
    asks=AskedReason(said="field"),
    arguments=(
        Argument("field", TypedLine(LONGEST_NAME + LONGEST_TEXT), "its name or id, see GET /v1/fields", "Room"),
        Argument("value", TypedLine(LONGEST_TEXT), "its new value; null: none", "12", clears=True),
    ),
    doors=_TYPED | _BUTTON | _PANEL | _API | _RULE, setting="own_fields", writes=(history.OWN_FIELD,),
)  # fmt: skip
STILL = TicketAct(name="still", run=promises.reassure_requester, verb=Verb.REASSURE, doors=_PANEL, made=_BUTTON)
COPIES = TicketAct(name="copies", run=participants.send_copies, verb=Verb.SET_COPIES, doors=_PANEL, made=_BUTTON)
NO_COPIES = TicketAct(
    name="nocopies", run=participants.send_no_copies, verb=Verb.SET_COPIES, called={Door.BUTTON: "copies"},
    doors=_PANEL, made=_BUTTON,
)  # fmt: skip

ACTS = (
    CLAIM, RELEASE, RING, PROGRESS, PENDING, RESOLVE, REOPEN, HOLD, ESCALATE, DEESCALATE, PRIORITY, PROMISE, STILL,
    COPIES, NO_COPIES, HAND, SUBJECT, CATEGORY, TAGS, ADD_LABEL, REMOVE_LABEL, NOTE, CLOSE, CAUSE, TICK, READER, TIME,
    RETIME, FIELD,
)  # fmt: skip
