"""Questions the bot asked: opening, answering, moving afterwards. Knows no door.

What a question knows beside its row is in `data`: `entries` (the words under it), `options` (tickets offered),
`falls_to` (the one that time chooses), `chosen`, and the marks `new`, `dropped`, `by_clock`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from db.models import Entry, Question, Ticket
from db.words import QuestionKind, Status
from desk import intake, letters, sight, waiting
from desk.desk import Desk
from desk.errors import NoSuchTicket, Outdated
from desk.letters import Show, View
from desk.saying import Saying
from desk.situation import own_open
from desk.turn import take_turn

MOST_OPTIONS = 20
_ENDED = (Status.CLOSED, Status.CANCELLED)
_UNTIMED = (QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS, QuestionKind.HOLD_REASON, QuestionKind.RESOLVED_ADDED)
_ONE_AT_A_TIME = (QuestionKind.ADD_TO, QuestionKind.NEW_NEXT)
TOGETHER = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did: the ticket the words are in now, None when nobody got them."""

    question_id: int
    kind: QuestionKind
    number: int | None


# ---------------------------------------------------------------- asking


async def ask(
    desk: Desk, kind: QuestionKind, *, ticket_id: int | None = None, message_id: int | None = None
) -> Question:
    """Open a question to `desk.actor`, with its deadline, and show it; `message_id`: shown as a reply to it."""
    question = await opened(desk, kind, ticket_id=ticket_id)
    if kind is QuestionKind.WHICH_TICKET:
        options = [ticket.id for ticket in await own_open(desk.session, desk.me().id)]
        question.data = {"options": options, "falls_to": options[0] if options else None}
    elif kind is QuestionKind.WHERE_TO:
        question.data = {"options": await _theirs(desk)}
    elif ticket_id is not None:
        question.data = {"options": [ticket_id]}
    show(desk, question, message_id=message_id)
    return question


async def opened(desk: Desk, kind: QuestionKind, *, ticket_id: int | None = None) -> Question:
    """A question's row; it is shown by whoever asks. ALBUM waits for the other parts, not for a person."""
    due = None if kind in _UNTIMED else desk.now + (TOGETHER if kind is QuestionKind.ALBUM else desk.rules.question)
    question = Question(person_id=desk.me().id, kind=kind, ticket_id=ticket_id, data={}, asked_at=desk.now, due_at=due)
    desk.session.add(question)
    await desk.session.flush()
    return question


def show(desk: Desk, question: Question, *, message_id: int | None = None, only_edit: bool = False) -> None:
    """Send the question, or bring what was sent up to date."""
    slot = f"question:{question.id}"
    letter = Show(View.WHICH, slot=slot, question_id=question.id, reply_to_message=message_id, only_edit=only_edit)
    letters.post(desk.session, question.person_id, letter, now=desk.now, ticket_id=question.ticket_id)


async def _theirs(desk: Desk) -> list[int]:
    """Tickets a member of staff may mean: those they hold or filed, newest first."""
    mine = select(Ticket.id).where(
        (Ticket.assignee_id == desk.me().id) | (Ticket.requester_id == desk.me().id),
        Ticket.filed_at.is_not(None),
        Ticket.status.not_in(_ENDED),
    )
    return list(
        await desk.session.scalars(mine.order_by(Ticket.updated_at.desc(), Ticket.id.desc()).limit(MOST_OPTIONS))
    )


async def add_next(desk: Desk, number: int, *, message_id: int | None = None) -> None:
    """`add:N`: the next message within the question's time goes to ticket N. Raises NoSuchTicket."""
    await take_turn(desk.session, desk.me().id)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or ticket.requester_id != desk.me().id:
        raise NoSuchTicket(number)
    await _one_at_a_time(desk)
    await ask(desk, QuestionKind.ADD_TO, ticket_id=ticket.id, message_id=message_id)


async def new_next(desk: Desk, *, message_id: int | None = None) -> None:
    """`/new` alone, or New request under a receipt: the next message within the question's time starts a request."""
    await take_turn(desk.session, desk.me().id)
    await intake.file_gathering(desk)
    await _one_at_a_time(desk)
    await ask(desk, QuestionKind.NEW_NEXT, message_id=message_id)


async def _one_at_a_time(desk: Desk) -> None:
    for question in await _open(desk, _ONE_AT_A_TIME):
        question.closed_at = desk.now
        show(desk, question, only_edit=True)


async def used(desk: Desk) -> None:
    """The next message came: what waited for it is answered."""
    for question in await _open(desk, _ONE_AT_A_TIME):
        question.answered_at = desk.now


async def _open(desk: Desk, kinds: tuple[QuestionKind, ...]) -> list[Question]:
    still = select(Question).where(
        Question.person_id == desk.me().id,
        Question.kind.in_(kinds),
        Question.answered_at.is_(None),
        Question.closed_at.is_(None),
    )
    return list(await desk.session.scalars(still.order_by(Question.id)))


async def no_more_moving(desk: Desk) -> None:
    """The requester's next message: what an earlier one was answered with no longer moves."""
    answered = select(Question).where(
        Question.person_id == desk.me().id,
        Question.kind.in_((QuestionKind.WHICH_TICKET, QuestionKind.RATING_WORD)),
        Question.answered_at.is_not(None),
        Question.closed_at.is_(None),
    )
    for question in await desk.session.scalars(answered):
        question.closed_at = desk.now
        show(desk, question, only_edit=True)


# --------------------------------------------------------------- answering


