"""A lock for each person, so that messages, presses and due work of one person never run at the same time."""

from sqlalchemy import String, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person

TURN = func.pg_advisory_xact_lock(func.hashtextextended("turn:" + cast(Person.id, String), 11))
"""A column of a SELECT of a person's row: waits for their turn and keeps it until the end of the transaction."""
_TAKE = select(TURN).where(Person.id == bindparam("person"))
_TAKEN = "turns"


async def take_turn(session: AsyncSession, person_id: int) -> None:
    """Wait for the person's turn and keep it until the end of the transaction. Call it before any row lock."""
    if person_id not in session.info.get(_TAKEN, ()):
        await session.execute(_TAKE, {"person": person_id})


def mark_turn_taken(session: AsyncSession, person_id: int) -> None:
    """Record that `TURN` was selected in this transaction, outside of any savepoint, so that it is not taken again."""
    session.info.setdefault(_TAKEN, set()).add(person_id)
