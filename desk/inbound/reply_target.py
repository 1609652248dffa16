"""What a message replies to: found by the map of messages, seen with the eyes of who replies. Decides nothing."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm.util import identity_key

from db.models import Entry, EntryKind, Message, MessageKind, Question, QuestionKind, Ticket
from desk import Desk, NotYet
from desk.canned import preparing
from desk.conversation import form_answers
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.lookup import option
from desk.inbound.prompts import Prompts
from desk.inbound.routing import REASONS
from desk.inbound.situation import Reply, TicketOption
from desk.outbox import Slot
from desk.policy import permissions, visibility

REMINDER = "reminder"  # the slot of a reminder's message
PREPARED = "prepared"  # the slot of an answer as it was shown before it goes, and its id
MARKED = "marked"  # the slot of few stars as admins read them, and its ticket: what is said to it stays inside
_AS_REQUESTER = ("receipt", "resolved", "taken", "merged")
_STAFF_KINDS = (EntryKind.NOTE, EntryKind.REMARK)
_WAITING = (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO, QuestionKind.CLOSED_REPLY)
RECORDED_BY = timedelta(seconds=10)
_REPLIED_TO = (
    select(Message, Entry, Ticket)
    .outerjoin(Entry, Entry.id == Message.entry_id)
    .outerjoin(Ticket, Ticket.id == func.coalesce(Entry.ticket_id, Message.ticket_id))
    .where(
        Message.bot_id == bindparam("bot"),
        Message.chat_id == bindparam("chat"),
        Message.message_id == bindparam("message"),
    )
    .execution_options(populate_existing=True)
)


async def reply_of(desk: Desk, incoming: IncomingMessage, prompts: Prompts) -> Reply | None:
    """What the message replies to, as far as its writer may know of it; None: nothing that we know."""
    if incoming.reply_to_message_id is None:
        return await _just_asked(desk, incoming, prompts) if permissions.is_staff(desk.me()) else None
    message = await _message(desk, incoming)
    entry = await _entry(desk, incoming, message)
    slot = Slot.parse(message.slot or "") if message is not None else Slot()
    if permissions.is_staff(desk.me()) and slot.face in prompts:
        return Reply(prompt=slot)
    if slot.face == PREPARED and message is not None and permissions.is_staff(desk.me()):
        return await _of_prepared(desk, slot.number, message.ticket_id)
    face = slot.face
    question_id = entry.question_id if entry is not None else message.question_id if message is not None else None
    if await _asks_for_subject(desk, question_id):
        return None
    if question_id is not None and (entry is None or entry.ticket_id is None):
        asked = await _of_question(desk, question_id)
        if asked is not None:
            return replace(asked, to_note=asked.to_note or (entry is not None and entry.kind is EntryKind.NOTE))
    ticket_id = entry.ticket_id if entry is not None else message.ticket_id if message is not None else None
    if face == REMINDER and permissions.is_staff(desk.me()):
        return Reply(await _staff_spot(desk, ticket_id), asked_first=True)
    return await _of_ticket(desk, ticket_id, entry, face)


async def _just_asked(desk: Desk, incoming: IncomingMessage, prompts: Prompts) -> Reply | None:
    """What staff type right below a question for a value is meant for it, though it replies to nothing."""
    if incoming.forwarded_from is not None:
        return None
    newest = select(Message.slot, Message.sent_at).where(
        Message.bot_id == (desk.rules.bot_id or 0), Message.chat_id == incoming.chat_id,
        Message.kind != MessageKind.SAID,
    )  # fmt: skip
    row = (await desk.session.execute(newest.order_by(Message.message_id.desc()).limit(1))).first()
    if row is None or row.sent_at < desk.now - desk.rules.requests.question:
        return None
    slot = Slot.parse(row.slot or "")
    return Reply(prompt=slot) if slot.face in prompts else None


async def is_to_prompt(desk: Desk, incoming: IncomingMessage, prompts: Prompts) -> bool:
    """Whether it replies to a question that asks staff for a value."""
    return permissions.is_staff(desk.me()) and await slot_of(desk, incoming) in prompts


async def number_of(desk: Desk, incoming: IncomingMessage) -> int | None:
    """The number of the ticket whose message is replied to; None: of none that we know. May be one that the person no
    longer sees: who shows it looks again."""
    message = await _message(desk, incoming)
    entry = await _entry(desk, incoming, message)
    ticket_id = entry.ticket_id if entry is not None else message.ticket_id if message is not None else None
    ticket = await desk.session.get(Ticket, ticket_id) if ticket_id is not None else None
    return ticket.number if ticket is not None else None


async def entry_of(desk: Desk, incoming: IncomingMessage) -> Entry | None:
    """The words that are replied to; None: none that we know. Whoever does something with them looks who may."""
    return await _entry(desk, incoming, await _message(desk, incoming))


async def slot_of(desk: Desk, incoming: IncomingMessage) -> str:
    """The kind of message that is replied to; nothing where we know none."""
    message = await _message(desk, incoming)
    return Slot.parse(message.slot or "").face if message is not None else ""


async def _message(desk: Desk, incoming: IncomingMessage) -> Message | None:
    """The message replied to; its entry and ticket are read with it, so that the session has them. What `lookup.met`
    has found is not asked for again."""
    if incoming.reply_to_message_id is None:
        return None
    key = (desk.rules.bot_id or 0, incoming.chat_id, incoming.reply_to_message_id)
    known: Message | None = desk.session.identity_map.get(identity_key(Message, key))
    if known is not None:
        return known
    given = dict(zip(("bot", "chat", "message"), key, strict=True))
    row = (await desk.session.execute(_REPLIED_TO, given)).first()
    return row[0] if row is not None else None


async def _entry(desk: Desk, incoming: IncomingMessage, message: Message | None) -> Entry | None:
    """The words the replied-to message carries or was."""
    if message is not None and message.entry_id is not None:
        return await desk.session.get(Entry, message.entry_id)
    if message is not None:
        return None
    if desk.patient and _just_sent(incoming):
        raise NotYet
    said = select(Entry).where(
        Entry.said_chat_id == incoming.chat_id, Entry.said_message_id == incoming.reply_to_message_id
    )
    return await desk.session.scalar(said.order_by(Entry.id.desc()).limit(1))


def _just_sent(incoming: IncomingMessage) -> bool:
    """Whether it was answered before it can be expected in the map; both times are Telegram's."""
    answered = incoming.reply_to_sent_at
    return answered is not None and incoming.sent_at - answered < RECORDED_BY


