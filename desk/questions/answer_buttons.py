"""Buttons that decide where words go: answers to questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import select

from db.models import Entry, Question, QuestionKind, Status, Ticket
from desk import Desk, NoSuchTicket, Outdated, ratings
from desk.conversation import entry_parts, thread
from desk.conversation.new_entry import NewEntry
from desk.merging import merging
from desk.outbox import Show, letters
from desk.outbox.question_rows import MOVABLE, find_open, note_answer, require_open
from desk.people.person_locks import take_turn
from desk.policy import permissions, visibility
from desk.questions import (
    clarifying_questions,
    close_questions,
    focus,
    held_messages,
    held_staff_words,
    rating_doubts,
    sender_questions,
)
from desk.requests import drafts
from desk.sla import due_times
from desk.text import Heard, Meaning, choice_in_words, hear
from desk.tickets import closing


@dataclass(frozen=True, slots=True)
class ToTicket:
    """The words go to this ticket."""

    number: int


class OtherChoice(Enum):
    """The words begin a request of their own, or go nowhere; NOTHING: what was asked is not done either."""

    NEW_REQUEST = auto()
    NOWHERE = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class ToTickets:
    """The words go to the first of these tickets, and a copy of them to each other one."""

    numbers: tuple[int, ...]


Choice = ToTicket | ToTickets | OtherChoice
"""What is chosen under a question."""
NEW_REQUEST, NOWHERE, NOTHING = OtherChoice.NEW_REQUEST, OtherChoice.NOWHERE, OtherChoice.NOTHING


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """The effect of an answer. `number`: the ticket the words are in now, None if they went nowhere."""

    question_id: int
    kind: QuestionKind
    number: int | None


async def answer_question(desk: Desk, question_id: int, choice: Choice) -> AnswerResult:
    """Apply a press on a question's button: `to:N` (also `reopen:N` under "already closed"), `to:new` or `to:none`.

    Raises Outdated if the question is another person's, replaced or answered (but "which request?" moves words until
    the requester's next message), and NoSuchTicket for another person's ticket.
    """
    await take_turn(desk.session, desk.require_actor().id)
    number = _number_of(choice)
    question = await find_open(desk, question_id, _ANSWERS, MOVABLE)
    if question is None:
        raise Outdated(number)
    to = await _ANSWERS[question.kind](desk, question, choice)
    is_dropped = choice in (NOWHERE, NOTHING)
    marks: dict[str, bool | list[int]] = {"new": choice is NEW_REQUEST, "dropped": is_dropped, "by_clock": False}
    marks |= {"undone": True} if choice is NOTHING else {}
    marks |= {"also": list(choice.numbers[1:]) if isinstance(choice, ToTickets) else []}
    note_answer(desk, question, chosen=to.id if to else None, **marks)
    await desk.session.flush()
    return AnswerResult(question.id, question.kind, to.number if to else None)


def _number_of(choice: Choice) -> int | None:
    if isinstance(choice, ToTickets):
        return choice.numbers[0]
    return choice.number if isinstance(choice, ToTicket) else None


async def settle_question(desk: Desk, question_id: int) -> None:
    """Close a question that a verb of the ticket (solved, not yet) has answered. Raises Outdated."""
    await take_turn(desk.session, desk.require_actor().id)
    note_answer(desk, await require_open(desk, question_id))


async def _answer_which(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    if choice is NOWHERE:
        raise Outdated
    words = await held_messages.list_held(desk, question)
    before = {entry.ticket_id for entry in words} - {None}
    is_first = not before
    if choice is NEW_REQUEST and question.data.get("new"):
        return await desk.session.get(Ticket, question.data["chosen"])
    number = _number_of(choice)
    if number is not None:
        to = await _find_own(desk, question, number)
        if not is_first or not await _answer_asked(desk, to, words):
            await held_messages.add_comments(desk, to.id, words)
        for other in choice.numbers[1:] if isinstance(choice, ToTickets) and is_first else ():
            await _add_copies(desk, await _find_own(desk, question, other), words)
        await focus.speak_of(desk, to.id)
    else:
        to = await _begin_with(desk, words)
    await _end_emptied(desk, before - {to.id})
    return to


_ASKS = Heard(frozenset({frozenset({Meaning.STATE})}), asks=True)
"""A request and a question mark: how does it stand?"""


async def _add_copies(desk: Desk, ticket: Ticket, words: Sequence[Entry]) -> None:
    for entry in words:
        await thread.add_comment(desk, ticket.number, await held_messages.copy_entry(desk, entry))


def _hear_beside_choice(entry: Entry, ticket: Ticket) -> Heard:
    """Return what the words say, without those that choose the ticket."""
    own, subject = entry_parts.read_own_words(entry), ticket.subject or ""
    heard = hear(own) if own or not entry.body else Heard()
    rest = choice_in_words.take_off_place(choice_in_words.take_off_subject(own, subject))
    if heard.readings or not rest:
        return heard
    thing = hear(choice_in_words.take_off_thing(own, subject))
    if thing.readings:
        return thing
    if choice_in_words.is_asked_after(own, subject):
        return _ASKS
    return (
        _ASKS if not any(map(str.isalpha, rest.removeprefix("а ").removeprefix("and "))) and heard.asks else hear(rest)
    )


async def _answer_asked(desk: Desk, ticket: Ticket, words: Sequence[Entry]) -> bool:
    """Do what the words that waited for the request say: it works, it does not, or it is not needed any more; say how
    it stands if they ask. Returns True if they were added with that."""
    said = [(entry, _hear_beside_choice(entry, ticket)) for entry in words]
    if any(heard.asks_how_far for _, heard in said):
        state = Show("state", slot=f"state:{ticket.number}", fresh=True)
        letters.queue_letter(desk.session, desk.require_actor().id, state, now=desk.now, ticket_id=ticket.id)
    unneeded = [(entry, heard) for entry, heard in said if heard.has_never_mind]
    if ticket.status is not Status.RESOLVED:
        if unneeded:
            await held_messages.add_comments(desk, ticket.id, words)
            works = any(close_questions.is_said_to_work(entry.body, heard) for entry, heard in unneeded)
            at = unneeded[-1][0].said_message_id
            await close_questions.ask_whether_to_close(desk, ticket.id, at, works=works)
        return bool(unneeded)
    if said and all(heard.confirms for _, heard in said):
        for entry in words:
            await thread.add_comment(desk, ticket.number, entry, small_talk=True)
        await closing.confirm(desk, ticket.number)
        return True
    if any(heard.refutes for _, heard in said):
        await closing.deny(desk, ticket.number)
    return False


async def _begin_with(desk: Desk, words: Sequence[NewEntry | Entry]) -> Ticket:
    """Begin a request with these words, wherever they are."""
    made = await drafts.start_request(desk, words)
    return await desk.session.get_one(Ticket, made.id)


async def _find_own(desk: Desk, question: Question, number: int) -> Ticket:
    """Return an open ticket of the actor. Raises NoSuchTicket; Outdated if it ended or was not offered."""
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or ticket.requester_id != desk.require_actor().id:
        raise NoSuchTicket(number)
    if ticket.id not in question.data.get("options", []):
        raise Outdated(ticket.number)
    if ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id)
    if ticket.is_finished:
        raise Outdated(ticket.number)
    return ticket


async def _end_emptied(desk: Desk, ticket_ids: set[int | None]) -> None:
    """Cancel requests whose only words have moved on."""
    for ticket_id in sorted(key for key in ticket_ids if key is not None):
        left = select(Entry.id).where(Entry.ticket_id == ticket_id).limit(1)
        ticket = await desk.session.get_one(Ticket, ticket_id)
        if await desk.session.scalar(left) is None and ticket.is_open:
            await closing.cancel(desk, ticket.number)


async def _answer_where_to(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    words = await held_messages.list_held(desk, question)
    if choice in (NOWHERE, NOTHING):
        return None
    if not isinstance(choice, ToTicket):
        return await _begin_with(desk, words)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == choice.number))
    who = (
        await permissions.get_access(desk.session, ticket, desk.require_actor())
        if ticket is not None
        else permissions.Access()
    )
    if ticket is None or not visibility.can_see_ticket(ticket, who):
        raise NoSuchTicket(choice.number)
    if ticket.id not in question.data.get("options", []):
        raise Outdated(ticket.number)
    if not who.staff:
        own = await _find_own(desk, question, choice.number)
        return await held_messages.add_comments(desk, own.id, words)
    await held_staff_words.add_staff_entries(desk, ticket.number, words)
    return ticket


async def _answer_not_yours(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    named = await desk.session.get(Ticket, question.ticket_id)
    if choice is NEW_REQUEST:
        raise Outdated
    if isinstance(choice, ToTicket) and (named is None or named.number != choice.number):
        raise Outdated(choice.number)
    if choice is NOWHERE and named is not None and "doubtful" in question.data:
        for entry in await held_messages.list_held(desk, question):
            await held_staff_words.add_staff_entry(desk, named.number, entry, note=True)
        return None
    if choice is NOTHING:
        return None
    return await _answer_where_to(desk, question, choice)


async def _answer_closed_reply(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    words = await held_messages.list_held(desk, question)
    if choice is NEW_REQUEST:
        return await _begin_with(desk, words)
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    if not isinstance(choice, ToTicket):
        raise Outdated
    if ticket.number != choice.number:
        raise Outdated(choice.number)
    if ticket.is_finished:
        await drafts.reopen_request(desk, ticket.number, with_words=True)
    return await held_messages.add_comments(desk, ticket.id, words)


async def _answer_resolved_added(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    """Begin a new request with a copy of the words."""
    if choice is not NEW_REQUEST:
        raise Outdated(_number_of(choice))
    await _stop_waiting(desk, question.ticket_id)
    copies = [await held_messages.copy_entry(desk, entry) for entry in await held_messages.list_held(desk, question)]
    return await _begin_with(desk, copies)


async def _stop_waiting(desk: Desk, ticket_id: int | None) -> None:
    """Restart closing by silence: the words were not about the resolved ticket."""
    if ticket_id is None:
        return
    await desk.refresh_actor()
    ticket = await desk.lock_by_id(ticket_id)
    if ticket.status is Status.RESOLVED:
        async with due_times.follow(desk, ticket):
            ticket.needs_answer = False
        await desk.publish(ticket)


async def _answer_rating_word(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    """Make a request of the word that was given with a rating; or say what words of doubt were about."""
    rated = await desk.session.get_one(Ticket, question.ticket_id)
    is_open = question.answered_at is None
    if question.data.get("new") and isinstance(choice, ToTicket):
        to = await _settle_doubt(desk, question, choice, rated)
        await _end_emptied(desk, {question.data.get("chosen")})
        return to
    if not is_open and isinstance(choice, ToTicket) and "options" in question.data and "chosen" not in question.data:
        await ratings.withdraw_rating_words(desk, rated.number)  # its time ran out: the words became the rating's
        is_open = True
    if is_open and choice is not NEW_REQUEST:
        return await _settle_doubt(desk, question, choice, rated)
    if choice is not NEW_REQUEST or question.data.get("new"):
        raise Outdated(_number_of(choice))
    if not is_open:  # otherwise these words are not the rating's
        await ratings.withdraw_rating_words(desk, rated.number)
    return await _begin_with(desk, await held_messages.list_held(desk, question))


async def _settle_doubt(desk: Desk, question: Question, choice: Choice, rated: Ticket) -> Ticket | None:
    """Reopen the ticket with the words, or make them the comment of the rating."""
    if choice is NOWHERE:
        await rating_doubts.keep_words(desk, question)
        return None
    if _number_of(choice) != rated.number:
        raise Outdated(_number_of(choice))
    if rated.is_finished:
        await drafts.reopen_request(desk, rated.number, with_words=True)
    return await held_messages.add_comments(desk, rated.id, await held_messages.list_held(desk, question))


async def _answer_close(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    """Close the request, or leave it as it is."""
    if choice is NEW_REQUEST:
        raise Outdated(_number_of(choice))
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    if not isinstance(choice, ToTicket):
        return None
    await close_questions.close(desk, question, ticket.number)
    return ticket


async def _answer_add_same(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    """Make the request part of the other one, or keep it as its own."""
    if not isinstance(choice, ToTicket):
        own = await desk.lock_by_id(question.ticket_id or 0)
        await clarifying_questions.finish_question(desk, own)
        return own
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    into = await desk.session.scalar(select(Ticket).where(Ticket.number == choice.number))
    if into is None or into.id not in question.data.get("options", []):
        raise Outdated(choice.number)
    await merging.add_to_own(desk, ticket.number, into.number)
    return into


async def _answer_wrote_mail(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    """Make the request of a mail theirs, or say that they did not write it."""
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    if choice is not NOWHERE and _number_of(choice) != ticket.number:
        raise Outdated(_number_of(choice))
    return await sender_questions.answer_sender(desk, question, is_theirs=choice is not NOWHERE)


_ANSWERS = {
    QuestionKind.WHICH_TICKET: _answer_which,
    QuestionKind.WHERE_TO: _answer_where_to,
    QuestionKind.NOT_YOURS: _answer_not_yours,
    QuestionKind.CLOSED_REPLY: _answer_closed_reply,
    QuestionKind.RESOLVED_ADDED: _answer_resolved_added,
    QuestionKind.RATING_WORD: _answer_rating_word,
    QuestionKind.ADD_SAME: _answer_add_same,
    QuestionKind.CLOSE: _answer_close,
    QuestionKind.WROTE_MAIL: _answer_wrote_mail,
}
