"""Finds what somebody wrote to the own accounts of colleagues. These rows are apart from that of their chat with the
bot; the same Telegram id proves that they are theirs."""

from collections.abc import Sequence

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


def list_apart(people: Sequence[Person]) -> list[int]:
    """Return the ids of those people who are not the same as another one of them in their chat with the bot."""
    chats = {one.telegram_id for one in people}
    same = {one.id for one in people if _get_user(one) in chats}
    return [one.id for one in people if one.id not in same]


def _get_user(person: Person) -> int:
    """Return who writes in a chat of an own account, 0 for all other rows."""
    chat = person.telegram_id or 0
    return chat_ids.get_user_id(chat) if chat_ids.is_own_chat(chat) else 0
