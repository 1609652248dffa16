"""A lock for each person, so that messages, presses and due work of one person never run at the same time."""

from collections.abc import Collection

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, make_any_of
from db.unit_of_work import get_unit
from desk.people.person_rows import TURN, TURN_KEY
from desk.settings import VERSION, remember_version

_TAKE = select(TURN).where(Person.id == bindparam("person"))


async def take_turn(session: AsyncSession, person_id: int) -> None:
    """Wait for the person's turn and keep it until the end of the transaction. Call it before any row lock."""
    if person_id not in get_unit(session).held_turns:
        await session.execute(_TAKE, {"person": person_id})


_HELD_IF_FREE = (
    select(
        Person,
        func.pg_try_advisory_xact_lock(TURN_KEY).label("free"),
        VERSION.label("version"),
        func.set_config("lock_timeout", bindparam("wait"), True),
    )
    .where(make_any_of(Person.telegram_id, "telegram_ids"))
    .with_for_update(read=True, key_share=True, of=Person, skip_locked=True)
)
_LONGEST_WAIT = "200ms"


async def hold_free(session: AsyncSession, telegram_ids: Collection[int]) -> dict[int, Person]:
    """Read ahead the rows of those whose turn is free, for `get_or_create`; return them by Telegram id. From now on
    this transaction, which has more than one turn, waits for no lock longer than a moment: it would let others wait."""
    given = {"telegram_ids": list(telegram_ids), "wait": _LONGEST_WAIT}
    rows = (await session.execute(_HELD_IF_FREE, given)).all()
    for row in rows:
        remember_version(session, row.version)
    found = {row[0].telegram_id: row[0] for row in rows if row.free}
    get_unit(session).people_ahead = dict(found)
    return found
