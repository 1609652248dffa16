"""Authenticator apps: a secret that is shown once, and six digits that change every 30 seconds (RFC 6238)."""

from sqlalchemy import ColumnElement, delete, select

from db.models import SecondFactor
from desk import Desk, Outdated, Refused, installation
from desk.installation import Keys, SealError
from desk.references import is_same
from desk.second_factor.factors import FactorKind, note_added, require_may_change, require_room

_ISSUER = "pulldesk"


async def begin_app(desk: Desk) -> str:
    """Return the secret of a new app, which counts from its first right code on. Raises Refused without a key to
    encrypt it, FactorNeeded, ConfirmationNeeded."""
    await require_may_change(desk)
    await require_room(desk)
    if not desk.rules.web.secret_keys:
        raise Refused("factor-no-key")
    import pyotp

    me, secret = desk.require_actor(), pyotp.random_base32()
    await desk.session.execute(delete(SecondFactor).where(_is_pending(me.id)))
    sealed = installation.encrypt_secret(desk.rules.web.secret_keys, secret)
    row = SecondFactor(person_id=me.id, kind=FactorKind.APP, name="", secret=sealed, made_at=desk.now)
    desk.session.add(row)
    return secret


def make_address(secret: str, name: str) -> str:
    """Return the address that an authenticator app reads as a QR code."""
    import pyotp

    return str(pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER))


async def get_pending_secret(desk: Desk) -> str | None:
    """Return the secret of an app that waits for its first code, to show it again after a wrong one."""
    row = await desk.session.scalar(select(SecondFactor).where(_is_pending(desk.require_actor().id)))
    return installation.decrypt_secret(desk.rules.web.secret_keys, row.secret) if row is not None else None


async def confirm_app(desk: Desk, code: str) -> bool:
    """Let the new app count if its code is right. Raises Outdated if none waits."""
    mine = select(SecondFactor).where(_is_pending(desk.require_actor().id))
    row = await desk.session.scalar(mine.with_for_update())
    if row is None:
        raise Outdated
    if not use_code_of_apps(row, code, desk.rules.web.secret_keys, desk.now.timestamp()):
        return False
    note_added(desk, row)
    return True


def use_code_of_apps(row: SecondFactor, code: str, keys: Keys, at: float) -> bool:
    """Return True if the code is right at that moment (Unix time) and was not used, and note that it is used now."""
    import pyotp

    try:
        app = pyotp.TOTP(installation.decrypt_secret(keys, row.secret))
    except SealError:
        return False
    now = int(at) // app.interval
    for step in (now, now - 1, now + 1):
        if step > row.counter and is_same(app.generate_otp(step), code):
            row.counter = step
            return True
    return False


def _is_pending(person_id: int) -> ColumnElement[bool]:
    return (
        (SecondFactor.person_id == person_id)
        & (SecondFactor.kind == FactorKind.APP)
        & SecondFactor.confirmed_at.is_(None)
    )
