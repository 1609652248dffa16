"""The second factor of the panel: passkeys, authenticator apps, and codes that replace them once.

Passkeys (WebAuthn): made and checked by a browser that knows the panel's address; only public data is stored.

A browser accepts them for a host name, not for an IP address. fido2 is imported when one is made or used.
"""

import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, RecoveryCode, SecondFactor, WebSession
from desk import Desk, Outdated, Refused, history
from desk.notifications import notifier
from desk.notifications.confirmations import VALID_FOR, LastingAction, confirm_actor, require_confirmation
from desk.outbox import Args, Say
from desk.people import panel_access, person_rows
from desk.place import get_panel
from desk.policy import permissions
from desk.policy.permissions import Grant, get_grants
from desk.references import hash_secret

MOST = 10
"""How many passkeys and apps one person may have."""


class FactorKind(StrEnum):
    """The kinds of second factors."""

    PASSKEY = "passkey"
    APP = "app"


@dataclass(frozen=True, slots=True)
class FactorInfo:
    """A second factor as its person sees it."""

    id: int
    kind: FactorKind
    name: str
    made_at: datetime
    used_at: datetime | None


async def list_factors(session: AsyncSession, person_id: int) -> list[FactorInfo]:
    """Return the person's confirmed second factors, the oldest first."""
    theirs = select(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None))
    rows = await session.scalars(theirs.order_by(SecondFactor.id))
    return [FactorInfo(row.id, FactorKind(row.kind), row.name, row.made_at, row.used_at) for row in rows]


async def require_may_change(desk: Desk) -> None:
    """Check that the actor may change their second factors now. Raises FactorNeeded, ConfirmationNeeded."""
    panel = get_panel(desk.place)
    began_at = panel.session.began_at if panel.session is not None else None
    has_any = bool(await list_factors(desk.session, desk.require_actor().id))
    is_asked = has_any and desk.rules.web.second_factor != "off"
    if is_asked or began_at is None or desk.now - began_at > VALID_FOR:
        desk.place = replace(panel, has_factor=is_asked)
        await confirm_actor(desk, LastingAction.FACTOR, desk.require_actor().name)


async def require_room(desk: Desk) -> None:
    """Raise Refused if the actor has as many as one may have."""
    if len(await list_factors(desk.session, desk.require_actor().id)) >= MOST:
        raise Refused("factor-too-many", n=MOST)


def note_added(desk: Desk, row: SecondFactor) -> None:
    """Record a new second factor; its person is told, and the session counts as proved by it."""
    row.confirmed_at = row.used_at = desk.now
    if (session := get_panel(desk.place).session) is not None:
        session.proved_at = desk.now
    _note_of_factors(desk, "factor-added", row)


async def remove_factor(desk: Desk, factor_id: int) -> None:
    """Remove one of the actor's second factors; with the last one their recovery codes go too. Raises FactorNeeded,
    and Outdated for one that is gone or another person's."""
    await require_may_change(desk)
    row = await desk.session.get(SecondFactor, factor_id, with_for_update=True)
    if row is None or row.person_id != desk.require_actor().id or row.confirmed_at is None:
        raise Outdated
    await desk.session.delete(row)
    await desk.session.flush()
    if not await list_factors(desk.session, row.person_id):
        await desk.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == row.person_id))
    _note_of_factors(desk, "factor-removed", row)


async def reset_factors(desk: Desk, person: int) -> None:
    """Remove all second factors of a colleague (Telegram id) who lost theirs, and end their sessions; they are told.
    A colleague may not do more than the actor. Raises NotAllowed, Refused, FactorNeeded, ConfirmationNeeded."""
    await desk.require_grant(Grant.TEAM)
    colleague = await person_rows.find_by_telegram(desk.session, person)
    if colleague is None or not permissions.is_staff(colleague):
        raise Refused("no-such-person")
    if not get_grants(colleague) <= get_grants(desk.require_actor()):
        raise Refused("role-above")
    await require_confirmation(desk, LastingAction.RESET, colleague.name)
    await desk.session.execute(delete(SecondFactor).where(SecondFactor.person_id == colleague.id))
    await desk.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == colleague.id))
    await panel_access.end_access(desk.session, colleague.id, desk.now)
    history.record_action(desk, "factor-reset", f"person:{colleague.id}", address=get_panel(desk.place).address)
    args: Args = {"by": desk.require_actor().name}
    notifier.post_letter(desk, colleague, Say("factor-reset-by", args, staff_only=True))


