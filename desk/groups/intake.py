"""Requests from messages in groups: a new one, or further words of one.

What is said here to the group is one line: everything else about a request is for its requester and the team.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto

from sqlalchemy import select

from db.database import savepoint
from db.models import Entry, EntryKind, GroupChat, Message, Person, QuestionKind, Status, Ticket
from desk import Desk, Refused
from desk.conversation import arrival_signs, thread, writing
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.events import linking
from desk.inbound import open_questions
from desk.inbound.message_lookup import get_number, has_question, make_option
from desk.inbound.reply_target import answer_solved
from desk.inbound.routing import decide_route, read_closing
from desk.inbound.routing_context import describe_words
from desk.inbound.routing_types import Destination, Reply, Route, RoutingContext, TicketOption, WordTraits
from desk.notifications import notifier
from desk.organizations import registration
from desk.outbox import Args, Say, Show, letters, make_press
from desk.outbox.question_rows import list_open, note_answer
from desk.people.call_chats import is_call_chat
from desk.policy import is_staff
from desk.questions import close_questions
from desk.requests import drafts
from desk.settings.defaults.groups import GroupPlace
from desk.sla import night_alerts
from desk.sla.desk_hours import get_waiting_end
from desk.text import Meaning, RichText, choice_in_words
from desk.tickets import closing, filing, lifecycle

_HELLO, _MOST_ASKED_OF = "🤝", 20
_CLOSE, _CLOSE_WORKING = notifier.GROUP_CLOSE  # the question whether to close a request; because it works


async def open_request(
    desk: Desk, place: GroupPlace, chat: GroupChat, said: NewEntry, *, thread_id: int | None, by: Person | None = None
) -> int:
    """File a request of the actor's at once, and confirm it in the group; return its number. `by`: somebody else, who
    made a request of the message. Until the actor has agreed to the terms, if the desk has some, it waits; the group
    reads how to agree, unless it is the team that made the request."""
    has_to_agree = drafts.has_to_agree(desk, desk.require_actor())
    held = await drafts.find_gathering(desk.session, desk.require_actor().id) if has_to_agree else None
    if held is not None:
        return await _join_held(desk, (place, chat), held, said, by)
    asks = has_to_agree and (by is None or not is_staff(by))
    await drafts.file_gathering(desk)
    _take_event(desk, place)
    made = await filing.begin_draft(desk)
    ticket = await desk.lock_by_id(made.id)
    ticket.intake_group_id, ticket.intake_thread_id = place.person_id, thread_id
    ticket.named_organization_id = await registration.join_by_group(desk, place.organization_id, chat.title)
    await thread.add_comment(desk, made.number, said)
    if not asks:
        await drafts.file_now(desk, made.number, caller=by)
    await _remark(desk, ticket, chat, by)
    if asks:
        drafts.ask_to_agree(desk, ticket, desk.require_actor(), place, under=said.message_id)
    elif by is not None and not is_staff(by) and night_alerts.can_ring(desk.rules, desk.now, ticket):
        arrival_signs.react(
            desk, said, writing.SEEN
        )  # they called the bot under many messages: a line each is too much
    else:
        _confirm(desk, place, ticket, said.message_id)
    return ticket.number


async def _join_held(
    desk: Desk, at: tuple[GroupPlace, GroupChat], held: Ticket, said: NewEntry, by: Person | None
) -> int:
    """Add words to a request that waits for consent, and ask again. What the team makes of a message is filed, with
    what waits, unless that was begun elsewhere. Raises Refused then."""
    place, chat = at
    is_elsewhere = held.is_private or held.intake_group_id != place.person_id
    if by is not None and is_staff(by):
        if is_elsewhere:
            raise Refused("forward-consent", name=desk.require_actor().name)
        await thread.add_comment(desk, held.number, said)
        await file_held(desk, held, chat, by)
        return held.number
    await thread.add_comment(desk, held.number, said)
    held.is_private = is_elsewhere
    drafts.ask_to_agree(desk, held, desk.require_actor(), place, under=said.message_id)
    return held.number


async def file_held(desk: Desk, held: Ticket, chat: GroupChat, by: Person) -> bool:
    """File the actor's request from the group that waits for consent, as the team does not; return False for another
    ticket."""
    if held.requester_id != desk.actor_id or held.is_private or not drafts.is_gathering(held):
        return False
    await drafts.file_now(desk, held.number, caller=by)
    await _remark(desk, held, chat, by)
    await confirm_agreed(desk, held.number)
    return True


async def confirm_agreed(desk: Desk, number: int) -> None:
    """Put the receipt of a request from a group in the place of what asked its requester to agree."""
    ticket = (await desk.session.scalars(select(Ticket).where(Ticket.number == number))).one()
    place = desk.rules.groups.find_by_person(ticket.intake_group_id or 0)
    if place is not None:
        _confirm(desk, place, ticket, None)


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
    asked_of = await _find_asked_of(desk, words)
    ticket_id = asked_of or ticket_id
    traits, named = describe_words(words.said), await _load_named(desk, ticket_id)
    if named is not None and named.is_draft and not named.is_own:
        named = None  # it waits for consent, and is its requester's alone
    reply = answer_solved(Reply(named), traits) if named is not None else None
    route = decide_route(RoutingContext(said=traits, reply=reply))
    if named is None:
        return await _begin(desk, words, route, traits) if may_begin else False
    number = await get_number(desk, named.id)
    said = NewEntry.from_message(words.said)
    asked = await _find_asked_to_close(desk, words, named.id, number) if named.is_own and read_closing(traits) else None
    if asked is not None:
        works = asked is _AskedToClose.WORKING or close_questions.is_said_to_work(words.said.words.text)
        await closing.end_as_wished(desk, number, works=works)
        return await _add_small_talk(desk, number, said)
    if route.destination is Destination.SMALL_TALK or _is_over(named, traits):
        return await _add_small_talk(desk, number, said)
    if route.destination is Destination.ANSWER:
        await open_questions.take_answer(desk, words.said, route)
    elif not await _add_comment(desk, named, await get_number(desk, ticket_id), said):
        before = RichText(f"#{number}: ")
        again = NewEntry.from_message(words.said, words=before + words.said.words)
        await open_request(desk, words.place, words.chat, again, thread_id=words.thread_id)
    elif named.is_own and traits.meaning.has_never_mind:
        await _ask_whether_to_close(
            desk, words, named.id, number, works=close_questions.is_said_to_work(said.words.text)
        )
    elif asked_of is not None or traits.meaning.asks_for_state:
        await _say_state(desk, words, named.id)
    return True


async def _find_asked_of(desk: Desk, words: GroupWords) -> int | None:
    """Return the actor's open request there that the words ask after by its subject: "what about the door?"."""
    said = words.said.own_words
    if words.reply_to is not None or "?" not in said:
        return None
    mine = (Ticket.requester_id == desk.actor_id, Ticket.intake_group_id == words.place.person_id, Ticket.is_open)
    rows = await desk.session.execute(select(Ticket.id, Ticket.subject).where(*mine).limit(_MOST_ASKED_OF))
    named = [row.id for row in rows if choice_in_words.is_asked_after(said, row.subject or "")]
    return named[0] if len(named) == 1 else None


