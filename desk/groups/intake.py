"""Requests from messages in groups: a new one, or further words of one.

What is said here to the group is one line: everything else about a request is for its requester and the team.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from db.database import savepoint
from db.models import Entry, EntryKind, GroupChat, Message, Person, Status, Ticket
from desk import Desk, Refused, events
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound import open_questions
from desk.inbound.message_lookup import get_number, has_question, make_option
from desk.inbound.reply_target import answer_solved
from desk.inbound.routing_context import describe_words
from desk.inbound.routing_types import (
    Destination,
    Reply,
    Route,
    RoutingContext,
    TicketOption,
    WordTraits,
    decide_route,
    read_closing,
)
from desk.notifications import notifier
from desk.outbox import Args, Button, Say, Slot, letters
from desk.questions import close_questions
from desk.requests import drafts
from desk.settings.rules import GroupPlace
from desk.sla.work_calendar import get_waiting_end
from desk.text import RichText
from desk.tickets import closing, filing, lifecycle

_SAY_AGAIN = timedelta(minutes=10)
_HELLO = "🤝"
_CLOSE = "groupclose"  # the slot of the question whether to close a request


async def open_request(
    desk: Desk, place: GroupPlace, chat: GroupChat, said: NewEntry, *, thread_id: int | None, by: Person | None = None
) -> int | None:
    """File a request of the actor's at once, and confirm it in the group; return its number. `by`: the agent who made
    a request of the message. With too many requests the words join the newest from this group; without one there,
    nothing is stored and the group is told: None."""
    full = await _find_full(desk)
    if full:
        return await _join_newest(desk, place, said)
    held = await drafts.file_gathering(desk)
    if held is not None and await drafts.find_gathering(desk.session, desk.require_actor().id) is not None:
        await thread.add_comment(desk, held.number, said)  # their draft waits for consent
        return held.number
    _take_event(desk, place)
    made = await filing.begin_draft(desk)
    ticket = await desk.lock_by_id(made.id)
    ticket.intake_group_id, ticket.intake_thread_id = place.person_id, thread_id
    await thread.add_comment(desk, made.number, said)
    await drafts.file_now(desk, made.number)
    await _remark(desk, ticket, chat, by)
    _confirm(desk, place, ticket, said)
    return ticket.number


@dataclass(frozen=True, slots=True)
class GroupWords:
    """A message of the actor's in a group, which forum topic it is in, and which message it replies to."""

    said: IncomingMessage
    place: GroupPlace
    chat: GroupChat
    thread_id: int | None
    reply_to: int | None = None


async def take_words(desk: Desk, words: GroupWords, ticket_id: int | None, *, may_begin: bool) -> bool:
    """Take words of the actor as the router in private would: for this ticket, or as something new, which only words
    to the bot begin. Return False if nothing is to be kept of them."""
    traits, named = describe_words(words.said), await _load_named(desk, ticket_id)
    reply = answer_solved(Reply(named), traits) if named is not None else None
    route = decide_route(RoutingContext(said=traits, reply=reply))
    if named is None:
        return await _begin(desk, words, route, traits) if may_begin else False
    number = await get_number(desk, named.id)
    said = NewEntry.from_message(words.said)
    if named.is_own and read_closing(traits) and await _is_asked_to_close(desk, words):
        await closing.cancel(desk, number)
    elif route.destination is Destination.SMALL_TALK or _is_over(named, traits):
        return await _add_small_talk(desk, number, said)
    elif route.destination is Destination.ANSWER:
        await open_questions.take_answer(desk, words.said, route)
    elif not await _add_comment(desk, named, number, said):
        before = RichText(f"#{number}: ")
        again = NewEntry.from_message(words.said, words=before + words.said.words)
        await open_request(desk, words.place, words.chat, again, thread_id=words.thread_id)
    elif named.is_own and traits.heard.has_never_mind:
        await _ask_whether_to_close(desk, words, named.id, number)
    return True


async def _add_small_talk(desk: Desk, number: int, said: NewEntry) -> bool:
    """Add what changes nothing; return False where the ticket went on elsewhere, out of the group: a sign is enough."""
    try:
        async with savepoint(desk.session):
            await thread.add_comment(desk, number, said, small_talk=True)
    except Refused:
        thread.react(desk, said, thread.HEART)
        return False
    return True


def _is_over(named: TicketOption, traits: WordTraits) -> bool:
    """Return True for words that leave an ended ticket as it is: it works, it is not needed. For others than its
    requester it ends once it is resolved."""
    heard = traits.heard
    has_ended = not named.is_open or (not named.is_own and named.status is Status.RESOLVED)
    return has_ended and (heard.agrees or heard.confirms or heard.has_never_mind)


async def _load_named(desk: Desk, ticket_id: int | None) -> TicketOption | None:
    """Return the ticket as routing sees it: what it was merged into, and whether the team spoke last, and asked."""
    ticket = await desk.session.get(Ticket, ticket_id) if ticket_id is not None else None
    if ticket is None:
        return None
    ticket = await desk.session.get_one(Ticket, ticket.merged_into_id) if ticket.merged_into_id is not None else ticket
    spoken = Entry.kind.in_((EntryKind.COMMENT, EntryKind.REPLY)), Entry.withdrawn_at.is_(None), ~Entry.small_talk
    newest = select(Entry).where(Entry.ticket_id == ticket.id, *spoken).order_by(Entry.id.desc()).limit(1)
    last = (await desk.session.scalars(newest)).first()
    option = make_option(desk, ticket, last.created_at if last is not None else None)
    is_told = last is not None and last.kind is EntryKind.REPLY
    return replace(option, is_answered=is_told, is_asking=last is not None and has_question(last))


