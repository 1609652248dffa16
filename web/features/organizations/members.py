"""Members of an organization: added, confirmed, given another role, removed by admins."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import ClientRole, Membership
from desk import Refused
from desk.listing import read_filters, write_address
from desk.organizations import applicants, director_verbs
from desk.queries.panel import requesters
from desk.queries.panel.requesters import RequesterFilters
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.answers.section import read_form, say_refusal, try_verb
from web.features.organizations.access import admit_admin
from web.features.organizations.one_organization import find_organization, show_organization
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import show_page

_ROLE, _CONFIRM, _REMOVE = "role", "confirm", "remove"
_MOST_TYPED = 100


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/organizations/{organization_id:id}/members/new")
    async def new(request: Request, organization_id: Id, q: str = "", page: int = 1) -> Response:
        """Show the requesters of whom one can become a member."""
        async with admit_admin(ctx, request) as visitor:
            return await _show_people(ctx, visitor, organization_id, q, page)

    @made.post("/organizations/{organization_id:id}/members/new")
    async def add(request: Request, organization_id: Id) -> Response:
        """Add a member."""
        given = await read_form(request)
        person_id, role = parse_digits(given.get("person", "")), given.get("role", "")
        async with admit_admin(ctx, request, given) as visitor:
            if person_id is None or role not in set(ClientRole):
                return Response(status_code=422)
            doing = director_verbs.add_member(visitor.desk, organization_id, person_id, ClientRole(role))
            _, refused = await try_verb(visitor, doing)
            if refused is not None:
                return await _show_people(ctx, visitor, organization_id, given.get("q", ""), refused=refused)
        return RedirectResponse(f"/organizations/{organization_id}#members", 303)

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


async def _show_people(
    ctx: WebContext,
    visitor: Visitor,
    organization_id: int,
    typed: str,
    page: int = 1,
    *,
    refused: Refused | None = None,
) -> Response:
    """Return the page with those whom the words name; without words, with nobody."""
    organization = await find_organization(visitor, organization_id)
    if organization is None:
        return Response(status_code=404)
    chosen, found = read_filters(RequesterFilters(), {"q": typed}), None
    if chosen.q:
        found = await requesters.load_requesters(
            visitor.session, visitor.person, chosen, page, visitor.rules.locale, now=visitor.now
        )
    address = write_address(f"/organizations/{organization_id}/members/new", chosen, "")
    return show_page(
        ctx, visitor, "organizations/new_member.html", status=422 if refused else 200, one=organization, found=found,
        words_typed=chosen.q, address=address, roles=list(ClientRole), wrong=say_refusal(visitor, refused),
    )  # fmt: skip


async def _change(
    visitor: Visitor, organization_id: int, membership_id: int, what: str, roles: tuple[ClientRole, ClientRole] | None
) -> bool:  # fmt: skip
    """Run the verb, with the role that was shown and the one to give; return False for a member of another
    organization. Raises Refused."""
    desk = visitor.desk
    seen = await desk.session.get(Membership, membership_id)
    if seen is None or seen.ended_at is not None:
        raise Refused("no-such-member")
    if seen.organization_id != organization_id:
        return False
    if what == _CONFIRM:
        if seen.confirmed_at is None:
            await applicants.confirm_applicant(desk, membership_id)
    elif roles is None:
        await director_verbs.remove_member(desk, membership_id)
    else:
        await director_verbs.set_role(desk, membership_id, roles[1], was=roles[0])
    return True
