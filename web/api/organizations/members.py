"""Members of organizations through the API: listed, read, put for one of your users, ended."""

from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request

from db.models import ClientRole, MembershipSource, Organization
from desk import Refused
from desk.integrations import user_rows
from desk.integrations.integrations import take_change
from desk.integrations.scopes import Scope
from desk.organizations import director_verbs
from desk.organizations import members as verbs
from desk.queries.memberships import MEMBERS, MemberFilters
from web.api.caller import Caller
from web.api.lists.following import load_following, make_lines
from web.api.operations import declare_operation
from web.api.organizations import reading
from web.api.organizations.schemas import (
    After,
    ChangedAt,
    Limit,
    MembershipId,
    MembershipPage,
    MembershipSeen,
    OfOrganization,
    PutMember,
    RecordId,
)
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.values import ExternalId

_KIND = "member"


def make_router() -> APIRouter:
    """Return the routes of memberships."""
    made = APIRouter(prefix="/v1", tags=["Organizations"], route_class=ApiRoute)
    read = declare_operation(Scope.ORGANIZATIONS, may=(404,))
    write = declare_operation(Scope.ORGANIZATIONS, may=(404, 409, 415))
    add = made.add_api_route
    add("/memberships", list_memberships, methods=["GET"], **read)
    add("/memberships/{membership_id}", get_membership, methods=["GET"], **read)
    add("/memberships/{membership_id}", delete_membership, methods=["DELETE"], status_code=204, **write)
    add("/organizations/{external_id}/members/{person}", put_member, methods=["PUT"], **write)
    return made


async def list_memberships(
    request: Request, organization: OfOrganization = None, cursor: After = None, limit: Limit = 50
) -> MembershipPage:
    """List the memberships of all people, however they joined."""
    caller = reading.require_organizations(request)
    chosen = MEMBERS.choose(None, MemberFilters(of=await reading.find_organization(caller, organization)))
    found = await load_following(caller, chosen, cursor, limit, reading.select_memberships(caller))
    return MembershipPage(**make_lines(MembershipSeen, found))


async def get_membership(request: Request, membership_id: MembershipId) -> MembershipSeen:
    """Read a membership."""
    found = await reading.list_memberships(
        reading.require_organizations(request), MemberFilters(key=membership_id)
    )  # fmt: skip
    if not found:
        raise ApiError(404, "no-such-member")
    return found[0]


async def delete_membership(request: Request, membership_id: MembershipId, changed_at: ChangedAt = None) -> None:
    """End a membership: the person sees nothing of the organization any more but their own requests."""
    caller = reading.require_organizations(request)
    desk = caller.make_desk(None)
    if changed_at is not None and not await _is_newest(
        caller, await get_membership(request, membership_id), changed_at
    ):
        return
    try:
        await director_verbs.remove_member(desk, membership_id)
    except Refused:
        raise ApiError(404, "no-such-member") from None


async def put_member(request: Request, external_id: RecordId, person: ExternalId, given: PutMember) -> MembershipSeen:
    """Make one of your users a member, confirmed, with this role; or give the member this role."""
    caller = reading.require_organizations(request)
    desk = caller.make_desk(None)
    if not await take_change(desk, _KIND, _make_key(caller, external_id, person), given.changed_at):
        return await _read_member(caller, external_id, person)
    of = await reading.require_record(caller, Organization, external_id, "no-such-organization")
    user = await user_rows.get_or_create(
        caller.session, caller.bearer.system, person, name=None, language=None, now=caller.now
    )
    member = await caller.act_as(user)
    made = await verbs.join_organization(desk, member, of, ClientRole.USER, MembershipSource.API)
    await director_verbs.set_role(desk, made.id, given.role)
    await caller.session.flush()
    return (await reading.list_memberships(caller, MemberFilters(key=made.id)))[0]


def _make_key(caller: Caller, organization: str, person: str) -> str:
    """Return the id of a membership in the caller's own system: users have ids of their integration."""
    return f"{caller.bearer.system.id}:{organization}:{person}"


async def _is_newest(caller: Caller, member: MembershipSeen, changed_at: datetime) -> bool:
    """Return True unless the caller has said something later of this membership; its own users have ids there."""
    if member.organization is None or member.person is None:
        return True
    key = _make_key(caller, member.organization, member.person)
    return await take_change(caller.make_desk(None), _KIND, key, changed_at)


async def _read_member(caller: Caller, organization: str, person: str) -> MembershipSeen:
    """Return the membership as it is. Raises ApiError 404 where there is none."""
    of = await reading.require_record(caller, Organization, organization, "no-such-organization")
    user = await user_rows.find_user(caller.session, caller.bearer.system, person)
    theirs = MemberFilters(of=of.id, person=user.person_id if user is not None else 0)
    found = await reading.list_memberships(caller, theirs)
    if not found:
        raise ApiError(404, "no-such-member")
    return found[0]
