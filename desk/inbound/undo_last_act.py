"""Take back what an agent did last: an answer or note of just now, or a change of status that nobody was told of.

Words that went out are deleted where they are shown. An answer waits for nobody, so a requester may have read it.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import (
    Box,
    Delivery,
    Entry,
    EntryKind,
    Job,
    JobState,
    Message,
    MessageKind,
    Origin,
    Person,
    PreparedAnswer,
    Question,
    QuestionKind,
    Role,
    Ticket,
)
from desk import Desk
from desk.conversation import answer_and_status, mailed_answers, thread
from desk.conversation.new_entry import IncomingMessage
from desk.inbound import message_withdrawal
from desk.inbound.routing_types import Destination, Received, Reply, Route
from desk.notifications import notifier
from desk.outbox import Args, React, Say
from desk.people.person_locks import take_turn
from desk.policy import permissions
from desk.questions import answer_buttons
from desk.tickets import lifecycle

_SPOKEN = (EntryKind.REPLY, EntryKind.DRAFT, EntryKind.NOTE)
_READ, _READ_IN_ALL = 20, 500  # of the writer, and of everybody in the chat: a group has years of messages
_ROUNDED = timedelta(seconds=1)
"""Telegram gives times in whole seconds (Bot API, Message, read 2026-11)."""
_UNSENT = (Delivery.WAITING, Delivery.BLOCKED, Delivery.FAILED)
_QUESTION_KINDS = (QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS)
_DONE, _LATE = "👌", "🤷"


async def find_last_act(desk: Desk, incoming: IncomingMessage, reply: Reply | None = None) -> Route | None:
    """Return what the actor did last in that chat; of the ticket that the message replies to, or the very words. None
    if that was not long ago enough to speak of it, is words that were not sent anywhere, or was a colleague's."""
    me, of = desk.require_actor(), reply.option.id if reply is not None and reply.option is not None else None
    named = await desk.session.get(Entry, reply.entry_id) if reply is not None and reply.entry_id is not None else None
    if named is not None and named.author_id != me.id and named.kind in _SPOKEN:
        return None
    if named is not None and named.author_id == me.id and named.kind in _SPOKEN and named.ticket_id is not None:
        return Route(Destination.TAKE_BACK, named.ticket_id, entry_id=named.id, asked_at=desk.now)
    said, said_at = await _find_last_words(desk, incoming)
    changed = select(Ticket).where(Ticket.tell_at > desk.now, Ticket.tell["by"].as_integer() == me.id)
    ticket = await desk.session.scalar(changed.order_by(Ticket.tell_at.desc()).limit(1))
    changed_at = _find_change(desk, ticket) if ticket is not None and of in (None, ticket.id) else None
    if ticket is not None and changed_at is not None and (said_at is None or changed_at > said_at):
        return Route(Destination.TAKE_BACK, ticket.id, asked_at=changed_at)
    if said is None or said_at is None or (said.ticket_id is not None and of not in (None, said.ticket_id)):
        return None
    asked = await desk.session.get(Question, said.question_id) if said.ticket_id is None else None
    if asked is not None and asked.kind in _QUESTION_KINDS:
        return Route(Destination.TAKE_BACK, question_id=asked.id, asked_at=asked.asked_at)
    is_late = incoming.sent_at - said_at > desk.rules.team.undo + _ROUNDED
    return Route(Destination.TAKE_BACK, said.ticket_id, entry_id=said.id, asked_at=said_at, late=is_late)


def _find_change(desk: Desk, ticket: Ticket) -> datetime | None:
    """Return when the actor changed the ticket: its status, or something else with an answer."""
    if ticket.tell_at is None or not lifecycle.is_as_before(ticket):
        return ticket.status_at
    return ticket.tell_at - desk.rules.team.undo


