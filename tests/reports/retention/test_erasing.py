"""Batches of an erasure: a kill between them, what others' jobs keep, a report that somebody else waits for."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import text

from db import queue
from db.database import Database
from db.models import Box, Erasure, MessageKind, Origin, Role
from desk import Desk
from desk.privacy import erasing, erasure_timetable, settled_jobs
from reports.request import ReportRequest
from reports.retention import erase_batch
from tests.desk.stage import Someone, Stage
from tests.reports.retention.test_batches import run_erasing
from tests.sql import execute, fetch

pytestmark = pytest.mark.sentence("Privacy")
NAME = "Zoe Unmistakable"


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


async def change(stage: Stage, sql: str, **given: Any) -> None:
    await execute(stage, sql, **given)


async def read(stage: Stage, sql: str, **given: Any) -> list[Any]:
    return [tuple(row) for row in await fetch(stage, sql, **given)]


async def settled(stage: Stage, box: Box, payload: dict[str, Any], *, key: str = "9", **more: Any) -> int:
    """Store a settled job; return its id."""
    given = {"box": box, "key": key, "payload": queue.encode_payload(payload), "now": stage.now, "person": None, **more}
    async with stage.database.unit_of_work() as session:
        made = text(
            "insert into jobs (box, key, payload, state, due_at, created_at, settled_at, person_id) "
            "values (:box, :key, :payload, 'done', :now, :now, :now, :person) returning id"
        )
        return int((await session.execute(made, given)).scalar_one())


async def begin(stage: Stage, who: Someone) -> int:
    """Let the clock ask for an erasure whose goodbye was sent; return its id."""
    async with stage.database.unit_of_work() as session:
        asked = {"asked_by": who.id, "origin": Origin.TELEGRAM, "asked_at": stage.now}
        long_ago = stage.now - timedelta(minutes=11)
        erasure = Erasure(person_id=who.id, due_at=stage.now, told_at=long_ago, **asked)
        session.add(erasure)
        await session.flush()
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await erasure_timetable.run_step(desk, erasure.id)
        return erasure.id


async def list_filled(stage: Stage) -> set[int]:
    """Return the ids of settled jobs that still have their payload."""
    rows = await read(stage, "select id from jobs where state = 'done' and box <> 'reports' and payload <> '{}'")
    return {one for (one,) in rows}


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settled_jobs, "PAGE", 3)
    monkeypatch.setattr(erasing, "PAGES", 1)


@pytest.mark.usefixtures("_small")
async def test_a_killed_batch_is_done_again_and_nothing_is_counted_twice(stage: Stage) -> None:
    zoe, olga = await stage.person(NAME), await stage.person("Olga", Role.AGENT)
    number = await stage.files(zoe, "The heating does not work")
    lines = []
    for _ in range(4):
        said = {"type": "say", "key": "notice", "args": {"name": NAME}}
        lines.append(await settled(stage, Box.TO_TELEGRAM, said, person=olga.id))
        await stage.shown(olga, None, kind=MessageKind.SAID)
        await settled(stage, Box.TO_TELEGRAM, {"type": "say", "key": "notice", "args": {"name": "Max"}}, person=olga.id)
        stage.later(seconds=10)
    stage.later(hours=50)
    await begin(stage, zoe)
    batches = 0
    while True:
        with pytest.raises(KeyboardInterrupt):
            async with stage.database.unit_of_work() as session:
                (given,) = await _list_waiting(stage)
                async for _ in erase_batch(ReportRequest(session, stage.now, stage.rules, None, "en", given)):
                    pass
                raise KeyboardInterrupt
        before = await list_filled(stage)
        assert await run_erasing(stage)
        batches += 1
        if not await _list_waiting(stage):
            break
        assert (await read(stage, "select erased_at from people where name = :name", name=NAME)) == [(None,)]
    assert batches > 2
    assert not await list_filled(stage) & set(lines)
    assert len(before) >= 4
    erased = [one for one in await stage.letters(olga) if one.get("type") == "erase"]
    assert len([one for one in erased if not one["instead"]]) == 4, "typed by her"
    assert len({one["message_id"] for one in erased}) == len(erased) >= 4
    assert (await stage.ticket(number)).subject != "The heating does not work"
    assert await read(stage, "select count(*) from people where name = :name", name=NAME) == [(0,)]


async def _list_waiting(stage: Stage) -> list[Any]:
    rows = await read(stage, "select payload from jobs where box = 'reports' and state = 'waiting' order by id")
    return [queue.decode_payload(one)["arguments"] for (one,) in rows]


async def test_raw_updates_of_others_go_only_if_they_are_about_the_person(stage: Stage) -> None:
    zoe, olga, max_ = await stage.person(NAME), await stage.person("Olga", Role.AGENT), await stage.person("Max")
    number = await stage.files(zoe, "The heating does not work")
    card = await stage.shown(olga, f"card:{number}", number)
    key = str(olga.chat)

    async def update(update: dict[str, Any], at: str = key) -> int:
        return await settled(stage, Box.FROM_TELEGRAM, update, key=at)

    chat = {"id": olga.chat}
    gone = {
        await update({"callback_query": {"message": {"message_id": card, "chat": chat, "text": "the card"}}}),
        await update({"message": {"message_id": 1, "text": "soon", "reply_to_message": {"message_id": card}}}),
        await update({"message": {"message_id": 2, "text": f"/hold {number} waits for the plumber"}}),
        await update({"message": {"message_id": 3, "text": "The heating does not work"}}),
        await update({"message": {"message_id": 4, "text": f"ask {NAME}"}}, at="5"),
        await update({"message": {"message_id": 5, "from": {"id": zoe.chat, "is_bot": False}}}, at="-100"),
        await update({"message": {"message_id": 6, "text": "mine"}}, at=str(zoe.chat)),
    }
    kept = {
        await update({"message": {"message_id": 7, "text": f"/hold {number + 1} waits for glass"}}),
        await update({"message": {"message_id": 8, "text": "good morning"}}),
        await update({"message": {"message_id": 9, "text": "my door"}}, at=str(max_.chat)),
    }
    await begin(stage, zoe)
    while await run_erasing(stage):
        pass
    assert not await list_filled(stage) & gone
    assert kept <= await list_filled(stage)
    erased = {one["message_id"] for one in await stage.letters(olga) if one.get("type") == "erase"}
    assert {card, 2} <= erased
    late = await update({"callback_query": {"message": {"message_id": card, "chat": chat, "text": "the card"}}})
    await change(stage, "update jobs set state = 'done', settled_at = :now where payload like '%erase%'", now=stage.now)
    stage.later(minutes=11)
    assert await stage.ticks()
    while await run_erasing(stage):
        pass
    assert late not in await list_filled(stage), "pressed before the card was gone"


async def test_a_report_that_somebody_waits_for_stays(stage: Stage) -> None:
    zoe, vera = await stage.person(NAME), await stage.person("Vera", Role.ADMIN)
    for n, person in ((1, vera.id), (2, vera.id), (3, zoe.id)):
        kind, whose = ("personal_data", zoe.id) if n == 3 else ("export", 0)
        await change(
            stage,
            "insert into report_results (kind, content, filename, mime, caption, arguments, created_at) values "
            "(:kind, 'x', 'a.csv', 'text/csv', '', jsonb_build_object('person', cast(:whose as bigint)), :at)",
            kind=kind, whose=whose, at=stage.now,
        )  # fmt: skip
        letter = {"type": "report", "result_id": n, "slot": None}
        await change(
            stage,
            "insert into jobs (box, key, payload, state, due_at, created_at, person_id) "
            "select 'to_telegram', '7', :payload, :state, :now, :now, :person",
            payload=queue.encode_payload(letter), state="done" if n == 2 else "parked", now=stage.now, person=person,
        )  # fmt: skip
    stage.later(minutes=10)
    await begin(stage, zoe)
    while await run_erasing(stage):
        pass
    assert await read(stage, "select id from report_results") == [(1,)]


async def test_words_of_others_and_answers_are_nobody_elses_to_erase(stage: Stage) -> None:
    rita, zoe, olga = [await stage.person(name) for name in ("Rita", NAME)] + [await stage.person("Olga", Role.AGENT)]
    theirs, hers = await stage.files(rita, "The printer is on fire"), await stage.files(zoe, "The lift is stuck")
    said = (
        "insert into entries (ticket_id, kind, author_id, author_name, origin, body, entities, created_at) select id, "
    )
    for number, kind, who, words in (
        (theirs, "comment", zoe, "Mine, too"), (theirs, "comment", rita, "Soon?"), (theirs, "reply", zoe, "As staff"),
        (hers, "reply", olga, "We come"),
    ):  # fmt: skip
        await change(
            stage, said + ":kind, :who, 'x', 'telegram', :words, '[]', :now from tickets where number = :number",
            kind=kind, who=who.id, words=words, now=stage.now, number=number,
        )  # fmt: skip
    async with stage.database.unit_of_work() as session:
        rows = await erasing.find_rows(Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules), zoe.id)
    found = await read(stage, "select body from entries where id = any(:ids)", ids=list(rows.entries))
    assert sorted(body for (body,) in found) == ["Mine, too", "The lift is stuck", "We come"]


@pytest.mark.usefixtures("_small")
async def test_who_joins_the_team_between_two_batches_is_not_erased(stage: Stage) -> None:
    zoe = await stage.person(NAME)
    await stage.files(zoe, "The heating does not work")
    for _ in range(4):
        await settled(stage, Box.TO_TELEGRAM, {"type": "say", "key": "notice", "args": {}})
    await begin(stage, zoe)
    assert await run_erasing(stage)
    await change(stage, "update people set role = 'agent' where id = :id", id=zoe.id)
    while await run_erasing(stage):
        pass
    assert await read(stage, "select withdrawn_at is null, erased_at, due_at from erasures") == [(False, None, None)]
    assert await read(stage, "select name from people where id = :id", id=zoe.id) == [(NAME,)]


async def test_copies_of_who_was_erased_before_are_found_by_the_next_version(stage: Stage) -> None:
    """A version of before had erased without the desk's bot: the map of their messages still tells."""
    zoe, olga, vera = [await stage.person(name, role) for name, role in (
        (NAME, Role.REQUESTER), ("Olga", Role.AGENT), ("Vera", Role.ADMIN))]  # fmt: skip
    number = await stage.files(zoe, "The heating does not work")
    erasure = await begin(stage, zoe)
    while await run_erasing(stage):
        pass
    card = await stage.shown(olga, f"card:{number}", number)
    later = await stage.shown(olga, None, number, kind=MessageKind.LINE, sent_at=stage.now + timedelta(hours=1))
    over = "update erasures set done_at = erased_at, due_at = null where id = :id"
    await change(stage, over, id=erasure)
    stage.later(days=40)
    migration = import_module("migrations.versions.0022_copies_of_erased")
    await change(stage, migration.LOOK_AGAIN)
    for _ in range(2):
        await stage.ticks()
        while await run_erasing(stage):
            pass
        await stage.sent()
        stage.later(minutes=11)
    erased = [one["message_id"] for one in await stage.letters(olga) if one.get("type") == "erase"]
    assert card in erased and later not in erased
    assert await read(stage, "select done_at is null, due_at, copies from erasures") == [(False, None, 1)]
    assert "erasures" in [one.get("view") for one in await stage.letters(vera)]
