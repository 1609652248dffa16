"""Ideas in the panel and through the API."""

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import Client, api_of, token_of
from tests.flows.panel.browser import vera_at
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Ideas")

PAGE = "/answers/ideas"


async def test_ideas_are_decided_in_the_panel(database: Database) -> None:
    async with vera_at(database, cast.rita) as (stage, browser):
        rita, vera = stage.rita, stage.vera
        await browser.opens(PAGE)
        assert browser.status == 404
        await vera.writes("/settings ideas on")
        await rita.writes("/idea <b>Lights</b> in the yard")
        await browser.opens(PAGE)
        assert "&lt;b&gt;Lights&lt;/b&gt; in the yard" in browser.page
        await browser.sends(PAGE + "/1", act="vote")
        assert browser.told == text_of("page-admin-done", what="done")
        await browser.opens(PAGE + "/1")
        assert text_of("btn-do-ideas-back") in browser.text
        await browser.sends(PAGE + "/1", act="planned", answer="x" * 501)
        assert (browser.status, text_of("idea-answer-too-long", n=501, most=500) in browser.text) == (422, True)
        assert "x" * 501 in browser.page
        await browser.sends(PAGE + "/1", act="planned", answer="In spring")
        assert browser.told == text_of("page-admin-done", what="done")
        await stage.settle()
        told = text_of("idea-told-word", status="planned", idea="<b>Lights</b> in the yard", answer="In spring")
        assert await rita.reads() == told
        await browser.sends(PAGE + "/1", title="Lights", **{"was-title": ""})
        await browser.sends(PAGE + "/1", act="show")
        await browser.opens(PAGE)
        assert text_of("page-idea-is-shown") in browser.text
        await browser.sends(PAGE + "/9", act="done")
        assert browser.status == 404


async def test_an_integration_suggests_and_decides(database: Database) -> None:
    async with vera_at(database, cast.rita) as (stage, _browser), api_of(stage) as http:
        vera, rita = stage.vera, stage.rita
        crm = Client(http, await token_of(vera, "Crm", Scope.ALL_READ, Scope.ALL_WRITE))
        body = {"external_id": "u-1", "name": "Uma", "text": "Lights in the yard behind the school"}
        refused = await crm.asks("POST", "/ideas", body)
        assert (crm.status, refused["detail"]) == (409, text_of("ideas-off"))
        await vera.writes("/settings ideas on")
        await rita.writes("/idea lights in the yard behind our school")
        made = await crm.asks("POST", "/ideas", body)
        assert (crm.status, made) == (201, {"id": 2})
        found = await crm.asks("GET", "/ideas?status=new")
        assert [(one["id"], one["votes"]) for one in found["items"]] == [(2, 1), (1, 1)]
        done = await crm.asks("PATCH", "/ideas/1", {"status": "done", "answer": "Since today"})
        assert (crm.status, done["status"], done["answer"]) == (200, "done", "Since today")
        await stage.settle()
        assert "Since today" in await rita.reads()
        assert (await crm.asks("PATCH", "/ideas/3", {"status": "done"}))["type"] == "/api/docs#no-such-idea"