def _note_of_factors(desk: Desk, key: str, row: SecondFactor) -> None:
    me = desk.require_actor()
    history.record_action(desk, key, f"person:{me.id}", new=row.kind, address=get_panel(desk.place).address)
    args: Args = {"kind": row.kind, "address": get_panel(desk.place).address or ""}
    notifier.post_letter(desk, me, Say(key, args, staff_only=True))


DIGITS = 6


def hash_code(person_id: int, code: str) -> bytes:
    """Return a code as it is stored, whatever its case, spaces and dashes: 59 random bits a code."""
    plain = "".join(one for one in code.lower() if one.isalnum())
    return hash_secret(f"{person_id}:{plain}")


if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData

_CHALLENGE_BYTES, _LONGEST_NAME = 32, 60


@dataclass(frozen=True, slots=True)
class Site:
    """The panel as browsers know it: scheme, host and port."""

    origin: str

    @property
    def host(self) -> str:
        """Return the host that passkeys are made for."""
        return urlsplit(self.origin).hostname or ""

    @property
    def has_passkeys(self) -> bool:
        """Return True if the host has a name."""
        try:
            ip_address(self.host)
        except ValueError:
            return True
        return False


async def begin_passkey(session: AsyncSession, row: WebSession, person: Person, site: Site) -> str:
    """Return, as JSON, what a browser needs to make a passkey for the person; the session keeps the challenge."""
    from fido2.webauthn import (
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    known = [make_public_data(one) for one in await list_rows(session, person.id)]
    user = PublicKeyCredentialUserEntity(id=str(person.id).encode(), name=person.name, display_name=person.name)
    options, _ = make_server(site).register_begin(
        user, known, resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED, challenge=_new_challenge(row),
    )  # fmt: skip
    return json.dumps(dict(options.public_key))


async def add_passkey(desk: Desk, site: Site, answer: str, name: str) -> None:
    """Add the passkey that a browser made. Raises Refused for an answer that does not fit, FactorNeeded,
    ConfirmationNeeded."""
    await require_may_change(desk)
    await require_room(desk)
    state = take_challenge(get_panel(desk.place).session)
    try:
        made = make_server(site).register_complete(state, json.loads(answer)) if state is not None else None
    except (ValueError, TypeError, KeyError):  # whatever a browser sends
        made = None
    data = made.credential_data if made is not None else None
    if made is None or data is None or await _find_row(desk.session, data.credential_id) is not None:
        raise Refused("factor-passkey-wrong")
    row = SecondFactor(
        person_id=desk.require_actor().id, kind=FactorKind.PASSKEY, name=name.strip()[:_LONGEST_NAME],
        secret=bytes(data), credential=data.credential_id, counter=made.counter, made_at=desk.now,
    )  # fmt: skip
    desk.session.add(row)
    note_added(desk, row)


async def begin_proof(session: AsyncSession, row: WebSession, person_id: int, site: Site) -> str:
    """Return, as JSON, what a browser needs to show one of the person's passkeys; empty if they have none here."""
    rows = await list_rows(session, person_id)
    if not rows or not site.has_passkeys:
        return ""
    from fido2.webauthn import UserVerificationRequirement

    options, _ = make_server(site).authenticate_begin(
        [make_public_data(one) for one in rows], UserVerificationRequirement.PREFERRED, _new_challenge(row)
    )
    return json.dumps(dict(options.public_key))


def make_server(site: Site) -> "Fido2Server":
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    place = PublicKeyCredentialRpEntity(id=site.host, name="pulldesk")
    return Fido2Server(place, verify_origin=lambda origin: origin == site.origin)


def _new_challenge(row: WebSession) -> bytes:
    row.challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    return row.challenge


def take_challenge(row: WebSession | None) -> dict[str, Any] | None:
    """Return the state of the question that the session asked; it is answered once."""
    if row is None or row.challenge is None:
        return None
    from fido2.utils import websafe_encode

    asked, row.challenge = row.challenge, None
    return {"challenge": websafe_encode(asked), "user_verification": None}


def make_public_data(row: SecondFactor) -> "AttestedCredentialData":
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(row.secret)


async def list_rows(session: AsyncSession, person_id: int) -> list[SecondFactor]:
    theirs = select(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.kind == FactorKind.PASSKEY)
    return list(await session.scalars(theirs.order_by(SecondFactor.id)))


async def _find_row(session: AsyncSession, credential: bytes) -> SecondFactor | None:
    return await session.scalar(select(SecondFactor).where(SecondFactor.credential == credential))
