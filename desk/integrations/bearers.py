"""Who asks with a token: a system, or one person of a system's. Knows no door."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ExternalPerson, PersonToken, System
from desk.integrations import scopes
from desk.integrations.scopes import Scope
from desk.integrations.systems import hashed
from desk.settings import VERSION, meet_version

PERSON_TOKEN = timedelta(hours=1)
_PREFIX = "pdp_"
_USED_EACH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a good token stands for. `only`: the one person it is of, who may do no more than write and read."""

    system: System
    only: ExternalPerson | None = None

    @property
    def scopes(self) -> frozenset[Scope]:
        """What it may do."""
        known = scopes.known(self.system.scopes)
        return known if self.only is None else known & {Scope.TICKETS}

    def may(self, scope: Scope) -> bool:
        """Whether that is among it."""
        return scope in self.scopes


async def of_token(session: AsyncSession, token: str, now: datetime) -> Bearer | None:
    """Whoever has this token, if it is still good; the settings' version comes with it, in one statement."""
    if token.startswith(_PREFIX):
        return await _of_person(session, token, now)
    row = (await session.execute(select(System, VERSION).where(System.token_hash == hashed(token)))).first()
    if row is None:
        return None
    meet_version(session, row[1])
    return Bearer(row[0]) if _is_good(row[0], now) else None


async def _of_person(session: AsyncSession, token: str, now: datetime) -> Bearer | None:
    theirs = (
        select(System, ExternalPerson, VERSION)
        .join(ExternalPerson, ExternalPerson.system_id == System.id)
        .join(PersonToken, PersonToken.external_person_id == ExternalPerson.id)
        .where(PersonToken.token_hash == hashed(token), PersonToken.expires_at > now)
    )
    row = (await session.execute(theirs)).first()
    if row is None:
        return None
    meet_version(session, row[2])
    return Bearer(row[0], row[1]) if _is_good(row[0], now) else None


def used(system: System, now: datetime) -> None:
    """It asks; written once a minute."""
    if system.last_used_at is None or now - system.last_used_at >= _USED_EACH:
        system.last_used_at = now


async def person_token(session: AsyncSession, person: ExternalPerson, now: datetime) -> str:
    """A token of this person alone, good for `PERSON_TOKEN`; those that have run out are forgotten."""
    await session.execute(delete(PersonToken).where(PersonToken.expires_at <= now))
    token = _PREFIX + secrets.token_urlsafe(32)
    session.add(PersonToken(token_hash=hashed(token), external_person_id=person.id, expires_at=now + PERSON_TOKEN))
    return token


async def lists_page(session: AsyncSession, origin: str) -> bool:
    """Whether some system lets its people's tokens be used in pages of that origin."""
    listed = select(System.id).where(System.cors.contains([origin]), System.revoked_at.is_(None)).limit(1)
    return await session.scalar(listed) is not None


def _is_good(system: System, now: datetime) -> bool:
    return system.revoked_at is None and (system.expires_at is None or system.expires_at > now)
