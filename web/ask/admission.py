"""Admits everybody to the form and its answers while an admin has it switched on, and nobody otherwise."""

from collections.abc import Awaitable, Callable

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from db.models import Origin, Ticket
from desk import DeskSettings
from desk.integrations import web_form
from desk.settings import VERSION, note_version
from web.api import reading
from web.api.caller import Caller
from web.api.reading import TicketOfCaller
from web.context import WebContext


async def load_rules(ctx: WebContext, session: AsyncSession) -> DeskSettings:
    """Return the current settings. Raises HTTPException 404 while the form is off."""
    note_version(session, await session.scalar(select(VERSION)))
    rules = await ctx.current.get_for_session(session)
    if not rules.web.form:
        raise HTTPException(404)
    return rules


async def find_own_ticket(ctx: WebContext, session: AsyncSession, key: str) -> tuple[Caller, TicketOfCaller]:
    """Return the sender with that secret and the request that came by their form, the only one that they see. Raises
    HTTPException 404."""
    rules = await load_rules(ctx, session)
    bearer = await web_form.find_sender(session, key)
    if bearer is None or bearer.only is None:
        raise HTTPException(404)
    caller = Caller(session, bearer, rules, ctx.now())
    by_form = Ticket.external_person_id == bearer.only.id, Ticket.origin == Origin.API  # not what follows in Telegram
    found = await reading.list_tickets(caller, *by_form, limit=1)
    if not found:
        raise HTTPException(404)
    return caller, found[0]


def count_form(ctx: WebContext, request: Request) -> bool:
    """Count one more form of this address, and of all; return True if both are within their limits."""
    return ctx.forms.count_request(ctx.get_address(request))


def make_page_counter(ctx: WebContext) -> Callable[[Request], Awaitable[None]]:
    """Return what counts one more look at the form or its answers, and raises HTTPException 429 above the limit."""

    async def count(request: Request) -> None:
        if not ctx.form_pages.count_request(ctx.get_address(request)):
            raise HTTPException(429, headers={"Retry-After": "1"})

    return count
