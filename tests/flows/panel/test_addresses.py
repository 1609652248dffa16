"""From where the panel opens: a list of networks, which nobody closes on themselves from the panel."""

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.panel.browser import URL, browser_at, panel_of
from tests.flows.stage import VERA, staged
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


async def test_the_panel_opens_from_where_the_list_says_alone(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.rita,), web__url=URL) as stage,
        panel_of(stage, web_proxies="127.0.0.0/8") as port,
        browser_at(port) as browser,
        browser_at(port) as elsewhere,
    ):
        vera = stage.vera
        browser.client.headers["x-forwarded-for"] = "203.0.113.7"
        elsewhere.client.headers["x-forwarded-for"] = "203.0.113.7, 198.51.100.9"
        await browser.signs_in(vera, str(VERA))
        await elsewhere.opens("/sign-in")
        await browser.opens("/settings/group/desk")
        await browser.sends("/settings/web_addresses", value="the office")
        assert "such as 203.0.113.7 or 10.0.0.0/8" in browser.text
        await browser.sends("/settings/web_addresses", value="10.0.0.0/8, 198.51.100.0/24")
        assert browser.status == 422
        assert piece_of("web-addresses-without-yours") in browser.text
        assert "10.0.0.0/8, 198.51.100.0/24</textarea>" in browser.page
        await browser.confirms(vera, "/settings/web_addresses", value="10.0.0.0/8 203.0.113.0/24")
        await elsewhere.sends("/sign-in", name=str(VERA))
        assert elsewhere.status == 403
        assert text_of("page-outside", address="198.51.100.9") in elsewhere.text
        await elsewhere.opens("/sign-in")
        assert elsewhere.status == 403
        assert (await elsewhere.client.get("/healthz")).status_code == 200
        assert (await elsewhere.client.get("/static/panel.css")).status_code == 200
        await browser.opens("/")
        assert browser.status == 200
        elsewhere.client.cookies = browser.client.cookies  # what was stolen opens nothing from there
        await elsewhere.opens("/tickets")
        assert elsewhere.status == 403
        await vera.writes("/settings web_addresses 192.0.2.1")  # from Telegram it is theirs to do
        await browser.opens("/")
        assert browser.status == 403
        undo = next(one for one in await vera.buttons() if "undo" in one)
        await vera.presses(undo)
        await browser.opens("/")
        assert browser.status == 200
