"""Senders of the form on the web: strangers, each known by the secret of one link. Knows no channel.

They are users of an integration of their own, made with the first request. Its token is nobody's until an admin makes a
new one; revoking it closes the form and its links.
"""

import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, ExternalPerson, Integration
from desk.integrations import users
from desk.integrations.bearers import Bearer
from desk.integrations.integrations import TOKEN_REQUESTS_PER_MINUTE, hash_token
from desk.integrations.scopes import Scope

NAME = "Web form"
_IS_FORM = func.lower(Integration.name) == NAME.lower()


async def find_sender(session: AsyncSession, key: str) -> Bearer | None:
    """Return who has that link's secret, or None."""
    theirs = (_IS_FORM, Integration.revoked_at.is_(None), ExternalPerson.external_id == _hash(key))
    joined = select(Integration, ExternalPerson).join(ExternalPerson, ExternalPerson.system_id == Integration.id)
    row = (await session.execute(joined.where(*theirs))).first()
    return Bearer(row[0], row[1]) if row is not None else None


async def create_sender(session: AsyncSession, key: str, *, name: str, language: str, now: datetime) -> Bearer | None:
    """Return the sender with that secret, created if unknown; None if an admin has revoked the form's integration."""
    system = await _get_or_create_system(session, now)
    if system.revoked_at is not None:
        return None
    return Bearer(system, await users.get_or_create(session, system, _hash(key), name=name, language=language, now=now))


async def _get_or_create_system(session: AsyncSession, now: datetime) -> Integration:
    named = select(Integration).where(_IS_FORM)
    found = await session.scalar(named)
    if found is None:
        await session.execute(select(DeskRow.id).with_for_update())  # one at a time
        found = await session.scalar(named)
    if found is None:
        found = _make_system(now)
        session.add(found)
        await session.flush()
    return found


def _make_system(now: datetime) -> Integration:
    unknown = secrets.token_urlsafe(32)
    return Integration(
        name=NAME, token_hash=hash_token(unknown), token_hint=unknown[-4:], scopes=[Scope.TICKETS.value],
        cors=[], per_minute=TOKEN_REQUESTS_PER_MINUTE[0], made_by=None, made_at=now, expires_at=None,
    )  # fmt: skip


def _hash(key: str) -> str:
    """Return the id of the sender: the secret itself is stored nowhere."""
    return sha256(key.encode()).hexdigest()
