"""The panel's page of one ticket when it is older than what stands there: what counts as new, what is sent twice, and
which buttons are left."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import answers, files
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with targets, where Olga has Rita's request, and Vera signed in."""
    async with vera_at(
        database, cast.rita, cast.olga, cast.heating, targets__enabled=True, team__undo=timedelta(seconds=10)
    ) as stood:
        yield stood


def _seen(browser: Browser) -> str:
    return browser.page.partition('name="seen" value="')[2].partition('"')[0]


async def _adds(rita: Phone, number: int, text: str) -> None:
    await rita.writes(text, reply_to=(await rita.containing(f"#{number}"))["message_id"])


async def test_what_is_new_is_looked_for_behind_the_page_that_is_open(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    number = await stage.once(cast.heating)
    at = f"/tickets/{number}"
    for _ in range(2):
        await _adds(rita, number, "cold " * 600)
    await browser.opens(at)
    seen = _seen(browser)
    await browser.opens(f"{at}?page=1")
    assert _seen(browser) == seen, "an older page has seen no less"
    last = (await browser.client.get(at)).text.count('class="entry')
    assert (await browser.client.get(f"{at}?page=-1")).text.count('class="entry') == last
    await answers(olga, number, "The plumber is on the way")
    await browser.opens(f"{at}?page=1&seen={seen}")
    assert text_of("page-news", names="Olga") in browser.text
    await browser.sends(f"{at}/say", text="I call the plumber", seen=seen)
    assert browser.status == 409


async def test_the_buttons_are_those_of_what_became_of_it(desk: tuple[Stage, Browser]) -> None:
    """Who resolved it takes it back; on hold nothing is due; whom the board has is nobody's to claim."""
    stage, browser = desk
    olga, number = stage.olga, await stage.once(cast.heating)
    other = await files(await stage.phone("Mira"), "The projector is dark")
    at = f"/tickets/{number}"
    await browser.opens(f"/tickets/{other}")
    assert _verbs(browser) == {"claim"}
    await browser.opens(at)
    assert _verbs(browser) == {"resolve", "pending", "progress", "release"}
    assert await browser.sends(f"{at}/do", verb="progress") == at
    await browser.opens(at)
    assert _verbs(browser) == {"resolve", "pending", "release"}, "it is in progress"
    assert await browser.sends(f"{at}/act", what="promise", value="in 3 hours") == at
    await browser.opens(at)
    assert "data-left" in _head(browser)
    await olga.writes(f"/hold {number} the plumber comes on Friday")
    await browser.opens(at)
    assert "data-left" not in _head(browser)
    await olga.writes(f"/resolve {number}")
    await browser.opens(at)
    assert _verbs(browser) == {"reopen"}
    assert await browser.sends(f"/tickets/{other}/do", verb="claim") == f"/tickets/{other}"
    await browser.opens(f"/tickets/{other}")
    assert _verbs(browser) == {"resolve", "pending", "progress", "release"}
    assert await browser.sends(f"/tickets/{other}/do", verb="resolve") == f"/tickets/{other}"
    await browser.opens(f"/tickets/{other}")
    assert _verbs(browser) == {"reopen"}
    assert f'action="/tickets/{other}/undo"' in browser.page
    await stage.pass_time(seconds=30)
    assert await browser.sends(f"/tickets/{other}/do", verb="reopen") == f"/tickets/{other}"
    await browser.opens(f"/tickets/{other}")
    assert _verbs(browser) == {"resolve", "pending", "progress", "release"}, "it is worked on again"
    assert 'name="then" value="resolve"' in browser.page
    assert 'id="act-hold"' in browser.page


def _verbs(browser: Browser) -> set[str]:
    return set(re.findall(r'name="verb" value="(\w+)"', browser.page))


def _head(browser: Browser) -> str:
    return browser.page.partition("<h1")[2].partition('id="news"')[0]
