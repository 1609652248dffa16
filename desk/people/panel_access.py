"""End people's access to the panel: sessions, and browsers that wait to be let in."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import WebSession, WebSignIn


async def end_access(session: AsyncSession, person_id: int, now: datetime) -> None:
    """End the access of one person: dismissed, with another role, or by an admin."""
    await _end(session, WebSession.person_id == person_id, WebSignIn.person_id == person_id, now)


async def end_access_of_all(session: AsyncSession, people: Select[int], now: datetime) -> None:
    """End the access of everybody whose id is selected."""
    await _end(session, WebSession.person_id.in_(people), WebSignIn.person_id.in_(people), now)


async def _end(
    session: AsyncSession, sessions: ColumnElement[bool], asking: ColumnElement[bool], now: datetime
) -> None:
    open_ = update(WebSession).where(sessions, WebSession.ended_at.is_(None))
    await session.execute(open_.values(ended_at=now))
    asks = update(WebSignIn).where(asking, WebSignIn.used_at.is_(None), WebSignIn.ends_at > now)
    await session.execute(asks.values(ends_at=now))
