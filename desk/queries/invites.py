"""Invitations that nobody has used yet. Changes nothing, words nothing; how they are made is in
`desk/staff/members.py`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Invite, Person, Role

_MOST_INVITES = 20


@dataclass(frozen=True, slots=True)
class InviteRow:
    """An unused invitation in `/staff`; `by`: the name of its creator."""

    role: Role
    by: str
    until: datetime


async def list_unused_invites(session: AsyncSession, now: datetime) -> tuple[InviteRow, ...]:
    """Return valid invitations, the first to expire first."""
    good = (
        select(Invite.role, Person.name, Invite.expires_at)
        .join(Person, Person.id == Invite.made_by)
        .where(Invite.used_at.is_(None), Invite.expires_at > now)
        .order_by(Invite.expires_at, Invite.id)
        .limit(_MOST_INVITES)
    )
    return tuple(InviteRow(role, name, until) for role, name, until in await session.execute(good))
