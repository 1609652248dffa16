"""Requesters: found by name, with their tickets; blocked and unblocked."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import Ticket
from desk import Refused, TicketResult
from desk.accounts import account_data, account_lookups
from desk.announcements import receivers
from desk.conversation.new_entry import NewEntry
from desk.i18n import formats
from desk.inbound import blocklist
from desk.integrations import own_systems, separating_people
from desk.listing import read_filters, write_address
from desk.organizations import members
from desk.payments.owners import BalanceOwner
from desk.policy.permissions import Grant, has_grant
from desk.policy.requester_notifications import BEGUN_SWITCH
from desk.privacy import erasures
from desk.queries.panel.client_standing import load_client_standing
from desk.queries.panel.requesters import (
    SORTS,
    RequesterFilters,
    load_requester,
    load_requester_tickets,
    load_requesters,
)
from desk.requests import team_requests
from desk.text import RichText, clean_text
from desk.text.markdown.reader import parse_markdown
from web.context import Visitor, WebContext
from web.features.ticket.typed_answer import LONGEST
from web.panel.account_view import load_account_view
from web.panel.balance import correct_balance, format_balance
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import link_sort, show_page, try_verb
from web.panel.repeated_forms import extend_key, find_earlier_answer, remember_answer

_BLOCK = "block"


class BalanceGiven(BaseModel):
    """The form of a correction."""

    form: str = ""
    once: str = ""
    amount: str = ""
    reason: str = ""


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/requesters")
    async def requesters(request: Request, page: int = 1) -> Response:
        """Show all of them, or those who match."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.ORGANIZATIONS)
            chosen = read_filters(RequesterFilters(), request.query_params)
            found = await load_requesters(
                visitor.session, visitor.person, chosen, page, visitor.rules.locale, now=visitor.now
            )
            first = {"name": "", "firm": ""}
            return show_page(
                ctx, visitor, "people/requesters.html", found=found, chosen=chosen,
                address=write_address("/requesters", chosen, ""),
                sorts={by: link_sort("/requesters", chosen, by, first.get(by, "-")) for by in SORTS},
            )  # fmt: skip

    @made.get("/requesters/{person_id}")
    async def requester(request: Request, person_id: Id, page: int = 1) -> Response:
        """Show one requester."""
        async with ctx.admit_visitor(request) as visitor:
            return await show_requester(ctx, visitor, person_id, page)

    @made.post("/requesters/{person_id}/block")
    async def block(
        request: Request, person_id: Id, form: Annotated[str, Form()] = "", to: Annotated[str, Form()] = ""
    ) -> Response:
        """Block a requester, or unblock them from the block that the page showed."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            visitor.require(Grant.ORGANIZATIONS)
            wrong = await try_verb(visitor, _block_or_unblock(visitor, person_id, to))
            if wrong:
                return await show_requester(ctx, visitor, person_id, wrong=wrong)
        return RedirectResponse(f"/requesters/{person_id}", 303)

    @made.post("/requesters/{person_id}/write")
    async def write(
        request: Request, person_id: Id, form: Annotated[str, Form()] = "", text: Annotated[str, Form()] = "",
        why: Annotated[str, Form()] = "",
    ) -> Response:  # fmt: skip
        """Begin a request with a requester; what was typed stays if it is refused."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            begun: list[TicketResult] = []
            wrong = await try_verb(visitor, _begin_request(visitor, person_id, text, why, begun))
            if wrong:
                return await show_requester(ctx, visitor, person_id, wrong=wrong, typed=(text, why))
        return RedirectResponse(f"/tickets/{begun[0].number}", 303)

    _add_facts(ctx, made)
    return made


def _add_facts(ctx: WebContext, made: APIRouter) -> None:
    @made.post("/requesters/{person_id}/part")
    async def part(
        request: Request, person_id: Id, form: Annotated[str, Form()] = "", key: Annotated[int, Form(ge=1)] = 0
    ) -> Response:
        """Unlink a requester from a user of an integration."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            visitor.require(Grant.ORGANIZATIONS)
            wrong = await try_verb(visitor, _unlink_person(visitor, person_id, key))
            if wrong:
                return await show_requester(ctx, visitor, person_id, wrong=wrong)
        return RedirectResponse(f"/requesters/{person_id}", 303)

    @made.post("/requesters/{person_id}/balance")
    async def balance(request: Request, person_id: Id, given: Annotated[BalanceGiven, Form()]) -> Response:
        """Correct a requester's own balance, once for a form that is sent twice."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.ORGANIZATIONS)
            key = extend_key(given.once, person_id, given.amount, given.reason)
            if (earlier := await find_earlier_answer(visitor, key)) is not None:
                return earlier
            wrong = await try_verb(visitor, _correct_balance(visitor, person_id, given))
            if wrong:
                return await show_requester(ctx, visitor, person_id, wrong=wrong, correction=given.model_dump())
            address = f"/requesters/{person_id}#balance"
            await remember_answer(visitor, key, address)
        return RedirectResponse(address, 303)

    @made.post("/requesters/{person_id}/account")
    async def account(request: Request, person_id: Id, form: Annotated[str, Form()] = "") -> Response:
        """Ask for a requester's account data again."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            visitor.require(Grant.ORGANIZATIONS)
            wrong = await try_verb(visitor, _refresh_account(visitor, person_id))
            if wrong:
                return await show_requester(ctx, visitor, person_id, wrong=wrong)
        return RedirectResponse(f"/requesters/{person_id}", 303)

    @made.post("/requesters/{person_id}/labels")
    async def labels(
        request: Request, person_id: Id, form: Annotated[str, Form()] = "", typed: Annotated[str, Form()] = ""
    ) -> Response:
        """Replace a requester's labels."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            visitor.require(Grant.RULES)
            wrong = await try_verb(visitor, _set_labels(visitor, person_id, clean_text(typed)))
            if wrong:
                return await show_requester(ctx, visitor, person_id, wrong=wrong, labels=typed)
        return RedirectResponse(f"/requesters/{person_id}", 303)


