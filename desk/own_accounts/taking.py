"""Tells what of an own account is taken: whose chats, which words, and of which request they are."""

import hashlib

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Role, Ticket
from desk.policy.permissions import Grant, has_grant
from desk.settings.defaults.groups import ConnectedAccount

_DIGEST_BYTES = 12


def make_digest(salt: str, user_id: int) -> str:
    """Return what is stored of a person whose chat is excluded."""
    return hashlib.blake2b(str(user_id).encode(), key=salt.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def is_taken(account: ConnectedAccount, user_id: int) -> bool:
    """Return True if requests are taken from this person's chat in the account."""
    return account.is_chosen and make_digest(account.salt, user_id) not in account.excluded


def has_word(account: ConnectedAccount, words: str) -> bool:
    """Return True if the account takes everything, or the words have the word that it takes."""
    return account.word is None or account.word in " ".join(words.split()).casefold()


async def has_open_request(session: AsyncSession, chat_id: int) -> bool:
    """Return True if the person of the chat has a request that is not over."""
    theirs = select(Ticket.id).join(Person, Person.id == Ticket.requester_id)
    found = theirs.where(Person.telegram_id == chat_id, Ticket.is_open).limit(1)
    return await session.scalar(found) is not None


async def find_open_request(session: AsyncSession, person_id: int) -> Ticket | None:
    """Return the newest request of the person of a chat that is not over."""
    theirs = select(Ticket).where(Ticket.requester_id == person_id, Ticket.is_open)
    return await session.scalar(theirs.order_by(Ticket.id.desc()).limit(1))


async def is_left_out(session: AsyncSession, user_id: int, owner_chat: int) -> bool:
    """Return True if nothing is taken from this person: a colleague, or if the owner is not on the team any more."""
    found = await session.scalars(select(Person).where(Person.telegram_id.in_([user_id, owner_chat])))
    people = {person.telegram_id: person for person in found}
    owner, writer = people.get(owner_chat), people.get(user_id)
    if owner is None or not has_grant(owner, Grant.WORK):
        return True
    return writer is not None and writer.role is not Role.REQUESTER and writer.dismissed_at is None


def find_connected(
    accounts: tuple[ConnectedAccount, ...], connection_id: str, owner_chat: int | None
) -> ConnectedAccount | None:
    """Return the account of a connection. If Telegram has given the connection a new id, find it by its owner."""
    named = next((one for one in accounts if one.connection_id == connection_id), None)
    return named or next((one for one in accounts if one.owner_chat == owner_chat), None)
