"""Recovery codes: shown once, each replaces the second factor once; stored as hashes."""

import hashlib
import secrets

from sqlalchemy import delete

from db.models import RecoveryCode
from desk import Desk, audit
from desk.notifications import notifier
from desk.outbox import Args, Say
from desk.second_factor import factors

HOW_MANY = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that can be mistaken for another
_HALF = 6


async def renew_codes(desk: Desk) -> list[str]:
    """Return new recovery codes of the actor; earlier ones stop working. Raises FactorNeeded, ConfirmationNeeded."""
    await factors.require_may_change(desk)
    me = desk.require_actor()
    await desk.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == me.id))
    codes = [_make_code() for _ in range(HOW_MANY)]
    desk.session.add_all([RecoveryCode(person_id=me.id, code_hash=_hash(me.id, code)) for code in codes])
    audit.record_action(desk, "factor-codes", f"person:{me.id}", address=desk.address)
    return codes


async def use_code(desk: Desk, code: str) -> bool:
    """Return True if it is one of the actor's codes, which is used up; they are told how many are left."""
    me = desk.require_actor()
    mine = delete(RecoveryCode).where(RecoveryCode.person_id == me.id, RecoveryCode.code_hash == _hash(me.id, code))
    if await desk.session.scalar(mine.returning(RecoveryCode.id)) is None:
        return False
    args: Args = {"n": await factors.count_recovery_codes(desk.session, me.id), "address": desk.address or ""}
    notifier.post_letter(desk, me, Say("factor-code-used", args, staff_only=True))
    return True


def _make_code() -> str:
    halves = ("".join(secrets.choice(_LETTERS) for _ in range(_HALF)) for _ in range(2))
    return "-".join(halves)


def _hash(person_id: int, code: str) -> bytes:
    """Return a code as it is stored, whatever its case, spaces and dashes: 59 random bits a code."""
    plain = "".join(one for one in code.lower() if one.isalnum())
    return hashlib.sha256(f"{person_id}:{plain}".encode()).digest()
