"""Members of an organization: confirmed, given another role, removed by admins."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import ClientRole
from desk import Refused
from desk.organizations import members as verbs
from web.context import Visitor, WebContext
from web.features.answers.section import read_form, try_verb
from web.features.organizations.access import admit_admin
from web.features.organizations.one_organization import show_organization
from web.panel.page_form import Id

_ROLE, _CONFIRM, _REMOVE = "role", "confirm", "remove"


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.post("/organizations/{organization_id:id}/members/{membership_id:id}/{what}")
    async def change(request: Request, organization_id: Id, membership_id: Id, what: str) -> Response:
        """Confirm a member, change their role (`was`: what the form showed) or remove them."""
        given = await read_form(request)
        role, was = given.get("role", ""), given.get("was", "")
        if what not in (_ROLE, _CONFIRM, _REMOVE) or (what == _ROLE and not {role, was} <= set(ClientRole)):
            return Response(status_code=422)
        async with admit_admin(ctx, request, given) as visitor:
            roles = (ClientRole(was), ClientRole(role)) if what == _ROLE else None
            doing = _change(visitor, organization_id, membership_id, what, roles)
            found, refused = await try_verb(visitor, doing)
            if refused is not None:
                return await show_organization(ctx, visitor, organization_id, refused=refused)
            if not found:
                return Response(status_code=404)
        return RedirectResponse(f"/organizations/{organization_id}#members", 303)

    return made


async def _change(
    visitor: Visitor, organization_id: int, membership_id: int, what: str, roles: tuple[ClientRole, ClientRole] | None
) -> bool:  # fmt: skip
    """Run the verb, with the role that was shown and the one to give; return False for a member of another
    organization. Raises Refused."""
    desk, one = visitor.desk, await verbs.get_membership(visitor.desk, membership_id)
    if one.organization_id != organization_id:
        return False
    if roles is not None and one.role not in roles:
        raise Refused("member-role-changed")
    if roles is not None:
        await verbs.change_role(desk, one, roles[1])
    elif what == _CONFIRM:
        await verbs.confirm_membership(desk, one)
    else:
        await verbs.end_membership(desk, one)
    return True