async def _find_last_words(desk: Desk, incoming: IncomingMessage) -> tuple[Entry | None, datetime | None]:
    """Return the actor's last words in the chat, typed or, if a press sent them, shown there, within the time of
    a question, and when they were sent on."""
    lately = incoming.sent_at - desk.rules.requests.question
    said = select(Message.sent_at, Entry, Question).join(Entry, Entry.id == Message.entry_id)
    here = (
        Message.bot_id == desk.rules.bot_id, Message.chat_id == incoming.chat_id,
        Message.message_id < incoming.message_id,
    )  # fmt: skip
    of_chat = select(Message.message_id).where(*here).order_by(Message.message_id.desc()).limit(_READ_IN_ALL).subquery()
    oldest = select(func.min(of_chat.c.message_id)).scalar_subquery()
    said = said.outerjoin(Question, Question.id == Entry.question_id).where(
        *here, Message.message_id >= oldest, Message.kind == MessageKind.SAID,
        Entry.author_id == desk.require_actor().id,
    )  # fmt: skip
    newest = said.order_by(Message.message_id.desc()).limit(_READ)
    rows = (await desk.session.execute(newest)).all()
    found = [
        (max(sent_at, question.answered_at) if question is not None and question.answered_at else sent_at, entry)
        for sent_at, entry, question in rows
        if entry.ticket_id is not None or (question is not None and _is_waiting(question))
    ]
    for list_others in desk.place.choose(alone=(_list_sent_by_press,), in_group=(_list_before_move,)):
        found += await list_others(desk, lately)
    at, last = max(found, key=lambda one: (one[0], one[1].id), default=(lately, None))
    return (last, at) if last is not None and last.kind in _SPOKEN and at > lately else (None, None)


async def _list_sent_by_press(desk: Desk, lately: datetime) -> list[tuple[datetime, Entry]]:
    """Return the answer that was sent last as it was shown, which no message of the agent is, and when."""
    shown = select(PreparedAnswer.ended_at, Entry).join(Entry, Entry.id == PreparedAnswer.entry_id)
    mine = shown.where(PreparedAnswer.person_id == desk.require_actor().id, PreparedAnswer.ended_at > lately)
    rows = await desk.session.execute(mine.order_by(PreparedAnswer.ended_at.desc()).limit(1))
    return [(at, entry) for at, entry in rows if at is not None]


async def _list_before_move(desk: Desk, since: datetime) -> list[tuple[datetime, Entry]]:
    """Return the answers of the actor that wait in a group which has moved since: ids of messages there are no ids
    here, and nothing shows a sign there any more."""
    mine = Entry.created_at > since, Entry.author_id == desk.require_actor().id, Entry.kind == EntryKind.REPLY
    held = Entry.held_until > desk.now, Entry.withdrawn_at.is_(None), Entry.said_chat_id < 0
    found = await desk.session.scalars(select(Entry).where(*mine, *held))
    groups = desk.rules.groups
    return [(it.created_at, it) for it in found if not groups.find_receiver(it.said_chat_id or 0)]


def _is_waiting(question: Question) -> bool:
    """Return True if words wait under the question, which is open, or which is an album's."""
    return question.is_open and question.kind in (*_QUESTION_KINDS, QuestionKind.ALBUM)


