"""What a person's message becomes: looked up, decided by `routing.decide`, done. Knows no door."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from sqlalchemy import select

from db.database import savepoint
from db.enums import EntryKind, QuestionKind
from db.models import Entry, Question, Ticket
from desk.canned import by_reply, preparing
from desk.conversation import thread
from desk.conversation.new_entry import IncomingFile, IncomingMessage, NewEntry
from desk.desk import Desk
from desk.errors import HearAgain, Refused
from desk.feedback import ratings
from desk.inbound.context import routing_context
from desk.inbound.lookup import MessageLookup, met
from desk.inbound.routing import Destination, Route, decide
from desk.inbound.typed_values import period_by_reply, set_by_reply, shifts_by_reply, topic_by_reply
from desk.inbound.typed_words import words_by_reply
from desk.knowledge import writing
from desk.outbox import letters
from desk.outbox.letters import React
from desk.people.one_at_a_time import take_turn
from desk.policy import permissions
from desk.questions import about_request, answers, asking, expiry, held_messages, low_marks
from desk.questions.asking import ask, no_more_moving, opened, show
from desk.requests import drafts, limits
from desk.text.note_mark import is_note, without_mark
from desk.text.rich_text import RichText
from desk.text.subject import shortened
from desk.tickets import escalation, fields
from desk.topics import tree

__all__ = ["Destination", "IncomingFile", "IncomingMessage", "Received", "new_request", "receive"]

SEEN = "👀"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message: where it went, the ticket's number and the ids of what it became, where any.

    HELP is left to the door: nothing was stored.
    """

    goes: Destination
    number: int | None = None
    ticket_id: int | None = None
    entry_id: int | None = None
    question_id: int | None = None


async def receive(desk: Desk, incoming: IncomingMessage, *, again: bool = True) -> Received:
    """Take in one message of `desk.actor` that is no known command; everything that follows is put into the outbox.

    Never refused: what the desk would not do (the ticket ended this very moment) is looked at afresh, at last asked.
    `again` False saves the savepoint that a second look needs: on HearAgain, which is rare, whoever calls begins the
    unit of work anew, with True.
    """
    await take_turn(desk.session, desk.me().id)
    found = await _in_time(desk, incoming)
    if not again:
        try:
            return await _hear(desk, incoming, found)
        except Refused:
            raise HearAgain from None
    for _ in range(2):
        try:
            async with savepoint(desk.session):
                return await _hear(desk, incoming, found)
        except Refused:
            found = await met(desk, incoming)
    return await _asked(
        desk, incoming, Route(Destination.WHERE_TO if permissions.is_staff(desk.me()) else Destination.WHICH_TICKET)
    )


async def _in_time(desk: Desk, incoming: IncomingMessage | None = None) -> MessageLookup:
    """What the message meets, once time has answered the questions that were due."""
    found = await met(desk, incoming)
    return await met(desk, incoming) if await expiry.expire_due(desk, found.asked) else found


async def _hear(desk: Desk, incoming: IncomingMessage, found: MessageLookup) -> Received:
    situation = await routing_context(desk, incoming, found)
    route = decide(situation)
    if route.goes is Destination.HELP:
        return Received(Destination.HELP)
    if route.goes is not Destination.WITH_ALBUM:
        no_more_moving(desk, found.asked)
    await limits.warn_on_flood(desk, found.twentieth)
    topic = None
    if situation.reply is None and (situation.add_to or situation.new_next or route.goes is Destination.SUBJECT):
        topic = await asking.used(desk)
    heard = await _DO[route.goes](desk, incoming, route)
    if topic is not None and heard.goes is Destination.NEW_DRAFT and heard.number is not None:
        await _of_topic(desk, heard.number, topic)
    return heard


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


# ------------------------------------------------------------------ the ways


async def _number(desk: Desk, ticket_id: int | None) -> int:
    return (await desk.session.get_one(Ticket, ticket_id)).number


