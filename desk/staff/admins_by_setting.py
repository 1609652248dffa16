"""Admins by the setting ADMIN_IDS, and the first admin's link."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, Role
from desk import Desk, DeskSettings, history
from desk.installation import has_admin
from desk.people.person_rows import make_admin_by_setting, set_role
from desk.staff.invites import store_invite
from desk.staff.members import FIRST_LINK, end_invites, end_membership, follow_role


async def apply_admins(session: AsyncSession, *, now: datetime, rules: DeskSettings) -> tuple[int, ...]:
    """Bring roles in line with ADMIN_IDS at start; an admin who was removed from it and has no other role is dismissed.
    Return the ids of admins who have not started the bot."""
    desk = Desk(session, Origin.CLOCK, None, now=now, rules=rules)
    by_setting = select(Person).where(Person.admin_by_setting).order_by(Person.id).with_for_update()
    for person in await session.scalars(by_setting):
        if person.telegram_id not in rules.admin_ids:
            await _remove_role(desk, person)
    await session.flush()
    known = select(Person).where(Person.telegram_id.in_(rules.admin_ids)).order_by(Person.id)
    started: set[int | None] = set()
    for person in await session.scalars(known):
        if not person.admin_by_setting:
            await make_admin_by_setting(desk, person)
        if person.started_at is not None:
            started.add(person.telegram_id)
    return tuple(sorted(rules.admin_ids - started))


async def _remove_role(desk: Desk, person: Person) -> None:
    """Remove the role that the setting gave. A role from an invite stays; without one the person is dismissed."""
    person.admin_by_setting = False
    if person.role_given is None:
        await end_membership(desk, person)
    else:
        history.record_action(desk, "admin-by-setting-ended", f"person:{person.id}", None, person.role_given.value)
        await set_role(desk, person, person.role_given, given=person.role_given)
        await follow_role(desk, person)


async def create_first_admin_code(session: AsyncSession, *, now: datetime, rules: DeskSettings) -> str | None:
    """If there is no admin at all, return a code that works once and for 24 hours, else None. Earlier codes end."""
    await end_invites(session, None, now=now)
    if await has_admin(session, rules):
        return None
    return store_invite(session, Role.ADMIN, made_by=None, now=now, good_for=FIRST_LINK)
