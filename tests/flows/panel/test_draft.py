"""Drafts of a model in the panel: asked for above the field of an answer, decided on in the thread."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from db.database import Database
from sandbox.model_server import ModelServer
from tests.flows import cast
from tests.flows.acts import filed_and_taken
from tests.flows.assisting import model
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of, vera_at, vera_let_in
from tests.flows.stage import Stage, staged
from tests.flows.trainees import drafts_of
from tests.sql import execute, scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

BEGINS = (cast.rita, cast.olga)


@asynccontextmanager
async def _helped(database: Database) -> AsyncIterator[tuple[Stage, Browser, ModelServer]]:
    """A desk with a model, and Vera signed in."""
    async with (
        model() as (served, given),
        staged(database, board=False, begins=(*BEGINS, vera_let_in), web__url=URL, **given) as stage,
        panel_of(stage, assist_url=stage.settings.assist.url, assist_model="small") as port,
        browser_at(port) as browser,
    ):
        browser.client.cookies.update(await stage.once(vera_let_in))
        yield stage, browser, served


def _draft(browser: Browser) -> dict[str, Any]:
    """Return what the form under a draft has."""
    form = re.search(r'<form class="say" method="post" action="(/approvals/\d+)">(.*?)</form>', browser.page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'name="(seen|was)" value="([^"]*)"', form[2]))
    return {"to": form[1], **fields}


async def test_a_draft_is_asked_for_and_sent_from_the_page(database: Database) -> None:
    async with _helped(database) as (stage, browser, served):
        number = await filed_and_taken(stage.rita, stage.olga, "The heating is cold")
        at, before = f"/tickets/{number}", len(await stage.rita.received())
        await browser.opens(at)
        assert text_of("btn-draft") in browser.text
        for _ in range(2):
            assert await browser.sends(f"{at}/do", verb="draft") == at
        await browser.opens(at)
        assert text_of("page-draft-awaited") in browser.text
        await stage.settle()
        assert len(served.asked) == 1, "pressed twice"
        await browser.opens(at)
        draft = _draft(browser)
        assert "Hello, Rita!" in browser.text
        assert text_of("btn-draft-bad") in browser.text
        stale = {**draft, "seen": "1"}
        to = draft.pop("to")
        stale.pop("to")
        await browser.sends(to, decision="send", words=draft["was"], **stale)
        assert text_of("approval-new-words") in browser.text
        assert (await stage.rita.texts())[before:] == []
        assert await browser.sends(to, decision="send", words="Hello, I come at nine", **draft) == f"{at}#thread"
        await stage.settle()
        assert (await stage.rita.texts())[before:] == [f"#{number} · Vera: Hello, I come at nine"]
        assert await drafts_of(stage) == [("changed", None)]


async def test_trouble_is_one_line_and_a_bad_draft_goes(database: Database) -> None:
    async with _helped(database) as (stage, browser, served):
        number = await filed_and_taken(stage.rita, stage.olga, "The heating is cold")
        at, served.status = f"/tickets/{number}", 429
        await browser.opens(at)
        await browser.sends(f"{at}/do", verb="draft")
        await stage.settle()
        await browser.opens(at)
        assert text_of("draft-none-why", why="busy") in browser.text
        served.status = 200
        await browser.sends(f"{at}/do", verb="draft")
        await stage.settle()
        await browser.opens(at)
        draft = _draft(browser)
        assert await browser.sends(draft.pop("to"), decision="withdraw", words="", **draft) == f"{at}#thread"
        assert await drafts_of(stage) == [("withdrawn", None)]
        assert await scalar(stage, "select count(*) from entries where kind = 'draft' and withdrawn_at is null") == 0


async def test_topics_and_organizations_forbid_it(database: Database) -> None:
    async with _helped(database) as (stage, browser, _):
        await stage.vera.writes("/settings organizations on")
        made = "insert into organizations (name, folded, created_at, updated_at) values ('R', 'r', now(), now())"
        await execute(stage, made)
        key = await scalar(stage, "select id from organizations")
        at = f"/organizations/{key}"
        for what, forbidden in (("forbid", True), ("forbid", True), ("allow", False)):
            await browser.opens(at)
            assert await browser.sends(f"{at}/assist", what=what) == at
            assert await scalar(stage, "select no_assist from organizations") is forbidden
        await execute(stage, "insert into categories (name, folded) values ('Heating', 'heating')")
        topic = await scalar(stage, "select id from categories where name = 'Heating'")
        await browser.opens(f"/topics/{topic}")
        assert text_of("field-topics-assist") in browser.text


async def test_it_is_nowhere_while_it_is_off(database: Database) -> None:
    async with vera_at(database, *BEGINS) as (stage, browser):
        number = await filed_and_taken(stage.rita, stage.olga, "The heating is cold")
        await browser.opens(f"/tickets/{number}")
        assert text_of("btn-sumup") not in browser.text
        await browser.sends(f"/tickets/{number}/do", verb="draft")
        assert text_of("draft-off") in browser.text
        await browser.opens("/reports")
        assert text_of("figure-group-assist") not in browser.text
        assert await scalar(stage, "select count(*) from jobs where box = 'to_assist'") == 0
