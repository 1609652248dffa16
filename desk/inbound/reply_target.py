"""Find what a message replies to, as far as its author may see it."""

import re
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm.util import identity_key

from db.models import Entry, EntryKind, Message, MessageKind, Person, Question, QuestionKind, Status, Ticket
from desk import Desk, ReplyTargetNotStored
from desk.canned import prepared_answers
from desk.canned.prepared_answers import PREPARED
from desk.conversation import form_answers
from desk.conversation.new_entry import IncomingMessage
from desk.inbound import question_messages, words_for_buttons
from desk.inbound.message_lookup import has_question, make_option
from desk.inbound.prompt_replies import Prompts, read_prompt
from desk.inbound.routing import is_form_answer, read_closing, read_solved
from desk.inbound.routing_types import AskedFor, Destination, Reply, Route, TicketOption, WordTraits
from desk.notifications import staff_group, to_approvers
from desk.organizations import registration
from desk.outbox import Slot
from desk.place import TeamPlace
from desk.policy import permissions, visibility
from desk.questions import organization_question

_TAGGED = re.compile(r"(?<![\w@])@(\w{1,32})", re.ASCII)
REMINDER = "reminder"  # the slot of a reminder's message
_MARKED = "marked"  # slot of a low rating shown to admins, with its ticket: replies are notes
_OF_NOTES = (_MARKED, to_approvers.APPROVAL, staff_group.GOES)
_AS_REQUESTER = ("receipt", "resolved", "taken", "merged")
_STAFF_KINDS = (EntryKind.NOTE, EntryKind.REMARK)
_ANSWERS = (EntryKind.REPLY, EntryKind.DRAFT)
_REASONS = {
    QuestionKind.HOLD_REASON: AskedFor.REASON,
    QuestionKind.ESCALATION: AskedFor.REASON,
    QuestionKind.LOW_MARK: AskedFor.LOW_MARK,
}
_WAITING = (
    QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO, QuestionKind.CLOSED_REPLY, QuestionKind.RATING_WORD,
)  # fmt: skip
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


async def find_reply(desk: Desk, incoming: IncomingMessage, said: WordTraits, prompts: Prompts) -> Reply | None:
    """Return what the message replies to, or None if that is unknown or hidden from its author."""
    if incoming.reply_to_message_id is None:
        return await _find_prompt_above(desk, incoming, prompts) if permissions.is_staff(desk.require_actor()) else None
    message = await _find_message(desk, incoming)
    entry = await _find_entry_of(desk, incoming, message)
    slot = Slot.parse(message.slot or "") if message is not None else Slot()
    prompt = read_prompt(prompts, slot, message.page if message is not None else None)
    if permissions.is_staff(desk.require_actor()) and prompt is not None:
        return _answer_prompt(prompt)
    if slot.kind == PREPARED and message is not None and permissions.is_staff(desk.require_actor()):
        return await _reply_to_prepared(desk, slot.number, message.ticket_id)
    face = slot.kind
    question_id = entry.question_id if entry is not None else message.question_id if message is not None else None
    if await _takes_next_message(desk, question_id):
        return None
    if question_id is not None and (entry is None or entry.ticket_id is None):
        asked = await _reply_to_question(desk, question_id, said, get_lone_text(incoming))
        if asked is not None:
            return _mark_note(asked) if entry is not None and entry.kind is EntryKind.NOTE else asked
    ticket_id = entry.ticket_id if entry is not None else message.ticket_id if message is not None else None
    if face == REMINDER and permissions.is_staff(desk.require_actor()):
        return Reply(await _find_staff_option(desk, ticket_id), asked_first=True)
    reply = await _reply_to_ticket(desk, ticket_id, entry, face)
    if reply is None:
        return None
    return _answer_place(desk, reply, entry) if said.meaning.is_elsewhere else answer_solved(reply, said)