async def _of_question(desk: Desk, question_id: int) -> Reply | None:
    question = await desk.session.get(Question, question_id)
    if question is None or question.person_id != desk.me().id:
        return None
    if question.kind in REASONS and permissions.is_staff(desk.me()):
        return Reply(await _staff_spot(desk, question.ticket_id), question_id=question.id, reason=question.kind)
    if question.answered_at is None and question.closed_at is None and question.kind in _WAITING:
        return Reply(question_id=question.id)
    if question.kind in form_answers.KINDS:
        is_open = question.answered_at is None and question.closed_at is None
        own = await _of_ticket(desk, question.ticket_id, None, "receipt")
        return replace(own, asked=question.id) if own is not None and is_open else own
    named = question.data.get("chosen") or question.ticket_id
    return await _of_ticket(desk, named, None, "")


async def _of_prepared(desk: Desk, prepared_id: int, ticket_id: int | None) -> Reply | None:
    """An answer that was shown; once it has gone, its ticket."""
    reply = await _of_ticket(desk, ticket_id, None, PREPARED)
    shown = await preparing.still_open(desk, prepared_id)
    if reply is None or shown is None or not reply.as_staff:
        return reply
    return replace(reply, entry_id=shown.answers_id, prepared=shown.id)


async def _asks_for_subject(desk: Desk, question_id: int | None) -> bool:
    """Whether a reply to that question is no different from the next message."""
    question = await desk.session.get(Question, question_id) if question_id is not None else None
    return question is not None and question.kind is QuestionKind.SUBJECT and question.answered_at is None


async def _staff_spot(desk: Desk, ticket_id: int | None) -> TicketOption | None:
    reply = await _of_ticket(desk, ticket_id, None, "")
    return reply.spot if reply is not None and reply.as_staff else None


async def _of_ticket(desk: Desk, ticket_id: int | None, entry: Entry | None, face: str) -> Reply | None:
    ticket = await desk.session.get(Ticket, ticket_id) if ticket_id is not None else None
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id)
    if ticket is None:
        return None
    me = desk.me()
    who = await permissions.get_access(desk.session, ticket, me)
    if not visibility.can_see_ticket(ticket, who):
        return None
    own_words = entry is not None and entry.author_id == me.id and entry.kind is EntryKind.COMMENT
    as_staff = who.staff and not (who.requester and (own_words or face in _AS_REQUESTER or ticket.filed_at is None))
    anothers = face == "card" and ticket.assignee_id not in (None, me.id)
    return Reply(
        option(desk, ticket),
        entry_id=entry.id if entry is not None else None,
        as_staff=as_staff,
        to_note=face == MARKED or (entry is not None and entry.kind in _STAFF_KINDS),
        asked_first=as_staff and anothers,
    )
