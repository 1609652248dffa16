"""The panel's log: what people did, kept by a setting, for admins."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from db.database import Database
from db.models import LoggedUse, Person
from tests.failing import AWAY, failing
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.panel.browser import Browser, panel_at
from tests.flows.phone import Phone
from tests.flows.stage import VERA, Stage, staged
from tests.sql import execute
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")


async def _kept(stage: Stage) -> int:
    async with stage.database.unit_of_work() as session:
        return (await session.execute(select(func.count()).select_from(LoggedUse))).scalar_one()


async def _found(stage: Stage, browser: Browser, number: int) -> None:
    """By ticket, person, kind, day; what is typed wrong counts as any."""
    await browser.opens(f"/log?ticket=%23{number}&person=olg")
    assert text_of("page-log-kind", kind="button") + " " + text_of("press-claim") in browser.text
    assert "/priority" in browser.text
    assert "heating" not in browser.text
    assert "signed in" not in browser.text
    await browser.opens("/log?kind=command&person=%25")
    assert text_of("page-log-none") in browser.text
    await browser.opens("/log?kind=button")
    assert text_of("page-log-kind", kind="button") + " " + text_of("press-claim") in browser.text
    assert "/priority" not in browser.text
    yesterday = f"{stage.clock() - timedelta(days=1):%Y-%m-%d}"
    await browser.opens(f"/log?day={yesterday}")
    assert text_of("page-log-none") in browser.text
    assert text_of("page-log-after") in browser.text
    for odd in ("day=9999-12-31", "day=x", "ticket=%00&person=%00", "kind=y&page=-3", "page=99999"):
        await browser.opens(f"/log?{odd}")
        assert browser.status == 200, odd


async def _goes_by_age(stage: Stage, browser: Browser, vera: Phone) -> None:
    stage.clock.at += timedelta(days=8)
    await browser.signs_in(vera, str(VERA))
    await browser.opens("/log?day=")
    assert "heating" not in browser.text
    assert "/priority" not in browser.text
    await vera.writes("/settings log_days 0")
    await stage.worker.write_uses()
    before = await _kept(stage)
    await vera.writes("/open")
    await stage.worker.write_uses()
    assert await _kept(stage) == before
    await browser.opens("/log")
    assert text_of("page-log-off") in browser.text


async def test_what_was_done_while_the_database_was_away_is_kept_once_it_is_back(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga,)) as stage:
        await stage.vera.writes("/settings log_days 7")
        await stage.worker.write_uses()
        await stage.olga.writes("/queue")
        await stage.olga.writes("What people say stands in their requests")
        async with failing(database, [AWAY], table="use_log"):
            await stage.worker.write_uses()
            assert await _kept(stage) == 0
        await stage.worker.write_uses()
        assert await _kept(stage) == 1


async def test_messages_presses_commands_and_ways_in_while_the_setting_keeps_them(database: Database) -> None:
    begins = (cast.rita, cast.olga)
    async with panel_at(database, *begins) as (stage, browser):
        rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
        await browser.signs_in(vera, str(VERA))
        await files(rita, "The boiler hums")
        await browser.opens("/")
        assert 'href="/audit"' in browser.page
        assert 'href="/log"' not in browser.page
        await browser.opens("/log")
        assert (browser.status, 'href="/settings/log_days"' in browser.page) == (200, True)
        await vera.writes("/settings log_days 7")
        await stage.worker.write_uses()
        assert await _kept(stage) == 0  # nothing of what was before

        number = await files(rita, "The <b>heating</b> is cold")
        own = await files(vera, "My chair squeaks")
        await olga.presses(f"claim:{number}")
        await olga.writes(f"/priority {number} 1")
        for typed in ("/promis me the moon", "/4111111111111111"):
            await olga.writes(typed)
        await stage.worker.write_uses()
        await browser.opens("/log")
        for said in (
            "The <b>heating</b> is cold",
            text_of("page-log-kind", kind="button") + " " + text_of("press-claim"),
            "/priority",
            "/promis " + text_of("page-log-unknown"),
            "Olga",
            "signed in to the panel",
            text_of("page-log-kind", kind="sign-in"),
        ):
            assert said in browser.text, said
        assert "<b>heating" not in browser.page
        assert "moon" not in browser.text
        assert "4111" not in browser.text
        assert all(f'href="/{one}"' in browser.page for one in ("log", "audit", "failed"))
        assert f"#{own}" in browser.text
        assert "My chair squeaks" not in browser.text  # her own request is none that she sees as staff
        await _found(stage, browser, number)
        await _goes_by_age(stage, browser, vera)


async def test_words_of_notes_are_for_those_who_read_notes(database: Database) -> None:
    async with panel_at(database, cast.rita, cast.olga) as (stage, browser):
        rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
        await vera.writes("/settings log_days 7")
        await vera.writes("/settings panel_for_agents on")
        number = await files(rita, "The heating is cold")
        await olga.presses(f"claim:{number}")
        await olga.writes(f"/note {number} Ask the landlord first")
        for may_read in (True, False):
            given = {"audit": True, "notes": may_read}
            await execute(stage, update(Person).where(Person.telegram_id == olga.id).values(grants=given))
            await browser.signs_in(olga, str(olga.id))
            await browser.opens("/log")
            assert browser.status == 200
            assert "The heating is cold" in browser.text
            assert ("Ask the landlord first" in browser.text) is may_read
