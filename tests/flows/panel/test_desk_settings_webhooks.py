"""Webhooks on the panel: a secret shown once, what became of deliveries, off and on, again, removed."""

from __future__ import annotations

import re

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.acts import files, reads_audit
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.stage import VERA, staged
from tests.flows.webhooks.catcher import RULES, SETTINGS, catching, is_signed, sending, sent
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

_PAGE = "/systems/1/webhooks"


def _secret(browser: Browser) -> str:
    found = re.search(r'value="(whsec_[^"]+)"', browser.page)
    return found[1] if found else ""


async def test_a_webhook_is_made_seen_to_deliver_switched_off_and_removed(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.rita,), web__url=URL, **RULES) as stage,
        panel_of(stage, **SETTINGS) as port,
        browser_at(port) as browser,
        catching() as catcher,
    ):
        vera = stage.vera
        await browser.signs_in(vera, str(VERA))
        await browser.opens(_PAGE)
        assert browser.status == 404
        await browser.opens("/systems")
        await browser.confirms(vera, "/systems", name="Shop")
        more = {"scope": ["tickets", "webhooks", "all:read"]}
        assert await browser.confirms(vera, "/systems/1/scopes", **more) == "/systems/1"
        await browser.opens(_PAGE)
        await browser.sends(_PAGE, url="http://10.0.0.1/<b>")
        assert browser.status == 422
        assert "http://10.0.0.1/&lt;b&gt;" in browser.page
        await browser.confirms(vera, _PAGE, url=catcher.url, kind=["ticket.created", "ticket.closed"])
        secret = _secret(browser)
        assert secret
        assert text_of("webhook-kinds", kinds="ticket.created, ticket.closed") in browser.text
        await browser.opens(_PAGE)
        assert not _secret(browser)
        assert catcher.url not in browser.page, "an address may hold what nobody else should read"
        await files(stage.rita, "The heating is cold")
        async with sending(stage) as sender:
            await sent(sender)
        assert [one["type"] for one in catcher.bodies] == ["ticket.created"]
        assert is_signed(secret, *catcher.caught[0])
        await browser.opens(_PAGE)
        assert f"ticket.created #1 {text_of('webhook-sent', state='sent')}" in browser.text
        webhook = f"{_PAGE}/1"
        assert await browser.sends(f"{webhook}/again", hours="24") == _PAGE
        await browser.sends(f"{webhook}/again", hours="7")
        assert browser.status == 404
        async with sending(stage) as sender:
            await sent(sender)
        assert len(catcher.bodies) == 2
        assert await browser.sends(f"{webhook}/off") == _PAGE
        await browser.opens(_PAGE)
        assert "Switch on" in browser.text
        assert await browser.confirms(vera, f"{webhook}/on") == _PAGE
        await browser.opens(_PAGE)
        await browser.confirms(vera, f"{webhook}/secret")
        assert _secret(browser) not in ("", secret)
        assert await browser.sends(f"{webhook}/remove") == _PAGE
        await browser.opens(_PAGE)
        assert "127.0.0.1" not in browser.text
        await browser.sends(f"{webhook}/secret")
        assert browser.status == 422
        audited = await reads_audit(vera, "webhook")
        assert "panel" in audited


async def test_a_test_is_sent_from_the_page_and_counts_as_one_attempt(database: Database) -> None:
    async with (
        staged(database, board=False, web__url=URL, **RULES) as stage,
        panel_of(stage, **SETTINGS) as port,
        browser_at(port) as browser,
        catching() as catcher,
    ):
        vera = stage.vera
        await browser.signs_in(vera, str(VERA))
        await browser.opens("/systems")
        await browser.confirms(vera, "/systems", name="Shop")
        await browser.opens(_PAGE)
        await browser.confirms(vera, _PAGE, url=catcher.url)
        await browser.opens(_PAGE)
        assert await browser.sends(f"{_PAGE}/1/test") == _PAGE
        async with sending(stage) as sender:
            await sent(sender)
        assert [one["type"] for one in catcher.bodies] == ["webhook.test"]
        await browser.opens(_PAGE)
        assert f"webhook.test {text_of('webhook-sent', state='sent')} 1 " in browser.text
        assert text_of("page-webhook-all") in browser.text
        assert await browser.sends(f"{_PAGE}/1/edit", url="", kind=["ticket.closed"]) == _PAGE
        await browser.opens(_PAGE)
        assert "127.0.0.1 · 1" in browser.text
        assert text_of("webhook-kinds", kinds="ticket.closed") in browser.text
