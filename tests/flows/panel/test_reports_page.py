"""Reports of the panel: the same numbers as in Telegram, drawn, as tables, as files; agents see their own."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
import pytest_asyncio
from sqlalchemy import text

from db.database import Database
from desk.charts.report_request import OF_ALL_ONLY
from desk.metrics.registry import REPORT_FORMS
from tests.flows import acts, cast
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import execute
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")

HOSTILE = '=cmd|"/c calc"!A1 <script>alert(1)</script>'


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga, cast.ivan) as stood:
        yield stood


async def looks(browser: Browser, query: str) -> None:
    """The page, what it counts by itself, the figures."""
    await browser.opens(f"/reports?{query}")
    await browser.opens(await browser.sends(f"/reports/counted?{query}"))


def cells(browser: Browser) -> list[list[str]]:
    """The rows of all tables of the page, heads too."""
    rows = re.findall(r"<tr>(.*?)</tr>", browser.page, re.DOTALL)
    return [[unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", one)] for one in rows]


async def test_the_page_says_what_the_bot_says(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga, vera = stage.rita, stage.olga, stage.vera
    await looks(browser, "")
    assert piece_of("page-reports-nothing") in browser.text
    await looks(browser, "view=now")
    assert text_of("stats-no-rows") in browser.text, "nobody holds anything"
    await acts.filed_and_resolved(rita, olga, "The door is stuck")
    await rita.writes(f"/new {HOSTILE}")
    await stage.pass_time(minutes=20)
    await vera.writes("/stats volume")
    told = [line for line in (await vera.reads()).splitlines() if ": " in line and "before" not in line]
    counted = await row(stage, "select count(*) from ticket_facts")
    await rita.writes("/new And a third one")
    await stage.pass_time(minutes=20)
    await browser.opens("/reports/figures")
    assert await row(stage, "select count(*) from ticket_facts") == counted, "looking changes nothing"
    numbers = {line[0]: line for line in cells(browser)}
    for line in told:
        name, _, said = line.partition(": ")
        now, _, change = said.partition(" ")
        assert [numbers[name][1], numbers[name][3]] == [now, change or "–"]
    await looks(browser, "")
    assert [line[:3] for line in cells(browser) if line[0] == text_of("figure-filed")] == [
        [text_of("figure-filed"), "3", "0"]
    ]


async def test_each_view_is_drawn_and_a_table_and_a_file(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    await acts.filed_and_resolved(rita, olga, "The door is stuck")
    await execute(stage, "update people set name = :name where name = 'Olga'", name=HOSTILE)
    await looks(browser, "view=promises")
    assert text_of("page-reports-no-targets") in browser.text
    for view in [form for form in REPORT_FORMS if form not in ("answers", "promises", "trainees", "time", "assist")]:
        await looks(browser, f"view={view}")
        assert browser.status == 200
        assert browser.page.count("<table>") == browser.page.count(">CSV</button>") >= 1
        assert "<script>alert" not in browser.page
        too_few = piece_of("stats-too-few") in browser.text
        assert too_few == (view in ("people", "quality", "topics"))
    await looks(browser, "view=people")
    await browser.sends("/reports/csv?view=people", table="1")
    lines = browser.page.removeprefix("\ufeff").splitlines()
    assert (browser.status, lines[0]) == (200, "agent," + text_of("figure-solved"))
    assert any(line.startswith("\"'=cmd|") for line in lines[1:])
    audited = await row(stage, "select action, object, new from audit order by id desc limit 1")
    assert (audited.action, audited.new) == ("exported", "csv, people")
    await looks(browser, "view=figure&figure=filed&by=priority")
    assert ["medium", "1"] in cells(browser)
    vera = stage.vera
    await looks(browser, "view=events")
    assert "No event has begun yet" in browser.text
    today = f"{stage.clock():%Y-%m-%d}"
    await vera.writes(f'/event new "=1+1 <b>Games</b>" {today}')
    await looks(browser, "view=events")
    assert ["", "=1+1 <b>Games</b>"] in cells(browser)
    assert text_of("figure-busiest_solving") in browser.text
    await browser.sends("/reports/csv?view=events", table="0")
    assert browser.page.splitlines()[0].endswith(",'=1+1 <b>Games</b>")
    await browser.opens("/reports?period=event-1")
    assert ">=1+1 &lt;b&gt;Games&lt;/b&gt;</option>" in browser.page
    await looks(browser, "period=event-1")
    assert piece_of("page-reports-nothing") in browser.text, "the request is of no event"
    await looks(browser, "where=priority-1")
    assert piece_of("page-reports-nothing") in browser.text


async def test_what_is_promised_and_when_requests_come_are_marked(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
    number = await acts.filed_and_taken(rita, olga, "The door is stuck")
    await acts.answers(olga, number, "Push it twice.")
    await stage.settle()
    await olga.presses(f"resolve:{number}")
    await looks(browser, "view=speed")
    assert "promised" not in browser.text, "no targets are set up"
    await looks(browser, "view=volume&period=today")
    assert "by weekday and hour" not in browser.text, "a day is no week"
    await vera.writes("/settings targets on")
    await vera.writes("/settings hours mon-fri 9-18")
    await looks(browser, "view=speed")
    assert text_of("page-reports-promised") + ": critical 1 h, high 4 h, medium 8 h, low 24 h" in browser.text
    assert "Medium " + text_of("page-reports-promise", time="24 h") in browser.text
    assert 'class="goal"' in browser.page
    await looks(browser, "view=speed&where=priority-3")
    assert text_of("page-reports-promised") + ": medium 8 h" in browser.text
    assert "critical 1 h" not in browser.text
    await looks(browser, "view=quality")
    assert 'class="goal"' not in browser.page
    await looks(browser, "view=volume")
    filed = (await row(stage, "select filed_at from tickets")).filed_at
    at = f"{filed:%a}", f"{filed:%H}"
    assert text_of("stats-heat-busiest", day=at[0], hour=at[1], n="1") in browser.text
    assert text_of("page-reports-closed") in browser.text
    of_hour = next(line for line in cells(browser) if line[0] == at[1] and len(line) == 8)
    assert [cell for cell in of_hour[1:] if cell != "–"] == ["1"]
    heat = browser.page.count("<table>") - 1
    await browser.sends("/reports/csv?view=volume", table=str(heat))
    assert browser.page.removeprefix("\ufeff").splitlines()[0] == "hour,Mon,Tue,Wed,Thu,Fri,Sat,Sun"
    await vera.writes("/language ru")
    await looks(browser, "view=volume")
    assert "Больше всего:" in browser.text
    await looks(browser, "view=volume&where=weekday-0")
    assert "Больше всего:" not in browser.text


async def test_agents_see_their_own_and_bad_addresses_nothing(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga, ivan, vera = (stage.people[one] for one in ("Rita", "Olga", "Ivan", "Vera"))
    await acts.filed_and_resolved(rita, olga, "The door is stuck")
    await stage.pass_time(minutes=20)
    await rita.writes("/new The lamp is broken")
    await stage.pass_time(minutes=1)
    second = (await row(stage, "select max(number) as number from tickets")).number
    await ivan.presses(f"claim:{second}")
    await ivan.presses(f"resolve:{second}")
    ids = {one: (await row(stage, "select id from people where name = :name", name=one)).id for one in ("Olga", "Ivan")}
    await looks(browser, f"where=agent-{ids['Olga']}")
    assert "agent: Olga" in browser.text
    assert browser.page.count(f'<option value="agent-{ids["Olga"]}"') == 1
    assert [line[1] for line in cells(browser) if line[0] == text_of("figure-solved")] == ["1"]
    await looks(browser, f"view=card&where=agent-{ids['Ivan']}")
    assert "Ivan" in browser.text
    for wrong, said in (("first=3000-01-01", text_of("period-future")),
                        ("first=2020-02-02&last=2020-01-01", text_of("period-backwards")),
                        ("first=soon", text_of("period-unknown")), ("", text_of("page-reports-no-day"))):  # fmt: skip
        await browser.opens(f"/reports?period=days&{wrong}")
        assert (browser.status, said in browser.text) == (422, True)
        await browser.opens("/reports")
        await browser.sends(f"/reports/csv?period=days&{wrong}")
        assert (browser.status, said in browser.text) == (422, True)
    huge = f"where=agent-{'9' * 19}"
    for gone in ("view=answers", "view=x", "view=figure&figure=x", "view=figure&by=x", "period=x", "period=event-1",
                 "where=agent-x", "where=day-1", "where=priority-9", "where=source-x", huge):  # fmt: skip
        await browser.opens(f"/reports?{gone}")
        assert browser.status == 404, gone
    await browser.opens("/reports")
    await browser.sends("/reports/counted", form="forged")
    assert browser.status == 403
    await browser.opens("/reports/figures?view=volume")
    await browser.sends("/reports/csv?view=volume", table="99")
    assert browser.status == 404

    await vera.writes("/settings panel_for_agents on")
    browser.client.cookies.clear()
    assert await browser.opens("/reports") == "/sign-in"
    await browser.signs_in(olga, str(olga.id))
    await looks(browser, "view=volume&period=today")
    assert "agent: Olga" in browser.text
    assert "Ivan" not in browser.text
    assert [line[1] for line in cells(browser) if line[0] == text_of("figure-solved")] == ["1"]
    await looks(browser, "view=card")
    assert "Olga" in browser.text
    others = (
        f"where=agent-{ids['Ivan']}",
        f"view=card&where=agent-{ids['Ivan']}",
        "view=figure&by=agent",
        "view=events",
    )
    for foreign in (*others, *(f"view={form}" for form in OF_ALL_ONLY)):
        for path in ("/reports", "/reports/figures"):
            await browser.opens(f"{path}?{foreign}")
            assert browser.status == 404, foreign
        await browser.opens("/reports")
        assert await browser.sends(f"/reports/csv?{foreign}", table="0") == ""
        assert browser.status == 404


async def test_the_days_before_are_a_line_behind_these(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    first = await acts.filed_and_resolved(rita, olga, "The door is stuck")
    await looks(browser, "view=volume")
    assert "run-before" not in browser.page, "nothing was before"
    back = text("update tickets set filed_at = filed_at - interval '8 days', counted_at = null where number = :n")
    await execute(stage, back, n=first)
    await acts.files(rita, "The lift stands still")
    await looks(browser, "view=volume")
    assert browser.page.count('class="run-before" points') == 2, "by days and by hours"
    head, *days = [line for line in cells(browser) if len(line) == 4 and line[0] != text_of("table-figure")]
    today = stage.clock()
    of = next(line for line in cells(browser) if line[:3] == ["day", text_of("figure-filed"), text_of("figure-solved")])
    assert of[3].startswith(text_of("figure-filed") + ", ")
    told = {line[0]: line[1:] for line in (head, *days)}
    assert told[f"{today.day} {today:%b}"][0] == "1"
    assert [line[2] for line in told.values()].count("1") == 1
    await browser.sends("/reports/csv?view=volume", table="1")
    assert (
        browser.page.removeprefix("\ufeff")
        .splitlines()[0]
        .startswith('day,{0},{1},"{0}, '.format(text_of("figure-filed"), text_of("figure-solved")))
    )


async def test_stars_stand_by_number_with_what_people_wrote(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    number = await acts.filed_and_resolved(rita, olga, "The door is stuck")
    await looks(browser, "view=quality")
    assert "★" not in browser.text.partition("Stars")[2], "nobody gave any"
    await rita.presses(f"solved:{number}:yes")
    await rita.presses(f"rate:{number}:2")
    await execute(stage, "update marks set words = :words where about = 'solution'", words=HOSTILE)
    await looks(browser, "view=quality")
    assert [line[:2] for line in cells(browser) if line and line[0].endswith("★")] == [
        ["5 ★", "0"], ["4 ★", "0"], ["3 ★", "0"], ["2 ★", "1"], ["1 ★", "0"],
    ]  # fmt: skip
    said = browser.text.partition(piece_of("page-reports-words"))[2]
    assert said.startswith(f" 2 ★ {HOSTILE} #{number}")
    assert "<script>alert" not in browser.page
    tables = browser.page.count(">CSV</button>")
    for table in range(tables):
        await browser.sends("/reports/csv?view=quality", table=str(table))
        assert "calc" not in browser.page, "words are taken away only with an export that says so"
        await looks(browser, "view=quality")
    found = await row(stage, "select id from people where name = 'Ivan'")
    await looks(browser, f"view=quality&where=agent-{found.id}")
    assert HOSTILE not in browser.text


async def test_people_says_how_many_next_week_needs_or_what_is_missing_for_it(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    await acts.filed_and_resolved(stage.rita, stage.olga, "The door is stuck")
    missing = text_of("stats-staffing-missing", most=4, fewest=30, weeks=0, finished=0)
    await looks(browser, "view=people")
    assert missing not in browser.text
    await stage.vera.writes("/settings staffing_hours 25")
    await looks(browser, "view=people")
    assert missing in browser.text
    await looks(browser, "view=people&where=priority-3")
    assert missing not in browser.text, "not of a part"
