"""The tree of topics on the panel."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.phone import words
from tests.flows.stage import VERA, Stage, staged


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with an agent and a requester, and Vera signed in."""
    async with (
        staged(database, board=False, begins=(cast.rita, cast.olga), panel_url=URL) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
    ):
        await browser.signs_in(stage.people["Vera"], str(VERA))
        yield stage, browser


def _page_of(browser: Browser, name: str) -> str:
    found = re.search(rf'href="(/topics/\d+)">{re.escape(name)}<', browser.page)
    assert found is not None, name
    return found[1]


async def test_a_topic_is_made_named_moved_and_what_it_brings_is_set(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, rita, olga = (stage.people[name] for name in ("Vera", "Rita", "Olga"))
    await browser.opens("/topics")
    assert await browser.sends("/topics", name="Building", is_group="1") == "/topics"
    await browser.opens("/topics")
    group = _page_of(browser, "Building")
    assert await browser.sends("/topics", name="Printers", group=group.rpartition("/")[2]) == "/topics"
    assert await browser.sends("/topics", name="<b>Heat</b>") == "/topics"
    await browser.sends("/topics", name="printers")
    assert browser.status == 422
    assert 'value="printers"' in browser.page
    assert "<b>Heat" not in browser.page
    page = _page_of(browser, "Printers")
    await browser.opens(page)
    assert await browser.sends(f"{page}/name", language="ru", name="Принтеры") == page
    await browser.sends(f"{page}/name", language="ru", name="<b>Heat</b>")
    assert browser.status == 422
    assert await browser.sends(f"{page}/priority", priority="2") == page
    assert await browser.sends(f"{page}/keywords", typed="printer, toner") == page
    assert await browser.sends(f"{page}/question", typed="place: Which room?\r\nru: Какая комната?") == page
    await browser.sends(f"{page}/question", typed="Which room?")
    assert browser.status == 422
    assert "Which room?" in browser.page
    people = re.findall(r'name="person" value="(\d+)"> (\w+)', browser.page)
    olgas = next(key for key, name in people if name == "Olga")
    assert await browser.sends(f"{page}/people", person=[olgas]) == page
    await stage.settle()
    assert "Printers" in words(await olga.last())
    await browser.opens(page)
    assert f'value="{olgas}" checked' in browser.page
    assert "Which room? / Какая комната?" in browser.text
    await files(rita, "The toner is empty in room 12")
    await stage.settle()
    await browser.opens("/tickets")
    assert "high" in browser.text, "the first priority of the topic that the keyword meant"
    await browser.opens(page)
    undo = re.findall(r'name="undo" value="(\d+)"', browser.page)[0]
    assert await browser.sends(f"{page}/drop-question", key="place") == page
    await browser.sends(f"{page}/undo", undo=undo)
    assert "Somebody has changed this since" in browser.text
    assert await browser.sends(f"{page}/group", group="0") == page
    assert await browser.sends(f"{page}/up") == page
    await vera.writes("/audit printers")
    assert "panel" in words(await vera.last())


async def test_a_topic_is_removed_and_brought_back(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/topics")
    if "Take the 25" in browser.text:
        assert await browser.sends("/topics/offered") == "/topics"
        await browser.opens("/topics")
    page, group = _page_of(browser, "Network"), _page_of(browser, "Technical")
    await browser.opens(group)
    await browser.sends(f"{group}/remove")
    assert "Something still stands in that group" in browser.text
    assert "Keywords" not in browser.text
    to = await browser.sends(f"{page}/remove")
    assert to.startswith("/topics?removed=")
    await browser.opens(to)
    assert "Network is removed" in browser.text
    assert f'href="{page}"' not in browser.page
    await browser.opens(page)
    assert browser.status == 404
    await browser.opens(to)
    assert await browser.sends(f"{page}/restore") == "/topics"
    await browser.opens(to)
    assert f'href="{page}"' in browser.page
    assert "is removed" not in browser.text
    await browser.sends(f"{page}/nothing")
    assert browser.status == 404
    await browser.sends("/topics/999999/up")
    assert browser.status == 404
