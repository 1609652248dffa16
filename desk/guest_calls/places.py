"""The place of a person's calls, and the one message that answers each: what is sent there, and what becomes of it.

To the desk the place is a group of which only the caller is known. A call is answered once (`Message.guest_query_id`,
answerGuestQuery: Bot API 10.0, read 2026-11); whether a second answer would be a second message is not documented, so
that none is tried.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Delivery, Entry, EntryKind, GuestCall, Person, Role, Ticket
from desk import Desk
from desk.i18n import say
from desk.outbox import Erase, Letter, Relay, Say, Show, letters
from desk.people import call_chats

VIEW = "call"


@dataclass(frozen=True, slots=True)
class CallMessage:
    """The messages of a call: that of the caller, and the one that answers it, as ids within the place."""

    call_id: int

    @property
    def asked(self) -> int:
        return 2 * self.call_id

    @property
    def answer(self) -> int:
        return 2 * self.call_id + 1

    @classmethod
    def find(cls, message_id: int | None) -> "CallMessage":
        """Return the call that a message of the place belongs to; that of no call for None."""
        return cls((message_id or 0) // 2)


async def get_place(desk: Desk) -> Person:
    """Return the row among the people that stands for the place of the actor's calls, made if there is none."""
    me = desk.require_actor()
    chat_id, name = call_chats.make_chat_id(me.id), say(desk.rules.locale, "call-place")
    made = insert(Person).values(telegram_id=chat_id, role=Role.INTAKE_GROUP, name=name, created_at=desk.now)
    await desk.session.execute(made.on_conflict_do_nothing(index_elements=["telegram_id"]))
    place = (await desk.session.scalars(select(Person).where(Person.telegram_id == chat_id))).one()
    place.language, place.language_chosen = me.language, me.language_chosen
    return place


async def note_call(desk: Desk, place: Person, query_id: str, chat: str | None) -> GuestCall | None:
    """Store that the actor called, in a chat that a digest stands for; None if this call is known."""
    row = insert(GuestCall).values(
        person_id=desk.require_actor().id, place_id=place.id, query_id=query_id, chat_digest=chat, created_at=desk.now
    )
    made = await desk.session.scalar(row.on_conflict_do_nothing().returning(GuestCall.id))
    return await desk.session.get_one(GuestCall, made) if made is not None else None


def make_slot(ticket_id: int) -> str:
    """Return the slot of the message that answers the newest call of a request."""
    return f"{VIEW}:{ticket_id}"


def post_answer(desk: Desk, call: GuestCall, hint: str) -> None:
    """Queue the answer to a call: the state of its request, or a hint."""
    asked = CallMessage(call.id).asked
    if call.ticket_id is None:
        line: Letter = Say(hint, {"bot": desk.rules.groups.username}, reply_to_message=asked, silent=True)
    else:
        line = Show(VIEW, make_slot(call.ticket_id), fresh=True, silent=True, reply_to_message=asked)
    letters.queue_letter(desk.session, call.place_id, line, now=desk.now, ticket_id=call.ticket_id)


def fit_letter(letter: Letter, ticket_id: int | None) -> Letter:
    """Return what a place shows of a letter: one message, which shows all of the request until it is erased."""
    is_fitting = isinstance(letter, Erase) or (isinstance(letter, Show) and letter.view == VIEW)
    if is_fitting or ticket_id is None:
        return letter
    return Show(VIEW, make_slot(ticket_id), only_edit=True, silent=True)


async def begin_answer(session: AsyncSession, call_id: int, *, now: datetime) -> GuestCall | None:
    """Note that a call is being answered; return it as it was before, or None if there is none."""
    call = await session.get(GuestCall, call_id, with_for_update=True)
    if call is None:
        return None
    session.expunge(call)
    free = GuestCall.id == call_id, GuestCall.tried_at.is_(None)
    await session.execute(update(GuestCall).where(*free).values(tried_at=now))
    return call


def is_erased(call: GuestCall) -> bool:
    """Return True if its caller's data was erased (`desk/privacy/erasure_statements.py`)."""
    return call.query_id.startswith("erased ")


async def end_answer(session: AsyncSession, call_id: int, *, inline_message_id: str | None) -> None:
    """Store which message the answer is, empty if it says no more; None: Telegram certainly got none, so that it may be
    tried again."""
    known = update(GuestCall).where(GuestCall.id == call_id)
    if inline_message_id is not None:
        await session.execute(known.values(inline_message_id=inline_message_id))
    else:
        await session.execute(known.values(tried_at=None))


async def give_up(session: AsyncSession, call_id: int, *, now: datetime) -> None:
    """Let the request go on in the caller's own chat, as nothing more can be shown where they called: its message there
    was never made, or is lost."""
    call = await session.get_one(GuestCall, call_id)
    call.inline_message_id = None
    if call.ticket_id is None:
        return
    newest = await session.scalar(select(func.max(GuestCall.id)).where(GuestCall.ticket_id == call.ticket_id))
    ticket = await session.get_one(Ticket, call.ticket_id, with_for_update=True)
    if newest != call_id or ticket.is_private:
        return
    ticket.is_private = True
    shown = Show("open", slot=f"open:{ticket.number}", fresh=True)
    letters.queue_letter(session, ticket.requester_id, shown, now=now, ticket_id=ticket.id)
    said = select(Entry.id).where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REPLY)
    said = said.where(Entry.withdrawn_at.is_(None), Entry.delivery.not_in((Delivery.NONE, Delivery.SENT)))
    for entry_id in await session.scalars(said.order_by(Entry.id)):
        letters.queue_letter(session, ticket.requester_id, Relay(entry_id), now=now, ticket_id=ticket.id)
