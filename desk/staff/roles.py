"""Verbs about what a member of the team may do: their role, and single grants that differ from it."""

from collections.abc import Iterable, Mapping

from db.models import Origin, Person, Role
from desk import Desk, Refused, audit
from desk.notifications import notifier, to_approvers
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.outbox import Args, Menu, Say
from desk.people import panel_access
from desk.policy import permissions
from desk.policy.grants import PRESETS, Grant, combine_grants, get_grants
from desk.staff import members
from desk.tickets import draft_answers


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
    audit.record_action(desk, "role", f"person:{member.id}", before.value, role.value)
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
        audit.record_action(desk, "grant-given" if on else "grant-taken", f"person:{member.id}", None, grant.value)
    return member


async def reset_grants(desk: Desk, person: int) -> Person:
    """Let a colleague (Telegram id) do what their role says. Raises as `set_grants`."""
    member = await _lock_member(desk, person)
    preset, now = PRESETS[member.role], get_grants(member)
    return await set_grants(desk, person, {grant: grant in preset for grant in preset ^ now})


async def _lock_member(desk: Desk, person: int) -> Person:
    """Lock the actor and the colleague, and check who changes whom."""
    member = await members.lock_other_member(desk, person)
    if not _is_integration(desk):
        await desk.require_grant(Grant.TEAM)
    if member.id == desk.actor_id:
        raise Refused("role-own")
    members.require_on_team(member)
    _require_within(desk, get_grants(member))
    return member


def _is_integration(desk: Desk) -> bool:
    """Return True for an integration, which may by its scope."""
    return desk.actor is None and desk.origin is Origin.API


def _require_within(desk: Desk, wanted: Iterable[Grant]) -> None:
    """Raise Refused for a grant that the actor lacks; an integration gives and takes what a manager has."""
    mine = PRESETS[Role.MANAGER] if _is_integration(desk) else get_grants(desk.require_actor())
    if not set(wanted) <= mine:
        raise Refused("role-above")


async def _change(
    desk: Desk, member: Person, role: Role, differs: Mapping[str, bool], *, key: str, args: Args
) -> None:  # fmt: skip
    """Let the colleague do what the role and these differences say, and tell them. More than before is confirmed
    first."""
    added = combine_grants(role, differs) - get_grants(member)
    if added:
        await _require_confirmation(desk, member, role, added)
    member.role, member.role_given, member.grants = role, role, dict(differs)
    await desk.session.flush()
    if added or not permissions.can_enter(member, desk.rules):
        await panel_access.end_access(desk.session, member.id, desk.now)
    await _apply(desk, member)
    waits = await to_approvers.name_approvers(desk, member)
    told: Args = {"by": desk.actor_name or "", **args, **waits}
    notifier.post_letter(desk, member, Say(key, told, silent=True, staff_only=True))


async def _require_confirmation(desk: Desk, member: Person, role: Role, added: Iterable[Grant]) -> None:
    """Let somebody be given more only with a confirmation: of the role, or of each grant by its name."""
    by = desk.actor_name or ""
    if role is Role.ADMIN:
        await require_confirmation(desk, LastingAction.ADMIN, member.name, by=by)
    else:
        given = role.value if role is not member.role else ", ".join(sorted(added))
        await require_confirmation(desk, LastingAction.GRANTS, f"{member.name}: {given}", by=by)


async def _apply(desk: Desk, member: Person) -> None:
    """Let the change take effect at once on their tickets, invites and menu."""
    grants = get_grants(member)
    if Grant.WORK not in grants:
        await members.release_tickets(desk, member)
    if Grant.TEAM not in grants:
        await members.end_invites(desk.session, member.id, now=desk.now)
    if Grant.SEND in grants:
        await draft_answers.refresh_drafts(desk, member)
    notifier.post_letter(desk, member, Menu())
