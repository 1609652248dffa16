"""What must be readable again is kept sealed: with the operator's keys (`WEB_SECRET_KEY`), which are in no database.

The first key seals, each of them opens: so a key is changed by listing the new one before the old one until the web
process has started once. Knows no setting and no door.
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
    """None of the keys opens it."""


def seal(keys: Keys, words: str) -> bytes:
    """The words, to be kept; there has to be a key."""
    return _of(keys[0]).encrypt(words.encode())


def opened(keys: Keys, sealed: bytes) -> str:
    """What was sealed. Raises SealError."""
    from cryptography.fernet import InvalidToken

    for key in keys:
        with suppress(InvalidToken):
            return _of(key).decrypt(sealed).decode()
    raise SealError


async def sealed_anew(session: AsyncSession, keys: Keys) -> str | None:
    """Everything that is kept sealed is sealed with the first key; what is wrong with the keys where that cannot be, as
    a line for the operator."""
    kept = select(Subscription).where(Subscription.removed_at.is_(None)).order_by(Subscription.id)
    for row in await session.scalars(kept.with_for_update()):
        if not keys:
            return "WEB_SECRET_KEY is missing: it should hold the key that the secrets of webhooks were sealed with"
        try:
            words = opened(keys, row.secret)
        except SealError:
            return "WEB_SECRET_KEY should hold the key that the secrets of webhooks were sealed with, among others"
        try:
            opened(keys[:1], row.secret)
        except SealError:
            row.secret = seal(keys, words)
    return None


def _of(key: SecretStr) -> "Fernet":
    from cryptography.fernet import Fernet  # here: who has no webhooks does not pay for it

    return Fernet(key.get_secret_value())
