"""What is parked, given up, counted and kept, condition by condition: each test fails when a word is left out."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db import pruning, queue
from db.database import Database
from db.models import Box, Lane
from db.queue import Bury, Done, Park, maintenance
from tests.db.queue.guarding import (
    IN,
    MOMENT,
    NOW,
    OUT,
    claim_jobs,
    made_people,
    numbers_of,
    put_job,
    row_of,
    rows_of,
    settle_job,
)

# What is parked and buried


async def _parked(database: Database, person: int, *numbers: int, key: str = "a", lane: Lane = Lane.PEOPLE) -> None:
    for n in numbers:
        await put_job(database, key, n, person_id=person, lane=lane)
        (job,) = await claim_jobs(database)
        await settle_job(database, job, Park("blocked"))


async def test_who_is_back_gets_their_own(database: Database) -> None:
    rita, olga = await made_people(database, "Rita", "Olga")
    await _parked(database, rita, 1)
    await _parked(database, olga, 2, key="b")
    await put_job(database, "c", 3, person_id=rita)
    (buried,) = await claim_jobs(database)
    await settle_job(database, buried, Bury("no"))
    later = NOW + timedelta(hours=1)
    async with database.unit_of_work() as session:
        await maintenance.unpark_jobs(session, rita, now=later)
    assert await claim_jobs(database, now=later - MOMENT) == []
    assert numbers_of(await claim_jobs(database, now=later)) == [1]
    assert [(await row_of(database, n)).state for n in (1, 2, 3)] == ["waiting", "parked", "buried"]
    assert ((await row_of(database, 1)).error, (await row_of(database, 1)).due_at) == (None, later)


async def test_what_comes_back_lifts_its_key(database: Database) -> None:
    (rita,) = await made_people(database, "Rita")
    await _parked(database, rita, 1, lane=Lane.BROADCASTS)
    await _parked(database, rita, 2, lane=Lane.PEOPLE)
    async with database.unit_of_work() as session:
        await maintenance.unpark_jobs(session, rita, now=NOW)
    assert numbers_of(await claim_jobs(database, lane=Lane.PEOPLE)) == [1]


@pytest.mark.parametrize(
    ("stands", "back", "lane"), [(Lane.EDITS, Lane.PEOPLE, Lane.PEOPLE), (Lane.PEOPLE, Lane.EDITS, Lane.PEOPLE)]
)
async def test_what_comes_back_goes_before_what_was_put_since(
    database: Database, stands: Lane, back: Lane, lane: Lane
) -> None:
    (rita,) = await made_people(database, "Rita")
    await _parked(database, rita, 1, lane=back)
    await put_job(database, "a", 2, person_id=rita, lane=stands, due_at=NOW + timedelta(hours=1))
    async with database.unit_of_work() as session:
        await maintenance.unpark_jobs(session, rita, now=NOW)
    (first,) = await claim_jobs(database)
    assert (first.load_payload()["n"], first.lane) == (1, lane)


async def test_a_job_given_up_is_tried_again_once_it_is_asked_for(database: Database) -> None:
    for n, key in ((1, "a"), (2, "b")):
        await put_job(database, key, n, lane=Lane.EDITS)
        (job,) = await claim_jobs(database)
        await settle_job(database, job, Bury("no"))
    later = NOW + timedelta(hours=1)
    first = (await row_of(database, 1)).id
    async with database.unit_of_work() as session:
        await session.execute(text("update jobs set told_at = :now"), {"now": NOW})  # the admins know
        assert await maintenance.retry_buried(session, first, now=later)
        assert not await maintenance.retry_buried(session, first, now=later)
    row = await row_of(database, 1)
    assert (row.state, row.attempts, row.settled_at, row.told_at, row.due_at) == ("waiting", 0, None, None, later)
    assert (await row_of(database, 2)).state == "buried"
    assert await claim_jobs(database, now=later - MOMENT) == []
    (job,) = await claim_jobs(database, now=later)
    assert (job.id, job.lane) == (first, Lane.EDITS)


@pytest.mark.parametrize(
    ("stands", "back", "lane"), [(Lane.EDITS, Lane.PEOPLE, Lane.PEOPLE), (Lane.PEOPLE, Lane.EDITS, Lane.PEOPLE)]
)
async def test_a_job_tried_again_goes_before_what_was_put_since(
    database: Database, stands: Lane, back: Lane, lane: Lane
) -> None:
    await put_job(database, "a", 1, lane=back)
    (job,) = await claim_jobs(database)
    await settle_job(database, job, Bury("no"))
    await put_job(database, "a", 2, lane=stands, due_at=NOW + timedelta(hours=1))
    async with database.unit_of_work() as session:
        assert await maintenance.retry_buried(session, job.id, now=NOW)
    (first,) = await claim_jobs(database)
    assert (first.load_payload()["n"], first.lane) == (1, lane)


async def test_what_is_hurried_is_behind_that_address_alone(database: Database) -> None:
    later = NOW + timedelta(hours=1)
    for n, key in ((1, "hook:1"), (2, "hook:2")):
        await put_job(database, key, n, due_at=later)
    async with database.unit_of_work() as session:
        await maintenance.retry_now(session, OUT, "hook:1", now=NOW)
    assert numbers_of(await claim_jobs(database)) == [1]
    assert (await row_of(database, 2)).due_at == later


async def test_only_what_was_given_up_is_tried_again(database: Database) -> None:
    (rita,) = await made_people(database, "Rita")
    await _parked(database, rita, 1)
    await put_job(database, "b", 2)
    (done,) = await claim_jobs(database)
    await settle_job(database, done, Done())
    async with database.unit_of_work() as session:
        for n in (1, 2):
            assert not await maintenance.retry_buried(session, (await row_of(database, n)).id, now=NOW)


async def test_what_was_kept_for_one_person_is_let_go_of(database: Database) -> None:
    rita, olga = await made_people(database, "Rita", "Olga")
    await _parked(database, rita, 1)
    await _parked(database, olga, 2, key="b")
    await put_job(database, "c", 3, person_id=rita)
    later = NOW + timedelta(hours=1)
    async with database.unit_of_work() as session:
        await maintenance.drop_parked(session, rita, why="dismissed", now=later)
    rows = await rows_of(database, "select state, error, settled_at, payload from jobs order by id")
    assert (*rows[0][:3], bytes(rows[0].payload)) == ("done", "dismissed", later, b"{}")
    assert [row.state for row in rows] == ["done", "parked", "waiting"]
    assert bytes(rows[1].payload) == queue.encode_payload({"n": 2})


# Figures and the end


async def test_depths_are_by_box_lane_and_state_and_leave_out_what_is_done(database: Database) -> None:
    for n in (1, 2):
        await put_job(database, "a", n, now=NOW + timedelta(seconds=n))
    await put_job(database, "b", 3, lane=Lane.EDITS, box=IN)
    await put_job(database, "c", 4)
    (done,) = [job for job in await claim_jobs(database) if job.key == "c"]
    await settle_job(database, done, Done())
    async with database.unit_of_work() as session:
        found = {(d.box, d.lane, d.state): (d.count, d.oldest) for d in await maintenance.count_depths(session)}
    assert found == {
        ("to_telegram", int(Lane.PEOPLE), "waiting"): (2, NOW + timedelta(seconds=1)),
        ("from_telegram", int(Lane.EDITS), "waiting"): (1, NOW),
    }


async def test_repeats_are_counted_by_box(database: Database) -> None:
    for n, (box, unknown) in enumerate(((OUT, 2), (OUT, 3), (IN, 1), (IN, 0), (Box.TO_TODOIST, 0))):
        await put_job(database, f"k{n}", n, box=box)
        await rows_of(database, "update jobs set unknown = :u where key = :k returning 1", u=unknown, k=f"k{n}")
    async with database.unit_of_work() as session:
        assert await maintenance.count_repeats(session) == {"to_telegram": 5, "from_telegram": 1}


@pytest.mark.parametrize(
    ("box", "state", "ago", "since"),
    [
        (OUT, "done", pruning.JOBS_KEPT, "settled_at"),
        (IN, "done", pruning.JOBS_KEPT, "settled_at"),
        (OUT, "buried", pruning.LEFT_JOBS_KEPT, "settled_at"),
        (IN, "buried", pruning.LEFT_JOBS_KEPT, "settled_at"),
        (OUT, "parked", pruning.LEFT_JOBS_KEPT, "created_at"),
    ],
)
async def test_each_is_kept_for_its_time_and_no_longer(
    database: Database, box: Box, state: str, ago: timedelta, since: str
) -> None:
    """Just old enough goes, exactly as old stays; what waits stays whatever its age."""
    for n, (at, what) in enumerate(
        ((NOW - ago, state), (NOW - ago - MOMENT, state), (NOW - 2 * pruning.LEFT_JOBS_KEPT, "waiting"))
    ):
        await put_job(database, f"k{n}", n, box=box)
        settled = at if since == "settled_at" and what != "waiting" else None
        change = "update jobs set state = :what, created_at = :at, settled_at = :settled where key = :key returning 1"
        await rows_of(
            database, change, what=what, at=at if since == "created_at" else NOW, settled=settled, key=f"k{n}"
        )
    async with database.unit_of_work() as session:
        await pruning.prune_rows(session, now=NOW)
    assert [row.key for row in await rows_of(database, "select key from jobs order by key")] == ["k0", "k2"]


@pytest.mark.parametrize(
    ("kept", "withdrawn", "age", "left"),
    [
        (14, 30, 13, {"old", "update"}),
        (7, 30, 13, set()),
        (14, 7, 7.5, {"old"}),
        (14, 0, 2.5, {"old"}),
        (30, 90, 29, {"old", "update"}),
    ],
)
async def test_admins_say_how_long_and_no_update_outlives_what_was_taken_back(
    database: Database, kept: int, withdrawn: int, age: float, left: set[str]
) -> None:
    done = "update jobs set state = 'done', settled_at = :at where key = :key returning 1"
    for n, (key, box, days) in enumerate((("old", OUT, 8), ("update", IN, age), ("new", IN, 1.9))):
        await put_job(database, key, n, box=box)
        await rows_of(database, done, at=NOW - timedelta(days=days), key=key)
    given = {"kept": timedelta(days=kept), "withdrawn": timedelta(days=withdrawn)}
    async with database.unit_of_work() as session:
        await pruning.prune_rows(session, now=NOW, **given)
    assert {row.key for row in await rows_of(database, "select key from jobs")} == left | {"new"}


_CAME_IN = """
insert into web_sessions (token_hash, person_id, browser, address, began_at, seen_at, wall_seen_at, ended_at)
values (:hash, :who, 'Firefox', '192.0.2.1', :began, :began, :wall, :ended) returning id
"""
_CHANGED = """
insert into audit (at, actor_id, origin, action, object, address)
values (:at, :who, 'panel', 'setting', 'setting:undo', '192.0.2.1') returning id
"""


async def test_from_where_somebody_came_is_forgotten_and_what_they_did_is_not(database: Database) -> None:
    (vera,) = await made_people(database, "Vera")
    at, long = NOW - pruning.SESSIONS_KEPT - MOMENT, NOW - timedelta(days=90)
    sessions = (("gone", at, None, None), ("out", long, None, at), ("wall", long, NOW, None), ("used", NOW, None, None))
    for name, began, wall, ended in sessions:
        given = {"hash": name.encode(), "who": vera, "began": began, "wall": wall, "ended": ended}
        await rows_of(database, _CAME_IN, **given)
    for ago in (pruning.ADDRESSES_KEPT, pruning.ADDRESSES_KEPT + MOMENT):
        await rows_of(database, _CHANGED, at=NOW - ago, who=vera)
    async with database.unit_of_work() as session:
        await pruning.prune_rows(session, now=NOW)
    left = await rows_of(database, "select token_hash from web_sessions order by id")
    assert [row.token_hash for row in left] == [b"wall", b"used"]
    done = await rows_of(database, "select action, address from audit order by id")
    assert [tuple(row) for row in done] == [("setting", "192.0.2.1"), ("setting", None)]


async def test_searches_are_kept_for_half_a_year(database: Database) -> None:
    put = "insert into searches (at, language, words, by_staff, found) values (:at, 'en', 'w', false, 0) returning 1"
    for at in (NOW - pruning.SEARCHES_KEPT, NOW - pruning.SEARCHES_KEPT - MOMENT):
        await rows_of(database, put, at=at)
    async with database.unit_of_work() as session:
        await pruning.prune_rows(session, now=NOW)
    assert [row.at for row in await rows_of(database, "select at from searches")] == [NOW - pruning.SEARCHES_KEPT]


async def test_answers_under_a_key_are_kept_for_a_day_and_what_a_link_held_until_it_is_too_old(
    database: Database,
) -> None:
    """Also where its system never writes again."""
    (rita,) = await made_people(database, "Rita")
    await rows_of(
        database,
        "with s as (insert into systems (name, token_hash, token_hint, made_at) values ('Shop', 'x', '', :now) "
        "returning id) insert into external_people (system_id, external_id, person_id, made_at) "
        "select id, 'u-1', :rita, :now from s returning 1",
        rita=rita, now=NOW,
    )  # fmt: skip
    for n, at in enumerate((NOW - pruning.API_ANSWERS_KEPT, NOW - pruning.API_ANSWERS_KEPT - MOMENT)):
        await rows_of(
            database,
            "insert into idempotency_keys (system_id, key, request_hash, status, answer, at) "
            "select id, :key, '', 201, '{\"text\": \"My words\"}', :at from systems returning 1",
            key=f"k{n}", at=at,
        )  # fmt: skip
    for n, (expires, opened) in enumerate(((NOW, None), (NOW - MOMENT, None), (NOW - MOMENT, rita))):
        await rows_of(
            database,
            "insert into system_links (token_hash, external_person_id, context, made_at, expires_at, opened_by) "
            "select :hash, id, '{}', :now, :expires, :opened from external_people returning 1",
            hash=b"%d" % n, expires=expires, opened=opened, now=NOW,
        )  # fmt: skip
    async with database.unit_of_work() as session:
        await pruning.prune_rows(session, now=NOW)
    assert [row.key for row in await rows_of(database, "select key from idempotency_keys")] == ["k0"]
    left = "select token_hash from system_links order by token_hash"
    assert [row.token_hash for row in await rows_of(database, left)] == [b"0", b"2"]


def test_a_payload_is_ascii_whatever_it_holds() -> None:
    assert queue.encode_payload({"t": "я\ud800", "n": 1}) == b'{"t":"\\u044f\\ud800","n":1}'


_TICKET = """
insert into tickets (number, requester_id, status, origin, subject, created_at, updated_at, subject_at, status_at,
  priority_at, assignee_at, labels_at)
