"""Verbs about who is on the team."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, Approval, Invite, Person, Question, QuestionKind, Role, Shift, Ticket, any_of
from db.queue import maintenance
from desk import Desk, DeskSettings, NotAllowed, Outdated, PersonView, Refused, history
from desk.notifications import notifier, to_admins, to_approvers
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.notifications.staff_group import find_listening
from desk.outbox import Args, Menu, Say, make_press
from desk.people import person_rows
from desk.people.person_locks import take_turn
from desk.policy import is_staff
from desk.policy.permissions import (
    ALL,
    PRESETS,
    STAFF_QUESTIONS,
    Grant,
    combine_grants,
    get_grants,
    has_grant,
    select_accounts,
)
from desk.policy.requester_notifications import get_requester_switches
from desk.staff import account_people, board_accounts, moving_tickets, what_stays
from desk.staff.board_accounts import make_link_slot
from desk.tickets import answers_awaiting_approval, assignment, untaken_queue


async def make_agent(desk: Desk, person: int) -> Person:
    """Make a trainee (Telegram id) an agent, whose answers are sent at once. Answers that wait can be sent by their
    author then. Raises as `give_role`, and Refused for anybody else."""
    await find_trainee(desk, person)
    return await give_role(desk, person, Role.AGENT)


async def set_mentor(desk: Desk, person: int, mentor: int | None) -> Person:
    """Set who is asked first to approve a trainee's answers (Telegram ids); None: everybody who may. Raises NotAllowed,
    and Refused for a mentor who may not approve."""
    trainee = await find_trainee(desk, person)
    found = await person_rows.find_by_telegram(desk.session, mentor) if mentor is not None else None
    if mentor is not None and (found is None or found.id == trainee.id or not has_grant(found, Grant.APPROVE)):
        raise Refused("mentor-cannot-approve")
    old = await desk.get_person(trainee.mentor_id)
    trainee.mentor_id = found.id if found is not None else None
    names = [one.name if one is not None else None for one in (old, found)]
    if names[0] != names[1]:
        history.record_action(desk, "mentor-set", f"person:{trainee.id}", *names)
    return trainee


async def find_trainee(desk: Desk, person: int) -> Person:
    """Return a trainee by Telegram id for who manages the team. Raises NotAllowed, and Refused for anybody else."""
    await desk.require_grant(Grant.TEAM)
    trainee = await person_rows.find_by_telegram(desk.session, person)
    if trainee is None:
        raise Refused("no-such-person")
    if trainee.id == desk.actor_id:
        raise NotAllowed
    await desk.session.refresh(trainee)
    if trainee.role is not Role.TRAINEE or trainee.dismissed_at is not None:
        raise Refused("no-trainee", name=trainee.name)
    return trainee


async def end_invites(session: AsyncSession, made_by: int | None, *, now: datetime) -> None:
    """End the open links of a person (None: those for the first admin)."""
    theirs = update(Invite).where(Invite.made_by.is_not_distinct_from(made_by), Invite.admitted_at.is_(None))
    await session.execute(theirs.values(expires_at=func.least(Invite.expires_at, now)))


async def add_member(desk: Desk, person: Person, role: Role, *, is_first: bool = False) -> None:
    """Give the person a role, a menu and a welcome; `is_first`: the welcome is that of the first admin."""
    person.away = person.quiet = False
    person.away_until = None
    await take_turn(desk.session, person.id)
    await person_rows.set_role(desk, person, role, given=role, grants={})
    await account_people.join_chats_of(desk, person)
    notifier.post_letter(desk, person, Menu())
    if is_first:
        notifier.post_letter(desk, person, make_first_welcome(desk.rules))
        return
    n = await untaken_queue.count_listed(desk.session, person)
    row = (make_press("btn-queue", "queue", 1),)
    waits = await to_approvers.name_approvers(desk, person)
    args: Args = {"n": n, "board": int(desk.rules.board.enabled), **waits}
    notifier.post_letter(desk, person, Say(_choose_welcome(person), args, (row,) if n else ()))


def make_first_welcome(settings: DeskSettings) -> Say:
    """Return the welcome of the first admin, with the address of the panel if there is one."""
    panel = "local" if settings.web.is_local else "yes" if settings.web.url else "no"
    args: Args = {"panel": panel, "url": settings.web.url or ""}
    return Say("welcome-first-admin", args)


def _choose_welcome(member: Person) -> str:
    if member.role is Role.ADMIN:
        return "welcome-admin"
    return "welcome-agent" if has_grant(member, Grant.WORK) else "welcome-reader"


async def dismiss_member(desk: Desk, person: int, *, to: int | None = None) -> PersonView:
    """Remove a member of staff (Telegram id). Their tickets go `to` a colleague (Telegram id), or to the queue."""
    former = await _lock_other_member(desk, person)
    if former.id == desk.actor_id:
        raise Refused("not-yourself")
    await desk.require_grant(Grant.TEAM)
    _require_on_team(former)
    if not get_grants(former) <= get_grants(desk.require_actor()):
        raise Refused("role-above")
    if to is not None:
        await moving_tickets.move_tickets(desk, person, to=to, category=None)
    return await end_membership(desk, former)


async def _lock_other_member(desk: Desk, person: int) -> Person:
    """Return the person with that Telegram id, their row and the actor's locked. Raises Refused if there is none."""
    member = await person_rows.find_by_telegram(desk.session, person)
    if member is None:
        raise Refused("no-such-person")
    await _lock_people(desk, member)
    return member


