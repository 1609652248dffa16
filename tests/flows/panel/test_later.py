"""Plans of the team in the panel: from the field of an answer, under the request, and in the list of one's own."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import filed_and_taken
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.stage import Stage
from tests.flows.trainees import drafts_of
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

SAID = "The part has arrived"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk whose team may plan, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga) as stood:
        await stood[0].vera.writes("/settings later on")
        yield stood


def _field(browser: Browser, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', browser.page)
    assert found is not None, name
    return found[1]


async def test_sent_later_from_the_field_of_an_answer(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await filed_and_taken(stage.rita, stage.olga, "The printer is on fire")
    at = f"/tickets/{number}"
    await browser.opens(at)
    seen, once = _field(browser, "seen"), _field(browser, "once")
    await browser.sends(f"{at}/say", text=SAID, then="later", when="some day", seen=seen, once=once)
    assert text_of("plan-wrong-time") in browser.text
    assert SAID in browser.page
    before = len(await stage.rita.received())
    for _ in range(2):
        sent = await browser.sends(f"{at}/say", text=SAID, then="later", when="tomorrow 9", seen=seen, once=once)
        assert sent == at
    assert await scalar(stage, "select count(*) from approvals") == 1, "pressed twice"
    await browser.opens(at)
    assert text_of("page-planned") in browser.text
    await browser.opens("/later")
    assert f"#{number}" in browser.text
    key = await scalar(stage, "select id from approvals")
    await browser.opens(at)
    plan = {"seen": _field(browser, "seen")}
    assert await browser.sends(f"/later/{key}", what="edit", words=f"{SAID} **today**", **plan) == at
    assert await browser.sends(f"/later/{key}", what="move", when="in 3 hours", **plan) == at
    assert await browser.sends(f"/later/{key}", what="move", when="never", **plan) == ""
    assert text_of("plan-wrong-time") in browser.text
    await stage.pass_time(hours=3, minutes=1)
    assert (await stage.rita.texts())[before:] == [f"#{number} · Vera: {SAID} today"]
    assert await browser.sends(f"/later/{key}", what="drop", **plan) == ""
    assert text_of("later-over", state="done") in browser.text
    await browser.opens("/later")
    assert text_of("plans-none") in browser.text


async def test_a_note_and_an_act_and_what_others_see(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await filed_and_taken(stage.rita, stage.olga, "The printer is on fire")
    at, before = f"/tickets/{number}", len(await stage.rita.received())
    await browser.opens(at)
    seen = _field(browser, "seen")
    await browser.sends(f"{at}/say", text="Ask the supplier", inside="1", then="later", when="1h", seen=seen, once="a1")
    await browser.sends(f"{at}/say", text="/resolve", then="later", when="2h", seen=seen, once="a2")
    await stage.olga.writes(f"/later {number} 3h: {SAID}")
    await browser.opens(at)
    assert browser.page.count('name="what" value="drop"') == 2, "nobody changes the plan of a colleague"
    key = await scalar(stage, "select max(id) from approvals")
    await browser.sends(f"/later/{key}", what="now", seen=str(10**13))
    await stage.pass_time(hours=2, minutes=1)
    assert await drafts_of(stage) == [("done", "note"), ("done", "resolve"), ("planned", None)]
    await stage.pass_time(hours=1)
    assert (await drafts_of(stage))[2] == ("stopped", None)
    assert not any("supplier" in one or SAID in one for one in (await stage.rita.texts())[before:])


async def test_it_is_nowhere_while_it_is_off(database: Database) -> None:
    async with vera_at(database, cast.rita, cast.olga) as (stage, browser):
        number = await filed_and_taken(stage.rita, stage.olga, "The printer is on fire")
        await browser.opens(f"/tickets/{number}")
        assert "later" not in browser.page
        await browser.opens("/later")
        assert browser.status == 404
        at = f"/tickets/{number}"
        await browser.sends(f"{at}/say", text=SAID, then="later", when="tomorrow 9", seen="0", once="a1")
        assert text_of("later-off") in browser.text
        assert await drafts_of(stage) == []