async def _say_state(desk: Desk, words: GroupWords, ticket_id: int) -> None:
    """Say how a request stands, where its answers go."""
    ticket = await desk.session.get_one(Ticket, ticket_id)
    requester = await desk.get_requester(ticket)
    if drafts.is_gathering(ticket):
        drafts.ask_to_agree(desk, ticket, requester, words.place, under=words.said.message_id)
    elif notifier.is_answered_in_group(desk, requester, ticket):
        agent = await desk.get_person(ticket.assignee_id)
        name = agent.name if agent is not None else "none"
        args: Args = {"number": ticket.number, "status": ticket.status.value, "name": name}
        line = Say("group-state", args, reply_to_message=words.said.message_id, silent=True)
        _say_in_group(desk, words.place, line, ticket_id=ticket.id)
    elif requester.id == desk.actor_id:
        shown = Show("state", slot=f"state:{ticket.number}", fresh=True)
        letters.queue_letter(desk.session, requester.id, shown, now=desk.now, ticket_id=ticket.id)


async def _add_small_talk(desk: Desk, number: int, said: NewEntry) -> bool:
    """Add what changes nothing; return False where the ticket went on elsewhere, out of the group: a sign is enough."""
    try:
        async with savepoint(desk.session):
            await thread.add_comment(desk, number, said, small_talk=True)
    except Refused:
        arrival_signs.react(desk, said, writing.HEART)
        return False
    return True


def _is_over(named: TicketOption, traits: WordTraits) -> bool:
    """Return True for words that leave an ended ticket as it is: it works, it is not needed. For others than its
    requester it ends once it is resolved."""
    heard = traits.meaning
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
    """Begin a request, or answer what begins none with a sign, and a question how it stands with a line; return False
    for that."""
    if traits.meaning.is_only(Meaning.STATE, but=[Meaning.GREETING, Meaning.THANKS]):
        args: Args = {"bot": desk.rules.groups.username}
        line = Say("group-no-request", args, reply_to_message=words.said.message_id, silent=True)
        _say_in_group(desk, words.place, line, ticket_id=None)
        return False
    if route.destination is Destination.NEW_DRAFT:
        await open_request(desk, words.place, words.chat, NewEntry.from_message(words.said), thread_id=words.thread_id)
        return True
    sign = writing.HEART if traits.meaning.thanks else _HELLO
    notifier.react_in_group(desk, words.said.chat_id, words.said.message_id, sign)
    return False


async def _add_comment(desk: Desk, named: TicketOption, number: int, said: NewEntry) -> bool:
    """Add the words to the ticket: those of its requester reopen it, those of others need an open one. `number`: that
    of the group's ticket, which may be part of another one. Return False if that is no longer possible."""
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