def _require_on_team(member: Person) -> None:
    """Raise Refused unless the person is on the team, and not an admin by ADMIN_IDS."""
    if not is_staff(member):
        raise Refused("not-staff", name=member.name)
    if member.admin_by_setting:
        raise Refused("admin-by-setting", name=member.name)


async def unlink_colleague(desk: Desk, person: int, todoist_id: str | None) -> None:
    """Undo a colleague's (Telegram id) link to that account on the board, for an admin; with None, to any account.
    Raises Outdated if that link no longer exists."""
    linked = await person_rows.find_by_telegram(desk.session, person)
    if linked is None:
        raise Outdated
    await _lock_people(desk, linked)
    await desk.require_grant(Grant.TEAM)
    if linked.todoist_id is None or todoist_id not in (None, linked.todoist_id):
        raise Outdated
    history.record_action(desk, "unlinked", f"person:{linked.id}")
    slot = make_link_slot(linked)
    args: Args = {
        "name": linked.name,
        "board": await board_accounts.undo_link(desk, linked),
        "by": desk.require_actor().name,
    }
    if linked.id != desk.actor_id:
        notifier.post_letter(desk, linked, Say("unlinked-you-by", args, staff_only=True))
    await to_admins.notify_admins(desk, "unlinked-by", args, slot=slot, only_edit=True)


async def end_membership(desk: Desk, former: Person) -> PersonView:
    """Do what follows when a person leaves the team. The caller has locked their row and checked the right to do
    this."""
    history.record_action(desk, "dismissed", f"person:{former.id}", former.role.value)
    former.admin_by_setting = False
    await person_rows.set_role(desk, former, Role.REQUESTER, given=None, grants={})
    await _reset_preferences(desk, former)
    await end_invites(desk.session, former.id, now=desk.now)
    await _close_questions(desk, former)
    await maintenance.drop_parked(desk.session, former.id, why="dismissed", now=desk.now)
    released = await _release_tickets(desk, former)
    await answers_awaiting_approval.end_drafts(desk, Approval.author_id.in_(select_accounts(former.id)))
    await board_accounts.dismiss_accounts(desk, former)
    await account_people.end_for_former(desk, former)
    await desk.session.flush()
    notifier.post_letter(desk, former, Menu())
    by = desk.actor.name if desk.actor is not None else "ADMIN_IDS"
    group = await find_listening(desk.session, desk.rules) is not None
    args: Args = {"name": former.name, "n": released, "by": by, "group": int(group)}
    await to_admins.notify_admins(desk, "dismissed", args, but=(former.id,))
    await what_stays.tell_what_stays(desk, former, ALL)
    return person_rows.make_view(former)


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
        Question.is_open,
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


async def _release_tickets(desk: Desk, former: Person) -> int:
    """Release all their open tickets, also of their unlinked accounts, locked first; a resolved one only loses their
    name. Tickets that have ended, which may be years of work, stay as they are: they lose the name when reopened.
    Return how many are in the queue again."""
    released = 0
    theirs = select(Ticket).where(Ticket.assignee_id.in_(select_accounts(former.id)), Ticket.is_open)
    for ticket in await desk.lock_all(theirs):
        if ticket.is_working:
            await assignment.release_locked(desk, ticket)
            released += 1
        else:
            await assignment.set_assignee(desk, ticket, None)
            await desk.publish(ticket)
    return released


FIRST_LINK = timedelta(hours=24)


async def give_role(desk: Desk, person: int, role: Role) -> Person:
    """Give a colleague (Telegram id) a role; single grants that differed are as the role says again. Raises NotAllowed,
    or Refused for oneself, for somebody who may more than the actor, and for a role that may more. What the panel adds
    to their grants is confirmed first: raises FactorNeeded, ConfirmationNeeded."""
    member = await _lock_member(desk, person)
    if role not in PRESETS:
        raise Refused("no-such-role")
    _require_within(desk, PRESETS[role])
    if member.role is role and not member.grants:
        return member
    before = member.role
    await _change(desk, member, role, {}, key="role-given", args={"role": role.value})
    history.record_action(desk, "role", f"person:{member.id}", before.value, role.value)
    return member


