"""Store words under a question that is asked because of them, or under one that is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.models import Entry, Person, Question, QuestionKind, Ticket, any_of
from desk import Desk
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound.routing_types import AskedFor, Destination, Received, Route
from desk.notifications import notifier
from desk.outbox import React, letters
from desk.outbox.question_rows import TOGETHER, ask_person, list_open, show_question
from desk.questions import answer_buttons, asking, held_messages, next_message, rating_doubts
from desk.questions.asking import ask_actor
from desk.search.similarity import drop_courtesy
from desk.search.stemming import stem_texts
from desk.text import choice_in_words, hear
from desk.text.choice_in_words import Option, Special
from desk.text.own_words import hide_quoted
from desk.ticket_similarity import drop_places

_SEEN, _DONE, _ASKED = "👀", "👌", "🤔"
_KINDS = {
    Destination.WHICH_TICKET: QuestionKind.WHICH_TICKET,
    Destination.WHERE_TO: QuestionKind.WHERE_TO,
    Destination.NOT_YOURS: QuestionKind.NOT_YOURS,
    Destination.CLOSED_REPLY: QuestionKind.CLOSED_REPLY,
}


async def ask_where(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Ask a new question and store the words under it. If they say themselves which request they are for, they go
    there, and the question moves them. Raises Refused in the staff group, where nothing is asked."""
    desk.place.require_alone()
    question = await ask_actor(
        desk, _KINDS[route.destination], ticket_id=route.ticket_id, message_id=incoming.message_id
    )
    entry = await hold(desk, incoming, question)
    if question.kind is QuestionKind.WHICH_TICKET:
        chosen = await choose(desk, question, incoming.own_words, is_asked=False)
        if chosen is not None and len(chosen.tickets) == 1:
            to = chosen.tickets[0]
            await answer_buttons.answer_question(desk, question.id, chosen.choice)
            return Received(Destination.ANSWER, to.number, to.id, entry.id, question.id, AskedFor.WHICH)
    return Received(route.destination, ticket_id=route.ticket_id, entry_id=entry.id, question_id=question.id)


