"""Encryption of secrets that must stay readable, with the operator's keys (`WEB_SECRET_KEY`), which are in no database.

The first key encrypts, each of them decrypts: to change a key, list the new one first until the web process has started
once. Knows no settings and no channel.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Subscription

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


async def reencrypt_all(session: AsyncSession, keys: Keys) -> str | None:
    """Encrypt all stored secrets with the first key; return a line for the operator if the keys do not allow that, else
    None."""
    kept = select(Subscription).where(Subscription.removed_at.is_(None)).order_by(Subscription.id)
    for row in await session.scalars(kept.with_for_update()):
        if not keys:
            return "WEB_SECRET_KEY is missing: it should hold the key that the secrets of webhooks were sealed with"
        try:
            words = decrypt_secret(keys, row.secret)
        except SealError:
            return "WEB_SECRET_KEY should hold the key that the secrets of webhooks were sealed with, among others"
        try:
            decrypt_secret(keys[:1], row.secret)
        except SealError:
            row.secret = encrypt_secret(keys, words)
    return None


def _of(key: SecretStr) -> "Fernet":
    from cryptography.fernet import Fernet  # imported here, so that a desk without webhooks does not pay for it

    return Fernet(key.get_secret_value())
