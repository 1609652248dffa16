"""The verb by which a member switches the notices of an organization's requests."""

from desk import Desk, Outdated, Refused
from desk.organizations import members
from desk.policy.wanted_notifications import OFFERED, MemberNotice


async def switch_notice(desk: Desk, membership_id: int, kind: MemberNotice, *, on: bool) -> None:
    """Switch a kind of notice for the actor's own membership. Raises Refused if it has ended, Outdated for a kind that
    their role does not have."""
    await desk.refresh_actor()
    membership = await members.get_membership(desk, membership_id)
    if membership.person_id != desk.actor_id:
        raise Refused("no-such-member")
    if kind not in OFFERED[membership.role] or membership.confirmed_at is None:
        raise Outdated
    membership.notices = {**membership.notices, kind.value: on}