async def set_grants(desk: Desk, person: int, given: Mapping[Grant, bool]) -> Person:
    """Give a colleague (Telegram id) these grants, or take them; the others stay. Raises as `give_role`, also for a
    grant that the actor lacks."""
    member = await _lock_member(desk, person)
    if member.role is Role.ADMIN:
        raise Refused("admins-may-all")
    before = get_grants(member)
    changed = {grant: on for grant, on in given.items() if (grant in before) != on}
    _require_within(desk, changed)
    if not changed:
        return member
    preset = PRESETS[member.role]
    kept = {key: on for key, on in (member.grants or {}).items() if key not in set(changed)}
    differs = kept | {grant.value: on for grant, on in changed.items() if (grant in preset) != on}
    await _change(desk, member, member.role, differs, key="grants-changed", args={})
    for grant, on in changed.items():
        history.record_action(desk, "grant-given" if on else "grant-taken", f"person:{member.id}", None, grant.value)
    return member


async def reset_grants(desk: Desk, person: int) -> Person:
    """Let a colleague (Telegram id) do what their role says. Raises as `set_grants`."""
    member = await _lock_member(desk, person)
    preset, now = PRESETS[member.role], get_grants(member)
    return await set_grants(desk, person, {grant: grant in preset for grant in preset ^ now})


async def _lock_member(desk: Desk, person: int) -> Person:
    """Lock the actor and the colleague, and check who changes whom."""
    member = await _lock_other_member(desk, person)
    if not desk.is_integration:
        await desk.require_grant(Grant.TEAM)
    if member.id == desk.actor_id:
        raise Refused("role-own")
    _require_on_team(member)
    _require_within(desk, get_grants(member))
    return member


def _require_within(desk: Desk, wanted: Iterable[Grant]) -> None:
    """Raise Refused for a grant that the actor lacks; an integration gives and takes what a manager has."""
    mine = PRESETS[Role.MANAGER] if desk.is_integration else get_grants(desk.require_actor())
    if not set(wanted) <= mine:
        raise Refused("role-above")


async def _change(
    desk: Desk, member: Person, role: Role, differs: Mapping[str, bool], *, key: str, args: Args
) -> None:  # fmt: skip
    """Let the colleague do what the role and these differences say, and tell them. More than before is confirmed
    first."""
    before, may = get_grants(member), combine_grants(role, differs)
    added = may - before
    if added:
        await _require_confirmation(desk, member, role, added)
    await person_rows.set_role(desk, member, role, given=role, grants=differs)
    await follow_role(desk, member)
    await what_stays.tell_what_stays(desk, member, before - may)
    waits = await to_approvers.name_approvers(desk, member)
    told: Args = {"by": desk.who.name or "", **args, **waits}
    notifier.post_letter(desk, member, Say(key, told, silent=True, staff_only=True))


async def _require_confirmation(desk: Desk, member: Person, role: Role, added: Iterable[Grant]) -> None:
    """Let somebody be given more only with a confirmation: of the role, or of each grant by its name."""
    by = desk.who.name or ""
    if role is Role.ADMIN:
        await require_confirmation(desk, LastingAction.ADMIN, member.name, by=by)
    else:
        given = role.value if role is not member.role else ", ".join(sorted(added))
        await require_confirmation(desk, LastingAction.GRANTS, f"{member.name}: {given}", by=by)


async def follow_role(desk: Desk, member: Person) -> None:
    """Let what the member may do now take effect at once on their tickets, own account, invites and menu."""
    grants = get_grants(member)
    if Grant.WORK not in grants:
        await _release_tickets(desk, member)
        await account_people.end_for_former(desk, member)
    if Grant.TEAM not in grants:
        await end_invites(desk.session, member.id, now=desk.now)
    if Grant.SEND in grants:
        await answers_awaiting_approval.refresh_drafts(desk, member)
    notifier.post_letter(desk, member, Menu())


def make_question_slot(opener: Person) -> str:
    """Return the slot of the question whether to admit the opener, which the answer edits."""
    return f"admit:{opener.telegram_id}"


async def has_open_links(session: AsyncSession, made_by: int, *, now: datetime) -> bool:
    """Return True if a link of this person still lets a person in."""
    still = select(Invite.id).where(Invite.made_by == made_by, Invite.used_at.is_(None), Invite.expires_at > now)
    return await session.scalar(still.limit(1)) is not None


async def end_own_links(desk: Desk) -> None:
    """End the unused links of the actor."""
    await desk.require_grant(Grant.TEAM)
    history.record_action(desk, "invites-ended", "desk")
    await end_invites(desk.session, desk.require_actor().id, now=desk.now)


async def admit_opener(desk: Desk, person: int) -> PersonView:
    """Let the opener (Telegram id) of an admin's link in, for its maker; raises Outdated."""
    await desk.require_grant(Grant.TEAM)
    opener = await person_rows.find_by_telegram(desk.session, person)
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
        history.record_action(desk, "admitted", f"person:{opener.id}", opener.role.value, Role.ADMIN.value)
        await add_member(desk, opener, Role.ADMIN)
        await to_admins.notify_admins(
            desk,
            "admitted",
            {"name": opener.name, "by": desk.require_actor().name},
            but=(opener.id, desk.require_actor().id),
        )
    done = Say(
        "admitted",
        {"name": opener.name, "by": desk.require_actor().name},
        slot=make_question_slot(opener),
        replace=True,
        staff_only=True,
    )
    notifier.post_letter(desk, desk.require_actor(), done)
    return person_rows.make_view(opener)