async def take_back(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Take the actor's last act back and say what is so now; a second time changes nothing."""
    if route.question_id is not None:
        await answer_buttons.answer_question(desk, route.question_id, answer_buttons.NOTHING)
        notifier.mark_in_group(desk, _DONE)
        return Received(route.destination, question_id=route.question_id)
    ticket = await desk.lock_by_id(route.ticket_id) if route.ticket_id is not None else None
    entry = await desk.session.get_one(Entry, route.entry_id, populate_existing=True) if route.entry_id else None
    number = ticket.number if ticket is not None else None
    name = (await desk.get_requester(ticket)).name if ticket is not None else ""
    if ticket is None and entry is None and route.question_id is None:
        what = "none"
    elif route.late or (entry is not None and entry.withdrawn_at is not None):
        what = "again" if entry is not None and entry.withdrawn_at is not None else "late"
    elif ticket is None:
        what = "unsent"
        await _withdraw(desk, entry)
    elif entry is None or _is_step(desk, ticket, entry):
        what = "status"
        await answer_and_status.take_back(desk, ticket.number)
    else:
        what = await _say_how_far(desk, ticket, entry)
        await thread.forget_response(desk, ticket, entry)
        await _withdraw(desk, entry)
    _say(desk, incoming, what, ticket, name)
    return Received(route.destination, number, route.ticket_id, route.entry_id)


async def take_back_by_command(desk: Desk, incoming: IncomingMessage) -> bool:
    """Take the last act of one of the staff back (`/delete` alone); return False if there is none."""
    await take_turn(desk.session, desk.require_actor().id)
    await desk.refresh_actor()
    if not permissions.is_staff(desk.require_actor()) or (found := await find_last_act(desk, incoming)) is None:
        return False
    await take_back(desk, incoming, found)
    return True


async def take_back_held(desk: Desk, chat_id: int, message_id: int) -> bool:
    """Take back the answer of the actor that this message is, if it has not left yet. Return False otherwise."""
    known = await desk.session.get(Message, (desk.rules.bot_id, chat_id, message_id))
    entry = await desk.session.get(Entry, known.entry_id) if known is not None and known.entry_id is not None else None
    if entry is None or entry.author_id != desk.require_actor().id or entry.ticket_id is None:
        return False
    await take_turn(desk.session, desk.require_actor().id)
    ticket = await desk.lock_by_id(entry.ticket_id)
    await desk.session.refresh(entry)
    is_held = entry.held_until is not None and entry.held_until > desk.now and entry.kind is EntryKind.REPLY
    if not is_held or entry.withdrawn_at is not None:
        return False
    await thread.forget_response(desk, ticket, entry)
    await _withdraw(desk, entry)
    notifier.mark_in_group(desk, _DONE)
    return True


async def _say_how_far(desk: Desk, ticket: Ticket, entry: Entry) -> str:
    """Return how far the words got: a note, an answer that nobody can have read, one that may have been read, or one
    whose mail has left. Of what is on its way nobody knows that it will not arrive."""
    if entry.kind is EntryKind.NOTE:
        return "note"
    if entry.kind is EntryKind.DRAFT or (entry.held_until is not None and entry.held_until > desk.now):
        return "unsent"
    if await mailed_answers.is_mailed(desk, entry):
        return "mailed"
    of_entry = select(Job.box, Job.started_at).where(
        Job.ticket_id == ticket.id, Job.state == JobState.WAITING, Job.entry_id == entry.id
    )
    waiting = [(box, at) for box, at in await desk.session.execute(of_entry)]
    if any(at is not None for box, at in waiting if box == Box.TO_TELEGRAM):
        return "sent"
    mails = any(box == Box.TO_MAIL for box, _ in waiting)
    if mails or entry.delivery in _UNSENT or (ticket.origin is Origin.MAIL and entry.delivery is not Delivery.SENT):
        return "sent" if await _is_shown(desk, entry) else "unsent"
    return "sent"


async def _is_shown(desk: Desk, entry: Entry) -> bool:
    """Return True if the answer stands in a chat of its requester's side, such as of who opened their link."""
    shown = select(Message.message_id).join(Person, Person.telegram_id == Message.chat_id)
    theirs = (Message.entry_id == entry.id, Message.kind == MessageKind.RELAY, Person.role == Role.REQUESTER)
    return await desk.session.scalar(shown.where(*theirs).limit(1)) is not None


def _is_step(desk: Desk, ticket: Ticket, entry: Entry) -> bool:
    """Return True if the answer was sent together with a change of status, and nobody has got either yet."""
    waits = entry.kind is EntryKind.DRAFT or (entry.held_until is not None and entry.held_until > desk.now)
    is_own = lifecycle.can_take_back(ticket, desk.actor_id)
    return waits and is_own and entry.id in (ticket.tell or {}).get("answers", ())


async def _withdraw(desk: Desk, entry: Entry | None) -> None:
    assert entry is not None
    await message_withdrawal.withdraw_wholly(desk, entry)
    if entry.said_message_id is None or entry.said_chat_id is None:
        return
    if entry.said_chat_id == desk.require_actor().telegram_id:  # the sign that it has arrived goes, too
        notifier.post_letter(desk, desk.require_actor(), React(entry.said_message_id, None))
    else:
        notifier.react_in_group(desk, entry.said_chat_id, entry.said_message_id, None)


def _say(desk: Desk, incoming: IncomingMessage, what: str, ticket: Ticket | None, name: str) -> None:
    """Say what happened: in private in a line, in the staff group by a sign. Why it is too late is said in private."""
    if what == "mailed" and not desk.place.is_group:
        return  # it was said when the words were withdrawn
    is_late = what in ("late", "none", "again")
    if not notifier.mark_in_group(desk, _LATE if is_late else _DONE) or is_late:
        replied = desk.place.get_reply_target(incoming.message_id)
        args: Args = {"what": what, "number": ticket.number or 0 if ticket is not None else 0, "name": name}
        line = Say("take-back", args, reply_to_message=replied, staff_only=True, silent=True)
        notifier.post_letter(desk, desk.require_actor(), line, ticket)
