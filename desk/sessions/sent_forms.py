"""Forms of the panel that were sent, and where each led: one that is sent twice is handled once. What one has done is
told there, once and soon.

Knows nothing of what is told: those are bytes that only the browser of the session can read.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import SentForm

KEPT = timedelta(days=1)
TOLD_WITHIN = timedelta(minutes=10)
_TURN = "form:"


async def find_address(session: AsyncSession, session_id: int, key: str) -> str | None:
    """Return the address to which the form of that key led when it was sent before, or None. Of two at the same moment
    the second waits for the first. `session_id`: whose form it is."""
    turn = func.pg_advisory_xact_lock(func.hashtextextended(f"{_TURN}{session_id}:{key}", 11))
    await session.execute(select(turn))
    mine = select(SentForm.led_to).where(SentForm.session_id == session_id, SentForm.key == key)
    address: str | None = await session.scalar(mine)
    return address


async def record_form(
    session: AsyncSession, session_id: int, key: str, led_to: str, now: datetime, *, told: bytes | None = None
) -> SentForm:
    """Record that the form was handled, where it led and what is told there; records older than `KEPT` are deleted."""
    await session.execute(delete(SentForm).where(SentForm.at <= now - KEPT))
    row = SentForm(session_id=session_id, key=key, led_to=led_to, at=now, told=told)
    session.add(row)
    await session.flush()
    return row


async def find_told(session: AsyncSession, session_id: int, form_id: int, now: datetime) -> SentForm | None:
    """Return a form of this session of which something is told, locked; None if there is none, or no longer."""
    mine = select(SentForm).where(
        SentForm.id == form_id, SentForm.session_id == session_id, SentForm.told.is_not(None),
        SentForm.at > now - TOLD_WITHIN,
    )  # fmt: skip
    row: SentForm | None = await session.scalar(mine.with_for_update())
    return row
