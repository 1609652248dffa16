"""Topics from a file on the panel: checked, imported as a whole, exported in the same form."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from db.database import Database
from desk.files import store
from tests.flows.acts import reads_audit
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")

FILE = 'group,topic,priority,keywords\nOffice,Printer,2,"printer, toner"\nOffice,<b>Projector</b>,,\n,Parking,,\n'


async def _sends_file(browser: Browser, content: str) -> None:
    await browser.opens("/topics/import")
    files = {"file": ("t.csv", content.encode(), "text/csv")}
    answer = await browser.client.post("/topics/import", data={"form": browser.form}, files=files)
    await browser._led(answer)


async def _imports(browser: Browser) -> None:
    stored = dict(re.findall(r'name="(blob|sha)" value="([0-9a-f]+)"', browser.page))
    await browser.sends("/topics/import/do", **stored)


async def _count(stage: Stage) -> int:
    return int(await scalar(stage, "select count(*) from categories where removed_at is null"))


async def test_a_list_is_looked_at_then_taken_as_a_whole_and_comes_back_the_same(database: Database) -> None:
    async with vera_at(database) as (stage, browser):
        await _sends_file(browser, FILE)
        assert await _count(stage) == 0, "looking changes nothing"
        assert text_of("page-import-preview") in browser.text
        await _imports(browser)
        assert await row(stage, "select first_priority, keywords from categories where id = 2") == (
            2,
            ["printer", "toner"],
        )
        assert "+4" in await reads_audit(stage.vera, "topics")
        await _sends_file(browser, FILE)
        assert text_of("page-import-nothing") in browser.text
        await browser.opens("/topics")
        sent = await browser.client.post("/topics.csv", data={"form": browser.form})
        content = sent.content.decode("utf-8-sig")
        assert content.startswith("group (English),group (Русский),topic (English),topic (Русский),priority,keywords")
        await _sends_file(browser, content)
        assert text_of("page-import-nothing") in browser.text
        assert await _count(stage) == 4


async def test_all_mistakes_come_at_once_and_what_no_longer_fits_or_is_gone_is_refused(database: Database) -> None:
    async with vera_at(database) as (stage, browser):
        await _sends_file(browser, f"topic,priority\nGood,1\n{'x' * 61},\nDoor,9\n")
        for why in ("category-name-long", "topics-file-priority"):
            assert piece_of(why) in browser.text
        await _sends_file(browser, "name\nx\n")
        assert piece_of("topics-file-columns") in browser.text
        await _sends_file(browser, FILE)
        page = browser.page
        await stage.vera.writes("/categories add Office")  # no group now
        await _imports(browser)
        assert browser.status == 422 and await _count(stage) == 1
        async with stage.database.unit_of_work() as session:
            await store.prune_blobs(
                session, now=stage.clock() + timedelta(days=2), kept=timedelta(0), board=False, requesters=False
            )
        browser.page = page
        await _imports(browser)
        assert text_of("import-file-gone") in browser.text
