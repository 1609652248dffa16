"""A task's new due time: a promise, or a ticket on hold until then, with the note that gives its reason. Knows no
Todoist."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Entry, EntryKind, History, Origin, Status, Ticket
from desk import Desk, Locked, NotPossible, Refused, history
from desk.policy import Verb
from desk.text import shorten_line
from desk.tickets import lifecycle, promises

_REASON_WITHIN = timedelta(hours=1)
_REASON = 200


async def reschedule_ticket(desk: Desk, number: int, until: datetime | None) -> None:
    """Promise the task's new due time, or hold the ticket until then. Raises Refused, also for a due time that
    cannot be promised (None), and if the team is not to act next; then the change is undone."""
    ticket = await desk.lock_ticket(number)
    if until is None:
        raise Refused("board-due-put-back")
    if until <= desk.now:
        raise Refused("board-due-passed")
    if ticket.status is Status.ON_HOLD:
        await lifecycle.put_on_hold(desk, number, until=until)
    elif not ticket.is_teams_turn:
        raise NotPossible(number, Verb.PROMISE, ticket.status)
    elif _is_target_due(ticket, until):
        await promises.withdraw_promise(desk, number)
    else:
        await promises.promise_time(desk, number, until)
    said = select(Entry.body).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.NOTE, Entry.origin == Origin.TODOIST,
        Entry.created_at > desk.get_act_time(ticket) - _REASON_WITHIN, Entry.withdrawn_at.is_(None),
    )  # fmt: skip
    why = await desk.session.scalar(said.order_by(Entry.id.desc()).limit(1))
    if why is not None:
        desk.record(ticket, history.PROMISE_WHY, None, shorten_line(why, _REASON))


def _is_target_due(ticket: Ticket, until: datetime) -> bool:
    own = ticket.first_due_at if ticket.first_response_at is None else ticket.solve_due_at
    return own is not None and own.replace(microsecond=0) == until


async def record_reason(desk: Desk, ticket: Locked, words: str) -> None:
    """Record a note within the hour as the reason of the new due time."""
    if ticket.policy_version is None or not words:
        return
    told = select(History.field).where(
        History.ticket_id == ticket.id, History.origin == Origin.TODOIST,
        History.at > desk.get_act_time(ticket) - _REASON_WITHIN,
        History.field.in_((history.PROMISED, history.HOLD_UNTIL, history.PROMISE_WHY)),
    )  # fmt: skip
    last = await desk.session.scalar(told.order_by(History.id.desc()).limit(1))
    if last not in (None, history.PROMISE_WHY):
        desk.record(ticket, history.PROMISE_WHY, None, shorten_line(words, _REASON))
