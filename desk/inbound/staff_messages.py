"""Store the words of staff on the ticket they are for, or as the reason they were asked for."""

from dataclasses import replace
from datetime import datetime

from db.database import savepoint
from db.models import Entry, EntryKind, Question, QuestionKind
from desk import Desk, Refused
from desk.act_catalogue import find_asking
from desk.acts import reading
from desk.canned import prepared_answers, reply_by_key
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound.message_lookup import get_number
from desk.inbound.question_messages import ask_where
from desk.inbound.routing_types import Destination, Received, Route
from desk.notifications import notifier
from desk.outbox import Say
from desk.outbox.question_rows import show_question
from desk.questions import held_messages, held_staff_words, low_ratings
from desk.questions.asking import add_question
from desk.text.note_prefix import strip_note_mark


async def add_staff_words(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Add an agent's answer or note. An album waits for its last part, because any caption may make it a note."""
    number = await get_number(desk, route.ticket_id)
    note = route.destination is Destination.NOTE
    said = NewEntry.from_message(incoming, answers_id=route.entry_id)
    if incoming.album is None:
        entry = await held_staff_words.add_staff_entry(desk, number, said, note=note)
        return Received(route.destination, number, route.ticket_id, entry.id)
    question = await add_question(desk, QuestionKind.ALBUM, ticket_id=route.ticket_id)
    entry = await held_messages.hold_message(desk, question, said)
    entry.kind = EntryKind.NOTE if note else entry.kind
    return Received(route.destination, number, route.ticket_id, entry.id, question.id)


async def take_reason(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Take the reason for a hold, kept as a note, or for an escalation, which then happens. A late reason, and one that
    comes with files, is only a note."""
    if route.ticket_id is None:
        return await ask_where(desk, incoming, Route(Destination.WHERE_TO))
    number = await get_number(desk, route.ticket_id)
    question = await desk.session.get_one(Question, route.question_id)
    words = strip_note_mark(incoming.words)
    is_it = question.ticket_id == route.ticket_id  # a question about a ticket merged since is void
    says_why = is_it and question.answered_at is None and bool(words.text.strip()) and not incoming.files
    if not (says_why and await _act_on_answer(desk, question, number, words.text)):
        await thread.add_note(desk, number, NewEntry.from_message(incoming, words=words))
    question.answered_at = question.answered_at or desk.now
    question.data = {**question.data, "chosen": route.ticket_id}
    show_question(desk, question, only_edit=True)
    return Received(route.destination, number, route.ticket_id, question_id=question.id)


async def _act_on_answer(desk: Desk, question: Question, number: int, said: str) -> bool:
    """Do what the answer is for, which is read as the words behind its command; a time is said again. Return False if
    it is too late for that, or if the words name a time that cannot be, which is said."""
    act, asks = find_asking(question.kind, question.data.get("act"))
    if not await reading.can_still(desk, act, asks, number, question.asked_at):
        return False
    done, line = None, None
    try:
        values = reading.read_typed(desk, act, said)
        async with savepoint(desk.session):
            done = await act.run(desk, number, **values)
        if any(isinstance(value, datetime) for value in values.values()):
            line = reading.say_done(act, done, values)
    except Refused as refused:
        line = Say(refused.key, dict(refused.args_))
    if line is not None:
        line = replace(line, staff_only=True)
        notifier.post_letter(desk, desk.require_actor(), line, await desk.lock_ticket(number))
    return done is not None


async def take_low_mark_note(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Add what happened before a low rating as a note, which admins get together with the rating."""
    if route.ticket_id is None or route.question_id is None:
        return await ask_where(desk, incoming, Route(Destination.WHERE_TO))
    number = await get_number(desk, route.ticket_id)
    entry = await thread.add_note(desk, number, NewEntry.from_message(incoming, words=strip_note_mark(incoming.words)))
    await low_ratings.take_note(desk, route.question_id, entry)
    return Received(route.destination, number, route.ticket_id, entry.id, route.question_id)


async def call_canned_reply(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Show the canned reply with that key before it is sent."""
    number = await get_number(desk, route.ticket_id) if route.ticket_id is not None else None
    await reply_by_key.show_by_key(desk, incoming, number, answers_id=route.entry_id, replaced=route.prepared)
    return Received(route.destination, number, route.ticket_id)


async def replace_prepared(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Send these words instead of the answer that was shown."""
    shown = await prepared_answers.end_prepared(desk, route.prepared or 0)
    heard = await add_staff_words(desk, incoming, route)
    await prepared_answers.record_sent(desk, shown, await desk.session.get_one(Entry, heard.entry_id), changed=True)
    return heard
