"""What the words of staff become where the contract says which ticket they go to, or why they had been asked."""

from datetime import datetime

from db.models import Entry, EntryKind, Question, QuestionKind, Status, Ticket
from desk import Desk
from desk.canned import by_reply, preparing
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound.lookup import number_of_ticket
from desk.inbound.routing import Destination, Received, Route
from desk.inbound.to_questions import asked
from desk.notifications import notifier
from desk.outbox import Say
from desk.policy import FINISHED
from desk.questions import held_messages, low_marks
from desk.questions.asking import opened, show
from desk.text.note_mark import strip_note_mark
from desk.tickets import escalation


async def speak(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Staff's answer or note; an album waits for its last part, because any caption may make a note of it."""
    number = await number_of_ticket(desk, route.ticket_id)
    note = route.goes is Destination.NOTE
    said = NewEntry.from_message(incoming, answers_id=route.entry_id)
    if incoming.album is None:
        entry = await held_messages.speak(desk, number, said, note=note)
        return Received(route.goes, number, route.ticket_id, entry.id)
    question = await opened(desk, QuestionKind.ALBUM, ticket_id=route.ticket_id)
    entry = await held_messages.keep(desk, question, said)
    entry.kind = EntryKind.NOTE if note else entry.kind
    return Received(route.goes, number, route.ticket_id, entry.id, question.id)


async def why(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Why it is on hold, kept as a note; or why somebody is to be called: then they are. What comes too late for that
    is a note."""
    if route.ticket_id is None:
        return await asked(desk, incoming, Route(Destination.WHERE_TO))
    number = await number_of_ticket(desk, route.ticket_id)
    question = await desk.session.get_one(Question, route.question_id)
    words = strip_note_mark(incoming.words)
    is_it = question.ticket_id == route.ticket_id  # what was merged since is not asked about any more
    says_why = is_it and question.answered_at is None and bool(words.text.strip()) and not incoming.files
    if says_why and route.goes is Destination.HOLD_REASON and await _is_held(desk, route.ticket_id):
        await thread.put_on_hold(desk, number, words.text)
    elif not (says_why and route.goes is Destination.ESCALATION and await _called(desk, question, number, words.text)):
        await thread.add_note(desk, number, NewEntry.from_message(incoming, words=words))
    question.answered_at = question.answered_at or desk.now
    question.data = {**question.data, "chosen": route.ticket_id}
    show(desk, question, only_edit=True)
    return Received(route.goes, number, route.ticket_id, question_id=question.id)


async def _called(desk: Desk, question: Question, number: int, reason: str) -> bool:
    """Whether somebody is called by it. Nobody is to what was solved or has ended since it was asked; whoever answers
    is told so."""
    ticket = await desk.locked_id(question.ticket_id or 0)
    if _is_over_since(ticket, question.asked_at):
        late = Say("escalation-late", {"number": number, "status": ticket.status.value}, staff_only=True)
        notifier.post(desk, desk.me(), late, ticket)
        return False
    if not await escalation.can_escalate(desk, number):
        return False
    await escalation.escalate(desk, number, reason)
    return True


def _is_over_since(ticket: Ticket, asked_at: datetime) -> bool:
    if ticket.status is Status.RESOLVED:
        return ticket.resolved_at is not None and ticket.resolved_at > asked_at
    return ticket.status in FINISHED


async def _is_held(desk: Desk, ticket_id: int) -> bool:
    return (await desk.locked_id(ticket_id)).status is Status.ON_HOLD


async def low_mark(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """What happened where there were few stars: a note, which reaches the admins with the mark."""
    if route.ticket_id is None or route.question_id is None:
        return await asked(desk, incoming, Route(Destination.WHERE_TO))
    number = await number_of_ticket(desk, route.ticket_id)
    entry = await thread.add_note(desk, number, NewEntry.from_message(incoming, words=strip_note_mark(incoming.words)))
    await low_marks.answered(desk, route.question_id, entry)
    return Received(route.goes, number, route.ticket_id, entry.id, route.question_id)


async def canned(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """The key of a canned reply: it is shown before it goes."""
    number = await number_of_ticket(desk, route.ticket_id) if route.ticket_id is not None else None
    await by_reply.called(desk, incoming, number, answers_id=route.entry_id, replaced=route.prepared)
    return Received(route.goes, number, route.ticket_id)


async def instead(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """These words go instead of what was shown."""
    shown = await preparing.replaced(desk, route.prepared or 0)
    heard = await speak(desk, incoming, route)
    await preparing.became(desk, shown, await desk.session.get_one(Entry, heard.entry_id), changed=True)
    return heard
