"""The CRM sends changes through the API: it does not get its own back, and nothing is lost between the two."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from db.database import Database
from db.models import LedgerEntry, LedgerKind, Membership, Organization, Origin, Ticket
from desk.integrations.scopes import Scope
from sandbox.crm import CrmFault, CrmWorld
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.api.client import URL, Client, token_of
from tests.flows.crm.side import SYSTEM, crm_of, sent
from tests.flows.panel.browser import Browser, browser_at, panel_of
from tests.flows.stage import Stage, staged
from tests.sql import scalars, sole
from tests.texts import IN_BOTH, text_of
from web.crm.sender import CrmSender

pytestmark = pytest.mark.sentence("The CRM")
_NAMED = {"name": "Romashka", "tax_id": "7707083893"}


@asynccontextmanager
async def _both(database: Database) -> AsyncIterator[tuple[Stage, Client, CrmWorld, CrmSender, Browser]]:
    async with (
        staged(
            database, board=False, begins=(cast.olga, cast.rita), organizations__enabled=True, web__url=URL
        ) as stage,
        panel_of(stage) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
        browser_at(port) as browser,
        crm_of(stage) as (crm, sender),
    ):
        token = await token_of(stage.vera, SYSTEM, Scope.ORGANIZATIONS, Scope.ALL_READ)
        await stage.vera.writes("/settings organizations on")
        yield stage, Client(http, token), crm, sender, browser


async def test_what_the_crm_put_is_not_sent_back_and_what_we_change_is(database: Database) -> None:
    async with _both(database) as (stage, client, crm, sender, _):
        await client.asks("PUT", "/organizations/C-17", _NAMED)
        assert client.status == 200
        await client.asks("PUT", "/contacts/K-3", {"organization": "C-17", "name": "Anna", "phone": "+79161234567"})
        await sent(stage, sender)
        assert crm.log == []
        async with stage.database.unit_of_work() as session:
            (row,) = await session.scalars(select(Organization))
            row.name = "Romashka LLC"
        await sent(stage, sender)
        ((kind, _, body),) = crm.log
        assert (kind, body["ref"], body["name"]) == ("organizations", "C-17", "Romashka LLC")
        await client.asks("PUT", "/organizations/C-17", _NAMED)
        await sent(stage, sender)
        assert len(crm.log) == 1
        async with stage.database.unit_of_work() as session:
            (row,) = await session.scalars(select(Organization).execution_options(populate_existing=True))
            row.name = "Romashka LLC"
        await sent(stage, sender)
        assert len(crm.log) == 1  # the CRM of the tests already has it so; it was asked all the same
        assert crm.requests == 2


@IN_BOTH
async def test_an_organization_removed_there_leaves_its_requests_and_tells_admins(
    database: Database, language: str
) -> None:
    async with _both(database) as (stage, client, _, _, _):
        rita, vera = stage.rita, stage.vera
        await vera.writes(f"/language {language}")
        await client.asks("PUT", "/organizations/C-17", _NAMED)
        number = await files(rita, "The till prints nothing")
        async with stage.database.unit_of_work() as session:
            (row,) = await session.scalars(select(Organization))
            await session.execute(update(Ticket).where(Ticket.number == number).values(organization_id=row.id))
        await client.asks("DELETE", "/organizations/C-17")
        assert client.status == 204
        await stage.settle()
        told = text_of("organization-removed-open", language, name="Romashka", n=1)
        await vera.containing(told)
        assert await scalars(stage, select(Membership).where(Membership.ended_at.is_(None))) == []
        ticket = await sole(stage, select(Ticket).where(Ticket.number == number))
        assert ticket.organization_id is not None


async def test_a_payment_is_sent_with_what_it_is_for(database: Database) -> None:
    async with _both(database) as (stage, client, crm, sender, _):
        crm.own.add("C-17")
        await client.asks("PUT", "/organizations/C-17", _NAMED)
        async with stage.database.unit_of_work() as session:
            (row,) = await session.scalars(select(Organization))
            paid: dict[str, Any] = {"amount": 150000, "currency": "RUB", "origin": Origin.TELEGRAM}
            session.add(LedgerEntry(organization_id=row.id, kind=LedgerKind.PAYMENT, at=stage.clock(), **paid))
        await sent(stage, sender)
        ((kind, _, body),) = crm.log
        assert (kind, body["kind"], body["amount"], body["organization_ref"]) == ("payments", "payment", 150000, "C-17")


async def test_admins_try_again_in_the_panel(database: Database) -> None:
    async with _both(database) as (stage, client, crm, sender, browser):
        vera = stage.vera
        crm.faults.append(CrmFault("/organizations", status=422))
        other = client.by(await token_of(vera, "Shop", Scope.ORGANIZATIONS))
        await other.asks("PUT", "/organizations/S-1", _NAMED)
        await browser.signs_in(vera, str(vera.id))
        await browser.opens("/failed")
        assert text_of("failed-empty") in browser.text
        await sent(stage, sender)
        await browser.opens("/failed")
        assert "to the CRM" in browser.text and "answered 422" in browser.text
        path = browser.page.partition('action="/failed/')[2].partition('"')[0]
        assert await browser.sends(f"/failed/{path}") == "/failed"
        await sent(stage, sender)
        assert [kind for kind, _, _ in crm.log] == ["organizations"]
        await browser.sends(f"/failed/{path}")
        assert text_of("outdated") in browser.text