async def ask_whether_seen(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Ask, once, whether the requester is to see words of staff that the desk does not wholly read. The question comes
    in private, also for what is said in the staff group, which gets a sign there."""
    kind = QuestionKind.NOT_YOURS
    question = await ask_actor(desk, kind, ticket_id=route.ticket_id, message_id=incoming.message_id)
    question.data = {**question.data, "doubtful": True}
    said = NewEntry.from_message(incoming, answers_id=route.entry_id)
    entry = await held_messages.hold_message(desk, question, said)
    notifier.mark_in_group(desk, _ASKED)
    return Received(route.destination, ticket_id=route.ticket_id, entry_id=entry.id, question_id=question.id)


async def add_late(desk: Desk, entry: Entry, message_id: int | None) -> None:
    """Say where words went that came long after the last ones, with the button that makes a request of them."""
    data = {"options": [entry.ticket_id], "entries": [entry.id], "chosen": entry.ticket_id, "new": False}
    question = await ask_person(desk, desk.require_actor().id, QuestionKind.WHICH_TICKET, data=data)
    question.answered_at = desk.now
    entry.question_id = question.id
    show_question(desk, question, message_id=message_id)


async def move_line(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Move an earlier line to the request that it belongs to, as its author says: to a new one, or see `_ask_again`.
    Without a line, a new one is what the next message begins."""
    if not choice_in_words.is_new_matter(incoming.words.text):
        return await _ask_again(desk, route)
    if route.entry_id is None:
        await next_message.expect_request(desk, message_id=incoming.message_id)
        return Received(route.destination)
    entry = await desk.session.get_one(Entry, route.entry_id)
    if entry.question_id is None:
        await add_late(desk, entry, entry.said_message_id)
    made = await answer_buttons.answer_question(desk, entry.question_id or 0, answer_buttons.NEW_REQUEST)
    return Received(route.destination, made.number, question_id=made.question_id)


async def _ask_again(desk: Desk, route: Route) -> Received:
    """Move an earlier line to the only other request, or ask for which one it is: it stays until that is chosen."""
    for focused in await list_open(desk, (QuestionKind.FOCUS,)):
        focused.closed_at = desk.now
    entry = await desk.session.get_one(Entry, route.entry_id)
    question = await ask_actor(desk, QuestionKind.WHICH_TICKET, message_id=entry.said_message_id)
    others = [ticket_id for ticket_id in question.data["options"] if ticket_id != route.ticket_id]
    question.data = {"options": others, "falls_to": route.ticket_id, "entries": [entry.id]}
    entry.question_id = question.id
    if len(others) == 1:
        question.data = {**question.data, "options": [*others, route.ticket_id]}
        other = await desk.session.get_one(Ticket, others[0])
        await answer_buttons.answer_question(desk, question.id, answer_buttons.ToTicket(other.number))
    return Received(route.destination, ticket_id=route.ticket_id, question_id=question.id)


async def hold(desk: Desk, incoming: IncomingMessage, question: Question) -> Entry:
    """Store the words under a question."""
    return await held_messages.hold_message(desk, question, NewEntry.from_message(incoming))


async def join_question(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Store the words under an open question; an album that waits is given time for its next part."""
    question = await desk.session.get_one(Question, route.question_id)
    entry = await held_messages.hold_message(desk, question, NewEntry.from_message(incoming), note=route.note)
    if question.kind is QuestionKind.ALBUM:
        question.due_at = desk.now + TOGETHER
    else:
        if question.kind is QuestionKind.RATING_WORD:
            await rating_doubts.tell_agent(desk, question, entry)
        elif question.kind in (QuestionKind.WHERE_TO, QuestionKind.WHICH_TICKET, QuestionKind.NOT_YOURS):
            await asking.show_passed(desk, question)
        if question.kind not in (QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS):  # whose words go nowhere yet
            seen = React(incoming.message_id, _SEEN, incoming.chat_id)
            letters.queue_letter(desk.session, desk.require_actor().id, seen, now=desk.now)
    return Received(route.destination, entry_id=entry.id, question_id=question.id)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choice that words make under a question: tickets in the order shown, or what `special` says; `is_bare`: they
    say nothing else."""

    tickets: tuple[Ticket, ...] = ()
    special: Special | None = None
    is_bare: bool = False

    @property
    def choice(self) -> answer_buttons.Choice:
        """Return it as the press that it stands for."""
        if self.special is Special.NEW:
            return answer_buttons.NEW_REQUEST
        if self.special is Special.NOWHERE:
            return answer_buttons.NOWHERE
        numbers = tuple(ticket.number for ticket in self.tickets)
        return answer_buttons.ToTicket(numbers[0]) if len(numbers) == 1 else answer_buttons.ToTickets(numbers)


async def choose(desk: Desk, question: Question, typed: str, *, is_asked: bool = True) -> Chosen | None:
    """Return what the words choose under "which request?" or "where to?": by number, by place in the row of buttons,
    by a person's name, by words of a subject that no other one has; one of two also by naming the one that is not
    meant. `is_asked`: it is shown already."""
    if question.kind not in (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO) or not typed.strip():
        return None
    offered = any_of(Ticket.id, question.data.get("options", [])), Ticket.is_open
    whose = Ticket.assignee_id if question.kind is QuestionKind.WHICH_TICKET else Ticket.requester_id
    found = select(Ticket, Person.name).outerjoin(Person, Person.id == whose).where(*offered).order_by(Ticket.number)
    rows = [(ticket, name or "") for ticket, name in await desk.session.execute(found)]
    tickets = [ticket for ticket, _ in rows]
    options = [Option(ticket.number, name, ticket.subject or "") for ticket, name in rows]
    before = (
        question.data.get("chosen") or question.data.get("falls_to") if question.answered_at or not is_asked else None
    )
    now = next((at for at, ticket in enumerate(tickets) if ticket.id == before), None)
    made = choice_in_words.choose(options, hide_quoted(typed), now=now, is_asked=is_asked)
    if made is not None and (made.special is not Special.NOWHERE or question.kind is QuestionKind.WHERE_TO):
        return Chosen(tuple(tickets[at] for at in made.places), made.special, made.is_bare)
    if question.kind is not QuestionKind.WHICH_TICKET:
        return None
    if is_asked and len(tickets) == 2 and choice_in_words.is_exclusion(typed):
        return await _find_excluding(desk, tickets, options, choice_in_words.take_off_exclusion(typed))
    return await _find_by_subject(desk, tickets, typed, is_asked=is_asked)


async def _find_excluding(
    desk: Desk, tickets: Sequence[Ticket], options: Sequence[Option], named: str
) -> Chosen | None:
    """Return the one of two that these words, and nothing else, do not name."""
    made = choice_in_words.choose(options, named)
    by_place = [tickets[at] for at in made.places] if made is not None and made.is_bare else []
    chosen = Chosen(tuple(by_place), is_bare=True) if by_place else await _find_by_subject(desk, tickets, named)
    if chosen is None or len(chosen.tickets) != 1 or not chosen.is_bare:
        return None
    return Chosen(tuple(ticket for ticket in tickets if ticket.id != chosen.tickets[0].id), is_bare=True)


async def find_named(desk: Desk, ticket_ids: Sequence[int], typed: str) -> int | None:
    """Return the id of the only one of several tickets that has words of the text in its subject."""
    tickets = list(await desk.session.scalars(select(Ticket).where(any_of(Ticket.id, ticket_ids))))
    chosen = await _find_by_subject(desk, tickets, typed) if typed.strip() else None
    return chosen.tickets[0].id if chosen is not None else None


async def _find_by_subject(
    desk: Desk, tickets: Sequence[Ticket], typed: str, *, is_asked: bool = False
) -> Chosen | None:
    """Return the ticket whose subject alone has words of the text. A place ("hall 2") is enough only as the whole
    answer to the question."""
    if choice_in_words.is_exclusion(typed) or hear(typed).readings:
        return None  # "it works" names no request that "does not work"
    said, *subjects = await stem_texts(desk.session, [typed, *(ticket.subject for ticket in tickets)])
    telling = drop_courtesy(drop_places(said)) or (drop_courtesy(said) if is_asked else frozenset())
    named = [at for at, subject in enumerate(subjects) if telling & subject]
    if is_asked and len(named) > 1:
        named = [at for at in named if telling <= subjects[at]]  # "room 9", where each is about a room
    if len(named) != 1:
        return None
    one = tickets[named[0]]
    return Chosen((one,), is_bare=choice_in_words.is_only_subject(typed, subjects[named[0]], telling))


async def choose_named(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Put the words that name a request, and those that it was asked about, on that request. Words that do nothing but
    choose are no part of it."""
    question = await desk.session.get_one(Question, route.question_id)
    typed = incoming.words.text
    put_right = choice_in_words.take_off_regret(typed) if question.answered_at is not None else None
    chosen = await choose(desk, question, put_right or typed)
    if chosen is None:
        return await join_question(desk, incoming, route)
    held = None if chosen.is_bare and question.data.get("entries") else await join_question(desk, incoming, route)
    done = await answer_buttons.answer_question(desk, question.id, chosen.choice)
    entry_id = held.entry_id if held is not None else None
    return Received(route.destination, done.number, route.ticket_id, entry_id, route.question_id)


async def press_in_words(desk: Desk, _incoming: IncomingMessage, route: Route) -> Received:
    """Press the button of a question that the words stand for."""
    assert route.choice is not None
    done = await answer_buttons.answer_question(desk, route.question_id or 0, route.choice)
    notifier.mark_in_group(desk, _DONE)
    return Received(route.destination, done.number, route.ticket_id, question_id=route.question_id)
