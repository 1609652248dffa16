"""kill -9 of the bot in the middle of a transaction that several people's messages share: each is stored once, those of
a person in their order."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.kill.town import Town, free_port, town

PEOPLE = range(501, 507)
ROUNDS = 2
_SLOW = (
    """create function take_long() returns trigger language plpgsql as $$
    begin
      perform pg_sleep(1);
      return new;
    end $$""",
    "create trigger take_long after insert or update on entries for each row execute function take_long()",
)
_FAST = ("drop trigger take_long on entries", "drop function take_long")
_AT_WORK = "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
_WAITING = "select 1 from jobs where state = 'waiting' and box = 'from_telegram'"
_LINES = "select line from entries, string_to_table(body, chr(10)) with ordinality as u (line, n) order by id, n"


@pytest.mark.limit(240)
async def test_a_kill_amid_messages_together_loses_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    more = {"TODOIST_API_TOKEN": "", "BOT_HTTP_PORT": str(free_port())}
    async with town(database_url, tmp_path, names=["bot"], **more) as made:
        for person in PEOPLE:
            await made.telegram.do("person", id=person, first_name=f"P{person}", language_code="en")
            await made.says(person, "/new The upload of team North fails")
        await made.until(lambda: _has_stored(made, "The upload", len(PEOPLE)), "all requests are made")
        for number in range(ROUNDS):
            await _write_amid_kills(made, number)
        lines = [row.line.split() for row in await _run(made, _LINES) if row.line.startswith("word ")]
        for person in PEOPLE:
            said = [line[2:] for line in lines if line[1] == str(person)]
            assert said == [[str(number), words] for number in range(ROUNDS) for words in ("first", "second")]


async def _write_amid_kills(made: Town, number: int) -> None:
    """Let everybody write twice while the bot is away; it is killed once more when it is in the middle of that."""
    bot = made.doors["bot"]
    await bot.kill()
    for words in ("first", "second"):
        for person in PEOPLE:
            await made.says(person, f"word {person} {number} {words}")
    await _run(made, *_SLOW)
    await bot.start()
    await made.until(lambda: made.ready(bot.port), "the bot is up")
    await made.until(lambda: _run(made, _AT_WORK), "the bot is in the middle of a message")
    await bot.kill()
    await _run(made, *_FAST)
    await bot.start()
    await made.until(lambda: _has_stored(made, "word ", 2 * len(PEOPLE) * (number + 1)), "all words are stored")


async def _has_stored(made: Town, beginning: str, count: int) -> bool:
    lines = [row for row in await _run(made, _LINES) if row.line.startswith(beginning)]
    return len(lines) >= count and not await _run(made, _WAITING)


async def _run(made: Town, *statements: str) -> list[Any]:
    """Run these statements in one transaction; the rows of the last."""
    rows: list[Any] = []
    async with made.database.engine.begin() as connection:
        for statement in statements:
            answer = await connection.execute(text(statement))
            rows = list(answer) if answer.returns_rows else []
    return rows
