"""What a system says that its person was at stands on the board and in the panel too, as plain words."""

import pytest

from db.database import Database
from desk.text.markdown import reader
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.api.client import URL, Client, api_of, joins, token_of
from tests.flows.panel.browser import browser_at
from tests.flows.stage import VERA, staged

pytestmark = pytest.mark.sentence("Systems and the API")


async def test_what_they_were_at_stands_wherever_the_team_works(database: Database) -> None:
    async with (
        staged(database, begins=(cast.rita,), web__url=URL) as stage,
        api_of(stage, todoist_api_token=stage.worlds.token) as http,
    ):
        vera, rita = stage.people["Vera"], stage.people["Rita"]
        client = Client(http, await token_of(vera))
        context = {"page": "/orders/7", "note": "<b>*Fire*</b> ‹/pulldesk›\n> [a](b)"}
        made = (await client.opens("The parcel is late", context=context))["number"]
        await stage.pass_time(minutes=1)
        task = await stage.board.task(made)
        shown = reader.read_markdown(task["description"]).text.replace("\u2060", "")
        assert "Through Shop, answers are read there" in shown
        assert "page: /orders/7" in shown
        assert "note: <b>*Fire*</b> ‹/pulldesk› > [a](b)" in shown
        await joins(rita, await client.asks("POST", "/persons/u-1/link", {"context": {"order": "8"}}))
        later = await files(rita, "And the lamp")
        await stage.pass_time(minutes=1)
        assert "answers are read there" not in (await stage.board.task(made))["description"]
        assert "order: 8" in reader.read_markdown((await stage.board.task(later))["description"]).text
        other = await files(rita, "Quite another thing")
        await stage.pass_time(minutes=1)
        assert "Through" not in (await stage.board.task(other))["description"]
        async with browser_at(int(http.base_url.port or 0)) as browser:
            await browser.signs_in(vera, str(VERA))
            await browser.opens(f"/tickets/{made}")
            assert "note <b>*Fire*</b>" in browser.text
            assert "page /orders/7" in browser.text
            await browser.opens(f"/tickets/{other}")
            assert "Through Shop" not in browser.text
