"""What a person's message becomes: looked up, decided by `routing.decide`, done. Knows no door."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from db.database import savepoint
from db.models import Entry, EntryKind, Question, QuestionKind, Ticket
from desk import Desk, HearAgain, Refused
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.feedback import ratings
from desk.inbound import edits, from_staff, to_questions
from desk.inbound.context import routing_context
from desk.inbound.lookup import MessageLookup, met, number_of_ticket
from desk.inbound.prompts import Prompts, take_answer
from desk.inbound.routing import Destination, Received, Route, decide
from desk.outbox import Show, letters
from desk.people.one_at_a_time import take_turn
from desk.policy import permissions
from desk.questions import about_request, answers, asking, expiry, held_messages
from desk.questions.asking import no_more_moving, opened, show
from desk.requests import drafts, limits
from desk.text import RichText, shorten_line
from desk.text.note_mark import is_note
from desk.tickets import fields
from desk.topics import tree


async def receive(desk: Desk, incoming: IncomingMessage, prompts: Prompts, *, again: bool = True) -> Received:
    """Take in one message of `desk.actor` that is no known command; everything that follows is put into the outbox.

    Never refused: what the desk would not do (the ticket ended this very moment) is looked at afresh, at last asked.
    `prompts`: what takes replies to the bot's questions for a value. `again` False saves the savepoint that a second
    look needs: on HearAgain, which is rare, whoever calls begins the unit of work anew, with True.
    """
    await take_turn(desk.session, desk.me().id)
    found = await _in_time(desk, incoming)
    if not again:
        try:
            return await _hear(desk, incoming, found, prompts)
        except Refused:
            raise HearAgain from None
    for _ in range(2):
        try:
            async with savepoint(desk.session):
                return await _hear(desk, incoming, found, prompts)
        except Refused:
            found = await met(desk, incoming)
    return await to_questions.asked(
        desk, incoming, Route(Destination.WHERE_TO if permissions.is_staff(desk.me()) else Destination.WHICH_TICKET)
    )


async def _in_time(desk: Desk, incoming: IncomingMessage | None = None) -> MessageLookup:
    """What the message meets, once time has answered the questions that were due."""
    found = await met(desk, incoming)
    return await met(desk, incoming) if await expiry.expire_due(desk, found.asked) else found


async def _hear(desk: Desk, incoming: IncomingMessage, found: MessageLookup, prompts: Prompts) -> Received:
    situation = await routing_context(desk, incoming, found, prompts)
    route = decide(situation)
    if route.goes in (Destination.HELP, Destination.GREETING):
        return Received(route.goes)
    if route.goes is Destination.COMMAND:
        await _refuse_album(desk, incoming, situation.album)
        return Received(Destination.COMMAND)
    if route.goes is not Destination.WITH_ALBUM:
        no_more_moving(desk, found.asked)
    await limits.warn_on_flood(desk, found.twentieth)
    waited: list[Question] = []
    if situation.add_to or situation.new_next or route.goes is Destination.SUBJECT:
        waited = await asking.used(desk)
    if route.goes is Destination.PROMPT:
        heard = await take_answer(desk, incoming, route, prompts)
    else:
        heard = await _DO[route.goes](desk, incoming, route)
    if not situation.is_staff and situation.said.asks_for_state:
        _say_state(desk, incoming, heard)
    if waited and heard.entry_id is not None:
        asking.came(waited, await desk.session.get_one(Entry, heard.entry_id))
    topic = asking.topic_of(waited)
    if topic is not None and heard.goes is Destination.NEW_DRAFT and heard.number is not None:
        await _of_topic(desk, heard.number, topic)
    return heard


def _say_state(desk: Desk, incoming: IncomingMessage, heard: Received) -> None:
    """How their request stands, which its agent is asked as well; all of theirs, where they did not say which."""
    if heard.goes is Destination.COMMENT:
        shown = Show("state", slot=f"state:{heard.number}", fresh=True, reply_to_message=incoming.message_id)
    elif heard.goes is Destination.WHICH_TICKET:
        shown = Show("list", slot="list", fresh=True)
    else:
        return
    letters.post(desk.session, desk.me().id, shown, now=desk.now, ticket_id=heard.ticket_id)


async def _of_topic(desk: Desk, number: int, category_id: int) -> None:
    """The request is of the topic that its requester chose in the menu, if that is still there."""
    if await tree.topic(desk.session, category_id) is not None:
        await about_request.choose_topic(desk, number, category_id)


async def new_request(desk: Desk, incoming: IncomingMessage) -> Received:
    """`/new <text>`: `incoming.words` is the text without the command; empty, the next message starts the request."""
    await take_turn(desk.session, desk.me().id)
    found = await _in_time(desk)
    if not incoming.words.text.strip() and not incoming.files:
        await answers.new_next(desk, message_id=incoming.message_id)
        return Received(Destination.NEW_DRAFT)
    no_more_moving(desk, found.asked)
    await asking.used(desk)
    return await _new_draft(desk, incoming, Route(Destination.NEW_DRAFT))


async def _comment(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    number = await number_of_ticket(desk, route.ticket_id)
    entry = await thread.add_comment(desk, number, NewEntry.from_message(incoming, answers_id=route.entry_id))
    await drafts.better_subject(desk, entry)
    return Received(route.goes, number, route.ticket_id, entry.id)


async def _form_answer(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """A comment as any other, which answers what they were asked."""
    heard = await _comment(desk, incoming, route)
    entry = await desk.session.get_one(Entry, heard.entry_id)
    await about_request.heard(desk, route.question_id or 0, entry, incoming.words.text, incoming.message_id)
    return replace(heard, question_id=route.question_id)


async def _small_talk(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    number = await number_of_ticket(desk, route.ticket_id)
    entry = await thread.add_comment(
        desk, number, NewEntry.from_message(incoming, answers_id=route.entry_id), small_talk=True
    )
    return Received(route.goes, number, route.ticket_id, entry.id)


async def _added_to_resolved(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Added, and asked about; what follows while that question is open is counted to it."""
    heard = await _comment(desk, incoming, route)
    entry = await desk.session.get_one(Entry, heard.entry_id)
    question = await asking.ask_whether_solved(desk, entry.ticket_id or 0, entry, message_id=incoming.message_id)
    return replace(heard, question_id=question.id)