async def answer(
    desk: Desk, question_id: int, *, number: int | None = None, new: bool = False, none: bool = False
) -> Answered:
    """A press on a question's button: `to:N` (`number`), `to:new` or `to:none`; `reopen:N` under "already closed" is
    `number` too.

    Raises errors.Outdated when the question is another's, replaced or answered (but the requester's "which request?",
    whose buttons move the words until their next message), NoSuchTicket for a foreign ticket.
    """
    await take_turn(desk.session, desk.me().id)
    question = await desk.session.scalar(
        select(Question).where(Question.id == question_id).with_for_update().execution_options(populate_existing=True)
    )
    if question is None or question.person_id != desk.me().id or question.closed_at is not None:
        raise Outdated(number)
    if question.answered_at is not None and question.kind not in _MOVES:
        raise Outdated(number)
    how = _ANSWERS.get(question.kind)
    if how is None:
        raise Outdated(number)
    to = await how(desk, question, number, new, none)
    question.answered_at = desk.now
    question.data = {**question.data, "chosen": to.id if to else None, "new": new, "dropped": none}
    await desk.session.flush()
    show(desk, question, only_edit=True)
    return Answered(question.id, question.kind, to.number if to else None)


async def _which(desk: Desk, question: Question, number: int | None, new: bool, none: bool) -> Ticket | None:
    if none or (number is None and not new):
        raise Outdated(number)
    words = await waiting.kept(desk, question)
    before = {entry.ticket_id for entry in words} - {None}
    if new and question.data.get("new"):
        return await desk.session.get(Ticket, question.data["chosen"])
    to = await _begin_with(desk, words) if new else await _to_own(desk, question, number, words)
    await _end_emptied(desk, before - {to.id})
    return to


async def _begin_with(desk: Desk, words: Sequence[Saying | Entry]) -> Ticket:
    """A request that begins with these words, wherever they are."""
    _, made = await intake.request(desk, words)
    return await desk.session.get_one(Ticket, made.id)


async def _to_own(desk: Desk, question: Question, number: int | None, words: Sequence[Entry]) -> Ticket:
    """Words go to an open ticket of the actor's. Raises NoSuchTicket; Outdated when it has ended or was not offered."""
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or ticket.requester_id != desk.me().id:
        raise NoSuchTicket(number or 0)
    if ticket.status in _ENDED or ticket.id not in question.data.get("options", []):
        raise Outdated(ticket.number)
    return await waiting.comment(desk, ticket.id, words)


async def _end_emptied(desk: Desk, ticket_ids: set[int | None]) -> None:
    """A request that was made of these words alone, which have moved on, is cancelled."""
    for ticket_id in sorted(key for key in ticket_ids if key is not None):
        left = select(Entry.id).where(Entry.ticket_id == ticket_id).limit(1)
        ticket = await desk.session.get_one(Ticket, ticket_id)
        if await desk.session.scalar(left) is None and ticket.status not in _ENDED:
            await desk.cancel(ticket.number)


async def _where_to(desk: Desk, question: Question, number: int | None, new: bool, none: bool) -> Ticket | None:
    words = await waiting.kept(desk, question)
    if none:
        return None
    if new:
        return await _begin_with(desk, words)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    who = await sight.standing(desk.session, ticket, desk.me()) if ticket is not None else sight.Standing()
    if ticket is None or not sight.sees_ticket(ticket, who):
        raise NoSuchTicket(number or 0)
    if ticket.id not in question.data.get("options", []):
        raise Outdated(ticket.number)
    if not who.staff:
        return await _to_own(desk, question, number, words)
    await waiting.speak_all(desk, ticket.number, words)
    return ticket


async def _not_yours(desk: Desk, question: Question, number: int | None, new: bool, none: bool) -> Ticket | None:
    named = await desk.session.get(Ticket, question.ticket_id)
    if new or (not none and (named is None or named.number != number)):
        raise Outdated(number)
    return await _where_to(desk, question, number, new=False, none=none)


async def _closed_reply(desk: Desk, question: Question, number: int | None, new: bool, none: bool) -> Ticket | None:
    words = await waiting.kept(desk, question)
    if new:
        return await _begin_with(desk, words)
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    if none or ticket.number != number:
        raise Outdated(number)
    if ticket.status in _ENDED:
        await desk.reopen(ticket.number)
    return await waiting.comment(desk, ticket.id, words)


async def _resolved_added(desk: Desk, question: Question, number: int | None, new: bool, none: bool) -> Ticket | None:
    """`to:new`: the new request begins with a copy; Solved and Not yet are verbs of the ticket."""
    if not new:
        raise Outdated(number)
    return await _begin_with(desk, [await waiting.copy(desk, entry) for entry in await waiting.kept(desk, question)])


async def _rating_word(desk: Desk, question: Question, number: int | None, new: bool, none: bool) -> Ticket | None:
    """`to:new` under the acknowledged word: files it instead."""
    if not new or question.answered_at is None or question.data.get("new"):
        raise Outdated(number)
    rated = await desk.session.get_one(Ticket, question.ticket_id)
    await desk.take_back_word(rated.number)
    return await _begin_with(desk, await waiting.kept(desk, question))


_MOVES = (QuestionKind.WHICH_TICKET, QuestionKind.RATING_WORD)
_ANSWERS = {
    QuestionKind.WHICH_TICKET: _which,
    QuestionKind.WHERE_TO: _where_to,
    QuestionKind.NOT_YOURS: _not_yours,
    QuestionKind.CLOSED_REPLY: _closed_reply,
    QuestionKind.RESOLVED_ADDED: _resolved_added,
    QuestionKind.RATING_WORD: _rating_word,
}


async def settled(desk: Desk, question_id: int) -> None:
    """A verb of the ticket was the answer (Solved, Not yet under "added to resolved"): the question's buttons go."""
    question = await desk.session.get_one(Question, question_id)
    question.answered_at = desk.now
    show(desk, question, only_edit=True)