async def _begin(desk: Desk, words: GroupWords, route: Route, traits: WordTraits) -> bool:
    """Begin a request, or answer what begins none with a sign; return False for that."""
    if route.destination is Destination.NEW_DRAFT:
        await open_request(desk, words.place, words.chat, NewEntry.from_message(words.said), thread_id=words.thread_id)
        return True
    sign = thread.HEART if traits.heard.thanks else _HELLO
    notifier.react_in_group(desk, words.said.chat_id, words.said.message_id, sign)
    return False


async def _add_comment(desk: Desk, named: TicketOption, number: int, said: NewEntry) -> bool:
    """Add the words to the ticket: those of its requester reopen it, those of others need an open one. Return False if
    that is no longer possible."""
    if not named.is_own and (not named.is_open or named.status is Status.RESOLVED):
        return False
    try:
        async with savepoint(desk.session):
            if named.is_own:
                await join_request(desk, named.id, said)
            else:
                await thread.add_comment(desk, number, said)
    except Refused:
        return False
    return True


async def _ask_whether_to_close(desk: Desk, words: GroupWords, ticket_id: int, number: int) -> None:
    """Ask in private, or in the group whoever has not started the bot."""
    if notifier.has_started(desk.require_actor()):
        await close_questions.ask_whether_to_close(desk, ticket_id, None)
        return
    slot = f"{_CLOSE}:{number}"
    asked = Say("group-close", {"number": number}, slot=slot, reply_to_message=words.said.message_id, silent=True)
    _say_in_group(desk, words.place, asked, ticket_id=ticket_id)


async def _is_asked_to_close(desk: Desk, words: GroupWords) -> bool:
    """Return True if the words reply to the question of `_ask_whether_to_close`."""
    key = desk.rules.bot_id or 0, words.said.chat_id, words.reply_to
    asked = await desk.session.get(Message, key) if words.reply_to is not None else None
    return asked is not None and Slot.parse(asked.slot or "").kind == _CLOSE


async def join_request(desk: Desk, ticket_id: int, said: NewEntry) -> None:
    """Add further words of the actor to their request; one that has ended, or waits to be confirmed, is reopened.
    Raises Refused if that is too late."""
    ticket = await desk.lock_by_id(ticket_id)
    if ticket.is_finished or ticket.status is Status.RESOLVED:
        await lifecycle.reopen(desk, ticket.number)
    await thread.add_comment(desk, ticket.number, said)


def _take_event(desk: Desk, place: GroupPlace) -> None:
    """Let the actor's request belong to the group's event, as if they had come by its link."""
    event = next((one for one in desk.rules.events if one.id == place.event_id), None)
    if event is not None:
        events.note_event(desk, event)


async def _find_full(desk: Desk) -> bool:
    if drafts.is_exempt(desk):
        return False
    free = await drafts.list_untaken(desk.session, desk.require_actor().id)
    return await drafts.find_joinable(desk, free) is not None or await drafts.find_reached_limit(desk) is not None


async def _join_newest(desk: Desk, place: GroupPlace, said: NewEntry) -> int | None:
    ticket = await _find_newest(desk, place)
    await drafts.tell_admins(desk, "crowded")
    if ticket is None:
        _say_crowded(desk, place, said)
        return None
    await join_request(desk, ticket.id, said)
    return ticket.number


def _say_crowded(desk: Desk, place: GroupPlace, said: NewEntry) -> None:
    """Say that there are too many requests, and not again for ten minutes."""
    me = desk.require_actor()
    if me.flood_at is None or abs(desk.now - me.flood_at) >= _SAY_AGAIN:
        me.flood_at = desk.now
        _say_in_group(desk, place, Say("group-crowded", reply_to_message=said.message_id))


async def _find_newest(desk: Desk, place: GroupPlace) -> Ticket | None:
    theirs = Ticket.requester_id == desk.actor_id, Ticket.intake_group_id == place.person_id
    newest = select(Ticket).where(*theirs, Ticket.is_open).order_by(Ticket.id.desc()).limit(1)
    found: Ticket | None = await desk.session.scalar(newest)
    return found


async def _remark(desk: Desk, ticket: Ticket, chat: GroupChat, by: Person | None) -> None:
    """Tell the team where the request was written, and who made one of it."""
    if by is None:
        await thread.add_remark(desk, ticket.number, "remark-group", group=chat.title)
    else:
        await thread.add_remark(desk, ticket.number, "remark-group-by", group=chat.title, name=by.name)


def _confirm(desk: Desk, place: GroupPlace, ticket: Ticket, said: NewEntry) -> None:
    me = desk.require_actor()
    there = notifier.is_answered_in_group(desk, me, ticket)
    args: Args = {"number": ticket.number, "there": int(there)}
    key, opens_at = "group-receipt", get_waiting_end(desk.rules, desk.now, ticket.priority)
    if opens_at is not None:
        key, args["at"] = "group-receipt-closed", int(opens_at.timestamp())
    line = Say(key, args, _private_button(desk, me), reply_to_message=said.message_id, silent=True)
    _say_in_group(desk, place, line, ticket_id=ticket.id)


def _private_button(desk: Desk, person: Person) -> tuple[tuple[Button, ...], ...]:
    """Return the button that opens the bot, for those who have not started it; an address changes nothing, whoever
    opens it."""
    name = desk.rules.groups.username
    if not name or notifier.has_started(person):
        return ()
    return ((Button("btn-group-start", url=f"https://t.me/{name}"),),)


def _say_in_group(desk: Desk, place: GroupPlace, line: Say, *, ticket_id: int | None = None) -> None:
    """Queue a line for a group."""
    letters.queue_letter(desk.session, place.person_id, line, now=desk.now, ticket_id=ticket_id)
