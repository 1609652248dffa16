"""Answers and changes of status that wait for approval, because their author may not send: asked for, kept up to date.

The requester never learns of them. What becomes of them is in `desk/approvals.py`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from db.enums import TO_BE_TAKEN
from db.models import Approval, ApprovalState, Entry, Person, Ticket
from desk import Context, Desk, Locked, TicketResult, history, installation
from desk.notifications import to_approvers, to_assignee, to_requester
from desk.policy import Verb, is_staff, timer_kinds, transitions
from desk.policy.permissions import Grant, get_member, has_grant
from desk.tickets import assignment, status

PATIENCE = timedelta(minutes=15)
"""How long an answer waits until everybody who may approve is told."""
PLANNED = (ApprovalState.PLANNED, ApprovalState.STOPPED)
UNASKED = (*PLANNED, ApprovalState.OFFERED)
"""Nobody was asked to approve it: it waits for its moment, or for a press of its author."""
LEFT = (ApprovalState.WAITING, ApprovalState.RETURNED, *UNASKED)
"""Its author may still withdraw it."""


async def is_needed(ctx: Context) -> bool:
    """Return True if the actor is on the team and what they answer has to be approved. Costs a statement only for the
    unlinked account of a member."""
    return ctx.actor is not None and await _needs_approval(ctx, ctx.actor)


async def _needs_approval(ctx: Context, person: Person) -> bool:
    member = await get_member(ctx.session, person)
    return is_staff(member) and not has_grant(member, Grant.SEND)


async def hold_answer(desk: Desk, ticket: Locked, entry: Entry) -> Approval:
    """Ask for approval of a stored draft. An untaken ticket is assigned to its author."""
    await _take(desk, ticket)
    row = await _find_waiting_status(desk, ticket)
    if row is None:
        row = _add(desk, ticket)
    row.entry_id = entry.id
    await _ask(desk, ticket, row, entry)
    return row


async def hold_status(desk: Desk, ticket: Locked, verb: Verb) -> TicketResult:
    """Let a change of status wait with the actor's newest draft in this ticket, or alone. Raises NotPossible."""
    if desk.require_target(ticket, verb) is ticket.status:
        return await desk.make_result(ticket, changed=False)
    await _take(desk, ticket)
    row = await _find_own(desk, ticket)
    if row is None:
        row = _add(desk, ticket)
        row.verb = verb.value
        await _ask(desk, ticket, row, None)
    elif row.verb != verb:
        row.verb = verb.value
        await refresh(desk, ticket, row)
    return replace(await desk.make_result(ticket, changed=False), waits=True)


async def _take(desk: Desk, ticket: Locked) -> None:
    """Assign an untaken ticket to the author, who works on it from now on."""
    if ticket.is_finished or not await assignment.take_if_free(desk, ticket, desk.actor):
        return
    to = transitions.get_target_status(Verb.CLAIM, ticket.status)
    if to is not None and ticket.status in TO_BE_TAKEN:
        await status.set_status(desk, ticket, to)
    status.note_assignee_told(desk, ticket)
    await to_requester.tell_taken(desk, ticket)
    await to_assignee.update_assignee_card(desk, ticket)


def _add(desk: Desk, ticket: Locked) -> Approval:
    row = Approval(
        ticket_id=ticket.id,
        author_id=desk.require_actor().id,
        state=ApprovalState.WAITING,
        first_asked_at=desk.now,
        asked_at=desk.now,
        returns=0,
    )
    desk.session.add(row)
    return row


async def _ask(desk: Desk, ticket: Locked, row: Approval, entry: Entry | None) -> None:
    await desk.session.flush()
    if not desk.rules.team.trainees:
        await installation.renew_settings(desk.session)
    author = desk.require_actor()
    to_approvers.show_author(desk, ticket, row, author, entry)
    await to_approvers.ask_approvers(desk, ticket, row, author, entry)
    await _start_timer(desk, ticket)


async def ask_planned(desk: Desk, ticket: Locked, row: Approval, entry: Entry) -> None:
    """Ask for approval of an answer whose planned moment has come, or that the assistant drafted."""
    await _take(desk, ticket)
    row.state, row.first_asked_at, row.asked_at = ApprovalState.WAITING, desk.now, desk.now
    row.due_at = row.plan = row.decided_at = row.decided_by = None
    await _ask(desk, ticket, row, entry)


async def _find_own(desk: Desk, ticket: Locked) -> Approval | None:
    own = select(Approval).where(
        Approval.ticket_id == ticket.id,
        Approval.author_id == desk.require_actor().id,
        Approval.state == ApprovalState.WAITING,
    )
    return (await desk.session.scalars(own.order_by(Approval.id.desc()).limit(1))).first()


async def _find_waiting_status(desk: Desk, ticket: Locked) -> Approval | None:
    """Return the author's change of status that waits without an answer: the answer joins it."""
    row = await _find_own(desk, ticket)
    return row if row is not None and row.entry_id is None else None


