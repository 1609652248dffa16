"""Recurring requests in the panel: planned, given a client who is told nothing, paused."""

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.panel.browser import vera_at
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Recurring requests")

PAGE = "/recurring"


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_it_is_planned_for_a_client_and_paused(database: Database, language: str) -> None:
    async with vera_at(database, cast.rita, cast.olga) as (stage, browser), stage.speaking(language):
        await stage.rita.writes("/start")
        await browser.opens(PAGE)
        assert browser.status == 404
        await browser.opens("/settings")
        assert f'href="{PAGE}"' not in browser.page
        await stage.vera.writes("/settings recurring on")
        await browser.opens("/settings")
        assert f'href="{PAGE}"' in browser.page
        await browser.opens(PAGE)
        await browser.sends(PAGE, kind="request", what="now and then: <b>Check</b>")
        assert (browser.status, text_of("recurring-usage") in browser.text) == (422, True)
        assert "now and then: &lt;b&gt;Check&lt;/b&gt;" in browser.page
        await browser.sends(PAGE, kind="request", what="every day at 10: <b>Check</b>")
        assert browser.status == 200
        await browser.opens(f"{PAGE}/1")
        await browser.sends(f"{PAGE}/1", client="Nobody", **{"was-client": ""})
        assert text_of("recurring-client-unknown") in browser.text
        await browser.sends(f"{PAGE}/1", client="Rita K.", **{"was-client": ""})
        await browser.opens(f"{PAGE}/1")
        assert 'value="Rita K."' in browser.page, browser.text
        seen = len(await stage.rita.received())
        await stage.pass_time(hours=2)
        await browser.opens("/tickets/1")
        assert "&lt;b&gt;Check&lt;/b&gt;" in browser.page
        assert "Rita K." in browser.text
        assert len(await stage.rita.received()) == seen
        await browser.opens(PAGE)
        await browser.sends(f"{PAGE}/1", act="pause")
        await browser.opens(PAGE)
        assert text_of("recurring-next-none") in browser.text
