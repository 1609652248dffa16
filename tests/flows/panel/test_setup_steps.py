"""The first steps of a new desk: ticked by what was done, on the first page and in the bot, until the list is off."""

import pytest

from db.database import Database
from desk.setup.steps import StepName
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.phone import words
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

_STEPS = (StepName.TEST, StepName.HOURS, StepName.TEAM, StepName.GROUP, StepName.LINK)


async def _done(browser: Browser) -> set[StepName]:
    await browser.opens("/")
    mark = f", {text_of('page-setup-done')}"
    return {one for one in _STEPS if f"{text_of('page-setup-step', step=one.value)} {mark}" in browser.text}


async def test_a_step_is_ticked_here_and_in_the_bot_as_soon_as_it_is_done_until_the_list_is_off(
    database: Database,
) -> None:
    async with vera_at(database) as (stage, browser):
        vera = stage.vera
        assert await _done(browser) == set()
        assert '?startgroup"' in browser.page
        await vera.writes("/settings hours mon-fri 9-18")
        assert await _done(browser) == {StepName.HOURS}
        await cast.rita(stage)
        await files(stage.rita, "The heating is cold")
        await cast.olga(stage)
        done = {StepName.HOURS, StepName.LINK, StepName.TEAM}
        assert await _done(browser) == done
        asked = (await vera.containing(text_of("setup-zone")))["message_id"]
        await vera.presses("setupstep:7:show", on=asked, force=True)
        ready = words(await vera.containing(text_of("setup-ready-later")))
        assert [line[0] for line in ready.splitlines() if line[0] in "✓○"] == ["✓", "✓", "○", "✓"]
        await browser.sends("/settings/setup_list", value="off")
        await browser.opens("/")
        assert text_of("page-setup") not in browser.text


async def test_who_may_set_up_nothing_sees_no_list(database: Database) -> None:
    async with vera_at(database, cast.olga, cast.rita) as (stage, browser):
        await stage.vera.writes("/settings panel_for_agents on")
        await browser.signs_in(stage.people["Olga"], str(stage.people["Olga"].id))
        await browser.opens("/")
        assert (browser.status, text_of("page-setup") in browser.text) == (200, False)
