"""Takes what a call asks: something new, further words of a request, or nothing that is for the help desk."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from db.database import savepoint
from db.models import Entry, EntryKind, GroupChat, GuestCall, Person, Status, Ticket, any_of
from desk import Desk, Refused
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.groups import intake
from desk.groups.intake import GroupWords
from desk.guest_calls import places
from desk.inbound.routing import decide_route
from desk.inbound.routing_context import describe_words
from desk.inbound.routing_types import Destination, RoutingContext
from desk.notifications.file_delivery import send_files
from desk.outbox import Show, letters
from desk.people import call_chats
from desk.requests import drafts
from desk.settings.defaults.groups import GroupPlace
from desk.tickets import filing

_TOGETHER = timedelta(minutes=5)
"""For how long a call goes on with the one before, as words in a group do."""
_CODE = re.compile(r"call(\d{1,18})", re.ASCII)


def make_code(number: int) -> str:
    """Return the code of the link by which a caller goes on in their own chat. It opens nothing for anybody else."""
    return f"call{number}"


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of a call: the request that it is of now, and whether anything was asked that is to be answered."""

    ticket_id: int | None
    is_asked: bool


async def take_words(
    desk: Desk, place: Person, said: IncomingMessage, number: int | None, *, is_named: bool, chat: str | None
) -> Taken:
    """Take what the actor wrote when they called the bot, in reply to its message about the request `number` or to
    none. What does not name the bot (`is_named`) replies to its message: of others than who called it is not for us.
    `chat`: what stands for the chat, whose people may read what was answered there a moment ago."""
    is_about = number is not None or (is_named and chat is not None)
    known = await _find_request(desk, place, number, chat) if is_about else None
    traits = describe_words(said)
    is_new = decide_route(RoutingContext(said=traits)).destination is Destination.NEW_DRAFT
    if known is not None:
        at = GroupPlace(place.id, said.chat_id, allowed=True, answers_privately=False, is_there=True)
        words = GroupWords(said, at, GroupChat(title=place.name), thread_id=None)
        try:
            async with savepoint(desk.session):
                await intake.take_words(desk, words, known.id, may_begin=False)
        except Refused:
            known = None  # too late for that one
    if known is not None:
        heard = traits.meaning
        return Taken(known.id, is_asked=is_new or heard.asks_for_state or heard.has_never_mind)
    if not (is_named and is_new):
        return Taken(None, is_asked=is_named)
    return Taken(await _begin(desk, place, NewEntry.from_message(said)), is_asked=True)


async def _find_request(desk: Desk, place: Person, number: int | None, chat: str | None) -> Ticket | None:
    """Return the actor's request from the place that is replied to, else the open one of their last call in this chat,
    if that was a moment ago."""
    theirs = Ticket.requester_id == desk.actor_id, Ticket.intake_group_id == place.id
    if number is not None:
        return await desk.session.scalar(select(Ticket).where(*theirs, Ticket.number == number))
    lately = select(Ticket).join(GuestCall, GuestCall.ticket_id == Ticket.id)
    lately = lately.where(
        GuestCall.person_id == desk.actor_id, GuestCall.chat_digest == chat, *theirs, Ticket.is_open,
        GuestCall.created_at > desk.now - _TOGETHER,
    )  # fmt: skip
    return await desk.session.scalar(lately.order_by(GuestCall.id.desc()).limit(1))


async def _begin(desk: Desk, place: Person, said: NewEntry) -> int:
    """File a request of the actor's at once; what they are writing in their own chat is filed before."""
    if (held := await drafts.file_earlier(desk)) is not None:
        await thread.add_comment(desk, held.number, said)  # their draft waits for consent
        (await desk.lock_by_id(held.id)).is_private = True  # it may be of another chat
        return held.id
    made = await filing.begin_draft(desk)
    ticket = await desk.lock_by_id(made.id)
    ticket.intake_group_id = place.id
    await thread.add_comment(desk, made.number, said)
    await drafts.file_request(desk, made.number)
    await thread.add_remark(desk, made.number, "remark-call")
    return made.id


async def open_link(desk: Desk, code: str) -> bool:
    """Let the actor's request go on in their own chat; return False for a code that is none, or of another's request:
    everybody in the chat of a call sees its button."""
    found = _CODE.fullmatch(code)
    if found is None:
        return False
    mine = select(Ticket).join(Person, Person.id == Ticket.intake_group_id)
    mine = mine.where(Ticket.requester_id == desk.actor_id, Ticket.number == int(found[1]))
    ticket = await desk.session.scalar(mine)
    place = await desk.session.get(Person, ticket.intake_group_id) if ticket is not None else None
    if ticket is None or place is None or not call_chats.is_call_chat(place.telegram_id):
        return False
    locked = await desk.lock_by_id(ticket.id)
    if locked.is_draft:  # what they agree to is all that it waits for
        version = desk.rules.privacy.consent
        asked = Show("consent", slot=f"consent:{version}", fresh=True)
        letters.queue_letter(desk.session, desk.require_actor().id, asked, now=desk.now)
        return True
    locked.is_private = True
    shown = [Show("open", slot=f"open:{ticket.number}", fresh=True)]
    if locked.status is Status.RESOLVED:
        shown += [Show("resolved", slot=f"resolved:{ticket.number}", fresh=True)]
    for letter in shown:
        letters.queue_letter(desk.session, desk.require_actor().id, letter, now=desk.now, ticket_id=ticket.id)
    answers = select(Entry).where(any_of(Entry.ticket_id, locked.thread_ids), Entry.kind == EntryKind.REPLY)
    await send_files(desk, desk.require_actor(), locked, answers.where(Entry.withdrawn_at.is_(None)))
    there = Show(places.VIEW, places.make_slot(ticket.id), only_edit=True)
    letters.queue_letter(desk.session, place.id, there, now=desk.now, ticket_id=ticket.id)
    return True
