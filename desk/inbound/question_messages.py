"""Store words under a question that is asked because of them, or under one that is open."""

import re

from sqlalchemy import select

from db.models import Entry, Question, QuestionKind, Ticket, any_of
from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.duplicates import drop_places
from desk.inbound.routing_types import Destination, Received, Route
from desk.outbox import React, letters
from desk.policy import FINISHED
from desk.questions import answer_buttons, asking, held_messages, rating_doubts
from desk.questions.asking import ask_actor
from desk.search.similarity import drop_courtesy
from desk.search.stemming import stem_texts

_SEEN = "👀"
_NUMBER = re.compile(r"^\W*(\d+)\W*$|[#№]\s?(\d+)")
_KINDS = {
    Destination.WHICH_TICKET: QuestionKind.WHICH_TICKET,
    Destination.WHERE_TO: QuestionKind.WHERE_TO,
    Destination.NOT_YOURS: QuestionKind.NOT_YOURS,
    Destination.CLOSED_REPLY: QuestionKind.CLOSED_REPLY,
}


async def ask_where(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Ask a new question and store the words under it. Raises Refused in the staff group, where nothing is asked."""
    if desk.spot is not None:
        raise Refused("group-not-here")
    question = await ask_actor(
        desk, _KINDS[route.destination], ticket_id=route.ticket_id, message_id=incoming.message_id
    )
    entry = await hold(desk, incoming, question)
    return Received(route.destination, ticket_id=route.ticket_id, entry_id=entry.id, question_id=question.id)


async def ask_again(desk: Desk, _incoming: IncomingMessage, route: Route) -> Received:
    """Ask for which request an earlier line is. It stays where it is until another one is chosen."""
    for focused in await asking.list_open(desk, (QuestionKind.FOCUS,)):
        focused.closed_at = desk.now
    entry = await desk.session.get_one(Entry, route.entry_id)
    question = await ask_actor(desk, QuestionKind.WHICH_TICKET, message_id=entry.said_message_id)
    others = [ticket_id for ticket_id in question.data["options"] if ticket_id != route.ticket_id]
    question.data = {"options": others, "falls_to": route.ticket_id, "entries": [entry.id]}
    entry.question_id = question.id
    return Received(route.destination, ticket_id=route.ticket_id, question_id=question.id)


async def hold(desk: Desk, incoming: IncomingMessage, question: Question) -> Entry:
    """Store the words under a question."""
    return await held_messages.hold_message(desk, question, NewEntry.from_message(incoming))


async def join_question(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Store the words under an open question; an album that waits is given time for its next part."""
    question = await desk.session.get_one(Question, route.question_id)
    entry = await held_messages.hold_message(desk, question, NewEntry.from_message(incoming), note=route.note)
    if question.kind is QuestionKind.ALBUM:
        question.due_at = desk.now + asking.TOGETHER
    else:
        if question.kind is QuestionKind.RATING_WORD:
            await rating_doubts.tell_agent(desk, question, entry)
        elif question.kind is QuestionKind.WHERE_TO:
            asking.show_question(desk, question, only_edit=True)
        letters.queue_letter(
            desk.session, desk.require_actor().id, React(incoming.message_id, _SEEN, incoming.chat_id), now=desk.now
        )
    return Received(route.destination, entry_id=entry.id, question_id=question.id)


async def find_named_option(desk: Desk, question: Question, typed: str) -> Ticket | None:
    """Return the one ticket offered by an open "which request?" that the words name: by its number, or by words of its
    subject that no other one has."""
    if question.kind is not QuestionKind.WHICH_TICKET or not typed.strip():
        return None
    offered = any_of(Ticket.id, question.data.get("options", [])), Ticket.status.not_in(FINISHED)
    options = list(await desk.session.scalars(select(Ticket).where(*offered)))
    numbers = {int(one or other) for one, other in _NUMBER.findall(typed)}
    named = [ticket for ticket in options if ticket.number in numbers]
    if not named:
        said, *subjects = await stem_texts(desk.session, [typed, *(ticket.subject for ticket in options)])
        telling = drop_courtesy(drop_places(said))
        named = [ticket for ticket, subject in zip(options, subjects, strict=True) if telling & subject]
    return named[0] if len(named) == 1 else None


async def choose_named(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Put the words that name a request, and those that it was asked about, on that request."""
    heard = await join_question(desk, incoming, route)
    number = (await desk.session.get_one(Ticket, route.ticket_id)).number
    await answer_buttons.answer_question(desk, route.question_id or 0, answer_buttons.ToTicket(number))
    return Received(route.destination, number, route.ticket_id, heard.entry_id, route.question_id)
