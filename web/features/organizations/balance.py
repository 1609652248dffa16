"""The balance of an organization and its bill: shown to staff, corrected and recorded as paid by admins."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.payments import bill_paying
from desk.payments.owners import BalanceOwner
from desk.text.typed_digits import parse_digits
from web.context import WebContext
from web.features.answers.section import read_form, try_verb
from web.features.organizations.access import admit_admin
from web.features.organizations.one_organization import find_organization, show_organization
from web.panel.balance import correct_balance
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.repeated_forms import FIELD, extend_key, find_earlier_answer, remember_answer


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/organizations/{organization_id:id}/balance")
    async def correct(request: Request, organization_id: Id) -> Response:
        """Add a correction with its reason, once for a form that is sent twice."""
        given = await read_form(request)
        async with admit_admin(ctx, request, given) as visitor:
            if await find_organization(visitor, organization_id) is None:
                return Response(status_code=404)
            amount, reason = given.get("amount", ""), given.get("reason", "")
            key = extend_key(given.get(FIELD, ""), organization_id, amount, reason)
            if (earlier := await find_earlier_answer(visitor, key)) is not None:
                return earlier
            _, refused = await try_verb(
                visitor, correct_balance(visitor, BalanceOwner(organization_id), amount, reason)
            )
            if refused is not None:
                return await show_organization(ctx, visitor, organization_id, refused=refused, correction=given)
            address = f"/organizations/{organization_id}#balance"
            await remember_answer(visitor, key, address)
        return RedirectResponse(address, 303)

    @made.post("/organizations/{organization_id:id}/bill")
    async def confirm(request: Request, organization_id: Id) -> Response:
        """Record that what is left of last month's bill has arrived; of a form that is sent twice once, as nothing is
        left then."""
        given = await read_form(request)
        left = parse_digits(given.get("left", ""))
        async with admit_admin(ctx, request, given) as visitor:
            if await find_organization(visitor, organization_id) is None:
                return Response(status_code=404)
            if left is None:
                return Response(status_code=422)
            doing = bill_paying.confirm_bill(visitor.desk, organization_id, left)
            _, refused = await try_verb(visitor, doing)
            if refused is not None:
                return await show_organization(ctx, visitor, organization_id, refused=refused)
        return RedirectResponse(f"/organizations/{organization_id}#bill", 303)

    return made
