"""Time that the team works on requests, in the panel: on the page of a request, in reports and exports."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import filed_and_taken
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.panel.test_reports_page import looks
from tests.flows.stage import Stage
from tests.flows.test_time_spent import recorded
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Time spent")


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with Rita and Olga, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga) as stood:
        yield stood


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_page_records_corrects_and_takes_back(desk: tuple[Stage, Browser], language: str) -> None:
    stage, browser = desk
    number = await filed_and_taken(stage.rita, stage.olga, "The heating is cold in room 12")
    at = f"/tickets/{number}"
    async with stage.speaking(language):
        await browser.opens(at)
        assert text_of("page-menu", what="time") not in browser.text
        assert await browser.sends(f"{at}/act", what="time", value="15m", more="billable") == ""
        assert text_of("time-off") in browser.text
        await browser.opens("/reports")
        assert text_of("stats-form", form="time") not in browser.text
        await stage.vera.writes("/settings time_spent on")
        await stage.vera.writes("/settings time_step_minutes 15")
        await browser.opens(at)
        assert text_of("page-menu", what="time") in browser.text
        assert text_of("page-menu", what="retime") not in browser.text
        for wrong in ("0", "-15m", "17h", "15 apples", "<script>alert(1)</script>", "9" * 3000, ""):
            assert await browser.sends(f"{at}/act", what="time", value=wrong, more="billable") == "", wrong
            assert browser.status == 409
        assert await browser.sends(f"{at}/act", what="time", value="15m", more="gratis") == ""
        assert await browser.sends(f"{at}/act", what="time", value="1h 20m", more="billable") == at
        assert await browser.sends(f"{at}/act", what="time", value="1h 20m", more="billable") == at
        assert await browser.sends(f"{at}/act", what="time", value="полчаса", more="free") == at
        assert await recorded(stage) == [(80, 90, "Vera"), (30, 0, "Vera")]
        await browser.opens(at)
        hour, half = ("ч", "мин") if language == "ru" else ("h", "min")
        assert text_of("page-time-of", spent=f"1 {hour} 50 {half}", billed=f"1 {hour} 30 {half}") in browser.text
        assert text_of("page-menu", what="retime") in browser.text
        for missing in ("7000", "abc", "-1", "0"):
            assert await browser.sends(f"{at}/act", what="retime", value=missing, more="5m") == "", missing
        assert await browser.sends(f"{at}/act", what="retime", value="1", more="5m") == at
        assert await browser.sends(f"{at}/act", what="retime", value="2", more="") == at
        assert await recorded(stage) == [(5, 15, "Vera")]
        await looks(browser, "view=time&period=month")
        assert text_of("figure-time_billed") in browser.text
        assert browser.status == 200


async def test_others_correct_it_only_with_the_right_to_lead(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await filed_and_taken(stage.rita, stage.olga, "The heating is cold in room 12")
    await stage.vera.writes("/settings time_spent on")
    await stage.olga.writes(f"/time {number} 15m")
    at = f"/tickets/{number}"
    await browser.opens(at)
    assert await browser.sends(f"{at}/act", what="retime", value="1", more="20m") == at
    assert await recorded(stage) == [(20, 20, "Olga")]
