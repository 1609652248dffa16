"""Links into an organization, made by its director or an admin: valid once, for some days, stored as hashes. A link is
as good as the role of who made it."""

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from db.models import ClientRole, MemberInvite, MembershipSource, Person
from desk import Desk, NotAllowed, Refused, history
from desk.notifications import notifier
from desk.organizations import director_verbs, members, roles
from desk.outbox import Args, Say
from desk.policy import permissions
from desk.references import hash_secret

_PREFIX = "org_"
_CODE = re.compile(r"org_[A-Za-z0-9_-]{22}")


class MemberLinkResult(StrEnum):
    """The result of opening a link."""

    JOINED = "joined"
    ALREADY = "already"  # a member opened it: nothing has changed
    STAFF = "staff"  # the team belongs to no organization: the link still works
    EXPIRED = "expired"  # unknown, used, too old, or its maker leads the organization no more


@dataclass(frozen=True, slots=True)
class MemberLinkOutcome:
    """The outcome of `accept_invite`, and what was joined. `works`: a member has left the link for others."""

    how: MemberLinkResult
    organization: str = ""
    role: ClientRole = ClientRole.USER
    works: bool = False


def is_member_invite(code: str) -> bool:
    """Return True if what follows `/start` is a link into an organization."""
    return _CODE.fullmatch(code) is not None


async def create_invite(desk: Desk, organization_id: int, role: ClientRole) -> str:
    """Return a code that makes one person a member, for `rules.team.invite`; only its hash is stored. Raises
    NotAllowed."""
    organization, own = await director_verbs.require_leader(desk, organization_id)
    if not roles.can_give_role(own, role):
        raise NotAllowed("org-only-directors")
    code = _PREFIX + secrets.token_urlsafe(16)
    desk.session.add(
        MemberInvite(
            code_hash=hash_secret(code),
            organization_id=organization.id,
            role=role,
            made_by=desk.require_actor().id,
            made_at=desk.now,
            expires_at=desk.now + desk.rules.team.invite,
        )
    )
    history.record_action(desk, "member-invited", f"organization:{organization.id}", None, role.value)
    return code


async def accept_invite(desk: Desk, code: str) -> MemberLinkOutcome:
    """Make the actor a member by the code of a link; of several people at once only one joins. Its maker is told."""
    await desk.refresh_actor()
    me = desk.require_actor()
    invite = await _lock_invite(desk, code)
    maker = await _find_maker(desk, invite) if invite is not None else None
    if invite is not None and not permissions.is_staff(me):
        return await _join(desk, me, invite, maker)
    return MemberLinkOutcome(MemberLinkResult.EXPIRED if maker is None else MemberLinkResult.STAFF)


async def _join(desk: Desk, me: Person, invite: MemberInvite, maker: Person | None) -> MemberLinkOutcome:
    organization = await director_verbs.lock_organization(desk, invite.organization_id)
    mine = await members.find_membership(desk, me.id, organization.id)
    if mine is not None and mine.confirmed_at is not None:
        return MemberLinkOutcome(MemberLinkResult.ALREADY, organization.name, mine.role, works=maker is not None)
    if maker is None:
        return MemberLinkOutcome(MemberLinkResult.EXPIRED)
    invite.used_by, invite.used_at = me.id, desk.now
    await members.join_organization(desk, me, organization, invite.role, MembershipSource.INVITE)
    args: Args = {"name": me.name, "organization": organization.name, "role": invite.role.value}
    notifier.post_letter(desk, maker, Say("org-link-used", args))
    return MemberLinkOutcome(MemberLinkResult.JOINED, organization.name, invite.role)


async def _find_maker(desk: Desk, invite: MemberInvite) -> Person | None:
    """Return the person who made the link; None if it does not work any more."""
    maker = await desk.get_person(invite.made_by)
    if invite.used_at is not None or invite.expires_at <= desk.now or maker is None:
        return None
    own = await roles.find_leading_role(desk.session, maker, invite.organization_id)
    return maker if roles.can_give_role(own, invite.role) else None


async def _lock_invite(desk: Desk, code: str) -> MemberInvite | None:
    """Lock the link of a code, after its organization; None if there is none any more."""
    theirs = select(MemberInvite).where(MemberInvite.code_hash == hash_secret(code))
    found = (await desk.session.scalars(theirs)).one_or_none()
    if found is None:
        return None
    try:
        await director_verbs.lock_organization(desk, found.organization_id)
    except Refused:
        return None
    locked = theirs.with_for_update().execution_options(populate_existing=True)
    return (await desk.session.scalars(locked)).one_or_none()