async def _set_labels(visitor: Visitor, person_id: int, typed: str) -> None:
    await _require_requester(visitor, person_id)
    await account_data.set_labels_typed(visitor.desk, person_id, typed)


async def _correct_balance(visitor: Visitor, person_id: int, given: BalanceGiven) -> None:
    await _require_requester(visitor, person_id)
    await correct_balance(visitor, BalanceOwner(person_id=person_id), given.amount, given.reason)


async def _require_requester(visitor: Visitor, person_id: int) -> None:
    if await load_requester(visitor.session, person_id, visitor.person, visitor.rules.locale) is None:
        raise Refused("no-such-person")


async def _refresh_account(visitor: Visitor, person_id: int) -> None:
    await _require_requester(visitor, person_id)
    account_lookups.refresh_person(visitor.desk, person_id)


async def _begin_request(visitor: Visitor, person_id: int, text: str, why: str, made: list[TicketResult]) -> None:
    said = RichText(clean_text(text.replace("\r\n", "\n")).strip())
    if len(said.text) > LONGEST:
        raise Refused("page-too-long", n=LONGEST)
    made.append(await team_requests.begin_request(visitor.desk, person_id, NewEntry(parse_markdown(said)), why=why))


async def _unlink_person(visitor: Visitor, person_id: int, key: int) -> None:
    if key not in [one.key for one in await separating_people.list_connections(visitor.session, person_id)]:
        raise Refused("no-such-person")
    await separating_people.separate_person(visitor.desk, key)


async def _block_or_unblock(visitor: Visitor, person_id: int, to: str) -> None:
    one = await load_requester(visitor.session, person_id, visitor.person, visitor.rules.locale)
    if one is None or not one.can_be_blocked or (to == _BLOCK and one.newest is None):
        raise Refused("no-such-person")
    if to == _BLOCK and one.newest is not None:
        await blocklist.block_requester(visitor.desk, one.newest, sure_of=person_id)
    else:
        block = int(to) if to.isdecimal() else 0
        await blocklist.unblock_requester(visitor.desk, one.telegram_id or -one.id, sure_of=block)


async def show_requester(
    ctx: WebContext,
    visitor: Visitor,
    person_id: int,
    page: int = 1,
    *,
    wrong: str = "",
    correction: Mapping[str, str] | None = None,
    typed: tuple[str, str] = ("", ""),
    labels: str | None = None,
) -> Response:
    """Return the page of one requester. Raises NotAllowed."""
    visitor.require(Grant.ORGANIZATIONS)
    one = await load_requester(visitor.session, person_id, visitor.person, visitor.rules.locale)
    if one is None:
        return Response(status_code=404)
    found = await load_requester_tickets(visitor.session, person_id, visitor.person, page)
    joined = await separating_people.list_connections(visitor.session, person_id)
    is_on, pause = visitor.rules.organizations.enabled, visitor.rules.privacy.pause
    may_erase = has_grant(visitor.person, Grant.PRIVACY)
    account = await load_account_view(visitor, person_id)
    known = account.info.labels if account.info is not None else ()
    return show_page(
        ctx, visitor, "people/requester.html", status=422 if wrong else 200, one=one, found=found, wrong=wrong,
        standing=await load_client_standing(
            visitor.session, Ticket.requester_id == person_id, visitor.person, now=visitor.now
        ),
        joined=joined, memberships=await members.list_memberships(visitor.desk, person_id) if is_on else (),
        account=account, known=known, labels=", ".join(known) if labels is None else labels,
        may_label=has_grant(visitor.person, Grant.RULES),
        balance=await format_balance(visitor, BalanceOwner(person_id=person_id)), correction=correction or {},
        may_write=visitor.rules.requests.write_first and has_grant(visitor.person, Grant.WRITE), typed=typed,
        has_team_requests=one.switches.get(BEGUN_SWITCH) != receivers.OFF,
        erasable=await erasures.load_person(visitor.session, person_id) if may_erase else None,
        pause=formats.format_duration(visitor.language, pause) if pause else "",
        has_mailings=one.switches.get(receivers.SWITCH) != receivers.OFF,
        sender=await own_systems.find_address_of(visitor.session, one.id),
    )  # fmt: skip
