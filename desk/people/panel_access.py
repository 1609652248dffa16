"""Ends people's access to the panel: sessions, and browsers that wait to be let in."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import WebSession, WebSignIn, any_of


async def end_access(session: AsyncSession, person_id: int, now: datetime) -> None:
    """End the access of one person: dismissed, with more to do, or by an admin."""
    await _end(session, WebSession.person_id == person_id, WebSignIn.person_id == person_id, now)


async def end_access_of_all(session: AsyncSession, people: Collection[int], now: datetime) -> None:
    """End the access of everybody with these ids."""
    await _end(session, any_of(WebSession.person_id, people), any_of(WebSignIn.person_id, people), now)


async def _end(
    session: AsyncSession, sessions: ColumnElement[bool], asking: ColumnElement[bool], now: datetime
) -> None:
    open_ = update(WebSession).where(sessions, WebSession.ended_at.is_(None))
    await session.execute(open_.values(ended_at=now))
    asks = update(WebSignIn).where(asking, WebSignIn.used_at.is_(None), WebSignIn.ends_at > now)
    await session.execute(asks.values(ends_at=now))
