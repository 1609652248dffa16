"""The installation this database belongs to: its bot and board, and the sandbox's mark. Knows neither service.

Encryption of secrets that must stay readable, with the operator's keys (`WEB_SECRET_KEY`), which are in no database.
The first key encrypts, each of them decrypts.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, Person, Role
from desk.settings import DeskSettings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

Keys = Sequence[SecretStr]


class SealError(Exception):
    """Raised if none of the keys decrypts it."""


def encrypt_secret(keys: Keys, words: str) -> bytes:
    """Encrypt a text with the first key; there has to be one."""
    return _of(keys[0]).encrypt(words.encode())


def decrypt_secret(keys: Keys, sealed: bytes) -> str:
    """Decrypt a text. Raises SealError."""
    from cryptography.fernet import InvalidToken

    for key in keys:
        with suppress(InvalidToken):
            return _of(key).decrypt(sealed).decode()
    raise SealError


def reencrypt_secret(keys: Keys, sealed: bytes) -> bytes:
    """Return the text encrypted with the first key, unchanged if it is already. Raises SealError."""
    words = decrypt_secret(keys, sealed)
    try:
        decrypt_secret(keys[:1], sealed)
    except SealError:
        return encrypt_secret(keys, words)
    return sealed


def _of(key: SecretStr) -> "Fernet":
    from cryptography.fernet import Fernet  # imported here, so that a desk without sealed secrets does not pay for it

    return Fernet(key.get_secret_value())


_ROW = select(DeskRow).where(DeskRow.id == 1)


async def load_row(session: AsyncSession) -> DeskRow:
    """Load the desk's only row; it is created if missing."""
    found: DeskRow | None = await session.scalar(_ROW)
    if found is None:
        await session.execute(insert(DeskRow).values(id=1).on_conflict_do_nothing())
        found = (await session.scalars(_ROW)).one()
    return found


async def renew_settings(session: AsyncSession) -> None:
    """Make every process read the settings again after this unit of work, because of what is read with them."""
    await session.execute(update(DeskRow).values(settings_version=DeskRow.settings_version + 1))


async def check_mark(session: AsyncSession, *, in_sandbox: bool) -> str | None:
    """Return None if this process may work here, else a sentence that says why not. Changes nothing.

    The sandbox marks its database: only processes it started may use a marked one, and these may use no other.
    """
    there = await session.scalar(text("select to_regclass('desk') is not null"))
    marked = bool(there) and await session.scalar(select(DeskRow.sandbox_mark)) is not None
    if in_sandbox and not marked:
        return "DATABASE_URL leads to a database that the sandbox did not make; the sandbox works only in its own"
    if not in_sandbox and marked:
        return "DATABASE_URL or DATA_DIR leads to a database of the sandbox; give the desk one of its own"
    return None


async def claim_bot(session: AsyncSession, bot_id: int, username: str) -> None:
    """Note which bot the desk uses, for every process; after a change of bots the desk goes on, and its old message map
    stays unused."""
    row = await load_row(session)
    if row.bot_id not in (None, bot_id):
        await renew_settings(session)
    await session.execute(update(DeskRow).values(bot_id=bot_id, bot_username=username))


async def has_admin(session: AsyncSession, rules: DeskSettings) -> bool:
    """Return True if there is an admin, or a person who will be one once they start the bot."""
    admin = select(Person.id).where(Person.role == Role.ADMIN, Person.dismissed_at.is_(None)).limit(1)
    return bool(rules.admin_ids) or await session.scalar(admin) is not None
