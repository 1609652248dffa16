"""Escalate tickets: by hand, by a word of the requester, by reopening, by a missed target.

Columns of the ticket keep the state, and it ends with the ticket.
"""

from datetime import datetime
from enum import StrEnum

from db.models import Status, Ticket
from desk import Desk, Locked, Refused, TicketResult, history
from desk.notifications import notifier, to_called
from desk.outbox import Say
from desk.policy import Verb
from desk.text import vague_request


class Cause(StrEnum):
    """Why a ticket is escalated. All but HAND and BOARD are automatic."""

    HAND = "hand"
    BOARD = "board"
    WORD = "word"
    REOPENED = "reopened"
    BREACH = "breach"
    RULE = "rule"


_FIELDS = {
    Cause.HAND: history.ESCALATED,
    Cause.BOARD: history.ESCALATED_BOARD,
    Cause.WORD: history.ESCALATED_WORD,
    Cause.REOPENED: history.ESCALATED_REOPENED,
    Cause.BREACH: history.ESCALATED_BREACH,
    Cause.RULE: history.ESCALATED_RULE,
}


async def escalate(desk: Desk, number: int, reason: str, cause: Cause = Cause.HAND) -> TicketResult:
    """Call the people for escalated tickets.

    `reason`: the person's words; for automatic escalations the word found, or how often the ticket was reopened. An
    escalated ticket stays as it is; by hand, raises Refused for it.
    """
    async with desk.change(number, Verb.ESCALATE) as ticket:
        desk.require_target(ticket, Verb.ESCALATE)
        called = await escalate_locked(desk, ticket, reason, cause)
        if not called and cause is Cause.HAND:
            raise Refused("escalated-already", number=number)
        return await desk.make_result(ticket, changed=called)


async def check_escalation(desk: Desk, number: int) -> int:
    """Return the ticket's id; raise what escalating it by hand would raise, before a reason is asked for."""
    async with desk.change(number, Verb.ESCALATE) as ticket:
        desk.require_target(ticket, Verb.ESCALATE)
        if not can_be_escalated(ticket):
            raise Refused("escalated-already", number=number)
        return ticket.id


async def can_still_escalate(desk: Desk, number: int, since: datetime) -> bool:
    """Return True if escalating by hand would not be refused. If the ticket was resolved or ended `since`, say so."""
    ticket = await desk.lock_ticket(number)
    if _is_over_since(ticket, since):
        late = Say("escalation-late", {"number": number, "status": ticket.status.value}, staff_only=True)
        notifier.post_letter(desk, desk.require_actor(), late, ticket)
        return False
    try:
        await check_escalation(desk, number)
    except Refused:
        return False
    return True


def _is_over_since(ticket: Ticket, since: datetime) -> bool:
    if ticket.status is Status.RESOLVED:
        return ticket.resolved_at is not None and ticket.resolved_at > since
    return ticket.is_finished


async def deescalate(desk: Desk, number: int) -> TicketResult:
    """End the escalation. Raises Refused if the ticket is not escalated."""
    async with desk.change(number, Verb.DEESCALATE) as ticket:
        if ticket.escalated_at is None:
            raise Refused("not-escalated", number=number)
        desk.record(ticket, history.DEESCALATED, None, None)
        clear_escalation(ticket)
        return await desk.make_result(ticket)


async def escalate_locked(desk: Desk, ticket: Locked, reason: str, cause: Cause) -> bool:
    """Escalate a locked ticket and tell the people for it. Return False if it was escalated before."""
    if not can_be_escalated(ticket):
        return False
    desk.record(ticket, _FIELDS[cause], None, reason or None)
    ticket.escalated_at = desk.now
    ticket.escalation_level = 1
    await to_called.tell_escalated(desk, ticket, f"escalated-{cause.value}", reason, by_itself=cause not in _BY_PERSON)
    return True


_BY_PERSON = (Cause.HAND, Cause.BOARD)


def can_be_escalated(ticket: Ticket) -> bool:
    """Return True if the ticket is open and not escalated yet."""
    return ticket.is_open and ticket.escalated_at is None


async def escalate_by_word(desk: Desk, ticket: Locked, *texts: str) -> None:
    """Escalate if a text of the requester contains one of the escalation words."""
    said = next(
        (word for text in texts for word in vague_request.find_whole_words(text, desk.rules.escalation.words)), None
    )
    if said is not None:
        await escalate_locked(desk, ticket, said, Cause.WORD)


async def escalate_by_reopening(desk: Desk, ticket: Locked) -> None:
    """Escalate a ticket that was reopened as often as the settings allow."""
    most = desk.rules.escalation.reopened
    if most and ticket.reopen_count >= most:
        await escalate_locked(desk, ticket, str(ticket.reopen_count), Cause.REOPENED)


def carry_over(desk: Desk, source: Locked, target: Locked) -> None:
    """Keep `source`'s escalation on `target`, into which it was merged, without telling the seniors again."""
    if source.escalated_at is None or target.escalated_at is not None:
        return
    desk.record(target, history.ESCALATED, None, f"#{source.number}")
    target.escalated_at, target.escalation_level = source.escalated_at, source.escalation_level


def clear_escalation(ticket: Locked) -> None:
    """Reset the ticket's escalation without a row of history."""
    ticket.escalated_at, ticket.escalation_level = None, 0
