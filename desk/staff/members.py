"""Desk about who is staff. Knows no door."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.enums import Role
from db.models import DeskRow, Invite, Person, Question, Ticket
from db.sql import among
from desk import installation
from desk.desk import Desk
from desk.errors import Outdated, Refused
from desk.notifications import notifier, to_staff
from desk.notifications.staff_group import listening
from desk.outbox.letters import Args, Button, Menu, Say
from desk.people import directory
from desk.policy.permissions import STAFFS_QUESTIONS, is_staff
from desk.policy.transitions import WORKING
from desk.queries.lists import waiting_count
from desk.results import PersonView
from desk.staff import board_accounts
from desk.staff.board_accounts import told_of_link
from desk.staff.invites import Admission, Admitted, _asked, hashed, new_invite
from desk.tickets import assignment, categories, status


async def end_invites(session: AsyncSession, made_by: int | None, *, now: datetime) -> None:
    """What somebody's links (None: those for the first admin) could still let in ends."""
    theirs = update(Invite).where(Invite.made_by.is_not_distinct_from(made_by), Invite.admitted_at.is_(None))
    await session.execute(theirs.values(expires_at=func.least(Invite.expires_at, now)))


async def invite(desk: Desk, role: Role) -> str:
    """A code good once, for `rules.invite`; only its hash is stored."""
    await categories.be_admin(desk)
    if role not in (Role.AGENT, Role.ADMIN):
        raise Refused("usage-invite")
    return new_invite(desk.session, role, made_by=desk.actor_id, now=desk.now, good_for=desk.rules.invite)


async def accept(desk: Desk, code: str) -> Admission:
    """The actor opened a link; of fifty at once one is in. Welcomes, menus and news to admins are put."""
    await desk.refresh_actor()
    query = select(Invite).where(Invite.code_hash == hashed(code)).with_for_update()
    invite = (await desk.session.scalars(query.execution_options(populate_existing=True))).first()
    if invite is None or invite.used_at is not None or invite.expires_at <= desk.now:
        return Admission(Admitted.NO_GOOD)
    if not await _still_lets_in(desk, invite):
        return Admission(Admitted.NO_GOOD)
    me = desk.me()
    uses_it = not is_staff(me) or (me.role is Role.AGENT and invite.role is Role.ADMIN)
    if not uses_it:
        return Admission(Admitted.ALREADY, me.role)
    invite.used_by, invite.used_at = me.id, desk.now
    return await _let_in(desk, invite, me)


async def _still_lets_in(desk: Desk, invite: Invite) -> bool:
    """Its maker is an admin now; nobody made the first admin's, which is for a desk without one."""
    if invite.made_by is None:
        await installation.row(desk.session)
        await desk.session.execute(select(DeskRow.id).with_for_update())  # of two such links the second waits here
        return not await installation.has_admin(desk.session, desk.rules)
    maker = await desk.session.get_one(Person, invite.made_by)
    return is_staff(maker) and maker.role is Role.ADMIN


async def _let_in(desk: Desk, invite: Invite, me: Person) -> Admission:
    maker = await desk.person(invite.made_by)
    if maker is None:
        invite.admitted_at = desk.now
        await _joins(desk, me, Role.ADMIN)
        await to_staff.to_admins(desk, "invite-accepted-first", {"name": me.name}, but=(me.id,))
        return Admission(Admitted.ADMIN, Role.ADMIN)
    by = directory.view(maker)
    if invite.role is Role.ADMIN:
        buttons = ((Button("btn-admit", f"admit:{me.telegram_id}"),),)
        notifier.post(desk, maker, Say("invite-ask", {"name": me.name}, buttons, slot=_asked(me), staff_only=True))
        notifier.post(desk, me, Say("invite-waits"))
        return Admission(Admitted.WAITS, Role.ADMIN, by)
    invite.admitted_at = desk.now
    await _joins(desk, me, Role.AGENT)
    await to_staff.to_admins(desk, "invite-accepted", {"name": me.name, "by": maker.name})
    return Admission(Admitted.AGENT, Role.AGENT, by)


async def _joins(desk: Desk, person: Person, role: Role) -> None:
    """Give a role, a menu and a welcome that says how this works."""
    person.role = person.role_given = role
    person.dismissed_at = None
    person.away = person.quiet = False
    await desk.session.flush()
    notifier.post(desk, person, Menu())
    n = await waiting_count(desk.session, person)
    row = (Button("btn-queue", "queue:1"),)
    args: Args = {"n": n, "board": int(desk.rules.board)}
    notifier.post(desk, person, Say(f"welcome-{role.value}", args, (row,) if n else ()))


