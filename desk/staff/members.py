"""Verbs about who is on the team."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, DeskRow, Invite, Person, Question, QuestionKind, Role, Shift, Ticket, any_of
from db.queue import maintenance
from desk import Desk, DeskSettings, Outdated, PersonView, Refused, audit, installation
from desk.notifications import notifier, to_approvers, to_staff
from desk.notifications.staff_group import find_listening
from desk.outbox import Args, Menu, Say, make_press
from desk.people import directory, panel_access
from desk.policy import OPEN, WORKING, is_staff
from desk.policy.grants import ALL, PRESETS, Grant, get_grants, has_grant
from desk.policy.permissions import STAFF_QUESTIONS, select_accounts
from desk.policy.wanted_notifications import get_requester_switches
from desk.staff import board_accounts, moving_tickets
from desk.staff.board_accounts import make_link_slot
from desk.tickets import assignment, draft_answers


async def end_invites(session: AsyncSession, made_by: int | None, *, now: datetime) -> None:
    """End the open links of a person (None: those for the first admin)."""
    theirs = update(Invite).where(Invite.made_by.is_not_distinct_from(made_by), Invite.admitted_at.is_(None))
    await session.execute(theirs.values(expires_at=func.least(Invite.expires_at, now)))


async def is_still_valid(desk: Desk, invite: Invite) -> bool:
    """Return True if the link's maker may still give its role, or, for the first admin's link, there is no admin."""
    if invite.made_by is None:
        await installation.load_row(desk.session)
        await desk.session.execute(select(DeskRow.id).with_for_update())  # of two such links the second one waits here
        return not await installation.has_admin(desk.session, desk.rules)
    maker = await desk.session.get_one(Person, invite.made_by)
    return has_grant(maker, Grant.TEAM) and PRESETS.get(invite.role, ALL) <= get_grants(maker)


async def add_member(desk: Desk, person: Person, role: Role, *, is_first: bool = False) -> None:
    """Give the person a role, a menu and a welcome; `is_first`: the welcome is that of the first admin."""
    person.role = person.role_given = role
    person.grants = {}
    person.dismissed_at = None
    person.away = person.quiet = False
    person.away_until = None
    await panel_access.end_access(desk.session, person.id, desk.now)
    await desk.session.flush()
    notifier.post_letter(desk, person, Menu())
    if is_first:
        notifier.post_letter(desk, person, make_first_welcome(desk.rules))
        return
    n = await assignment.count_listed(desk.session, person)
    row = (make_press("btn-queue", "queue", 1),)
    waits = await to_approvers.name_approvers(desk, person)
    args: Args = {"n": n, "board": int(desk.rules.board.enabled), **waits}
    notifier.post_letter(desk, person, Say(_choose_welcome(person), args, (row,) if n else ()))


def make_first_welcome(settings: DeskSettings) -> Say:
    """Return the welcome of the first admin, with the address of the panel if there is one."""
    args: Args = {"panel": "yes" if settings.web.url else "no", "url": settings.web.url or ""}
    return Say("welcome-first-admin", args)


def _choose_welcome(member: Person) -> str:
    if member.role is Role.ADMIN:
        return "welcome-admin"
    return "welcome-agent" if has_grant(member, Grant.WORK) else "welcome-reader"


async def dismiss_member(desk: Desk, person: int, *, to: int | None = None) -> PersonView:
    """Remove a member of staff (Telegram id). Their tickets go `to` a colleague (Telegram id), or to the queue."""
    former = await lock_other_member(desk, person)
    if former.id == desk.actor_id:
        raise Refused("not-yourself")
    await desk.require_grant(Grant.TEAM)
    require_on_team(former)
    if not get_grants(former) <= get_grants(desk.require_actor()):
        raise Refused("role-above")
    if to is not None:
        await moving_tickets.move_tickets(desk, person, to=to, category=None)
    return await end_membership(desk, former)


async def lock_other_member(desk: Desk, person: int) -> Person:
    """Return the person with that Telegram id, their row and the actor's locked. Raises Refused if there is none."""
    member = await directory.find_by_telegram(desk.session, person)
    if member is None:
        raise Refused("no-such-person")
    await _lock_people(desk, member)
    return member


def require_on_team(member: Person) -> None:
    """Raise Refused unless the person is on the team, and not an admin by ADMIN_IDS."""
    if not is_staff(member):
        raise Refused("not-staff", name=member.name)
    if member.admin_by_setting:
        raise Refused("admin-by-setting", name=member.name)