def get_newest(ticket: Ticket, entry: Entry | None, state: ApprovalState = ApprovalState.WAITING) -> int:
    """Return when the newest words were written that decide on a draft, its own or the requester's, in milliseconds.
    For what the assistant drafted these are a colleague's too."""
    own = entry.edited_at if entry is not None else None
    others = ticket.last_entry_at if state is ApprovalState.OFFERED else None
    times = (ticket.requester_spoke_at, own, others)
    return max((int(at.timestamp() * 1000) for at in times if at is not None), default=0)


async def find_of_entry(ctx: Context, entry: Entry) -> Approval | None:
    """Return the approval of a draft."""
    found: Approval | None = await ctx.session.scalar(select(Approval).where(Approval.entry_id == entry.id))
    return found


async def refresh(ctx: Context, ticket: Locked, row: Approval) -> None:
    """Edit the messages that show a waiting answer or what became of it."""
    author = await ctx.session.get_one(Person, row.author_id)
    await to_approvers.refresh_shown(ctx, ticket, row, author)


async def follow_draft(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Bring the approval of a draft up to date that its author changed or withdrew. A returned one waits again."""
    row = await find_of_entry(desk, entry)
    if row is None or row.state not in LEFT:
        return
    if entry.withdrawn_at is not None:
        await close(desk, ticket, row, ApprovalState.WITHDRAWN)
    elif row.state is ApprovalState.RETURNED:
        row.state, row.asked_at, row.told_at = ApprovalState.WAITING, desk.now, None
        row.decided_at = row.decided_by = row.comment = None
        await _ask(desk, ticket, row, entry)
    else:
        await refresh(desk, ticket, row)


async def close(desk: Desk, ticket: Locked, row: Approval, state: ApprovalState) -> None:
    """Record what became of a waiting answer, and show it."""
    row.state, row.decided_at, row.decided_by = state, desk.now, desk.actor_id
    desk.record(ticket, history.APPROVAL, None, state.value)
    await desk.session.flush()
    await to_approvers.remove_remarks(desk, ticket, row)
    await refresh(desk, ticket, row)
    await _start_timer(desk, ticket)


async def show_comment(desk: Desk, ticket: Locked) -> None:
    """Show new words of the requester with the answers that wait. Costs a statement only if the ticket's agent may not
    send."""
    agent = await desk.get_person(ticket.assignee_id)
    if agent is None or not await _needs_approval(desk, agent):
        return
    for row in await _list_waiting(desk, ticket):
        await refresh(desk, ticket, row)


async def end_drafts(desk: Desk, *which: ColumnElement[bool]) -> None:
    """End drafts and plans of people who left the team, or about people who were erased. They stay
    on their tickets, for staff only."""
    waiting = select(Approval).where(*which, Approval.state.in_((ApprovalState.WAITING, *UNASKED)))
    for row in (await desk.session.scalars(waiting.order_by(Approval.ticket_id, Approval.id))).all():
        await close(desk, await desk.lock_by_id(row.ticket_id), row, ApprovalState.ENDED)


async def refresh_drafts(desk: Desk, author: Person) -> None:
    """Show the drafts of a person anew who may send now: they can send them themselves."""
    theirs = select(Approval).where(Approval.author_id == author.id, Approval.state == ApprovalState.WAITING)
    for row in (await desk.session.scalars(theirs.order_by(Approval.ticket_id, Approval.id))).all():
        await refresh(desk, await desk.lock_by_id(row.ticket_id), row)


async def _start_timer(desk: Desk, ticket: Locked) -> None:
    """Set the timer to when the oldest answer that waits has waited for `PATIENCE`."""
    oldest: datetime | None = await desk.session.scalar(
        select(func.min(Approval.asked_at)).where(
            Approval.ticket_id == ticket.id, Approval.state == ApprovalState.WAITING, Approval.told_at.is_(None)
        )
    )
    if oldest is None:
        await timer_kinds.drop_timers(desk.session, ticket, timer_kinds.APPROVAL)
    else:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.APPROVAL, oldest + PATIENCE)


async def handle_timer(desk: Desk, ticket: Locked) -> None:
    """Tell everybody who may approve of answers that have waited for long."""
    for row in await _list_waiting(desk, ticket):
        if row.told_at is None and row.asked_at + PATIENCE <= desk.now:
            row.told_at = desk.now
            author = await desk.session.get_one(Person, row.author_id)
            entry = await desk.session.get(Entry, row.entry_id) if row.entry_id is not None else None
            await to_approvers.ask_the_others(desk, ticket, row, author, entry)
    await desk.session.flush()
    await _start_timer(desk, ticket)


async def _list_waiting(desk: Desk, ticket: Locked) -> list[Approval]:
    waiting = select(Approval).where(Approval.ticket_id == ticket.id, Approval.state == ApprovalState.WAITING)
    return list(await desk.session.scalars(waiting.order_by(Approval.id)))