async def admit(desk: Desk, person: int) -> PersonView:
    """The maker of an admin's link lets its opener (Telegram id) in; raises Outdated."""
    await categories.be_admin(desk)
    opener = await directory.by_telegram(desk.session, person)
    if opener is None:
        raise Outdated
    query = select(Invite).where(
        Invite.made_by == desk.actor_id,
        Invite.used_by == opener.id,
        Invite.role == Role.ADMIN,
        Invite.admitted_at.is_(None),
    )
    invites = list(await desk.session.scalars(query.with_for_update()))
    if not invites:
        raise Outdated
    for invite in invites:
        invite.admitted_at = desk.now
    if opener.role is not Role.ADMIN or opener.dismissed_at is not None:
        await _joins(desk, opener, Role.ADMIN)
        await to_staff.to_admins(
            desk, "admitted", {"name": opener.name, "by": desk.me().name}, but=(opener.id, desk.me().id)
        )
    done = Say(
        "admitted", {"name": opener.name, "by": desk.me().name}, slot=_asked(opener), replace=True, staff_only=True
    )
    notifier.post(desk, desk.me(), done)
    return directory.view(opener)


async def dismiss(desk: Desk, person: int) -> PersonView:
    """Remove a member of staff (Telegram id) with all that follows."""
    former = await directory.by_telegram(desk.session, person)
    if former is None:
        raise Refused("no-such-person")
    if former.id == desk.actor_id:
        raise Refused("not-yourself")
    await _lock_people(desk, former)
    await categories.be_admin(desk)
    if not is_staff(former):
        raise Refused("not-staff", name=former.name)
    if former.admin_by_setting:
        raise Refused("admin-by-setting", name=former.name)
    return await leave(desk, former)


async def unlink_of(desk: Desk, person: int, todoist_id: str | None) -> None:
    """An admin undoes the link of a colleague (Telegram id) to that account on the board, as it was told; None:
    to whichever it is. Raises Outdated for one that is no more."""
    linked = await directory.by_telegram(desk.session, person)
    if linked is None:
        raise Outdated
    await _lock_people(desk, linked)
    await categories.be_admin(desk)
    if linked.todoist_id is None or todoist_id not in (None, linked.todoist_id):
        raise Outdated
    slot = told_of_link(linked)
    args: Args = {"name": linked.name, "board": await board_accounts.unlinked(desk, linked), "by": desk.me().name}
    if linked.id != desk.actor_id:
        notifier.post(desk, linked, Say("unlinked-you-by", args, staff_only=True))
    await to_staff.to_admins(desk, "unlinked-by", args, slot=slot, only_edit=True)


async def leave(desk: Desk, former: Person) -> PersonView:
    """What follows when somebody is no longer staff: their row is locked, the right to do this is checked."""
    former.role, former.role_given, former.admin_by_setting = Role.REQUESTER, None, False
    former.dismissed_at = desk.now
    former.away = former.quiet = False
    await end_invites(desk.session, former.id, now=desk.now)
    await _asked_no_more(desk, former)
    await queue.drop_parked(desk.session, former.id, why="dismissed", now=desk.now)
    released = await _release_of(desk, former)
    await board_accounts.part(desk, former, dismissed=True)
    await desk.session.flush()
    notifier.post(desk, former, Menu())
    by = desk.actor.name if desk.actor is not None else "ADMIN_IDS"
    group = await listening(desk.session, desk.rules) is not None
    args: Args = {"name": former.name, "n": released, "by": by, "group": int(group)}
    await to_staff.to_admins(desk, "dismissed", args, but=(former.id,))
    return directory.view(former)


async def _asked_no_more(desk: Desk, former: Person) -> None:
    """What they were asked as staff is no question any more; the words under it stay stored."""
    asked = update(Question).where(
        Question.person_id == former.id,
        Question.kind.in_(sorted(STAFFS_QUESTIONS)),
        Question.answered_at.is_(None),
        Question.closed_at.is_(None),
    )
    await desk.session.execute(asked.values(closed_at=desk.now))


async def _lock_people(desk: Desk, other: Person) -> None:
    """Both rows in id order, against two admins who dismiss each other."""
    ids = sorted({other.id, desk.me().id})
    query = select(Person).where(among(Person.id, ids)).order_by(Person.id).with_for_update()
    await desk.session.scalars(query.execution_options(populate_existing=True))


async def _release_of(desk: Desk, former: Person) -> int:
    """Release what they hold; of what is resolved only the name goes. Returns how many are in the queue again."""
    held = select(Ticket).where(Ticket.assignee_id == former.id).order_by(Ticket.id).with_for_update()
    tickets = list(await desk.session.scalars(held.execution_options(populate_existing=True)))
    released = 0
    for ticket in tickets:
        if ticket.status in WORKING:
            await assignment.let_go(desk, ticket)
            released += 1
        else:
            await status.set_holder(desk, ticket, None)
            await desk.settled(ticket)
    return released
