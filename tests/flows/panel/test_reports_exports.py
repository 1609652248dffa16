"""Whole exports from the panel: made as by the bot, taken by whom they were made for, audited."""

import io
import re
import zipfile

import pytest

from db.database import Database
from tests.flows import acts, cast
from tests.flows.acts import reads_audit
from tests.flows.panel.browser import panel_at
from tests.flows.scenes import row
from tests.flows.stage import VERA
from tests.sql import execute
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


async def test_an_export_is_asked_for_and_taken_by_nobody_else(database: Database) -> None:
    async with panel_at(database, cast.rita, cast.olga) as (stage, browser):
        rita, olga, vera = (stage.people[one] for one in ("Rita", "Olga", "Vera"))
        await browser.signs_in(vera, str(VERA))
        await browser.opens("/reports")
        assert "/reports/exports" in browser.page
        await browser.opens("/reports/exports")
        await browser.sends("/reports/exports", period="yesterday")
        assert (browser.status, piece_of("export-nothing") in browser.text) == (422, True)
        await browser.sends("/reports/exports", period="days", first="soon")
        assert (browser.status, text_of("period-unknown") in browser.text) == (422, True)
        await acts.filed_and_resolved(rita, olga, "The door is stuck")
        assert await browser.sends("/reports/exports", period="today", names="true") == "/reports/exports"
        await browser.opens("/reports/exports")
        assert text_of("page-exports-waits") in browser.text and "<progress" in browser.page
        await browser.sends("/reports/exports", period="today", names="true")
        assert text_of("export-under-way") in browser.text
        await stage.settle()
        assert (await vera.last())["caption"].startswith(text_of("export-part", parts=1, first="", last="", part=1)[:8])
        audited = await row(stage, "select count(*) as n, max(new) as new from audit where action = 'exported'")
        assert tuple(audited) == (1, "csv, names")
        await browser.opens("/reports/exports")
        (path,) = re.findall(r'action="(/reports/exports/\d+)"', browser.page)
        assert (await browser.client.get(path)).status_code == 405, "an address alone takes nothing away"
        answer = await browser.client.post(path, data={"form": browser.form})
        assert answer.headers["content-disposition"].startswith('attachment; filename="pulldesk_')
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert "Rita" in archive.read("tickets.csv").decode()
        audited = await reads_audit(vera, "export")
        assert audited.count("CSV, with names") == 2, "made, and taken"

        await vera.writes("/settings timezone Asia/Tokyo")
        stage.clock.on(hours=7)  # there it is tomorrow
        assert await browser.sends("/reports/exports", period="yesterday") == "/reports/exports"
        await stage.settle()
        await vera.writes("/settings panel_for_agents on")
        await execute(stage, "update people set role = 'agent' where name = 'Vera'")
        await browser.sends(path)
        assert browser.status == 404, "an admin's no more"
        browser.client.cookies.clear()
        await browser.signs_in(olga, str(olga.id))
        await browser.opens("/reports")
        assert "/reports/exports" not in browser.page
        for shut in (path, "/reports/exports/999", "/reports/exports"):
            await browser.sends(shut, period="today")
            assert browser.status == 404
        await execute(stage, "update people set role = 'admin' where name = 'Olga'")
        await browser.opens("/reports/exports")
        assert text_of("page-exports-none") in browser.text, "another admin's are theirs"
        await browser.sends(path)
        assert browser.status == 404
