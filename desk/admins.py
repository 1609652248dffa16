"""Admins by setting, and the first admin's link. Knows no Telegram beyond ids."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Invite, Person
from db.words import Origin, Role
from desk.desk import Desk
from desk.people import make_admin_by_setting
from desk.settings import DeskSettings
from desk.verbs_team import new_invite

FIRST_LINK = timedelta(hours=24)


async def apply_admins(session: AsyncSession, *, now: datetime, rules: DeskSettings) -> tuple[int, ...]:
    """Bring roles in line with ADMIN_IDS at start (who left it and has no other role is dismissed); returns the ids
    that have not started the bot."""
    desk = Desk(session, Origin.CLOCK, None, now=now, rules=rules)
    by_setting = select(Person).where(Person.admin_by_setting).order_by(Person.id).with_for_update()
    for person in await session.scalars(by_setting):
        if person.telegram_id not in rules.admin_ids:
            await _left(desk, person)
    await session.flush()
    known = select(Person).where(Person.telegram_id.in_(rules.admin_ids)).order_by(Person.id)
    started: set[int | None] = set()
    for person in await session.scalars(known):
        make_admin_by_setting(person)
        if person.started_at is not None:
            started.add(person.telegram_id)
    return tuple(sorted(rules.admin_ids - started))


async def _left(desk: Desk, person: Person) -> None:
    """What an invite gave stays; without that it is a dismissal."""
    person.admin_by_setting = False
    if person.role_given is None:
        await desk.leave(person)
    else:
        person.role = person.role_given


async def first_admin_code(session: AsyncSession, *, now: datetime, rules: DeskSettings) -> str | None:
    """While there is no admin at all: a code good once and for 24 hours (earlier ones end); otherwise None."""
    admin = select(Person.id).where(Person.role == Role.ADMIN, Person.dismissed_at.is_(None)).limit(1)
    if rules.admin_ids or await session.scalar(admin) is not None:
        return None
    earlier = update(Invite).where(Invite.made_by.is_(None), Invite.used_at.is_(None), Invite.expires_at > now)
    await session.execute(earlier.values(expires_at=now))
    return new_invite(session, Role.ADMIN, made_by=None, now=now, good_for=FIRST_LINK)