async def _new_draft(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    made = await drafts.request(desk, [NewEntry.from_message(incoming)])
    goes = Destination.CROWDED if made.crowded else Destination.NEW_DRAFT
    return Received(goes, made.ticket.number, made.ticket.id)


async def _draft(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    entry = await drafts.join(desk, route.ticket_id or 0, NewEntry.from_message(incoming, answers_id=route.entry_id))
    return Received(route.goes, await number_of_ticket(desk, route.ticket_id), route.ticket_id, entry.id)


async def _ended_long_ago(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    before = RichText(f"#{await number_of_ticket(desk, route.ticket_id)}: ")
    said = NewEntry.from_message(incoming, words=before + incoming.words)
    ticket = (await drafts.request(desk, [said], at_once=True)).ticket
    return Received(route.goes, ticket.number, ticket.id)


async def _with_album(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """A further part of an album goes where the first went; a note stays one, and `//` makes one of the rest."""
    first = await desk.session.get_one(Entry, route.entry_id)
    if first.ticket_id is None and first.withdrawn_at is not None and permissions.is_staff(desk.me()):
        return Received(route.goes)  # refused with the part whose caption is a command
    if first.ticket_id is None:
        question = await desk.session.get(Question, first.question_id)
        if question is not None and question.answered_at is None and question.closed_at is None:
            return await to_questions.joined(desk, incoming, Route(route.goes, question_id=question.id))
        return await to_questions.asked(
            desk, incoming, Route(Destination.WHERE_TO if permissions.is_staff(desk.me()) else Destination.WHICH_TICKET)
        )
    to = Route(route.goes, ticket_id=first.ticket_id)
    if first.kind is EntryKind.COMMENT:
        ticket = await desk.session.get_one(Ticket, first.ticket_id)
        return await (_draft if drafts.gathers(ticket) else _comment)(desk, incoming, to)
    note = first.kind is EntryKind.NOTE or is_note(incoming.words.text)
    number = await number_of_ticket(desk, first.ticket_id)
    entry = await held_messages.speak(desk, number, NewEntry.from_message(incoming), note=note)
    return Received(route.goes, number, first.ticket_id, entry.id)


async def _refuse_album(desk: Desk, incoming: IncomingMessage, first_id: int | None) -> None:
    """A caption is a command: no part of its album is sent. What has come of it is taken back; where this is the first
    part, an entry without words remembers it for the parts that follow."""
    if incoming.album is None:
        return
    if first_id is not None:
        first = await desk.session.get_one(Entry, first_id)
        if first.ticket_id is None and first.withdrawn_at is None:
            await edits.take_back_wholly(desk, first)
        return
    question = await opened(desk, QuestionKind.ALBUM)
    question.closed_at = desk.now
    bare = NewEntry(chat_id=incoming.chat_id, message_id=incoming.message_id, album=incoming.album)
    (await held_messages.keep(desk, question, bare)).withdrawn_at = desk.now


async def _rating_word(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """The word beside the stars, acknowledged with a way to make a request of it after all."""
    number = await number_of_ticket(desk, route.ticket_id)
    question = await opened(desk, QuestionKind.RATING_WORD, ticket_id=route.ticket_id)
    entry = await held_messages.keep(desk, question, NewEntry.from_message(incoming))
    question.answered_at, question.due_at = desk.now, None
    await ratings.rate_words(desk, number, incoming.words.text)
    show(desk, question, message_id=incoming.message_id)
    return Received(route.goes, number, route.ticket_id, entry.id, question.id)


async def _subject(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """What the request is called from now on; the question says so, nothing is added to the thread."""
    number = await number_of_ticket(desk, route.ticket_id)
    await fields.rename(desk, number, shorten_line(incoming.words.text))
    return Received(route.goes, number, route.ticket_id)


_DO: dict[Destination, Callable[[Desk, IncomingMessage, Route], Awaitable[Received]]] = {
    Destination.COMMENT: _comment,
    Destination.ADDED_TO_RESOLVED: _added_to_resolved,
    Destination.FORM_ANSWER: _form_answer,
    Destination.CROWDED: _new_draft,
    Destination.REPLY: from_staff.speak,
    Destination.NOTE: from_staff.speak,
    Destination.NOT_YOURS: to_questions.asked,
    Destination.WHERE_TO: to_questions.asked,
    Destination.CLOSED_REPLY: to_questions.asked,
    Destination.WHICH_TICKET: to_questions.asked,
    Destination.ENDED_LONG_AGO: _ended_long_ago,
    Destination.DRAFT: _draft,
    Destination.NEW_DRAFT: _new_draft,
    Destination.RATING_WORD: _rating_word,
    Destination.HOLD_REASON: from_staff.why,
    Destination.ESCALATION: from_staff.why,
    Destination.LOW_MARK: from_staff.low_mark,
    Destination.CANNED: from_staff.canned,
    Destination.INSTEAD: from_staff.instead,
    Destination.SUBJECT: _subject,
    Destination.SMALL_TALK: _small_talk,
    Destination.JOIN_QUESTION: to_questions.joined,
    Destination.WITH_ALBUM: _with_album,
}