async def _ask_whether_to_close(desk: Desk, words: GroupWords, ticket_id: int, number: int, *, works: bool) -> None:
    """Ask in private. Who has not started the bot is asked in the group, in a message that only they see; after a call,
    in the message that answers it."""
    me = desk.require_actor()
    is_started = notifier.has_started(me)
    if is_started or is_call_chat(words.place.chat_id):
        await close_questions.ask_whether_to_close(desk, ticket_id, None, works=works, in_private=is_started)
        return
    slot = f"{_CLOSE_WORKING if works else _CLOSE}:{number}"
    under = words.said.message_id
    asked = Say(
        "group-close", {"number": number}, slot=slot, reply_to_message=under, only_to=me.telegram_id, silent=True
    )
    _say_in_group(desk, words.place, asked, ticket_id=ticket_id)


class _AskedToClose(Enum):
    """Why it was asked whether to close a request."""

    NOT_NEEDED, WORKING = auto(), auto()


async def _find_asked_to_close(desk: Desk, words: GroupWords, ticket_id: int, number: int) -> _AskedToClose | None:
    """Return why `_ask_whether_to_close` asked what the words reply to, or to nothing right after it; None if they
    answer nothing. Of a call any words are to the one message there."""
    if is_call_chat(words.place.chat_id):
        mine = [one for one in await list_open(desk, (QuestionKind.CLOSE,)) if one.ticket_id == ticket_id]
        for one in mine:
            note_answer(desk, one, chosen=ticket_id)
        if not mine:
            return None
        return _AskedToClose.WORKING if any(one.data.get("works") for one in mine) else _AskedToClose.NOT_NEEDED
    here = Message.bot_id == desk.rules.bot_id, Message.chat_id == words.said.chat_id
    slots = Message.slot.in_([f"{slot}:{number}" for slot in (_CLOSE, _CLOSE_WORKING)])
    asked = select(Message.slot).where(*here, slots)
    if words.reply_to is not None:
        asked = asked.where(Message.message_id == words.reply_to)
    else:
        asked = asked.where(Message.sent_at > desk.now - desk.rules.requests.question)
    slot = await desk.session.scalar(asked.order_by(Message.sent_at.desc()).limit(1))
    if slot is None:
        return None
    return _AskedToClose.WORKING if slot == f"{_CLOSE_WORKING}:{number}" else _AskedToClose.NOT_NEEDED


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
        linking.note_event(desk, event)


async def _remark(desk: Desk, ticket: Ticket, chat: GroupChat, by: Person | None) -> None:
    """Tell the team where the request was written, and who made one of it."""
    if by is None:
        await thread.add_remark(desk, ticket.number, "remark-group", group=chat.title)
    else:
        entry = await thread.add_remark(desk, ticket.number, "remark-group-by", group=chat.title, name=by.name)
        entry.author_id = None if is_staff(by) else by.id  # what limits those who are not on the team


def _confirm(desk: Desk, place: GroupPlace, ticket: Ticket, message_id: int | None) -> None:
    """Confirm the request under that message; None: in the place of what was said of it."""
    me = desk.require_actor()
    there = notifier.is_answered_in_group(desk, me, ticket)
    args: Args = {"number": ticket.number, "there": int(there)}
    key, buttons = "group-receipt", notifier.offer_private_chat(desk, me)
    opens_at = get_waiting_end(desk.rules, desk.now, ticket.priority)
    if opens_at is not None:
        key, args["at"] = "group-receipt-closed", int(opens_at.timestamp())
    elif night_alerts.can_ring(desk.rules, desk.now, ticket):
        args["at"] = int((ticket.broadcast_at or desk.now).timestamp())
        key = "group-receipt-waits" if night_alerts.has_reminders(desk.rules) else "group-receipt-waits-queue"
        buttons = ((make_press("btn-urgent", "nowait", ticket.number),), *buttons)
    slot = f"{notifier.GROUP_RECEIPT}:{ticket.number}"
    line = Say(key, args, buttons, slot=slot, replace=message_id is None, reply_to_message=message_id, silent=True)
    _say_in_group(desk, place, line, ticket_id=ticket.id)


async def end_waiting(desk: Desk, number: int) -> None:
    """Take the button off the receipt in the group: somebody has been called for the request."""
    ticket = (await desk.session.scalars(select(Ticket).where(Ticket.number == number))).one()
    place = desk.rules.groups.find_by_person(ticket.intake_group_id or 0)
    if place is not None:
        args: Args = {"number": number, "there": int(notifier.is_answered_in_group(desk, desk.require_actor(), ticket))}
        slot, offer = f"{notifier.GROUP_RECEIPT}:{number}", notifier.offer_private_chat(desk, desk.require_actor())
        line = Say("group-receipt-called", args, offer, slot=slot, only_edit=True, silent=True)
        _say_in_group(desk, place, line, ticket_id=ticket.id)


def _say_in_group(desk: Desk, place: GroupPlace, line: Say, *, ticket_id: int | None) -> None:
    """Queue a line for a group."""
    letters.queue_letter(desk.session, place.person_id, line, now=desk.now, ticket_id=ticket_id)
