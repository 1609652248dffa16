"""The list of organizations with its search, and a new one."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import Organization
from desk.listing import read_filters, write_address
from desk.organizations import organization_verbs
from desk.organizations.record_fields import ORGANIZATION_FIELDS
from desk.organizations.record_forms import parse_organization
from desk.organizations.record_lists import OrganizationFilters
from desk.queries.panel import organizations as panel
from web.context import Visitor, WebContext
from web.features.answers.section import read_form, say_refusal, try_verb
from web.features.organizations.access import admit_admin, admit_reader
from web.panel import repeated_forms
from web.panel.page_route import PageRoute
from web.panel.pages import show_page


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/organizations")
    async def organizations(request: Request, page: int = 1) -> Response:
        """Show all of them, or those who match."""
        async with admit_reader(ctx, request) as visitor:
            chosen = read_filters(OrganizationFilters(), request.query_params)
            found = await panel.load_organizations(visitor.session, chosen, page, visitor.rules)
            return show_page(
                ctx, visitor, "organizations/organizations.html", found=found, words_typed=chosen.q,
                address=write_address("/organizations", chosen, ""),
            )  # fmt: skip

    @made.get("/organizations/new")
    async def new(request: Request) -> Response:
        """Show an empty form."""
        async with admit_admin(ctx, request) as visitor:
            return _show_form(ctx, visitor, {})

    @made.post("/organizations/new")
    async def create(request: Request) -> Response:
        """Create an organization."""
        given = await read_form(request)
        async with admit_admin(ctx, request, given) as visitor:
            sent = repeated_forms.extend_key(given.get(repeated_forms.FIELD, ""), sorted(given.items()))
            if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
                return again
            row, refused = await try_verb(visitor, _create(visitor, given))
            if row is None:
                return _show_form(ctx, visitor, given, wrong=say_refusal(visitor, refused))
            await repeated_forms.remember_answer(visitor, sent, f"/organizations/{row.id}")
            return RedirectResponse(f"/organizations/{row.id}", 303)

    return made


async def _create(visitor: Visitor, given: Mapping[str, str]) -> Organization:
    return await organization_verbs.create_organization(visitor.desk, parse_organization(given))


def _show_form(ctx: WebContext, visitor: Visitor, typed: Mapping[str, str], wrong: str = "") -> Response:
    fields = {name: typed.get(name, "") for name in ORGANIZATION_FIELDS}
    return show_page(
        ctx, visitor, "organizations/record.html", status=422 if wrong else 200, kind="organizations", wrong=wrong,
        fields=fields, there=fields, clashing=(), outlets=(), organization=None, record_id=None,
    )  # fmt: skip
