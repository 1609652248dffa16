"""Outlets and contacts of an organization: added, changed and removed by admins."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import Contact, Organization, Outlet
from desk import Desk, EditConflict, Refused
from desk.organizations import organization_verbs, record_forms
from desk.organizations.record_fields import CONTACT_FIELDS, OUTLET_FIELDS, Fields
from desk.policy.permissions import Grant
from desk.queries.panel import organizations as panel
from desk.text.edited_field import EditedField
from web.context import Visitor, WebContext
from web.features.answers.section import merge_fields, read_edited_fields, read_form, say_refusal, try_verb
from web.features.organizations.access import admit_admin
from web.features.organizations.one_organization import find_organization
from web.panel import repeated_forms
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import show_page


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of record: its table, its fields, and the verbs on it."""

    table: type[Outlet] | type[Contact]
    fields: tuple[str, ...]
    write: Callable[..., dict[str, str]]
    create: Callable[[Desk, int, Fields], Awaitable[object]]
    edit: Callable[[Desk, int, Mapping[str, EditedField]], Awaitable[object]]
    remove: Callable[[Desk, int], Awaitable[object]]


async def _create_outlet(desk: Desk, organization_id: int, given: Fields) -> None:
    await organization_verbs.create_outlet(desk, organization_id, record_forms.parse_outlet(given))


async def _create_contact(desk: Desk, organization_id: int, given: Fields) -> None:
    await organization_verbs.create_contact(desk, organization_id, record_forms.parse_contact(given))


_KINDS = {
    "outlets": _Kind(
        Outlet, OUTLET_FIELDS, record_forms.write_outlet, _create_outlet, record_forms.edit_outlet,
        organization_verbs.remove_outlet,
    ),
    "contacts": _Kind(
        Contact, CONTACT_FIELDS, record_forms.write_contact, _create_contact, record_forms.edit_contact,
        organization_verbs.remove_contact,
    ),
}  # fmt: skip
"""By the part of the address."""


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/organizations/{organization_id:id}/{kind}/new")
    async def new(request: Request, organization_id: Id, kind: str) -> Response:
        """Show an empty form."""
        async with admit_admin(ctx, request) as visitor:
            return await _show_form(ctx, visitor, organization_id, kind, None)

    @made.post("/organizations/{organization_id:id}/{kind}/new")
    async def create(request: Request, organization_id: Id, kind: str) -> Response:
        """Create an outlet or a contact."""
        return await _create(ctx, request, organization_id, kind)

    @made.get("/organizations/{organization_id:id}/{kind}/{record_id:id}")
    async def record(request: Request, organization_id: Id, kind: str, record_id: Id) -> Response:
        """Show the form of an outlet or a contact."""
        async with admit_admin(ctx, request) as visitor:
            return await _show_form(ctx, visitor, organization_id, kind, record_id)

    @made.post("/organizations/{organization_id:id}/{kind}/{record_id:id}")
    async def change(request: Request, organization_id: Id, kind: str, record_id: Id) -> Response:
        """Change or remove it."""
        given = await read_form(request)
        async with admit_admin(ctx, request, given) as visitor:
            if await _find_record(visitor, organization_id, kind, record_id) is None:
                return Response(status_code=404)
            one, typed = _KINDS[kind], read_edited_fields(given)
            typed = {name: typed[name] for name in one.fields if name in typed}
            is_removal = given.get("then") == "remove"
            doing = one.remove(visitor.desk, record_id) if is_removal else one.edit(visitor.desk, record_id, typed)
            _, refused = await try_verb(visitor, doing)
            if refused is not None:
                return await _show_form(ctx, visitor, organization_id, kind, record_id, refused=refused, typed=typed)
        return RedirectResponse(f"/organizations/{organization_id}#{kind}", 303)

    return made


async def _create(ctx: WebContext, request: Request, organization_id: int, kind: str) -> Response:
    given = await read_form(request)
    async with admit_admin(ctx, request, given) as visitor:
        if kind not in _KINDS or await find_organization(visitor, organization_id) is None:
            return Response(status_code=404)
        sent = repeated_forms.extend_key(given.get(repeated_forms.FIELD, ""), kind, sorted(given.items()))
        if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
            return again
        _, refused = await try_verb(visitor, _KINDS[kind].create(visitor.desk, organization_id, given))
        if refused is not None:
            typed = {name: EditedField(given.get(name, "")) for name in _KINDS[kind].fields}
            return await _show_form(ctx, visitor, organization_id, kind, None, refused=refused, typed=typed)
        await repeated_forms.remember_answer(visitor, sent, f"/organizations/{organization_id}#{kind}")
    return RedirectResponse(f"/organizations/{organization_id}#{kind}", 303)


async def _find_record(visitor: Visitor, organization_id: int, kind: str, record_id: int) -> Outlet | Contact | None:
    """Return an outlet or contact of this organization that was not removed, or None."""
    if kind not in _KINDS or await find_organization(visitor, organization_id) is None:
        return None
    table: type[Any] = _KINDS[kind].table
    row: Outlet | Contact | None = await visitor.session.get(table, record_id, populate_existing=True)
    is_there = row is not None and row.removed_at is None and row.organization_id == organization_id
    return row if is_there else None


async def _show_form(
    ctx: WebContext, visitor: Visitor, organization_id: int, kind: str, record_id: int | None, *,
    refused: Refused | None = None, typed: Mapping[str, EditedField] | None = None,
) -> Response:  # fmt: skip
    """Return the form of a record, empty for a new one (`record_id` None)."""
    organization: Organization | None = await find_organization(visitor, organization_id)
    if organization is None or kind not in _KINDS:
        return Response(status_code=404)
    there = dict.fromkeys(_KINDS[kind].fields, "")
    if record_id is not None:
        row = await _find_record(visitor, organization_id, kind, record_id)
        if row is None:
            return Response(status_code=404)
        there = _KINDS[kind].write(row)
        if not visitor.may(Grant.PHONES):
            there.pop("phone", None)
    return show_page(
        ctx, visitor, "organizations/record.html",
        status=409 if isinstance(refused, EditConflict) else 422 if refused else 200, kind=kind,
        fields=merge_fields(typed or {}, there, refused), there=there, organization=organization, record_id=record_id,
        clashing=refused.clashing if isinstance(refused, EditConflict) else (), wrong=say_refusal(visitor, refused),
        outlets=await panel.list_outlet_choices(visitor.session, organization_id) if kind == "contacts" else (),
    )  # fmt: skip
