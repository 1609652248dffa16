"""What the outbox does with a letter nobody foresaw, and with one that holds a secret."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from db import queue
from db.models import Box
from db.unit_of_work import NewJob
from tests.flows.acts import invite
from tests.flows.phone import Phone
from tests.flows.scenes import PRINTER, filed
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("5 Permissions and presses")

BOARD = False


async def _put(stage: Stage, phone: Phone, behind: str = "", /, **letter: object) -> None:
    """A letter as a newer version of the bot might have left it."""
    async with stage.database.unit_of_work() as session:
        found = await session.execute(text("select id from people where telegram_id = :t"), {"t": phone.id})
        person_id, entry_id = int(found.scalar_one()), letter.get("entry_id")
        payload = queue.encode_payload(dict(letter))
        job = NewJob(Box.TO_TELEGRAM, f"{person_id}{behind}", payload, stage.clock(), person_id=person_id)
        queue.put_job(session, replace(job, entry_id=entry_id) if isinstance(entry_id, int) else job)


async def _job(stage: Stage, holding: str) -> tuple[str, int]:
    async with stage.database.sessions() as session:
        query = "select state, attempts from jobs where convert_from(payload, 'UTF8') like :p order by id desc limit 1"
        row = (await session.execute(text(query), {"p": f"%{holding}%"})).one()
        return str(row.state), int(row.attempts)


SAY = {"type": "say", "key": "quiet-on", "args": {}, "buttons": []}
SPOILT = {"type": "show", "view": "card", "slot": "card:x"}
REFUSED_BY_THE_DATABASE = {"type": "show", "view": "which", "slot": "question:1", "question_id": 2**70}
OF_TOMORROW = [
    ("tomorrows-type", {"type": "tomorrows-type"}),
    ("tomorrows-text", {**SAY, "key": "tomorrows-text"}),
    ("tomorrows_view", {"type": "show", "view": "tomorrows_view", "slot": "card:1"}),
]


@pytest.mark.usefixtures("fire")
async def test_a_letter_nobody_can_word_is_tried_five_times_and_buried(stage: Stage, rita: Phone) -> None:
    await _put(stage, rita, **SPOILT)
    await _put(stage, rita, ":other", **REFUSED_BY_THE_DATABASE)
    await stage.settle()
    assert await _job(stage, "card:x") == ("waiting", 1)
    await rita.writes("and it still burns")
    assert await _job(stage, "card:x") == ("waiting", 2)
    for _ in range(5):
        await stage.pass_time(minutes=1)
    assert await _job(stage, "card:x") == await _job(stage, f"{2**70}") == ("buried", 5)


async def test_what_a_newer_version_says_waits_an_hour_for_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    """Two versions at work: the older one delivers, until it is stopped."""
    await filed(rita, PRINTER)
    await rita.writes("and it still burns")
    for mark, letter in OF_TOMORROW:
        await _put(stage, rita, f":{mark}", **letter)
    entry = await _entry_of_tomorrow(stage)
    await _put(stage, olga, ":tomorrow", type="relay", entry_id=entry)
    await _put(stage, olga, **SAY)
    await stage.settle()
    assert await _job(stage, "quiet-on") == ("done", 0)
    marks = [*(mark for mark, _ in OF_TOMORROW), '"relay","entry_id"']
    for _ in range(2):
        await stage.pass_time(minutes=5)
    assert {await _job(stage, mark) for mark in marks} == {("waiting", 3)}


async def _entry_of_tomorrow(stage: Stage) -> int:
    async with stage.database.unit_of_work() as session:
        made = await session.execute(text("update entries set kind = 'tomorrow' where id = 2 returning id"))
        return int(made.scalar_one())


async def test_an_invites_code_stands_nowhere_once_it_was_sent(stage: Stage) -> None:
    vera = stage.people["Vera"]
    code = await invite(vera)
    assert await _rows_with(stage, code) == []
    newcomer = await stage.phone("Nina")
    await newcomer.writes(f"/start {code}")
    assert await newcomer.containing("You are on the team")
    assert await _rows_with(stage, code) == []


async def _rows_with(stage: Stage, secret: str) -> list[str]:
    """The tables in which a row holds the secret."""
    found = []
    async with stage.database.sessions() as session:
        tables = await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        for table in tables.all():
            rows = await session.execute(text(f'select to_jsonb(t) from "{table}" t'))  # noqa: S608
            for (row,) in rows:
                payload = bytes.fromhex(row["payload"].removeprefix("\\x")) if "payload" in row else b""
                if secret in json.dumps(row) or secret.encode() in payload:
                    found.append(table)
    return found
