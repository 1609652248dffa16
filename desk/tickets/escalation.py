"""Calling somebody more senior to a ticket: by hand, by a word of its requester's, by reopening, by a target missed.

Two levels: a second call by hand goes to the second list, where one is set. The ticket's row is the truth; it ends with
the ticket. Knows no door.
"""

from enum import StrEnum

from db.models import Ticket
from desk import Desk, DeskSettings, Locked, Refused, TicketResult, history
from desk.notifications import to_seniors
from desk.policy import OPEN, Verb
from desk.text import keywords


class Cause(StrEnum):
    """Why somebody is called. All but HAND and BOARD come by themselves, and only to what is not escalated yet."""

    HAND = "hand"
    BOARD = "board"
    WORD = "word"
    REOPENED = "reopened"
    BREACH = "breach"


_FIELDS = {
    Cause.HAND: history.ESCALATED,
    Cause.BOARD: history.ESCALATED_BOARD,
    Cause.WORD: history.ESCALATED_WORD,
    Cause.REOPENED: history.ESCALATED_REOPENED,
    Cause.BREACH: history.ESCALATED_BREACH,
}


async def escalate(desk: Desk, number: int, reason: str, cause: Cause = Cause.HAND) -> TicketResult:
    """Call the people listed, once. Raises Refused by hand where nobody further is to be called; otherwise an escalated
    ticket stays as it is. `reason`: words of a person; the word, or how often, where it comes by itself; else none."""
    async with desk.change(number, Verb.ESCALATE) as ticket:
        desk.target(ticket, Verb.ESCALATE)
        called = await call(desk, ticket, reason, cause)
        if not called and cause is Cause.HAND:
            raise Refused("escalated-already", number=number)
        return await desk.ticketed(ticket, changed=called)


async def may_escalate(desk: Desk, number: int) -> int:
    """Raises what escalating it by hand would, before a reason is asked for; the ticket's id."""
    async with desk.change(number, Verb.ESCALATE) as ticket:
        desk.target(ticket, Verb.ESCALATE)
        if next_level(ticket, desk.rules) is None:
            raise Refused("escalated-already", number=number)
        return ticket.id


async def can_escalate(desk: Desk, number: int) -> bool:
    """Whether it would not be refused."""
    try:
        await may_escalate(desk, number)
    except Refused:
        return False
    return True


async def deescalate(desk: Desk, number: int) -> TicketResult:
    """Nobody is called any more. Raises Refused where nobody was."""
    async with desk.change(number, Verb.DEESCALATE) as ticket:
        if ticket.escalated_at is None:
            raise Refused("not-escalated", number=number)
        desk.record(ticket, history.DEESCALATED, None, None)
        ended(ticket)
        return await desk.ticketed(ticket)


async def call(desk: Desk, ticket: Locked, reason: str, cause: Cause) -> bool:
    """One level up, told to who is listed there; False where there is none left to call."""
    level = next_level(ticket, desk.rules, cause)
    if level is None:
        return False
    desk.record(ticket, _FIELDS[cause], None, reason or None)
    ticket.escalated_at = desk.now
    ticket.escalation_level = level
    await to_seniors.called(desk, ticket, f"escalated-{cause.value}", reason, by_itself=cause not in _BY_SOMEBODY)
    return True


_BY_SOMEBODY = (Cause.HAND, Cause.BOARD)


def next_level(ticket: Ticket, rules: DeskSettings, cause: Cause = Cause.HAND) -> int | None:
    """The level that calling somebody would lead to; None where nobody further is to be called."""
    if ticket.status not in OPEN:
        return None
    if ticket.escalated_at is None:
        return 1
    return 2 if ticket.escalation_level < 2 and cause is Cause.HAND and rules.escalation.further else None


async def by_word(desk: Desk, ticket: Locked, *texts: str) -> None:
    """Its requester said one of the words that call somebody."""
    said = next((word for text in texts for word in keywords.find_whole_words(text, desk.rules.escalation.words)), None)
    if said is not None:
        await call(desk, ticket, said, Cause.WORD)


async def by_reopening(desk: Desk, ticket: Locked) -> None:
    """It was opened again as often as is too often."""
    most = desk.rules.escalation.reopened
    if most and ticket.reopen_count >= most:
        await call(desk, ticket, str(ticket.reopen_count), Cause.REOPENED)


def goes_on(desk: Desk, source: Locked, target: Locked) -> None:
    """What somebody was called to is part of another ticket now, which they are called to without being told again."""
    if source.escalated_at is None or target.escalated_at is not None:
        return
    desk.record(target, history.ESCALATED, None, f"#{source.number}")
    target.escalated_at, target.escalation_level = source.escalated_at, source.escalation_level


def ended(ticket: Locked) -> None:
    """As if nobody had been called."""
    ticket.escalated_at, ticket.escalation_level = None, 0
