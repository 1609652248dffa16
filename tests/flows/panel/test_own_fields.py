"""Declared fields of requests, in the panel and through the API: declared, set, filtered, taken along."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.integrations.scopes import Scope
from desk.settings.own_fields import FieldKind
from tests.flows import cast
from tests.flows.acts import filed_and_taken, files
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.panel.test_ask import asking, fills
from tests.flows.stage import Stage
from tests.flows.test_own_fields import declared, held
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Own fields")


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with Rita and Olga, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga) as stood:
        yield stood


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_page_declares_sets_filters_and_removes(desk: tuple[Stage, Browser], language: str) -> None:
    stage, browser = desk
    number = await filed_and_taken(stage.rita, stage.olga, "The heating is cold in room 12")
    other, at = await files(stage.rita, "The door is open"), f"/tickets/{number}"
    async with stage.speaking(language):
        await browser.opens(at)
        assert text_of("page-menu", what="field") not in browser.text
        await browser.opens("/tickets")
        assert text_of("page-any-own") not in browser.text
        await browser.opens("/fields")
        assert await browser.sends("/fields", kind="field", holds="choice", name="12") == ""
        assert text_of("field-name-wrong", longest=40) in browser.text
        await browser.sends("/fields", kind="field", holds="choice", name="Machine")
        assert browser.told == text_of("page-admin-done", what="added")
        key = int(str(await scalar(stage, "select max(id) from own_fields")))
        await browser.sends(f"/fields/{key}", **{"options": "Boiler\nLift", "was-options": ""})
        await browser.opens(at)
        assert text_of("page-menu", what="field") in browser.text
        for wrong in ("Crane", "<script>alert(1)</script>"):
            assert await browser.sends(f"{at}/act", what="field", value=str(key), more=wrong) == "", wrong
            assert browser.status == 409
        assert await browser.sends(f"{at}/act", what="field", value=str(key), more="boiler") == at
        await browser.opens(at)
        assert "Boiler" in browser.text
        await browser.opens(f"/tickets?own={key}:Boiler")
        assert f"#{number}" in browser.text
        assert f"#{other}" not in browser.text
        assert "Machine: Boiler" in browser.text
        await browser.opens(f"/tickets?own={key}:Lift&state=all")
        assert f'id="row-{number}"' not in browser.page
        for odd in ("7", "x:y", ":", f"{key}:", "9" * 30 + ":a"):
            await browser.opens(f"/tickets?own={odd}")
            assert (browser.status, f'id="row-{other}"' in browser.page) == (200, True), odd
        await browser.opens(f"/fields/{key}")
        await browser.sends(f"/fields/{key}", act="remove")
        await browser.opens(at)
        assert "Boiler" not in browser.text.partition(text_of("page-history"))[0]
        assert await held(stage, number) == {"kept": {str(key): "Boiler"}}
        await browser.sends(f"/fields/{key}", act="restore")
        await browser.opens(at)
        assert "Boiler" in browser.text


async def test_a_system_reads_sets_and_filters(database: Database) -> None:
    async with api_at(database, cast.rita, cast.olga) as (stage, http):
        crm = Client(http, await token_of(stage.vera, "Crm", Scope.ALL_READ, Scope.ALL_WRITE))
        shop = Client(http, await token_of(stage.vera, "Shop", Scope.TICKETS))
        number = await filed_and_taken(stage.rita, stage.olga, "The heating is cold in room 12")
        other, at = await files(stage.rita, "The door is open"), f"/tickets/{number}"
        assert (await crm.asks("GET", "/fields"))["items"] == []
        assert (await crm.asks("POST", f"{at}/acts/field", {"field": "Seats", "value": "4"}))["code"] == "field-off"
        key = await declared(stage, FieldKind.NUMBER, "Seats")
        listed = (await crm.asks("GET", "/fields"))["items"]
        assert listed == [{"id": key, "name": "Seats", "kind": "number", "options": []}]
        assert (await crm.asks("POST", f"{at}/acts/field", {"field": "Seats", "value": "4"}))["fields"] == {
            "Seats": "4"
        }
        assert [one["number"] for one in (await crm.asks("GET", f"/tickets?field={key}:4"))["items"]] == [number]
        assert [one["number"] for one in (await crm.asks("GET", f"/tickets?field={key}:5"))["items"]] == []
        assert (await crm.asks("GET", f"/tickets/{other}"))["fields"] == {}
        for wrong in ({"field": "Seats"}, {"field": "Seats", "value": 4}, {"value": "4"}, {"field": "", "value": "4"}):
            await crm.asks("POST", f"{at}/acts/field", wrong)
            assert crm.status == 422, wrong
        assert (await crm.asks("POST", f"{at}/acts/field", {"field": "Seats", "value": "four"}))["code"]
        assert crm.status == 409
        await crm.asks("POST", f"{at}/acts/field", {"field": str(key), "value": None})
        assert await held(stage, number) is None
        await shop.asks("GET", f"/tickets?field={key}:4")
        assert shop.status == 403
        await shop.asks("GET", "/fields")
        assert shop.status == 403


async def test_the_form_on_the_web_asks_for_fields(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        await visitor.opens("/ask")
        assert "Which room?" not in visitor.text
        room = await declared(stage, FieldKind.TEXT, "Room", question="Which room?")
        machine = await declared(stage, FieldKind.CHOICE, "Machine", "Boiler", "Lift", question="Which machine?")
        await visitor.opens("/ask")
        assert "Which machine? (Boiler, Lift)" in visitor.text
        assert (await fills(stage, visitor, **{f"f{room}": "205", f"f{machine}": "the big one"})).startswith("/ask/")
        await stage.settle()
        assert await held(stage, 1) == {"words": {str(room): "205"}}
        await stage.olga.writes("/ticket 1")
        assert "Which machine? (Boiler, Lift) the big one" in await stage.olga.reads()
