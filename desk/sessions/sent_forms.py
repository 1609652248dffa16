"""Forms of the panel that were sent, and where each led: one that is sent twice is handled once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import SentForm

KEPT = timedelta(days=1)
_TURN = "form:"


async def find_address(session: AsyncSession, session_id: int, key: str) -> str | None:
    """Return the address to which the form of that key led when it was sent before, or None. Of two at the same moment
    the second waits for the first. `session_id`: whose form it is."""
    turn = func.pg_advisory_xact_lock(func.hashtextextended(f"{_TURN}{session_id}:{key}", 11))
    await session.execute(select(turn))
    mine = select(SentForm.led_to).where(SentForm.session_id == session_id, SentForm.key == key)
    address: str | None = await session.scalar(mine)
    return address


async def record_form(session: AsyncSession, session_id: int, key: str, led_to: str, now: datetime) -> None:
    """Record that the form was handled and where it led; records older than `KEPT` are deleted."""
    await session.execute(delete(SentForm).where(SentForm.at <= now - KEPT))
    session.add(SentForm(session_id=session_id, key=key, led_to=led_to, at=now))