async def unlink_colleague(desk: Desk, person: int, todoist_id: str | None) -> None:
    """Undo a colleague's (Telegram id) link to that account on the board, for an admin; with None, to any account.
    Raises Outdated if that link no longer exists."""
    linked = await directory.find_by_telegram(desk.session, person)
    if linked is None:
        raise Outdated
    await _lock_people(desk, linked)
    await desk.require_grant(Grant.TEAM)
    if linked.todoist_id is None or todoist_id not in (None, linked.todoist_id):
        raise Outdated
    audit.record_action(desk, "unlinked", f"person:{linked.id}")
    slot = make_link_slot(linked)
    args: Args = {
        "name": linked.name,
        "board": await board_accounts.undo_link(desk, linked),
        "by": desk.require_actor().name,
    }
    if linked.id != desk.actor_id:
        notifier.post_letter(desk, linked, Say("unlinked-you-by", args, staff_only=True))
    await to_staff.notify_admins(desk, "unlinked-by", args, slot=slot, only_edit=True)


async def end_membership(desk: Desk, former: Person) -> PersonView:
    """Do what follows when a person leaves the team. The caller has locked their row and checked the right to do
    this."""
    audit.record_action(desk, "dismissed", f"person:{former.id}", former.role.value)
    former.role, former.role_given, former.admin_by_setting = Role.REQUESTER, None, False
    former.grants = {}
    former.dismissed_at = desk.now
    await panel_access.end_access(desk.session, former.id, desk.now)
    await _reset_preferences(desk, former)
    await end_invites(desk.session, former.id, now=desk.now)
    await _close_questions(desk, former)
    await maintenance.drop_parked(desk.session, former.id, why="dismissed", now=desk.now)
    released = await release_tickets(desk, former)
    await draft_answers.end_drafts(desk, former)
    await board_accounts.dismiss_accounts(desk, former)
    await desk.session.flush()
    notifier.post_letter(desk, former, Menu())
    by = desk.actor.name if desk.actor is not None else "ADMIN_IDS"
    group = await find_listening(desk.session, desk.rules) is not None
    args: Args = {"name": former.name, "n": released, "by": by, "group": int(group)}
    await to_staff.notify_admins(desk, "dismissed", args, but=(former.id,))
    return directory.make_view(former)


async def _reset_preferences(desk: Desk, former: Person) -> None:
    """Reset how they worked: a person who is invited again starts fresh. Their switches as a requester stay."""
    former.away = former.quiet = former.has_shifts = False
    former.away_until = former.open_list = None
    former.switches = get_requester_switches(former)
    for theirs in (Shift, AgentTopic):
        await desk.session.execute(delete(theirs).where(theirs.person_id == former.id))


async def _close_questions(desk: Desk, former: Person) -> None:
    """Close the questions they were asked as staff, and remove the buttons; the words under them stay stored."""
    asked = update(Question).where(
        Question.person_id == former.id,
        Question.kind.in_(sorted(STAFF_QUESTIONS)),
        Question.answered_at.is_(None),
        Question.closed_at.is_(None),
    )
    number = select(Ticket.number).where(Ticket.id == Question.ticket_id).scalar_subquery()
    ended = asked.values(closed_at=desk.now).returning(Question.id, Question.kind, number)
    for question_id, kind, of in await desk.session.execute(ended):
        slot = f"low:{of}" if kind is QuestionKind.LOW_MARK else f"question:{question_id}"
        notifier.post_letter(desk, former, Say("asked-no-more", slot=slot, only_edit=True))


async def _lock_people(desk: Desk, other: Person) -> None:
    """Lock both rows in id order, in case two admins dismiss each other; an integration has no row."""
    ids = sorted({other.id, desk.actor_id or other.id})
    query = select(Person).where(any_of(Person.id, ids)).order_by(Person.id).with_for_update()
    await desk.session.scalars(query.execution_options(populate_existing=True))


async def release_tickets(desk: Desk, former: Person) -> int:
    """Release all their open tickets, also of their unlinked accounts, locked first; a resolved one only loses their
    name. Tickets that have ended, which may be years of work, stay as they are: they lose the name when reopened.
    Return how many are in the queue again."""
    released = 0
    theirs = select(Ticket).where(Ticket.assignee_id.in_(select_accounts(former.id)), Ticket.status.in_(OPEN))
    for ticket in await desk.lock_all(theirs):
        if ticket.status in WORKING:
            await assignment.release_locked(desk, ticket)
            released += 1
        else:
            await assignment.set_assignee(desk, ticket, None)
            await desk.publish(ticket)
    return released
