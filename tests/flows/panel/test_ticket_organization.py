"""For which organization a ticket is, on its page of the panel."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.clients import joined, with_outlets
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("For which organization")


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with Rita and Olga, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga) as stood:
        yield stood


async def test_the_page_shows_it_and_corrects_it(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    daisy = await with_outlets(stage, "Daisy <b>", "Corner", "Market", equipment=("Till A1",))
    await with_outlets(stage, "Daisy Chain")
    await joined(stage, stage.rita, daisy, confirmed=False)
    number = await files(stage.rita, "The heating is cold in room 12")
    at = f"/tickets/{number}"
    await browser.opens(at)
    assert "Daisy <b> not confirmed" in browser.text

    async def acts(what: str, value: str, **more: str) -> str:
        return await browser.sends(f"{at}/act", what=what, value=value, **more)

    assert await acts("organization", "daisy") == ""
    assert text_of("page-organization-several", names="Daisy <b>; Daisy Chain") in browser.text
    assert await acts("organization", "rose") == ""
    assert text_of("page-organization-none", words="rose") in browser.text
    assert await acts("outlet", "1") == at
    await browser.opens(at)
    assert "Daisy <b>, Corner" in browser.text
    assert "Corner street 1" in browser.text
    assert "Till A1" in browser.text
    assert await acts("organization", "daisy chain") == at
    assert await acts("outlet", "1") == "", "of another organization"
    assert await acts("organization", "", was=f":{daisy}") == at, "their own change"
    await browser.opens(at)
    assert text_of("history-organization", old="Daisy Chain", new="none") in browser.text
