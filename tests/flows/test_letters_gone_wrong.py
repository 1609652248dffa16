"""What the outbox does with a letter nobody foresaw, and with one that holds a secret."""

import json

from sqlalchemy import text

from db import queue
from db.queue import Put
from db.words import Box
from tests.flows.acts import invite
from tests.flows.phone import Phone
from tests.flows.scenes import PRINTER, filed
from tests.flows.stage import Stage

BOARD = False


async def _put(stage: Stage, phone: Phone, **letter: object) -> None:
    """A letter as a newer version of the bot might have left it."""
    async with stage.database.unit_of_work() as session:
        found = await session.execute(text("select id from people where telegram_id = :t"), {"t": phone.id})
        person_id = int(found.scalar_one())
        queue.put(
            session,
            Put(Box.TO_TELEGRAM, str(person_id), queue.body(dict(letter)), stage.clock(), person_id=person_id),
        )


async def _job(stage: Stage, holding: str) -> tuple[str, int]:
    async with stage.database.sessions() as session:
        query = "select state, attempts from jobs where convert_from(payload, 'UTF8') like :p order by id desc limit 1"
        row = (await session.execute(text(query), {"p": f"%{holding}%"})).one()
        return str(row.state), int(row.attempts)


SAY = {"type": "say", "key": "quiet-on", "args": {}, "buttons": []}
UNFORESEEN = [
    ("tomorrows_field", {**SAY, "tomorrows_field": 1}),
    ("tomorrows-text", {**SAY, "key": "tomorrows-text"}),
    ("tomorrows_view", {"type": "show", "view": "tomorrows_view", "slot": "card:1"}),
    ("card:x", {"type": "show", "view": "card", "slot": "card:x"}),
]


async def test_a_letter_nobody_can_word_is_tried_five_times_and_buried(stage: Stage, rita: Phone) -> None:
    await filed(rita)
    for mark, letter in UNFORESEEN:
        await _put(stage, rita, **letter)
        await stage.settle()
        assert await _job(stage, mark) == ("waiting", 1), mark
        await rita.writes("and it still burns")
        assert await _job(stage, mark) == ("waiting", 2), mark
        for _ in range(5):
            await stage.pass_time(minutes=1)
        assert await _job(stage, mark) == ("buried", 5), mark


async def test_what_was_behind_it_arrives(stage: Stage, rita: Phone) -> None:
    await filed(rita, PRINTER)
    await _put(stage, rita, **UNFORESEEN[0][1])
    await rita.writes("/help")
    for _ in range(6):
        await stage.pass_time(minutes=1)
    assert await rita.containing("/new starts a further request")


async def test_an_invites_code_stands_nowhere_once_it_was_sent(stage: Stage) -> None:
    vera = stage.people["Vera"]
    code = await invite(vera)
    assert await _rows_with(stage, code) == []
    newcomer = await stage.phone("Nina")
    await newcomer.writes(f"/start {code}")
    assert await newcomer.containing("You are on the team")
    assert await _rows_with(stage, code) == []


async def test_nor_does_one_that_staff_opened_and_that_is_still_good(stage: Stage, olga: Phone) -> None:
    code = await invite(stage.people["Vera"])
    await olga.writes(f"/start {code}")
    assert await _rows_with(stage, code) == []
    newcomer = await stage.phone("Nina")
    await newcomer.writes(f"/start {code}")
    assert await newcomer.containing("You are on the team")


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
