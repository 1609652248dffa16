"""Finds what somebody wrote to the own accounts of colleagues. These rows are apart from that of their chat with the
bot; the same Telegram id proves that they are theirs."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, any_of
from desk.people import chat_ids


async def list_same_person(session: AsyncSession, person: Person) -> list[Person]:
    """Return the rows of the same person in own accounts, by their row in the chat with the bot; none for other
    rows."""
    chats = chat_ids.list_chats_of(person.telegram_id or 0)
    same = select(Person).where(any_of(Person.telegram_id, chats)).order_by(Person.id)
    return list(await session.scalars(same)) if chats else []
