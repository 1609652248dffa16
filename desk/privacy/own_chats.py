"""Finds what somebody wrote to the own accounts of colleagues. These rows are apart from that of their chat with the
bot; the same Telegram id proves that they are theirs."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import OwnAccount, Person, any_of
from desk.people import chat_ids


async def list_same_person(session: AsyncSession, person: Person) -> list[Person]:
    """Return the rows of the same person in own accounts, by their row in the chat with the bot; none for other
    rows."""
    chats = chat_ids.list_chats_of(person.telegram_id or 0)
    same = select(Person).where(any_of(Person.telegram_id, chats)).order_by(Person.id)
    return list(await session.scalars(same)) if chats else []


async def list_owners(session: AsyncSession, chats: Sequence[Person]) -> list[str]:
    """Return the names of the colleagues to whose own accounts these chats belong."""
    if not chats:
        return []
    accounts = [chat_ids.get_account_id(one.telegram_id or 0) for one in chats]
    named = select(Person.name).join(OwnAccount, OwnAccount.owner_id == Person.id)
    return list(await session.scalars(named.where(any_of(OwnAccount.id, accounts)).order_by(OwnAccount.id)))
