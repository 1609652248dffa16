"""What an event to come will bring: said in Telegram, in the panel, by the API; nothing of it without such an event."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import reads_audit
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("Events")

BOARD = False
NAMES = {"en": "Hackathon Kazan", "ru": "Хакатон Казань"}
_SERVED = """
    insert into tickets (number, requester_id, origin, status, event_id, filed_at, created_at, updated_at,
      subject_at, status_at, priority_at, assignee_at, labels_at)
    select 1000 * e.id + n, p.id, 'telegram', 'resolved', e.id, at, at, at, at, at, at, at, at
    from people p, generate_series(1, 20) n, events e,
      lateral (select (e.starts_on + n % 2)::timestamp + interval '10 hours' as at) x
    where p.name = 'Vera' and e.slug like 'past%'"""
_ANSWERED = """
    insert into entries (ticket_id, kind, author_id, author_name, origin, created_at)
    select t.id, 'reply', p.id, p.name, 'telegram', t.filed_at + m * interval '10 minutes'
    from tickets t, people p, generate_series(1, 2) m where t.event_id is not null and p.role <> 'requester'"""


async def past_events(stage: Stage, n: int) -> None:
    """Events that are over, of two days with 100 participants and 20 requests, ten each day."""
    today = stage.clock().date()
    async with stage.database.unit_of_work() as session:
        for at in range(n):
            first = today - timedelta(days=10 + 7 * at)
            made = "insert into events (slug, name, starts_on, ends_on, attendance, created_at) values (:slug, :slug, :first, :last, 100, :at)"  # noqa: E501
            given = {"slug": f"past-{at}", "first": first, "last": first + timedelta(days=1)}
            await session.execute(text(made), {**given, "at": stage.clock() - timedelta(days=200)})
        await session.execute(text(_SERVED))
        await session.execute(text(_ANSWERED))


async def next_event(vera: Phone, stage: Stage, name: str) -> str:
    """An event of two days that begins in five; its short name."""
    first = stage.clock().date() + timedelta(days=5)
    await vera.writes(f'/event new "{name}" {first}..{first + timedelta(days=1)}')
    return (await vera.reads()).rpartition("?start=e_")[2]


@IN_BOTH
async def test_the_report_of_people_says_what_the_next_event_brings(stage: Stage, olga: Phone, language: str) -> None:
    vera, name = stage.vera, NAMES[language]
    await vera.writes(f"/language {language}")
    await vera.writes("/stats people month")
    assert piece_of("stats-load-missing", language) not in await vera.reads()
    slug = await next_event(vera, stage, name)
    missing = text_of("stats-load-missing", language, past=0, fewest=2, least=20)
    await vera.writes("/stats people month")
    assert missing in await vera.reads()
    await past_events(stage, 2)
    await vera.writes("/stats people month")
    assert text_of("stats-load-attendance", language, name=name, slug=slug) in await vera.reads()
    await vera.writes(f"/event attendance {slug} 400")
    await vera.writes("/stats people month")
    said = await vera.reads()
    each = {"en": "20.0", "ru": "20,0"}[language]
    assert piece_of("stats-load", language, name=name, requests="80", n="400", each=each, past=2) in said
    assert piece_of("stats-load-peak", language, requests="40", people="none") in said
    await vera.writes("/stats volume month")
    assert name not in await vera.reads()
    await olga.writes("/stats people month")
    assert name not in await olga.reads()


async def test_people_are_named_when_answers_say_enough_and_nothing_after_the_end(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    slug = await next_event(vera, stage, NAMES["en"])
    await past_events(stage, 3)
    await vera.writes(f"/event attendance {slug} 400")
    await vera.writes("/stats people month")
    assert "people needed: " in await vera.reads()
    await stage.pass_time(hours=24 * 6)
    await vera.writes("/stats people month")
    assert "Busiest day: " in await vera.reads(), "its second day is today"
    await stage.pass_time(hours=24)
    await vera.writes("/stats people month")
    assert NAMES["en"] not in await vera.reads()


async def test_the_panel_has_each_day_and_its_file(database: Database) -> None:
    async with vera_at(database, cast.rita, cast.olga) as (stage, browser):
        vera = stage.vera
        slug = await next_event(vera, stage, '=cmd|"/c calc"!A1'.replace('"', ""))
        await past_events(stage, 3)
        await vera.writes(f"/event attendance {slug} 400")
        await _looks(browser, "view=people")
        assert text_of("table-people-needed") in browser.text
        assert text_of("stats-load-before") in browser.text
        tables = browser.page.count('name="table"')
        answer = await browser.client.post(
            "/reports/csv?view=people", data={"form": browser.form, "table": str(tables - 1)}
        )
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert lines[0] == [text_of(f"table-{one}") for one in ("when", "expected", "low", "high", "people-needed")]
        assert [float(line[1]) for line in lines[1:]] == [0, 40, 40, 0]
        await _looks(browser, "view=people&where=priority-3")
        assert text_of("table-people-needed") not in browser.text, "not of a part"


async def _looks(browser: Browser, query: str) -> None:
    await browser.opens(f"/reports?{query}")
    await browser.opens(await browser.sends(f"/reports/counted?{query}"))


async def test_a_platform_keeps_events_and_attendance_and_reads_what_they_will_bring(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        vera, first = stage.vera, stage.clock().date() + timedelta(days=5)
        client = Client(http, await token_of(vera, "Platform", Scope.ATTENDANCE, Scope.FIGURES))
        whole = {"name": "Hackathon Kazan", "first": str(first), "last": str(first + timedelta(days=1))}
        made = await client.asks("PUT", "/events/platform-7", whole)
        assert (client.status, made["slug"], made["external_id"]) == (200, "hackathon-kazan", "platform-7")
        assert (made["attendance"], made["tickets"]) == (None, 0)
        seen = await client.asks("PUT", "/events/Platform-7", {"attendance": 400})
        assert {**made, "attendance": 400} == seen == await client.asks("GET", "/events/hackathon-kazan")
        figures = await client.asks("GET", "/figures")
        (ahead,) = figures["events"]
        assert (ahead["slug"], ahead["attendance"], ahead["forecast"]) == ("hackathon-kazan", 400, None)
        await past_events(stage, 3)
        (ahead,) = (await client.asks("GET", "/figures"))["events"]
        forecast = ahead["forecast"]
        assert (forecast["past_events"], forecast["per_hundred"], forecast["requests"]) == (3, 20, 80)
        assert [(day["day"], day["requests"]) for day in forecast["days"]] == [
            (str(first), 40),
            (str(first + timedelta(days=1)), 40),
        ]
        assert all(day["low"] < day["requests"] < day["high"] and day["people"] for day in forecast["days"])
        assert await row(
            stage, "select string_agg(action, ' ' order by id) from audit where object like 'event:%'"
        ) == ("event-made event-attendance",)
        audited = await reads_audit(vera, "event")
        assert text_of("audit-event-made", new="Hackathon Kazan") in audited


async def test_a_change_of_an_event_is_checked_and_a_removed_one_stays_removed(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        vera = stage.vera
        client = Client(http, await token_of(vera, "Platform", Scope.ATTENDANCE))
        for wrong, status, code in (
            ({"attendance": 5}, 409, "event-new-needs"),
            ({"name": "Fair", "first": "2026-12-03", "last": "2026-12-01"}, 409, "event-ends-first"),
            ({"name": "Fair", "first": "2026-12-03", "last": "2028-12-01"}, 409, "event-too-long"),
            ({"name": "Fair", "first": "9999-12-31"}, 409, "event-years"),
            ({"name": "\u202e ", "first": "2026-12-03"}, 409, "event-name-long"),
            ({"name": "Fair", "first": "2026-12-03", "attendance": -1}, 422, "not-understood"),
            ({"name": "Fair", "first": "yesterday"}, 422, "not-understood"),
        ):
            refused = await client.asks("PUT", "/events/p-1", wrong)
            assert (client.status, refused["code"]) == (status, code), wrong
        assert await row(stage, "select count(*) from events") == (0,)
        await client.asks("GET", "/events/p-1")
        assert client.status == 404
        await client.asks("PUT", "/events/p-1", {"name": "Fair", "first": "2026-12-03"})
        await client.asks("PUT", "/events/p-1", {"first": "2026-12-04", "last": "2026-12-05"})
        moved = await client.asks("PUT", "/events/fair", {"name": "Big fair", "changed_at": "2026-11-20T09:00:00Z"})
        assert (moved["name"], moved["first"], moved["last"]) == ("Big fair", "2026-12-04", "2026-12-05")
        late = await client.asks("PUT", "/events/fair", {"name": "Old", "changed_at": "2026-11-19T09:00:00Z"})
        assert late["name"] == "Big fair"
        await client.asks("PUT", "/events/fair", {"first": "2026-12-06"})
        assert client.status == 409, "its last day is before that"
        assert "Big fair" in words(await _listed(vera))

        await client.asks("DELETE", "/events/p-1")
        assert client.status == 204
        await client.asks("DELETE", "/events/p-1")
        assert client.status == 404
        refused = await client.asks("PUT", "/events/p-1", {"name": "Fair", "first": "2026-12-03"})
        assert (client.status, refused["code"]) == (409, "event-removed-before")
        await vera.writes('/event new "Fair" 2026-12-03')
        other = await client.asks("GET", "/events/fair-2")
        assert other["external_id"] is None
        actions = await row(stage, "select string_agg(action, ' ' order by id) from audit where object = 'event:fair'")
        assert actions == ("event-made event-changed event-changed event-removed",)
        audited = await reads_audit(vera, "event")
        assert "Big fair" in audited


async def test_changes_at_the_same_moment_make_one_event(database: Database) -> None:
    async with api_at(database, cast.olga) as (stage, http):
        token = await token_of(stage.vera, "Platform", Scope.ATTENDANCE)
        clients = [Client(http, token) for _ in range(6)]
        said = [
            {"name": f"Fair {n % 2}", "first": "2026-12-03", "attendance": 100 + n % 3} for n in range(len(clients))
        ]
        await asyncio.gather(
            *(one.asks("PUT", "/events/p-1", body) for one, body in zip(clients, said, strict=True)),
        )
        assert [one.status for one in clients] == [200] * len(clients)
        assert await row(stage, "select count(*), count(distinct external_id) from events") == (1, 1)
        made = "select count(*) from audit where action = 'event-made'"
        assert await row(stage, made) == (1,)


async def _listed(vera: Phone) -> dict[str, object]:
    await vera.writes("/event")
    return await vera.last()
