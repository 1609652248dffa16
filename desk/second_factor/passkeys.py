"""Passkeys (WebAuthn): made and checked by a browser that knows the panel's address; only public data is stored.

A browser accepts them for a host name, not for an IP address. fido2 is imported when one is made or used.
"""

import json
import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, SecondFactor, WebSession
from desk import Desk, Refused
from desk.second_factor import factors
from desk.second_factor.factors import FactorKind

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

    known = [_public_data(one) for one in await _list_rows(session, person.id)]
    user = PublicKeyCredentialUserEntity(id=str(person.id).encode(), name=person.name, display_name=person.name)
    options, _ = _server(site).register_begin(
        user, known, resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED, challenge=_new_challenge(row),
    )  # fmt: skip
    return json.dumps(dict(options.public_key))


async def add_passkey(desk: Desk, site: Site, answer: str, name: str) -> None:
    """Add the passkey that a browser made. Raises Refused for an answer that does not fit, FactorNeeded,
    ConfirmationNeeded."""
    await factors.require_may_change(desk)
    await factors.require_room(desk)
    state = _take_challenge(desk.web_session)
    try:
        made = _server(site).register_complete(state, json.loads(answer)) if state is not None else None
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
    factors.note_added(desk, row)


async def begin_proof(session: AsyncSession, row: WebSession, person_id: int, site: Site) -> str:
    """Return, as JSON, what a browser needs to show one of the person's passkeys; empty if they have none here."""
    rows = await _list_rows(session, person_id)
    if not rows or not site.has_passkeys:
        return ""
    from fido2.webauthn import UserVerificationRequirement

    options, _ = _server(site).authenticate_begin(
        [_public_data(one) for one in rows], UserVerificationRequirement.PREFERRED, _new_challenge(row)
    )
    return json.dumps(dict(options.public_key))


async def use_passkey(desk: Desk, site: Site, answer: str) -> bool:
    """Return True if a browser showed one of the actor's passkeys, and note its counter. A counter that went back is
    that of a copy."""
    from fido2.webauthn import AuthenticationResponse

    state = _take_challenge(desk.web_session)
    rows = {row.credential: row for row in await _list_rows(desk.session, desk.require_actor().id)}
    try:
        shown = AuthenticationResponse.from_dict(json.loads(answer)) if state is not None else None
        if shown is None:
            return False
        found = _server(site).authenticate_complete(state, [_public_data(one) for one in rows.values()], shown)
    except (ValueError, TypeError, KeyError):  # whatever a browser sends
        return False
    row, counter = rows[found.credential_id], shown.response.authenticator_data.counter
    if (counter or row.counter) and counter <= row.counter:
        return False
    row.counter, row.used_at = counter, desk.now
    return True


def _server(site: Site) -> "Fido2Server":
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    place = PublicKeyCredentialRpEntity(id=site.host, name="pulldesk")
    return Fido2Server(place, verify_origin=lambda origin: origin == site.origin)


def _new_challenge(row: WebSession) -> bytes:
    row.challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    return row.challenge


def _take_challenge(row: WebSession | None) -> dict[str, Any] | None:
    """Return the state of the question that the session asked; it is answered once."""
    if row is None or row.challenge is None:
        return None
    from fido2.utils import websafe_encode

    asked, row.challenge = row.challenge, None
    return {"challenge": websafe_encode(asked), "user_verification": None}


def _public_data(row: SecondFactor) -> "AttestedCredentialData":
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(row.secret)


async def _list_rows(session: AsyncSession, person_id: int) -> list[SecondFactor]:
    theirs = select(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.kind == FactorKind.PASSKEY)
    return list(await session.scalars(theirs.order_by(SecondFactor.id)))


async def _find_row(session: AsyncSession, credential: bytes) -> SecondFactor | None:
    return await session.scalar(select(SecondFactor).where(SecondFactor.credential == credential))
