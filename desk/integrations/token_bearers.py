"""The bearer of a token: an integration, or one of its users."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ExternalPerson, Integration, PersonToken
from desk.integrations import scopes
from desk.integrations.scopes import Scope
from desk.references import hash_secret
from desk.settings import VERSION, remember_version

PERSON_TOKEN = timedelta(hours=1)
_BEARERS_PREFIX = "pdp_"
_USED_EACH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Bearer:
    """The bearer of a valid token. `only`: the user it belongs to, who may only read and write their own tickets."""

    system: Integration
    only: ExternalPerson | None = None

    @property
    def scopes(self) -> frozenset[Scope]:
        """The scopes of the token."""
        known = scopes.parse_scopes(self.system.scopes)
        return known if self.only is None else known & {Scope.TICKETS}

    def has_scope(self, scope: Scope) -> bool:
        """Return True if the token has the scope."""
        return scope in self.scopes


async def find_bearer(session: AsyncSession, token: str, now: datetime) -> Bearer | None:
    """Return the bearer of a valid token, or None; the version of the settings is read in the same statement."""
    if token.startswith(_BEARERS_PREFIX):
        return await _of_person(session, token, now)
    row = (
        await session.execute(select(Integration, VERSION).where(Integration.token_hash == hash_secret(token)))
    ).first()
    if row is None:
        return None
    remember_version(session, row[1])
    return Bearer(row[0]) if _is_good(row[0], now) else None


async def _of_person(session: AsyncSession, token: str, now: datetime) -> Bearer | None:
    theirs = (
        select(Integration, ExternalPerson, VERSION)
        .join(ExternalPerson, ExternalPerson.system_id == Integration.id)
        .join(PersonToken, PersonToken.external_person_id == ExternalPerson.id)
        .where(PersonToken.token_hash == hash_secret(token), PersonToken.expires_at > now)
    )
    row = (await session.execute(theirs)).first()
    if row is None:
        return None
    remember_version(session, row[2])
    return Bearer(row[0], row[1]) if _is_good(row[0], now) else None


def record_use(system: Integration, now: datetime) -> None:
    """Record the use of an integration, at most once a minute."""
    if system.last_used_at is None or now - system.last_used_at >= _USED_EACH:
        system.last_used_at = now


async def create_person_token(session: AsyncSession, person: ExternalPerson, now: datetime) -> str:
    """Create a token for one user, valid for `PERSON_TOKEN`; delete those that have expired."""
    await session.execute(delete(PersonToken).where(PersonToken.expires_at <= now))
    token = _BEARERS_PREFIX + secrets.token_urlsafe(32)
    session.add(PersonToken(token_hash=hash_secret(token), external_person_id=person.id, expires_at=now + PERSON_TOKEN))
    return token


async def is_page_allowed(session: AsyncSession, origin: str) -> bool:
    """Return True if an integration allows its users' tokens in pages of that origin."""
    listed = select(Integration.id).where(Integration.can_serve_page(origin)).limit(1)
    return await session.scalar(listed) is not None


def _is_good(system: Integration, now: datetime) -> bool:
    return system.revoked_at is None and (system.expires_at is None or system.expires_at > now)
