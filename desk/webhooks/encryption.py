"""The change of the operator's keys: what is sealed with an older one is sealed with the first.

To change a key, list the new one first until the web process has started once. Knows no settings and no channel.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import SecondFactor, Subscription
from desk.board import connection
from desk.sealing import Keys, SealError, reencrypt_secret

_APP = "app"  # an authenticator app of `desk/second_factor`; passkeys have no secret


async def reencrypt_all(session: AsyncSession, keys: Keys) -> str | None:
    """Encrypt all stored secrets with the first key; return a line for the operator if the keys do not allow that, else
    None."""
    kept = select(Subscription).where(Subscription.removed_at.is_(None)).order_by(Subscription.id)
    apps = select(SecondFactor).where(SecondFactor.kind == _APP).order_by(SecondFactor.id)
    try:
        for row in await session.scalars(kept.with_for_update()):
            row.secret = reencrypt_secret(keys, row.secret)
        for app in await session.scalars(apps.with_for_update()):
            app.secret = reencrypt_secret(keys, app.secret)
        await connection.reencrypt_tokens(session, keys)
    except SealError:
        if not keys:
            return "WEB_SECRET_KEY is missing: it should hold the key that stored secrets were sealed with"
        return "WEB_SECRET_KEY should hold the key that stored secrets were sealed with, among others"
    return None
