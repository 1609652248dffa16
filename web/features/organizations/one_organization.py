"""One organization: its fields, outlets, contacts, members and latest tickets; changed and removed by admins."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import ClientRole, Organization, Ticket
from desk import EditConflict, Refused
from desk.i18n.formats import format_money
from desk.organizations import organization_verbs, record_forms, tax_lookups
from desk.organizations.record_fields import ORGANIZATION_FIELDS
from desk.payments import bills
from desk.payments.owners import BalanceOwner
from desk.policy.permissions import Grant
from desk.queries.panel import organizations as panel
from desk.queries.panel.client_standing import load_client_standing
from desk.text.edited_field import EditedField
from desk.text.masking.phone_numbers import mask_number
from desk.text.money import pack_money
from web.context import Visitor, WebContext
from web.features.answers.section import merge_fields, read_edited_fields, read_form, say_refusal, try_verb
from web.features.organizations.access import admit_admin, admit_reader
from web.panel.balance import format_balance
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import show_page


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/organizations/{organization_id:id}")
    async def organization(request: Request, organization_id: Id, outlets: int = 1, contacts: int = 1) -> Response:
        """Show one organization; `outlets`, `contacts`: which page of them."""
        async with admit_reader(ctx, request) as visitor:
            return await show_organization(ctx, visitor, organization_id, outlets=outlets, contacts=contacts)

    @made.post("/organizations/{organization_id:id}")
    async def change(request: Request, organization_id: Id) -> Response:
        """Change its fields."""
        given = await read_form(request)
        async with admit_admin(ctx, request, given) as visitor:
            if await find_organization(visitor, organization_id) is None:
                return Response(status_code=404)
            typed = {name: one for name, one in read_edited_fields(given).items() if name in ORGANIZATION_FIELDS}
            doing = record_forms.edit_organization(visitor.desk, organization_id, typed)
            _, refused = await try_verb(visitor, doing)
            if refused is not None:
                return await show_organization(ctx, visitor, organization_id, refused=refused, typed=typed)
        return RedirectResponse(f"/organizations/{organization_id}", 303)

    @made.post("/organizations/{organization_id:id}/requisites")
    async def refresh(request: Request, organization_id: Id) -> Response:
        """Have its requisites looked up."""
        given = await read_form(request)
        async with admit_admin(ctx, request, given) as visitor:
            if await find_organization(visitor, organization_id) is None:
                return Response(status_code=404)
            _, refused = await try_verb(visitor, tax_lookups.refresh_requisites(visitor.desk, organization_id))
            if refused is not None:
                return await show_organization(ctx, visitor, organization_id, refused=refused)
        return RedirectResponse(f"/organizations/{organization_id}#facts", 303)

    @made.post("/organizations/{organization_id:id}/assist")
    async def switch_helper(request: Request, organization_id: Id) -> Response:
        """Forbid the assistant to get its requests, or allow it."""
        given = await read_form(request)
        async with admit_admin(ctx, request, given) as visitor:
            forbidden = given.get("what") == "forbid"
            doing = organization_verbs.set_no_assist(visitor.desk, organization_id, forbidden=forbidden)
            _, refused = await try_verb(visitor, doing)
            if refused is not None:
                return Response(status_code=404)
        return RedirectResponse(f"/organizations/{organization_id}", 303)

    @made.post("/organizations/{organization_id:id}/remove")
    async def remove(request: Request, organization_id: Id) -> Response:
        """Remove it with its outlets, contacts and memberships."""
        given = await read_form(request)
        async with admit_admin(ctx, request, given) as visitor:
            _, refused = await try_verb(visitor, organization_verbs.remove_organization(visitor.desk, organization_id))
            if refused is not None:
                return Response(status_code=404)
        return RedirectResponse("/organizations", 303)

    return made


async def find_organization(visitor: Visitor, organization_id: int) -> Organization | None:
    """Return an organization that was not removed, or None."""
    row = await visitor.session.get(Organization, organization_id, populate_existing=True)
    return row if row is not None and row.removed_at is None else None


def _choose_writing(visitor: Visitor) -> Callable[[str], str]:
    """Return how phone numbers are written for this visitor."""
    return str if visitor.may(Grant.PHONES) else mask_number


def _can_look_up(visitor: Visitor, row: Organization) -> bool:
    return visitor.rules.organizations.looks_up and row.tax_id is not None and visitor.may(Grant.ORGANIZATIONS)


async def _describe_bill(visitor: Visitor, organization_id: int) -> dict[str, object] | None:
    """Return last month's bill as the page shows it; None if nothing was due, or payments are off."""
    bill = await bills.load_last_bill(visitor.session, organization_id, visitor.desk)
    if bill is None:
        return None
    left = format_money(visitor.language, pack_money(bill.left, bill.currency))
    month = bills.name_month(bill.first)
    return {"left": bill.left, "amount": left, **month}


async def show_organization(
    ctx: WebContext, visitor: Visitor, organization_id: int, *, outlets: int = 1, contacts: int = 1,
    refused: Refused | None = None, typed: Mapping[str, EditedField] | None = None,
    correction: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return the page; `refused`: why a change was, `typed`: into which fields; `correction`: of the
    balance, as typed."""
    session, row = visitor.session, await find_organization(visitor, organization_id)
    if row is None:
        return Response(status_code=404)
    there, clash = record_forms.write_organization(row, visitor.rules.locale), isinstance(refused, EditConflict)
    return show_page(
        ctx, visitor, "organizations/organization.html", status=409 if clash else 422 if refused else 200,
        one=row, there=there, fields=merge_fields(typed or {}, there, refused), wrong=say_refusal(visitor, refused),
        clashing=refused.clashing if isinstance(refused, EditConflict) else (),
        outlets=await panel.load_outlets(session, row.id, outlets),
        contacts=await panel.load_contacts(session, row.id, contacts), show_phone=_choose_writing(visitor),
        members=await panel.list_members(session, row.id), roles=list(ClientRole),
        balance=await format_balance(visitor, BalanceOwner(row.id)), correction=correction or {},
        bill=await _describe_bill(visitor, row.id), can_look_up=_can_look_up(visitor, row),
        has_helper=visitor.rules.assist.url is not None,
        is_looked_up=await tax_lookups.is_looked_up(session, row.id) if _can_look_up(visitor, row) else False,
        found=await panel.load_latest_tickets(session, row.id, visitor.person),
        standing=await load_client_standing(
            session, Ticket.organization_id == row.id, visitor.person, now=visitor.now
        ),
    )  # fmt: skip
