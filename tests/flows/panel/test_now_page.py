"""Now on the panel: what is near, who waits, what the day has brought; and what stands around every page."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.database import Database
from tests.flows.acts import files
from tests.flows.panel.browser import Browser, browser_at
from tests.flows.stage import Stage
from tests.sql import execute
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")

_OLD = text("""
insert into tickets (number, requester_id, origin, status, created_at, filed_at, updated_at, subject_at, status_at,
  priority_at, assignee_at, labels_at)
select :first + n, (select min(id) from people), 'telegram', 'closed', at, at, at, at, at, at, at, at
from (select row_number() over () as n, cast(:now as timestamptz) - make_interval(days => 7 * week, mins => late) as at
  from unnest(cast(:weeks as int[]), cast(:lates as int[])) as old (week, late)) as old
""")
_RATED = text("update tickets set rating = 4 + number % 2, rated_at = :now where number > 1000 and number <= 1000 + :n")


async def test_now_says_what_is_near_and_who_waits_longest(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
    await vera.writes("/settings targets on")
    number = await files(rita, "The heating is cold")
    await browser.opens("/")
    assert text_of("page-untaken") + " 1 " + text_of("page-oldest", time="1 min") in browser.text
    assert piece_of("page-urgent") not in browser.text
    assert text_of("page-waiting") + " 0 New today 1" in browser.text
    await vera.writes(f"/priority {number} 1")
    await stage.pass_time(minutes=40)
    await browser.opens("/")
    assert "Now 1 , " + text_of("page-urgent", n=1) in browser.text
    assert text_of("page-late") + " 0 " + text_of("page-more-soon", n=1) in browser.text
    assert text_of("page-left", time="19 min", which="first") in browser.text
    await stage.pass_time(minutes=40)
    await browser.opens("/")
    assert text_of("page-late") + " 1" in browser.text
    assert text_of("page-over", time="20 min", which="first") in browser.text
    await olga.presses(f"claim:{number}")
    await browser.opens("/")
    assert (
        text_of("page-untaken") + " 0 " + text_of("page-waiting") + " 1 " + text_of("page-longest", time="1 h")
        in browser.text
    )
    assert "Olga " + text_of("page-free") + " 1 1 h" in browser.text
    assert text_of("page-load-idle") + " Vera" in browser.text
    await vera.writes("/language ru")
    await browser.opens("/tickets?waits=1")
    assert f"#{number}" in browser.text
    assert re.search(r"Готовые Никто не взял 0 Просрочены \d+ Ждут нашего ответа 1 Мои заявки 0", browser.text)
    assert "waits=1" in await browser.sends("/views", waits="1", name="Waits")
    await browser.opens(f"/tickets/{number}")
    assert "просрочено на 20 мин ждёт нашего ответа 1 ч" in browser.text
    await browser.sends(f"/tickets/{number}/say", text="Somebody comes at ten.")
    await stage.settle()
    await browser.opens("/tickets?waits=1")
    assert "Таких заявок нет." in browser.text
    await stage.pass_time(minutes=145)
    await browser.opens("/")
    assert piece_of("page-left", "ru", which="solve") in browser.text
    await stage.pass_time(minutes=60)
    await browser.opens("/")
    assert "Решение просрочено на" in browser.text
    await browser.sends(f"/tickets/{number}/do", verb="resolve")
    await browser.opens("/")
    assert "Решено сегодня 1" in browser.text
    assert re.search(r"Час новые решены \d\d 1 0 (\d\d 0 0 )+\d\d 0 1 ", browser.text)


async def test_a_ticket_that_is_late_and_untaken_is_listed_once_and_the_page_says_so(
    desk: tuple[Stage, Browser],
) -> None:
    stage, browser = desk
    rita, vera = stage.rita, stage.vera
    await vera.writes("/settings targets on")
    await files(rita, "The heating is cold")
    await stage.pass_time(hours=10)
    await browser.opens("/")
    assert text_of("page-needs-once") not in browser.text, "with one group there is nothing to explain"
    await files(rita, "The window is stuck")
    await browser.opens("/")
    assert f"{text_of('page-untaken')} 2 " in browser.text
    assert f"{text_of('page-needs')} 2 · {text_of('page-needs-once')}" in browser.text
    assert f"{text_of('page-why', why='untaken')} 1 " in browser.text


async def test_an_agents_tiles_count_what_they_lead_to(desk: tuple[Stage, Browser]) -> None:
    stage, admin = desk
    rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
    await vera.writes("/settings panel_for_agents on")
    theirs = await files(rita, "The heating is cold")
    await files(rita, "The lift stands still")
    await vera.presses(f"claim:{theirs}")
    async with browser_at(admin.client.base_url.port or 0) as browser:
        await browser.signs_in(olga, str(olga.id))
        await browser.opens("/")
        assert (
            text_of("page-untaken")
            + " 1 "
            + text_of("page-oldest", time="1 min")
            + " "
            + text_of("page-waiting")
            + " 0"
            in browser.text
        )
        tiles = browser.page.partition('class="tiles"')[2].partition('class="columns"')[0]
        rows: list[int] = []
        for href in re.findall(r'href="([^"]+)"', tiles):
            await browser.opens(unescape(href))
            rows.append(browser.page.count("data-row"))
        assert rows == [0, 1, 0]
    await admin.opens("/")
    assert text_of("page-waiting") + " 1" in admin.text


async def test_what_is_usual_and_the_stars_of_the_day(desk: tuple[Stage, Browser], database: Database) -> None:
    stage, browser = desk
    await _old(database, stage, weeks=[1, 1, 2, 2])
    await browser.opens("/")
    assert "usually" not in browser.text
    await _old(database, stage, weeks=[3, 3, 4, 4, 5, 5, 6, 9], lates=[0, 0, 0, 0, 0, -1, 0, 0], first=4)
    await browser.opens("/")
    assert text_of("page-solved-today") + " 0 usually" not in browser.text
    await execute(database, _RATED, now=stage.clock(), n=9)
    await execute(database, "update tickets set resolved_at = filed_at where number > 1000")
    await browser.opens("/")
    assert "New today 0 " + text_of("page-usually", n="2") in browser.text
    assert text_of("page-solved-today") + " 0 " + text_of("page-usually", n="2") in browser.text
    assert re.search(text_of("page-hours-usual") + " " + text_of("page-hours-solved") + " \\d\\d 0 2 0 ", browser.text)
    assert text_of("page-stars-today") not in browser.text
    await execute(database, _RATED, now=stage.clock(), n=10)
    await browser.opens("/")
    assert text_of("page-stars-today") + " 4.5 10 ratings" in browser.text
    for _ in range(2):  # past midnight; a session idle for half a day ends
        await stage.pass_time(minutes=10 * 60)
        await browser.opens("/")
    assert text_of("page-stars-today") not in browser.text


async def _old(
    database: Database, stage: Stage, weeks: list[int], lates: list[int] | None = None, first: int = 0
) -> None:
    """Tickets of as many weeks ago, each so many minutes before this time of the day."""
    given = {"weeks": weeks, "lates": lates or [0] * len(weeks), "first": 1000 + first}
    given["now"] = stage.clock() - timedelta(seconds=30)
    await execute(database, _OLD, **given)


async def test_a_side_that_takes_nothing_is_said_on_every_page(desk: tuple[Stage, Browser], database: Database) -> None:
    stage, browser = desk
    for what, said in (
        ("board", piece_of("page-trouble", what="board")),
        ("telegram", piece_of("page-trouble", what="telegram")),
        ("poll", piece_of("page-trouble", what="poll")),
        ("mail", piece_of("page-trouble", what="mail")),
        ("inbox", "behind"),
    ):
        told = f'{{"{what}": "{stage.clock().isoformat()}"}}'
        await execute(database, "update desk set troubles = cast(:told as jsonb)", told=told)
        for path in ("/", "/answers", "/settings"):
            await browser.opens(path)
            assert said in browser.text
    await execute(database, "update desk set troubles = '{}'")
    await browser.opens("/")
    assert text_of("page-trouble", what="board", at="")[-26:-3] not in browser.text
    async with database.engine.connect() as connection:
        with pytest.raises(DBAPIError):
            await connection.execute(text("do $$ begin raise 'could not extend file' using errcode = '53100'; end $$"))
    await browser.opens("/")
    assert text_of("page-trouble", what="full") in browser.text
    database.engine.get_execution_options()["full"].clear()  # for a minute it would be so for others


async def test_critical_tickets_shown_first_have_a_heading_and_a_count_of_their_own(
    desk: tuple[Stage, Browser],
) -> None:
    stage, browser = desk
    rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
    critical, led, other = [await files(rita, words) for words in ("Fire in hall B", "The lift stands", "A squeak")]
    for number in (critical, led):
        await vera.writes(f"/priority {number} 1")
    await olga.presses(f"claim:{led}")
    await rita.writes(f"Still nothing about #{led}?")
    await stage.pass_time(minutes=2)
    await browser.opens("/")
    heads = re.findall(r'<h3 class="group[^>]*>(.*?)</h3>', browser.page, re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]+>", " ", head).split()) for head in heads]
    assert said == ["Not taken, critical 1", "Waiting for our answer 1", "Not taken 1"], other
