"""Change the status of a locked ticket, with its times, history and notices.

A delayed notice (`tell`, due at `tell_at`) keeps what the requester last knew. When it is due, the requester is told
the difference; a change undone before is never told.
"""

from datetime import datetime

from sqlalchemy import select

from db.models import Message, Question, QuestionKind, Status
from desk import Desk, Locked, history
from desk.notifications import message_refresh, notifier, relayed_words, to_leaders, to_requester, to_staff
from desk.outbox import Args, Say, letters
from desk.outbox.question_rows import note_answer
from desk.sla import due_times, ticket_targets
from desk.tickets import escalation, intake_questions, self_service


async def set_status(
    desk: Desk,
    ticket: Locked,
    to: Status,
    *,
    at: datetime | None = None,
    reason: str | None = None,
    told_later: bool = False,
) -> bool:
    """Set the status, with all that entering and leaving it implies. Return False if the ticket already has it.

    `told_later`: a delayed notice follows, until which nothing changes for the requester.
    """
    old = ticket.status
    if old is to:
        return False
    desk.record(ticket, history.STATUS, old, to)
    at = min(max(at or desk.get_act_time(ticket), ticket.status_at), desk.now)
    async with due_times.follow(desk, ticket):
        ticket.status, ticket.status_at = to, at
        if to.is_finished:
            await drop_notice(desk, ticket)
        _leave(desk, ticket, old)
        _enter(desk, ticket, old, to, reason, at=at)
        await ticket_targets.update_clock(desk, ticket, old, to, at=at)
    if to is not Status.NEW:
        await intake_questions.withdraw_question(desk, ticket)
    if to.is_finished and ticket.filed_at is not None:
        await self_service.withdraw_offers(desk, ticket)
        await to_staff.announce_in_group(desk, ticket, ended=True)
    if old is Status.PENDING and not told_later:
        await to_requester.end_pending(desk, ticket)
    if not told_later and ticket.tell is None and (old is Status.RESOLVED or not to.is_working):
        await withdraw_questions(desk, ticket)
    await relayed_words.refresh_buttons(desk, ticket, old)
    if ticket.filed_at is not None and old.is_finished != to.is_finished:
        await message_refresh.refresh_other_receipt(desk, ticket)
    if ticket.may_have_participants or ticket.organization_id is not None:
        await to_leaders.tell_leaders_of_status(desk, ticket, old, told_later=told_later)
    return True


async def withdraw_questions(desk: Desk, ticket: Locked) -> None:
    """Withdraw "is it solved?", also under messages added since, and "should I close it?"."""
    asked = select(Question).where(
        Question.ticket_id == ticket.id,
        Question.kind.in_((QuestionKind.RESOLVED_ADDED, QuestionKind.CLOSE)),
        Question.is_open,
    )
    for question in await desk.session.scalars(asked):
        note_answer(desk, question)
    if ticket.intake_group_id is not None:
        await _withdraw_in_group(desk, ticket, ticket.intake_group_id)


async def _withdraw_in_group(desk: Desk, ticket: Locked, group_id: int) -> None:
    slots = [f"{slot}:{ticket.number}" for slot in notifier.GROUP_CLOSE]
    for_all = Message.message_id > 0  # what one person was shown cannot be edited
    asked = select(Message.slot).where(Message.ticket_id == ticket.id, Message.slot.in_(slots), for_all).distinct()
    args: Args = {"number": ticket.number, "status": ticket.status.value, "name": "none"}
    for slot in await desk.session.scalars(asked):
        line = Say("group-state", args, slot=slot, only_edit=True)
        letters.queue_letter(desk.session, group_id, line, now=desk.now, ticket_id=ticket.id)


def _leave(desk: Desk, ticket: Locked, old: Status) -> None:
    ticket.end_reason = None
    if old is Status.ON_HOLD:
        ticket.hold_reason = ticket.hold_until = None
    if old.is_finished:
        ticket.ended_at = None


def _enter(desk: Desk, ticket: Locked, old: Status, to: Status, reason: str | None, *, at: datetime) -> None:
    if to is Status.RESOLVED:
        ticket.status_before_resolved = old
        ticket.resolved_at = at
        ticket.resolved_by = desk.actor_id or ticket.assignee_id
        ticket.needs_answer = False
    if to.is_finished:
        escalation.clear_escalation(ticket)
        ticket.ended_at = at
        ticket.needs_answer = False
        ticket.broadcast_due_at = None
        ticket.file_at = None
    if to is Status.REOPENED:
        ticket.reopened_at = at
        ticket.reopen_count += 1
        ticket.promised_at = ticket.promise_warn_at = None
        ticket.claimed_at = ticket.claimed_at if ticket.assignee_id is not None else None
    ticket.end_reason = reason


def note_assignee_told(desk: Desk, ticket: Locked) -> None:
    """Note in a waiting notice that the requester was just told who has the ticket."""
    if ticket.tell is not None:
        ticket.tell = {**ticket.tell, "assignee": ticket.assignee_id, "taken": ticket.is_taken}


def forget_notice(desk: Desk, ticket: Locked) -> None:
    """Discard the delayed notice."""
    ticket.tell = None
    ticket.tell_at = None


async def drop_notice(desk: Desk, ticket: Locked) -> None:
    """Discard the delayed notice because the requester is told something else now; end a "waiting for you" shown to
    them."""
    before = ticket.tell
    forget_notice(desk, ticket)
    if before is not None and before["status"] == Status.PENDING and ticket.status is not Status.PENDING:
        await to_requester.end_pending(desk, ticket)