async def _comment(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    number = await _number(desk, route.ticket_id)
    entry = await thread.comment(desk, number, NewEntry.of(incoming, answers_id=route.entry_id))
    await drafts.better_subject(desk, entry)
    return Received(route.goes, number, route.ticket_id, entry.id)


async def _form_answer(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """A comment as any other, which answers what they were asked."""
    heard = await _comment(desk, incoming, route)
    entry = await desk.session.get_one(Entry, heard.entry_id)
    await about_request.heard(desk, route.question_id or 0, entry, incoming.words.text, incoming.message_id)
    return replace(heard, question_id=route.question_id)


async def _small_talk(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    number = await _number(desk, route.ticket_id)
    entry = await thread.comment(desk, number, NewEntry.of(incoming, answers_id=route.entry_id), small_talk=True)
    return Received(route.goes, number, route.ticket_id, entry.id)


async def _added_to_resolved(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Added, and asked about; what follows while that question is open is counted to it."""
    heard = await _comment(desk, incoming, route)
    still = select(Question).where(
        Question.person_id == desk.me().id,
        Question.kind == QuestionKind.RESOLVED_ADDED,
        Question.ticket_id == route.ticket_id,
        Question.answered_at.is_(None),
        Question.closed_at.is_(None),
    )
    question = await desk.session.scalar(still.order_by(Question.id.desc()).limit(1))
    if question is None:
        message_id = incoming.message_id
        question = await ask(desk, QuestionKind.RESOLVED_ADDED, ticket_id=route.ticket_id, message_id=message_id)
    ids = question.data.get("entries", [])
    if heard.entry_id not in ids:
        question.data = {**question.data, "entries": [*ids, heard.entry_id]}
    return replace(heard, question_id=question.id)


async def _new_draft(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    made = await drafts.request(desk, [NewEntry.of(incoming)])
    goes = Destination.CROWDED if made.crowded else Destination.NEW_DRAFT
    return Received(goes, made.ticket.number, made.ticket.id)


async def _draft(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    entry = await drafts.join(desk, route.ticket_id or 0, NewEntry.of(incoming, answers_id=route.entry_id))
    return Received(route.goes, await _number(desk, route.ticket_id), route.ticket_id, entry.id)


async def _ended_long_ago(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    before = RichText(f"#{await _number(desk, route.ticket_id)}: ")
    said = NewEntry.of(incoming, words=before + incoming.words)
    ticket = (await drafts.request(desk, [said], at_once=True)).ticket
    return Received(route.goes, ticket.number, ticket.id)


async def _speak(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Staff's answer or note; an album waits for its last part, because any caption may make a note of it."""
    number = await _number(desk, route.ticket_id)
    note = route.goes is Destination.NOTE
    said = NewEntry.of(incoming, answers_id=route.entry_id)
    if incoming.album is None:
        entry = await held_messages.speak(desk, number, said, note=note)
        return Received(route.goes, number, route.ticket_id, entry.id)
    question = await opened(desk, QuestionKind.ALBUM, ticket_id=route.ticket_id)
    entry = await held_messages.keep(desk, question, said)
    entry.kind = EntryKind.NOTE if note else entry.kind
    return Received(route.goes, number, route.ticket_id, entry.id, question.id)


async def _asked(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Stored under a new question."""
    question = await ask(desk, _KINDS[route.goes], ticket_id=route.ticket_id, message_id=incoming.message_id)
    entry = await held_messages.keep(desk, question, NewEntry.of(incoming))
    return Received(route.goes, ticket_id=route.ticket_id, entry_id=entry.id, question_id=question.id)


async def _join_question(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Stored under a question that is open; an album that waits is given time for its next part."""
    question = await desk.session.get_one(Question, route.question_id)
    entry = await held_messages.keep(desk, question, NewEntry.of(incoming), note=route.note)
    if question.kind is QuestionKind.ALBUM:
        question.due_at = desk.now + asking.TOGETHER
    else:
        letters.post(desk.session, desk.me().id, React(incoming.message_id, SEEN), now=desk.now)
    return Received(route.goes, entry_id=entry.id, question_id=question.id)


async def _with_album(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """A further part of an album goes where the first went; a note stays one, and `//` makes one of the rest."""
    first = await desk.session.get_one(Entry, route.entry_id)
    if first.ticket_id is None:
        question = await desk.session.get(Question, first.question_id)
        if question is not None and question.answered_at is None and question.closed_at is None:
            return await _join_question(desk, incoming, Route(route.goes, question_id=question.id))
        return await _asked(
            desk, incoming, Route(Destination.WHERE_TO if permissions.is_staff(desk.me()) else Destination.WHICH_TICKET)
        )
    to = Route(route.goes, ticket_id=first.ticket_id)
    if first.kind is EntryKind.COMMENT:
        ticket = await desk.session.get_one(Ticket, first.ticket_id)
        return await (_draft if drafts.gathers(ticket) else _comment)(desk, incoming, to)
    note = first.kind is EntryKind.NOTE or is_note(incoming.words.text)
    number = await _number(desk, first.ticket_id)
    entry = await held_messages.speak(desk, number, NewEntry.of(incoming), note=note)
    return Received(route.goes, number, first.ticket_id, entry.id)


async def _rating_word(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """The word beside the stars, acknowledged with a way to make a request of it after all."""
    number = await _number(desk, route.ticket_id)
    question = await opened(desk, QuestionKind.RATING_WORD, ticket_id=route.ticket_id)
    entry = await held_messages.keep(desk, question, NewEntry.of(incoming))
    question.answered_at, question.due_at = desk.now, None
    await ratings.rate_words(desk, number, incoming.words.text)
    show(desk, question, message_id=incoming.message_id)
    return Received(route.goes, number, route.ticket_id, entry.id, question.id)


async def _subject(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """What the request is called from now on; the question says so, nothing is added to the thread."""
    number = await _number(desk, route.ticket_id)
    await fields.rename(desk, number, shortened(incoming.words.text))
    return Received(route.goes, number, route.ticket_id)


async def _why(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Why it is on hold, kept as a note; or why somebody is to be called: then they are. What comes too late for that
    is a note."""
    if route.ticket_id is None:
        return await _asked(desk, incoming, Route(Destination.WHERE_TO))
    number = await _number(desk, route.ticket_id)
    question = await desk.session.get_one(Question, route.question_id)
    words = without_mark(incoming.words)
    is_it = question.ticket_id == route.ticket_id  # what was merged since is not asked about any more
    says_why = is_it and question.answered_at is None and bool(words.text.strip()) and not incoming.files
    if says_why and route.goes is Destination.HOLD_REASON:
        await thread.hold(desk, number, words.text)
    elif says_why and await escalation.can_escalate(desk, number):
        await escalation.escalate(desk, number, words.text)
    else:
        await thread.note(desk, number, NewEntry.of(incoming, words=words))
    question.answered_at = question.answered_at or desk.now
    show(desk, question, only_edit=True)
    return Received(route.goes, number, route.ticket_id, question_id=question.id)


async def _low_mark(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """What happened where there were few stars: a note, which reaches the admins with the mark."""
    if route.ticket_id is None or route.question_id is None:
        return await _asked(desk, incoming, Route(Destination.WHERE_TO))
    number = await _number(desk, route.ticket_id)
    entry = await thread.note(desk, number, NewEntry.of(incoming, words=without_mark(incoming.words)))
    await low_marks.answered(desk, route.question_id, entry)
    return Received(route.goes, number, route.ticket_id, entry.id, route.question_id)


async def _canned(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    number = await _number(desk, route.ticket_id) if route.ticket_id is not None else None
    await by_reply.called(desk, incoming, number, answers_id=route.entry_id, replaced=route.prepared)
    return Received(route.goes, number, route.ticket_id)


async def _instead(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """These words go instead of what was shown."""
    shown = await preparing.replaced(desk, route.prepared or 0)
    heard = await _speak(desk, incoming, route)
    await preparing.became(desk, shown, await desk.session.get_one(Entry, heard.entry_id), changed=True)
    return heard


async def _typed(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """A reply to a question for a value."""
    if route.goes is Destination.SHIFT:
        await shifts_by_reply(desk, incoming, route.shift)
    elif route.goes is Destination.PERIOD:
        await period_by_reply(desk, incoming, route.picture)
    elif route.goes is Destination.SETTING:
        await set_by_reply(desk, incoming, route.setting)
    elif route.goes is Destination.TOPIC:
        await topic_by_reply(desk, incoming, route.topic)
    elif route.goes is Destination.ARTICLE:
        await writing.by_reply(desk, incoming, route.article)
    elif route.words is not None:
        await words_by_reply(desk, incoming, route.words)
    else:
        await by_reply.written(desk, incoming, route.canned)
    return Received(route.goes)


_KINDS = {
    Destination.WHICH_TICKET: QuestionKind.WHICH_TICKET,
    Destination.WHERE_TO: QuestionKind.WHERE_TO,
    Destination.NOT_YOURS: QuestionKind.NOT_YOURS,
    Destination.CLOSED_REPLY: QuestionKind.CLOSED_REPLY,
}
_DO: dict[Destination, Callable[[Desk, IncomingMessage, Route], Awaitable[Received]]] = {
    Destination.COMMENT: _comment,
    Destination.ADDED_TO_RESOLVED: _added_to_resolved,
    Destination.FORM_ANSWER: _form_answer,
    Destination.CROWDED: _new_draft,
    Destination.REPLY: _speak,
    Destination.NOTE: _speak,
    Destination.NOT_YOURS: _asked,
    Destination.WHERE_TO: _asked,
    Destination.CLOSED_REPLY: _asked,
    Destination.WHICH_TICKET: _asked,
    Destination.ENDED_LONG_AGO: _ended_long_ago,
    Destination.DRAFT: _draft,
    Destination.NEW_DRAFT: _new_draft,
    Destination.RATING_WORD: _rating_word,
    Destination.HOLD_REASON: _why,
    Destination.ESCALATION: _why,
    Destination.LOW_MARK: _low_mark,
    Destination.PERIOD: _typed,
    Destination.SETTING: _typed,
    Destination.CANNED: _canned,
    Destination.INSTEAD: _instead,
    Destination.CANNED_TEXT: _typed,
    Destination.SHIFT: _typed,
    Destination.TOPIC: _typed,
    Destination.ARTICLE: _typed,
    Destination.WORDS: _typed,
    Destination.SUBJECT: _subject,
    Destination.SMALL_TALK: _small_talk,
    Destination.JOIN_QUESTION: _join_question,
    Destination.WITH_ALBUM: _with_album,
}