def _answer_place(desk: Desk, reply: Reply, entry: Entry | None) -> Reply:
    """Take "not this one", said to a line of one's own, as the answer that the line belongs to another request."""
    is_own = entry is not None and entry.author_id == desk.require_actor().id and entry.kind is EntryKind.COMMENT
    option = reply.option
    if not is_own or reply.as_staff or option is None or not option.is_open or option.is_draft or not option.is_own:
        return reply
    return replace(
        reply,
        answers=Route(Destination.ANSWER, option.id, entry_id=reply.entry_id, asked_for=AskedFor.PLACE),
    )


def _answer_prompt(prompt: Slot) -> Reply:
    return Reply(answers=Route(Destination.ANSWER, asked_for=AskedFor.PROMPT, prompt=prompt))


def _mark_note(reply: Reply) -> Reply:
    answers = replace(reply.answers, note=True) if reply.answers is not None else None
    return replace(reply, to_note=True, answers=answers)


def answer_solved(reply: Reply, said: WordTraits) -> Reply:
    """Take yes and no as the answer whether the request that is replied to works now."""
    solved = read_solved(said, reply.option) if reply.option is not None and not reply.as_staff else None
    if reply.option is None or solved is None or (solved and said.meaning.is_small_talk and reply.option.is_told_since):
        return reply
    answers = Route(
        Destination.ANSWER,
        reply.option.id,
        entry_id=reply.entry_id,
        asked_for=AskedFor.SOLVED,
        says_yes=solved,
    )
    return replace(reply, answers=answers)


async def _find_prompt_above(desk: Desk, incoming: IncomingMessage, prompts: Prompts) -> Reply | None:
    """Return the question for a value right above the message of an agent that replies to nothing."""
    if incoming.forwarded_from is not None:
        return None
    newest = select(Message.slot, Message.sent_at, Message.page).where(
        Message.bot_id == desk.rules.bot_id, Message.chat_id == incoming.chat_id,
        Message.kind != MessageKind.SAID,
    )  # fmt: skip
    newest = newest.order_by(Message.message_id.desc()).limit(1)
    row = (await desk.session.execute(newest)).first()
    if row is None:
        return None
    slot, page = Slot.parse(row.slot or ""), row.page
    if slot.key and slot.kind in prompts and prompts[slot.kind].pages:
        # it says why a page refused an answer; the page may have been turned since
        view = (await desk.session.execute(newest.where(Message.slot == slot.kind))).first()
        slot, page = Slot(slot.kind), view.page if view is not None else None
    prompt = read_prompt(prompts, slot, page)
    if prompt is None or row.sent_at < desk.now - (prompts[prompt.kind].stays or desk.rules.requests.question):
        return None
    return _answer_prompt(prompt)


async def is_to_prompt(desk: Desk, incoming: IncomingMessage, prompts: Prompts) -> bool:
    """Return True if the message replies to a question that asks staff for a value."""
    return permissions.is_staff(desk.require_actor()) and await find_slot_kind(desk, incoming) in prompts


async def find_number(desk: Desk, incoming: IncomingMessage) -> int | None:
    """Return the number of the ticket whose message is replied to. The caller checks whether the person may see it."""
    message = await _find_message(desk, incoming)
    entry = await _find_entry_of(desk, incoming, message)
    ticket_id = entry.ticket_id if entry is not None else message.ticket_id if message is not None else None
    ticket = await desk.session.get(Ticket, ticket_id) if ticket_id is not None else None
    return ticket.number if ticket is not None else None


async def find_ticket_reply(desk: Desk, incoming: IncomingMessage) -> Reply | None:
    """Return the ticket and entry of the message that is replied to, or None if it is of no ticket that the person may
    see."""
    message = await _find_message(desk, incoming)
    entry = await _find_entry_of(desk, incoming, message)
    ticket_id = entry.ticket_id if entry is not None else message.ticket_id if message is not None else None
    face = Slot.parse(message.slot or "").kind if message is not None else ""
    return await _reply_to_ticket(desk, ticket_id, entry, face)


async def find_entry(desk: Desk, incoming: IncomingMessage) -> Entry | None:
    """Return the entry that is replied to. The caller checks what the person may do with it."""
    return await _find_entry_of(desk, incoming, await _find_message(desk, incoming))


