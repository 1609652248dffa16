"""Invites: links good once, kept as hashes."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import Role
from db.models import Invite, Person
from desk.results import PersonView

_BITS = 128


class Admitted(StrEnum):
    """What opening an invite's link did."""

    AGENT = "agent"  # the actor is an agent now
    ADMIN = "admin"  # the actor is an admin now (first admin's link)
    WAITS = "waits"  # an admin's link: its maker has to press admit
    ALREADY = "already"  # staff opened it: nothing happened, the link is still good
    NO_GOOD = "no_good"  # unknown, used or run out


@dataclass(frozen=True, slots=True)
class Admission:
    """The outcome of `accept`; `by` made the link."""

    how: Admitted
    role: Role | None = None
    by: PersonView | None = None


def hashed(code: str) -> bytes:
    """What is stored of a code."""
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).digest()


def _asked(opener: Person) -> str:
    """The slot of the question whether to let somebody in, which the answer edits."""
    return f"admit:{opener.telegram_id}"


def new_invite(session: AsyncSession, role: Role, *, made_by: int | None, now: datetime, good_for: timedelta) -> str:
    """Store an invite and return its code: 128 random bits, as Telegram allows in a link (A-Z, a-z, 0-9, _ and -;
    Bot API, Deep linking, read 2026-11)."""
    code = secrets.token_urlsafe(_BITS // 8)
    invite = Invite(code_hash=hashed(code), role=role, made_by=made_by, made_at=now, expires_at=now + good_for)
    session.add(invite)
    return code
