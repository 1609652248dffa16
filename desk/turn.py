"""One thing at a time for each person: what they send, press, and what the clock does for them. Knows no ticket."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_TAKE = text("select pg_advisory_xact_lock(hashtextextended('turn:' || cast(:person as text), 11))")


async def take_turn(session: AsyncSession, person_id: int) -> None:
    """Wait for the person's turn and keep it until the end of the transaction; comes before every row lock."""
    await session.execute(_TAKE, {"person": str(person_id)})