async def find_slot_kind(desk: Desk, incoming: IncomingMessage) -> str:
    """Return the kind of the message that is replied to, or "" if it is unknown."""
    message = await _find_message(desk, incoming)
    return Slot.parse(message.slot or "").kind if message is not None else ""


async def _find_message(desk: Desk, incoming: IncomingMessage) -> Message | None:
    """Return the message replied to; the session gets its entry and ticket in the same query.

    What `message_lookup.look_up_message` has read is not read again.
    """
    if incoming.reply_to_message_id is None:
        return None
    key = (desk.rules.bot_id, incoming.chat_id, incoming.reply_to_message_id)
    known: Message | None = desk.session.identity_map.get(identity_key(Message, key))
    if known is not None:
        return known
    given = dict(zip(("bot", "chat", "message"), key, strict=True))
    row = (await desk.session.execute(_REPLIED_TO, given)).first()
    return row[0] if row is not None else None


async def _find_entry_of(desk: Desk, incoming: IncomingMessage, message: Message | None) -> Entry | None:
    """Return the words the replied-to message carries or was. Raises ReplyTargetNotStored within seconds of its
    sending."""
    if message is not None and message.entry_id is not None:
        return await desk.session.get(Entry, message.entry_id)
    if message is not None:
        return None
    if desk.place.is_patient and _is_just_sent(incoming):
        raise ReplyTargetNotStored
    said = select(Entry).where(
        Entry.said_chat_id == incoming.chat_id, Entry.said_message_id == incoming.reply_to_message_id
    )
    return await desk.session.scalar(said.order_by(Entry.id.desc()).limit(1))


def _is_just_sent(incoming: IncomingMessage) -> bool:
    """Return True if the message was answered before its row can be expected; both times are Telegram's."""
    answered = incoming.reply_to_sent_at
    return answered is not None and incoming.sent_at - answered < RECORDED_BY


def get_lone_text(incoming: IncomingMessage) -> str:
    """Return the text of a message that is nothing but its author's own words, else an empty one."""
    is_more = incoming.files or incoming.content is not None or incoming.album is not None
    return "" if is_more else incoming.own_words


async def _reply_to_question(desk: Desk, question_id: int, said: WordTraits, typed: str) -> Reply | None:
    question = await desk.session.get(Question, question_id)
    if question is None or question.person_id != desk.require_actor().id:
        return None
    if question.kind in _REASONS and permissions.is_staff(desk.require_actor()):
        option = await _find_staff_option(desk, question.ticket_id)
        asked, named = _REASONS[question.kind], option.id if option is not None else None
        return Reply(option, answers=Route(Destination.ANSWER, named, question.id, asked_for=asked))
    is_open = question.is_open
    if (pressed := await words_for_buttons.read_press(desk, question, said)) is not None:
        return Reply(answers=pressed)
    if is_open and question.kind is QuestionKind.NOT_YOURS and not said.note:
        return Reply(answers=Route(Destination.ANSWER, question_id=question.id, asked_for=AskedFor.WORDS))
    if is_open and question.kind in _WAITING:
        which = await question_messages.choose(desk, question, typed)
        if which is not None and (question.kind is QuestionKind.WHICH_TICKET or which.is_bare):
            first = which.tickets[0].id if which.tickets else None
            return Reply(answers=Route(Destination.ANSWER, first, question.id, asked_for=AskedFor.WHICH))
        return Reply(answers=Route(Destination.ANSWER, question_id=question.id, asked_for=AskedFor.WORDS))
    if question.kind in form_answers.KINDS:
        own = await _reply_to_ticket(desk, question.ticket_id, None, "receipt")
        if own is None or own.option is None or not is_open or not is_form_answer(said, own.option):
            return own
        return replace(own, answers=Route(Destination.ANSWER, own.option.id, question.id, asked_for=AskedFor.FORM))
    closes = read_closing(said) if is_open and question.kind is QuestionKind.CLOSE else None
    if closes is not None:
        to = Route(Destination.ANSWER, question.ticket_id, question.id, asked_for=AskedFor.CLOSE, says_yes=closes)
        return Reply(answers=to)
    if is_open and question.kind is QuestionKind.WROTE_MAIL:
        return None
    named = question.data.get("chosen") or question.ticket_id
    own = await _reply_to_ticket(desk, named, None, "")
    if own is not None and await organization_question.find_named(desk, question, typed):
        return replace(
            own,
            answers=Route(Destination.ANSWER, question_id=question.id, asked_for=AskedFor.ORGANIZATION),
        )
    return answer_solved(own, said) if own is not None else None


