"""Account data that a system pushes, on the card, in the panel and in the API."""

from typing import Any

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.accounts import SECRET, SHOP, asking, id_of
from tests.flows.acts import files
from tests.flows.api.client import URL, Client, api_at, api_of, token_of
from tests.flows.panel.browser import browser_at
from tests.flows.phone import words
from tests.flows.stage import VERA
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Account data")

PUSHED: dict[str, Any] = {
    "fields": [{"label": "Plan", "value": "<b>Pro</b>"}, {"label": "Orders", "value": "7"}],
    "link": {"label": "In the shop", "url": "https://shop.example/u/1"},
}


async def test_what_is_pushed_is_shown_and_replaced(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        vera, olga = stage.vera, stage.olga
        client = Client(http, await token_of(vera, "Shop", Scope.ACCOUNTS))
        number = (await client.opens("The parcel is late", context={"page": "/orders/7"}))["number"]
        await stage.settle()
        assert "Plan" not in words(await olga.message_with(f"claim:{number}"))
        for _ in range(2):
            seen = await client.asks("PUT", "/persons/u-1/account", PUSHED)
            assert (client.status, seen["fields"]) == (200, PUSHED["fields"])
        assert await client.asks("GET", "/persons/u-1/account") == seen
        await stage.settle()
        assert "Plan: <b>Pro</b>\nOrders: 7" in words(await olga.message_with(f"claim:{number}"))
        async with browser_at(int(http.base_url.port or 0)) as browser:
            await browser.signs_in(vera, str(VERA))
            await browser.opens(f"/tickets/{number}")
            assert text_of("page-account") in browser.text
            assert "&lt;b&gt;Pro&lt;/b&gt;" in browser.page
            assert '<a href="https://shop.example/u/1" rel="noreferrer"' in browser.page
            assert "/orders/7" in browser.text
            assert text_of("btn-account") not in browser.text
        await client.asks("PUT", "/persons/u-1/account", {"fields": []})
        await stage.settle()
        assert "Plan" not in words(await olga.message_with(f"claim:{number}"))


MISFITS: tuple[Any, ...] = (
    {"fields": [{"label": "x", "value": "y"}] * 13},
    {"fields": [{"label": " ", "value": "y"}]},
    {"fields": [{"label": "x", "value": "\u200b"}]},
    {"fields": [{"label": "x" * 41, "value": "y"}]},
    {"fields": [{"label": "x", "value": "y" * 201}]},
    {"fields": [], "link": {"label": "x", "url": "javascript:alert(1)"}},
    {"fields": [], "link": {"label": "x", "url": "https://a:b@shop.example"}},
    {"link": None},
    [],
)


async def test_what_does_not_fit_is_refused_and_changes_nothing(database: Database) -> None:
    async with api_at(database) as (stage, http):
        client = Client(http, await token_of(stage.vera, "Shop", Scope.ACCOUNTS))
        for body in MISFITS:
            await client.asks("PUT", "/persons/u-1/account", body)
            assert client.status == 422, body
            await client.asks("GET", "/persons/u-1/account")
            assert client.status == 404, body


async def test_another_systems_users_are_others(database: Database) -> None:
    async with api_at(database) as (stage, http):
        shop = Client(http, await token_of(stage.vera, "Shop", Scope.ACCOUNTS))
        bank = Client(http, await token_of(stage.vera, "Bank", Scope.ACCOUNTS))
        await shop.asks("PUT", "/persons/u-1/account", PUSHED)
        await bank.asks("GET", "/persons/u-1/account")
        assert bank.status == 404


async def test_the_panel_asks_when_it_is_opened_and_by_the_button(database: Database) -> None:
    async with (
        asking(database, board=False, begins=(cast.rita, cast.olga), web__url=URL) as (stage, service),
        api_of(stage, account_url=stage.settings.accounts.url, account_secret=SECRET) as http,
    ):
        vera, rita = stage.vera, stage.rita
        await rita.writes("/start")
        await files(rita, "The heating is cold")
        person = await id_of(stage, "Rita")
        service.accounts[str(person)] = SHOP
        async with browser_at(int(http.base_url.port or 0)) as browser:
            await browser.signs_in(vera, str(VERA))
            await browser.opens("/tickets/1")
            assert "No data about this person" in browser.text
            assert 'aria-labelledby="account"' not in browser.page, "one line, no card"
            for page in ("/tickets/1", f"/requesters/{person}"):
                await browser.opens(page)
                await browser.sends(f"{page}/account")
                await browser.opens(page)
                assert text_of("page-account-asked") in browser.text
                await stage.settle()
                await browser.opens(page)
                assert "Balance" in browser.text
                assert text_of("page-account-asked") not in browser.text
            assert len(service.asked) == 3
            await stage.pass_time(minutes=11)
            await browser.opens("/tickets/1")
            await stage.settle()
            assert len(service.asked) == 4
