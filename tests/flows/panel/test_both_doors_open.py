"""The same is open in Telegram and in the panel: a button that was shown before the other door changed it says what it
said then, and does that or nothing.
"""

import re

import pytest
from sqlalchemy import text

from db.database import Database
from tests.flows import cast
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.stage import Stage
from tests.sql import sole

pytestmark = [pytest.mark.sentence("The panel")]
_HOLIDAYS = "31.12-8.1", "1 мая 2027"


async def test_a_range_of_days_that_is_gone_takes_no_other_with_it(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.vera
    for days in _HOLIDAYS:
        await vera.writes(f"/settings day_ranges {days} closed")
    screen = await vera.last_id()
    first, _ = [one for one in await vera.buttons() if "remove" in one]
    await browser.opens("/hours")
    await browser.sends("/hours/days", remove="1", seen=browser.seen_of("/hours/days"))
    await vera.presses(first, on=screen)
    await vera.presses(first, on=screen, force=True)
    await browser.opens("/hours")
    assert "1 May" in browser.text or "May 1" in browser.text
    await vera.writes("/settings day_ranges")
    assert "Now: 1. 2027-05-01 closed" in await vera.reads()
    await vera.presses(next(one for one in await vera.buttons() if "remove" in one))
    assert "2027-05-01" not in await vera.reads()


async def test_of_two_at_one_system_the_second_undoes_nothing(database: Database) -> None:
    """Pages that both put on its list; another limit, set twice."""
    async with vera_at(database, cast.olga) as (stage, browser):
        await browser.opens("/systems")
        await browser.confirms(stage.vera, "/systems", name="Shop")
        made = re.search(r'action="/systems/(\d+)/scopes"', browser.page)
        assert made is not None
        page = f"/systems/{made[1]}"
        vera = stage.vera
        await browser.confirms(vera, f"{page}/pages", pages="https://a.example https://b.example", stood="")
        await browser.opens(page)
        assert 'name="stood" value="https://a.example https://b.example"' in browser.page
        assert "<option selected>60</option>" in browser.page
        old = "https://a.example https://b.example"
        await browser.confirms(vera, f"{page}/pages", pages=f"{old} https://c.example", stood=old)
        await browser.confirms(vera, f"{page}/pages", pages="https://a.example https://d.example", stood=old)
        await browser.sends(f"{page}/pages", pages="ftp://e.example", stood=old)
        assert browser.status == 422
        assert f'name="stood" value="{old}"' in browser.page
        for _ in range(2):
            await browser.sends(f"{page}/rate", rate="300")
        async with stage.database.reading() as session:
            row = (await session.execute(text("select cors, per_minute from systems"))).one()
        assert list(row) == [["https://a.example", "https://c.example", "https://d.example"], 300]
        await browser.sends(f"{page}/pages", pages="", stood=" ".join(row.cors))
        assert await sole(stage, "select cors from systems") == []
