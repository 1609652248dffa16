"""Writing first from the panel and through the API."""

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Person
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import Client, api_of, token_of
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.phone import words
from tests.flows.stage import Stage
from tests.sql import sole
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Writing first")


async def _id_of(stage: Stage, name: str) -> int:
    return await sole(stage, select(Person.id).where(Person.name == name))


async def test_an_admin_writes_first_from_the_page_of_a_person(database: Database) -> None:
    async with vera_at(database, cast.rita, cast.olga) as (stage, browser):
        rita, vera = stage.rita, stage.vera
        await rita.writes("/start")
        page = f"/requesters/{await _id_of(stage, 'Rita K.')}"
        await browser.opens(page)
        assert text_of("page-write") not in browser.text
        await vera.writes("/settings write_first on")
        await browser.opens(page)
        assert text_of("page-write-effect", name="Rita K.") in browser.text
        assert text_of("page-team-requests") + " " + text_of("page-team-requests-on") in browser.text
        await _refused(browser, page, "x" * 4001, text_of("page-too-long", n=4000))
        await _refused(browser, page, " ", text_of("write-empty"))
        led = await browser.sends(page + "/write", text="The **projector** is here", why="You lent us a cable")
        assert led == "/tickets/1"
        await stage.settle()
        receipt, said = (await rita.received())[-2:]
        assert text_of("begun-why", why="You lent us a cable") in words(receipt)
        assert words(said) == "#1 · Vera: The projector is here"
        assert text_of("write-done", name="Rita K.", number=1) in await vera.reads()
        await browser.opens(page)
        await _refused(browser, page, "Once more", text_of("write-waits", name="Rita K.", number=1))
        assert "Once more" in browser.page
        await rita.presses("begun:0", on=receipt["message_id"])
        await browser.opens(page)
        assert text_of("page-team-requests") + " " + text_of("page-team-requests-off") in browser.text
        assert text_of("page-write") not in browser.text


async def _refused(browser: Browser, page: str, text: str, told: str) -> None:
    assert await browser.sends(page + "/write", text=text, why="") == ""
    assert (browser.status, told in browser.text) == (422, True)


async def test_an_integration_begins_a_request_for_an_agent(database: Database) -> None:
    async with vera_at(database, cast.rita, cast.olga) as (stage, _browser), api_of(stage) as http:
        vera, olga, rita = (stage.people[name] for name in ("Vera", "Olga", "Rita"))
        crm = Client(http, await token_of(vera, "Crm", Scope.ALL_READ, Scope.ALL_WRITE))
        agent = await _id_of(stage, "Olga")
        first = await crm.opens("The parcel is late")
        body = {"external_id": "u-1", "text": "It has arrived", "agent": agent}
        refused = await crm.asks("POST", "/tickets/begun", body)
        assert (crm.status, refused["detail"]) == (409, text_of("write-off"))
        await vera.writes("/settings write_first on")
        made = await crm.asks("POST", "/tickets/begun", body)
        assert (crm.status, made["status"], made["assignee"]["id"]) == (201, "pending", agent)
        assert (made["external_id"], made["messages"][0]["text"]) == ("u-1", "It has arrived")
        assert (first["begun_by_team"], made["begun_by_team"]) == (False, True)
        await stage.settle()
        assert "It has arrived" in await olga.reads()
        await crm.asks("POST", "/tickets/begun", {**body, "of_ticket": first["number"]})
        assert crm.status == 422
        await crm.asks("POST", "/tickets/begun", {**body, "external_id": "u-9"})
        assert crm.status == 404
        await crm.asks("POST", "/tickets/begun", {**body, "agent": await _id_of(stage, "Crm u-1")})
        assert crm.status == 422
        await rita.writes("The lamp flickers")
        await stage.settle()