values (1, :rita, 'new', 'telegram', 'x', :now, :now, :now, :now, :now, :now, :now) returning id
"""
_SEEN = {
    "events_feed": "(ticket_id, kind, origin, at, kept_from) values (:ticket, 'ticket.late', 'clock', :at, :at)",
    "sent_cards": "(ticket_id, person_id, at) select :ticket, id, :at from people",
    "rings": "(person_id, at) select id, :at from people",
    "report_results": "(kind, content, filename, mime, caption, created_at) values ('x', '', 'f', 'm', 'c', :at)",
}


@pytest.mark.parametrize(
    ("table", "kept"),
    [
        ("events_feed", pruning.FEED_KEPT),
        ("sent_cards", pruning.CARDS_KEPT),
        ("rings", pruning.CARDS_KEPT),
        ("report_results", pruning.REPORTS_KEPT),
    ],
)
async def test_what_was_shown_or_told_is_kept_for_its_time_each(
    database: Database, table: str, kept: timedelta
) -> None:
    """Just old enough goes, exactly as old stays."""
    (rita,) = await made_people(database, "Rita")
    ((ticket,),) = await rows_of(database, _TICKET, rita=rita, now=NOW)
    for ago in (kept, kept + MOMENT):
        given = {"at": NOW - ago} | ({"ticket": ticket} if ":ticket" in _SEEN[table] else {})
        await rows_of(database, f"insert into {table} {_SEEN[table]} returning 1", **given)
    async with database.unit_of_work() as session:
        await pruning.prune_rows(session, now=NOW)
    at = "created_at" if table == "report_results" else "at"
    left = await rows_of(database, f"select {at} from {table}")  # noqa: S608
    assert [tuple(row) for row in left] == [(NOW - kept,)]
