"""The palette's part of a page: what it finds for whom."""

from __future__ import annotations

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.acts import filed_and_taken, files
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.scenes import may
from tests.flows.stage import VERA, staged
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")


async def _found(browser: Browser, words: str) -> str:
    browser.page = (await browser.client.get("/palette", params={"q": words})).text
    return browser.page


async def test_everybody_finds_what_they_may_open_and_nothing_else(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.rita, cast.olga), web__url=URL) as stage,
        panel_of(stage) as port,
    ):
        vera, olga, rita = (stage.people[name] for name in ("Vera", "Olga", "Rita"))
        await vera.writes("/settings panel_for_agents on")
        number = await files(rita, "The heating is cold in room 12")
        async with browser_at(port) as admin, browser_at(port) as agent:
            await admin.signs_in(vera, str(VERA))
            await agent.signs_in(olga, str(olga.id))
            for browser in (admin, agent):
                for words in (str(number), f"#{number}", "heat", "ROOM cold"):
                    assert f'href="/tickets/{number}"' in await _found(browser, words), words
                assert f"#{number} The heating" in browser.page
                assert 'href="/answers/gaps"' in await _found(browser, "missing art")
                assert 'role="option"' not in await _found(browser, "nowhere at all")
                for words, address in (
                    ("late?", "/tickets?late=1"), ("очередь", "/tickets?agent=0"), ("where is heating?", "/tickets/1"),
                    ("load", "/reports?view=now\""), ("у кого сколько", "/reports?view=now\""),
                    ("отчёт", "/reports?\""),
                    ("from whom", "/reports?view=figure&amp;by=requester\""),
                    ("this week", "/reports?period=days&amp;"),
                ):  # fmt: skip
                    assert f'href="{address}' in await _found(browser, words), words
                assert text_of("page-palette-asked", asked="title") not in await _found(browser, "lately")
                assert "&lt;i&gt;" in await _found(browser, "<i>\0")
            for words, address in (
                ("rita", "/requesters/"), ("olga", "/people/"), ("topics", "/topics"),
                ("undo", "/settings/undo_seconds"), ("team", "/people"), ("audit", "/audit"), ("api ref", "/api/docs"),
            ):  # fmt: skip
                assert f'href="{address}' in await _found(admin, words), words
                assert f'href="{address}' not in await _found(agent, words), words
            assert text_of("page-people") not in await _found(agent, "rita")
            me = await scalar(stage, "select id from people where telegram_id = :id", id=rita.id)
            for browser, is_admin in ((admin, True), (agent, False)):
                seen = f"/tickets/{number},/requesters/{me},/tickets/999,/people/1,/requesters/{'9' * 20},<b>"
                page = (await browser.client.get("/palette", params={"seen": seen})).text
                assert f'href="/tickets/{number}"' in page
                assert (f'href="/requesters/{me}"' in page) is is_admin
                assert "999" not in page
                page = await _found(browser, "")
                places = [page.find(f'href="{one}"') for one in ("/people", "/answers", "/", "/reports?view=now")]
                assert places == sorted(places), "views of reports come last"
                assert 'href="/tickets"' in page
                assert ('href="/people"' in page) is is_admin
                assert ('href="/answers/presets"' in page) is is_admin


async def test_without_see_all_no_request_of_others_is_found(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.rita, cast.olga), web__url=URL) as stage,
        panel_of(stage) as port,
    ):
        vera, olga, rita = (stage.people[name] for name in ("Vera", "Olga", "Rita"))
        await vera.writes("/settings panel_for_agents on")
        await may(stage, olga, see_all=False)
        number = await filed_and_taken(rita, vera, "The heating is cold in room 12")
        async with browser_at(port) as agent:
            await agent.signs_in(olga, str(olga.id))
            for words in (str(number), "heating"):
                assert "/tickets/" not in await _found(agent, words)


async def test_a_requester_is_a_link_for_those_who_may_open_the_page(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.rita, cast.olga), web__url=URL) as stage,
        panel_of(stage) as port,
    ):
        vera, olga, rita = (stage.people[name] for name in ("Vera", "Olga", "Rita"))
        await vera.writes("/settings panel_for_agents on")
        number = await files(rita, "The heating is cold in room 12")
        async with browser_at(port) as admin, browser_at(port) as agent:
            await admin.signs_in(vera, str(VERA))
            await agent.signs_in(olga, str(olga.id))
            for address, count in (("/", 1), ("/tickets", 1), (f"/tickets/{number}", 2)):
                await admin.opens(address)
                assert admin.page.count('class="person" href="/requesters/') == count, address
                await agent.opens(address)
                assert "/requesters/" not in agent.page
                assert "Rita" in agent.text
