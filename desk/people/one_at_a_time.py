"""One thing at a time for each person: what they send, press, and what the clock does for them. Knows no ticket."""

from sqlalchemy import String, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person

TURN = func.pg_advisory_xact_lock(func.hashtextextended("turn:" + cast(Person.id, String), 11))
"""Beside a person's row in a SELECT: waits for their turn and keeps it until the end of the transaction."""
_TAKE = select(TURN).where(Person.id == bindparam("person"))
_TAKEN = "turns"


async def take_turn(session: AsyncSession, person_id: int) -> None:
    """Wait for the person's turn and keep it until the end of the transaction; comes before every row lock."""
    if person_id not in session.info.get(_TAKEN, ()):
        await session.execute(_TAKE, {"person": person_id})


def has_turn(session: AsyncSession, person_id: int) -> None:
    """`TURN` was asked for in this transaction, outside of any savepoint: it need not be taken again."""
    session.info.setdefault(_TAKEN, set()).add(person_id)