async def _reply_to_prepared(desk: Desk, prepared_id: int, ticket_id: int | None) -> Reply | None:
    """Return the reply to a prepared answer, or to what was sent as it was shown."""
    sent = await prepared_answers.find_sent(desk, prepared_id)
    reply = await _reply_to_ticket(desk, ticket_id, sent, PREPARED)
    shown = await prepared_answers.find_open(desk, prepared_id)
    if reply is None or shown is None or not reply.as_staff:
        return reply
    return replace(reply, entry_id=shown.answers_id, prepared=shown.id)


async def _takes_next_message(desk: Desk, question_id: int | None) -> bool:
    """Return True if a reply to that question counts like the next message."""
    question = await desk.session.get(Question, question_id) if question_id is not None else None
    kinds = (QuestionKind.SUBJECT, *registration.KINDS)
    return question is not None and question.kind in kinds and question.answered_at is None


async def _find_staff_option(desk: Desk, ticket_id: int | None) -> TicketOption | None:
    reply = await _reply_to_ticket(desk, ticket_id, None, "")
    return reply.option if reply is not None and reply.as_staff else None


async def _reply_to_ticket(desk: Desk, ticket_id: int | None, entry: Entry | None, face: str) -> Reply | None:
    ticket = await desk.session.get(Ticket, ticket_id) if ticket_id is not None else None
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id)
    if ticket is None:
        return None
    me = desk.require_actor()
    who = await permissions.get_access(desk.session, ticket, me)
    if not visibility.can_see_ticket(ticket, who):
        return None
    own_words = entry is not None and entry.author_id == me.id and entry.kind is EntryKind.COMMENT
    as_staff = who.staff and not (who.requester and (own_words or face in _AS_REQUESTER or ticket.filed_at is None))
    of_colleague = as_staff and ticket.assignee_id not in (None, me.id)
    is_answer = as_staff and entry is not None and entry.kind in _ANSWERS and not desk.place.is_public
    option = make_option(desk, ticket)
    if entry is not None and entry.kind is EntryKind.REPLY:
        option = replace(option, last_at=entry.created_at, is_answered=True)
    if entry is not None and option.is_open and (option.status is not Status.RESOLVED or option.is_told_since):
        option = replace(option, is_asking=has_question(entry))
    return Reply(
        option,
        entry_id=entry.id if entry is not None else None,
        as_staff=as_staff,
        to_note=face in _OF_NOTES
        or (entry is not None and entry.kind in _STAFF_KINDS)
        or (is_answer and entry is not None and entry.author_id not in (None, me.id)),
        asked_first=of_colleague and face == "card",
    )


async def is_kept_inside(desk: Desk, incoming: IncomingMessage, about: int | None = None) -> bool:
    """Return True for words of staff that go to nobody outside, as they name a colleague who did not file the ticket
    (the one with the id `about`) by @username, answer somebody in the group, were forwarded there, or are said there
    where it is set so. What requesters have read is not inside."""
    if desk.place.is_public:
        return False
    if isinstance(desk.place, TeamPlace):
        sends = desk.rules.team.is_sent_from_group(is_reply=not desk.place.is_bare)
        if desk.place.to_person or not sends or incoming.forwarded_from is not None:
            return True
    tagged = [name.lower() for name in _TAGGED.findall(incoming.words.text)]
    if not tagged:
        return False
    team = Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None), Person.id != desk.require_actor().id
    filed = select(Ticket.requester_id).where(Ticket.id == about).scalar_subquery()
    named = select(Person.id).where(*team, func.lower(Person.username).in_(tagged), Person.id.is_distinct_from(filed))
    return await desk.session.scalar(named.limit(1)) is not None
