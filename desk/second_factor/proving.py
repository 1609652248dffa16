"""Showing the second factor in a session of the panel: a code of an app, a recovery code, or a passkey.

After `MOST_WRONG` wrong ones in a row the session ends, so that each further try needs a press in Telegram first.
"""

from sqlalchemy import select

from db.models import SecondFactor
from desk import Desk, Outdated, audit
from desk.notifications import confirmations
from desk.outbox import Args
from desk.second_factor import apps, passkeys, recovery
from desk.second_factor.factors import FactorKind
from desk.second_factor.passkeys import Site

MOST_WRONG = 5


async def prove_by_code(desk: Desk, code: str) -> bool:
    """Take a code of an app, or a recovery code; return True if it was right."""
    await _lock_session(desk)
    plain = "".join(code.split())
    is_digits = plain.isascii() and plain.isdigit() and len(plain) == apps.DIGITS
    return await _note(desk, await _use_app(desk, plain) if is_digits else await recovery.use_code(desk, plain))


async def prove_by_passkey(desk: Desk, site: Site, answer: str) -> bool:
    """Take the answer of a browser that showed a passkey; return True if it was right."""
    await _lock_session(desk)
    return await _note(desk, await passkeys.use_passkey(desk, site, answer))


async def _lock_session(desk: Desk) -> None:
    """Let one try wait for another, so that none is left out of the count. Raises Outdated if the session has ended."""
    row = desk.web_session
    assert row is not None
    await desk.session.refresh(row, with_for_update=True)
    if row.ended_at is not None:
        raise Outdated


async def _use_app(desk: Desk, code: str) -> bool:
    mine = select(SecondFactor).where(
        SecondFactor.person_id == desk.require_actor().id, SecondFactor.kind == FactorKind.APP,
        SecondFactor.confirmed_at.is_not(None),
    )  # fmt: skip
    for row in await desk.session.scalars(mine.order_by(SecondFactor.id).with_for_update()):
        if apps.use_code(row, code, desk.rules.web.secret_keys, desk.now.timestamp()):
            row.used_at = desk.now
            return True
    return False


async def _note(desk: Desk, is_right: bool) -> bool:
    row, me = desk.web_session, desk.require_actor()
    assert row is not None
    if is_right:
        row.proved_at, row.wrong_codes = desk.now, 0
        return True
    row.wrong_codes += 1
    if row.wrong_codes >= MOST_WRONG and row.ended_at is None:
        row.ended_at = desk.now
        audit.record_action(desk, "factor-wrong", f"person:{me.id}", address=row.address)
        args: Args = {"name": me.name, "n": MOST_WRONG, "browser": row.browser, "address": row.address}
        await confirmations.alert_admins(desk, "security-factor-wrong", args)
    return False
