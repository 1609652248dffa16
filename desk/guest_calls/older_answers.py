"""Finds the messages that answered earlier calls of a request, which a newer one shows, and what they say then."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import GuestCall, Person, Ticket
from desk.i18n import choose_language, say


@dataclass(frozen=True, slots=True)
class OlderAnswer:
    """A message that answered an earlier call of the same request, and what it is to say from now on."""

    call_id: int
    inline_message_id: str
    words: str


async def find_older(session: AsyncSession, call_id: int, *, locale: str) -> list[OlderAnswer]:
    """Return the messages of earlier calls of the same request that still show it."""
    call = await session.get_one(GuestCall, call_id)
    place, ticket = await session.get_one(Person, call.place_id), await session.get(Ticket, call.ticket_id or 0)
    if ticket is None:
        return []
    words = say(choose_language(place, locale), "call-below", number=ticket.number)
    older = select(GuestCall).where(GuestCall.ticket_id == ticket.id, GuestCall.id < call_id)
    rows = await session.scalars(older.where(GuestCall.inline_message_id > "").order_by(GuestCall.id.desc()).limit(5))
    return [OlderAnswer(one.id, one.inline_message_id or "", words) for one in rows]
