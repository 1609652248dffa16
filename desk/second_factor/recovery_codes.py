"""Recovery codes: shown once, each replaces the second factor once; stored as hashes."""

import secrets

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import RecoveryCode
from desk import Desk, history
from desk.place import get_panel
from desk.second_factor.factors import hash_code, require_may_change


async def count_recovery_codes(session: AsyncSession, person_id: int) -> int:
    """Return how many recovery codes the person has left."""
    mine = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person_id)
    return await session.scalar(mine) or 0


_HOW_MANY = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that can be mistaken for another
_HALF = 6


async def renew_codes(desk: Desk) -> list[str]:
    """Return new recovery codes of the actor; earlier ones stop working. Raises FactorNeeded, ConfirmationNeeded."""
    await require_may_change(desk)
    me = desk.require_actor()
    await desk.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == me.id))
    codes = [_make_code() for _ in range(_HOW_MANY)]
    desk.session.add_all([RecoveryCode(person_id=me.id, code_hash=hash_code(me.id, code)) for code in codes])
    history.record_action(desk, "factor-codes", f"person:{me.id}", address=get_panel(desk.place).address)
    return codes


def _make_code() -> str:
    halves = ("".join(secrets.choice(_LETTERS) for _ in range(_HALF)) for _ in range(2))
    return "-".join(halves)
