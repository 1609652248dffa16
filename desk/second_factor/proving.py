"""Shows the second factor in a session of the panel: a code of an app, a recovery code, or a passkey."""

import json

from sqlalchemy import delete, select

from db.models import RecoveryCode, SecondFactor
from desk import Desk, Outdated, history
from desk.notifications import confirmations, notifier
from desk.outbox import Args, Say
from desk.place import get_panel
from desk.second_factor.apps import use_code_of_apps
from desk.second_factor.factors import (
    DIGITS,
    FactorKind,
    Site,
    hash_code,
    list_rows,
    make_public_data,
    make_server,
    take_challenge,
)
from desk.second_factor.recovery_codes import count_recovery_codes


async def _use_code(desk: Desk, code: str) -> bool:
    """Return True if it is one of the actor's codes, which is used up; they are told how many are left."""
    me = desk.require_actor()
    mine = delete(RecoveryCode).where(RecoveryCode.person_id == me.id, RecoveryCode.code_hash == hash_code(me.id, code))
    if await desk.session.scalar(mine.returning(RecoveryCode.id)) is None:
        return False
    args: Args = {"n": await count_recovery_codes(desk.session, me.id), "address": get_panel(desk.place).address or ""}
    notifier.post_letter(desk, me, Say("factor-code-used", args, staff_only=True))
    return True


async def _use_passkey(desk: Desk, site: Site, answer: str) -> bool:
    """Return True if a browser showed one of the actor's passkeys, and note its counter. A counter that went back is
    that of a copy."""
    from fido2.webauthn import AuthenticationResponse

    state = take_challenge(get_panel(desk.place).session)
    rows = {row.credential: row for row in await list_rows(desk.session, desk.require_actor().id)}
    try:
        shown = AuthenticationResponse.from_dict(json.loads(answer)) if state is not None else None
        if shown is None:
            return False
        found = make_server(site).authenticate_complete(state, [make_public_data(one) for one in rows.values()], shown)
    except (ValueError, TypeError, KeyError):  # whatever a browser sends
        return False
    row, counter = rows[found.credential_id], shown.response.authenticator_data.counter
    if (counter or row.counter) and counter <= row.counter:
        return False
    row.counter, row.used_at = counter, desk.now
    return True


_MOST_WRONG = 5


async def prove_by_code(desk: Desk, code: str) -> bool:
    """Take a code of an app, or a recovery code; return True if it was right."""
    await _lock_session(desk)
    plain = "".join(code.split())
    is_digits = plain.isascii() and plain.isdigit() and len(plain) == DIGITS
    return await _note(desk, await _use_app(desk, plain) if is_digits else await _use_code(desk, plain))


async def prove_by_passkey(desk: Desk, site: Site, answer: str) -> bool:
    """Take the answer of a browser that showed a passkey; return True if it was right."""
    await _lock_session(desk)
    return await _note(desk, await _use_passkey(desk, site, answer))


async def _lock_session(desk: Desk) -> None:
    """Let one try wait for another, so that none is left out of the count. Raises Outdated if the session has ended."""
    row = get_panel(desk.place).session
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
        if use_code_of_apps(row, code, desk.rules.web.secret_keys, desk.now.timestamp()):
            row.used_at = desk.now
            return True
    return False


async def _note(desk: Desk, is_right: bool) -> bool:
    row, me = get_panel(desk.place).session, desk.require_actor()
    assert row is not None
    if is_right:
        row.proved_at, row.wrong_codes = desk.now, 0
        return True
    row.wrong_codes += 1
    if row.wrong_codes >= _MOST_WRONG and row.ended_at is None:
        row.ended_at = desk.now
        history.record_action(desk, "factor-wrong", f"person:{me.id}", address=row.address)
        args: Args = {"name": me.name, "n": _MOST_WRONG, "browser": row.browser, "address": row.address}
        await confirmations.alert_admins(desk, "security-factor-wrong", args)
    return False
