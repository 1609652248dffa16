"""A backup brought back into an empty database, with a lost day behind it: the desk goes on, and nothing is doubled."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from db.database import Database, create_engine
from ops.backup import commands
from ops.backup.erased_people import ErasedPerson
from ops.backup.settings import BackupSettings
from tests.operation.doors import VERA, Surroundings, at_work, both_at_work
from tests.texts import text_of

pytestmark = pytest.mark.sentence("6 Names that others rely on")


async def _back_up(url: str, folder: Path) -> Path:
    database = Database(create_engine(url))
    made = await commands.take_backup(BackupSettings(backup_dir=folder), database, now=datetime.now(UTC))
    await database.aclose()
    return made.path


async def _restore(file: Path, url: str, *, quiet: bool = False) -> None:
    database = Database(create_engine(url))
    await commands.restore_backup(file, [], database, quiet=quiet)
    await database.aclose()


async def test_what_was_backed_up_goes_on_where_it_was(around: Surroundings, empty_url: str, tmp_path: Path) -> None:
    """The backup is made while everybody works; what follows it is lost, but for the board and the chats."""
    async with both_at_work(around):
        await _asks(around, "the door of hall A is locked")
        await around.until(lambda: _on_board(around, "#1 The door of hall A"), "the first is on the board")
        await _asks(around, "the window of hall D is open")
        file = await _back_up(around.database_url, tmp_path)
        await around.until(lambda: _on_board(around, "#2 The window of hall D"), "it goes on")
        await _asks(around, "the lamp of hall B is dark")
        await around.until(lambda: _on_board(around, "#3 The lamp of hall B"), "a lost one is on the board")
        await _comments(around, "#1 ", "Somebody is on the way")
        await around.until(lambda: around.told(VERA, "Somebody is on the way"), "a lost answer reached Vera")
    said = await around.chat(VERA)
    titles = await _titles(around)
    await _restore(file, empty_url)
    around.database_url = empty_url
    async with both_at_work(around):
        await around.until(lambda: around.told(VERA, "was restored from the backup"), "admins hear of it")
        assert await _titles(around) == titles
        assert [words for words in await around.chat(VERA) if "restored" not in words] == said
        await _comments(around, "#1 ", "A key is at the desk")
        await around.until(lambda: around.told(VERA, "A key is at the desk"), "an answer of now reaches Vera")
        await _asks(around, "the heater of hall C is cold")
        await around.until(lambda: _on_board(around, "#4 The heater"), "a new one has a number of its own")
    for words in ("Somebody is on the way", "hall A", "hall D"):
        assert sum(words in one for one in await around.chat(VERA)) == sum(words in one for one in said), words
    assert [title.split()[0] for title in await _titles(around)] == ["#1", "#2", "#3", "#4"]


async def test_what_was_on_its_way_to_the_board_is_looked_for_there_first(
    around: Surroundings, empty_url: str, tmp_path: Path
) -> None:
    """The backup holds a task and a comment to be made; both were made a moment after it."""
    async with both_at_work(around):
        await _asks(around, "the door of hall A is locked")
        await around.until(lambda: _on_board(around, "#1 The door of hall A"), "the first is on the board")
    async with at_work(around, around.bot()) as bot:
        await bot.until_ready()
        await around.telegram.do("message", person=VERA, text="/note 1 It smells, too")  # words would join the first
        await _asks(around, "the window of hall D is open")
        await around.until(lambda: _has_jobs(around.database_url, 2), "both wait for the board")
        file = await _back_up(around.database_url, tmp_path)
    async with both_at_work(around):
        await around.until(lambda: _on_board(around, "#2 The window of hall D"), "the second is on the board")
        await around.until(lambda: _has_comment(around, "It smells"), "the comment is under the first")
    before = await _titles(around), await _comments_there(around)
    await _restore(file, empty_url)
    around.database_url = empty_url
    async with both_at_work(around):
        await around.until(lambda: around.told(VERA, "was restored from the backup"), "admins hear of it")
        await _asks(around, "the heater of hall C is cold")
        await around.until(lambda: _on_board(around, "#3 The heater"), "a new one comes to the board")
        assert await _comments_there(around) == before[1]
        assert (await _titles(around))[:2] == before[0]
        asked = next(m for m in await _messages(around) if "was restored" in str(m.get("text")))
        await around.telegram.do("press", person=VERA, message_id=asked["message_id"], data="held:drop")
        await around.until(lambda: around.told(VERA, "dropped the messages held"), "the held ones are dropped")
    assert sum("hall D" in words for words in await around.chat(VERA)) == 1


async def test_who_was_erased_since_is_erased_again_and_nobody_is_asked_about_the_task(
    around: Surroundings, empty_url: str, tmp_path: Path
) -> None:
    """The backup still has the person and the task, which is gone from the board."""
    rita = 901
    await around.telegram.do("person", id=rita, first_name="Basilisk", language_code="en")
    async with both_at_work(around):
        await around.telegram.do("message", person=VERA, text="/start")
        await around.until(lambda: around.chat(VERA), "Vera is greeted")
        await around.telegram.do("message", person=rita, text="/new the door of hall A is locked")
        await around.until(lambda: _on_board(around, "#1 The door of hall A"), "it is on the board")
        file = await _back_up(around.database_url, tmp_path)
    task = (await around.todoist.read("state"))["tasks"][0]
    await around.todoist.do("task/delete", **{"as": around.simulated.bot_user["id"]}, id=task["id"])
    database = Database(create_engine(empty_url))
    manifest = await commands.restore_backup(file, [], database)
    (person,) = [row.id for row in await _rows(database, "select id from people where telegram_id = 901")]
    erased = [ErasedPerson(person, datetime.now(UTC))]
    assert await commands.erase_again(database, manifest, erased, datetime.now(UTC)) == [person]
    around.database_url = empty_url
    gone = "select id from board_cards where gone = 'erased' and task_id is not null"
    before = len(await around.chat(VERA))
    async with both_at_work(around):
        await around.until(lambda: around.told(VERA, "was restored from the backup"), "admins hear of it")
        await around.until(lambda: _rows(database, gone), "the task counts as erased")
    assert not [task for task in (await around.todoist.read("state"))["tasks"] if not task["is_deleted"]]
    assert [row.name for row in await _rows(database, "select name from people where erased_at is not null")] == [
        text_of("person-erased")
    ]
    (erasure,) = await _rows(database, "select unreached from erasures")
    assert erasure.unreached == {}, "the board has nothing that is left"
    assert len(await around.chat(VERA)) == before + 1, "of the restore alone"
    await database.aclose()


async def _rows(database: Database, query: str) -> list[Any]:
    async with database.reading() as session:
        return list(await session.execute(text(query)))


async def _messages(around: Surroundings) -> list[dict[str, Any]]:
    view = await around.telegram.read("chat", person=VERA)
    return [m for m in view["messages"] if m["from"] == "bot" and not m["deleted"]]


async def _comments_there(around: Surroundings) -> list[str]:
    state = await around.todoist.read("state")
    return sorted(str(note["content"]) for note in state["comments"])


async def _has_comment(around: Surroundings, words: str) -> bool:
    return any(words in content for content in await _comments_there(around))


async def _has_jobs(url: str, count: int) -> bool:
    connection = await asyncpg.connect(url)
    try:
        query = "select count(*) from jobs where box = 'to_todoist' and state = 'waiting'"
        return bool(await connection.fetchval(query) >= count)
    finally:
        await connection.close()


async def test_a_quiet_copy_neither_receives_nor_sends(around: Surroundings, empty_url: str, tmp_path: Path) -> None:
    async with both_at_work(around):
        await _asks(around, "the door of hall A is locked")
        await around.until(lambda: _on_board(around, "#1 The door of hall A"), "it is on the board")
        file = await _back_up(around.database_url, tmp_path)
    said = await around.chat(VERA)
    await _restore(file, empty_url, quiet=True)
    around.database_url = empty_url
    async with both_at_work(around) as (bot, board):
        for door in (bot, board):
            assert "a quiet copy of" in (await door.get("/healthz"))[1]
        await _asks(around, "the lamp of hall B is dark")
        await _comments(around, "#1 ", "A key is at the desk")
    assert await around.chat(VERA) == said and len(await _titles(around)) == 1
    connection = await asyncpg.connect(empty_url)
    assert await connection.fetchval("select count(*) from jobs where state = 'held'") == await connection.fetchval(
        "select count(*) from jobs where state <> 'done' and box = 'to_telegram'"
    )
    await connection.close()


async def _asks(around: Surroundings, words: str) -> None:
    await around.telegram.do("message", person=VERA, text=f"/new {words}")


async def _comments(around: Surroundings, title: str, words: str) -> None:
    task = next(t for t in (await around.todoist.read("state"))["tasks"] if t["content"].startswith(title))
    owner = around.simulated.bot_user["id"]
    await around.todoist.do("comment/add", **{"as": owner}, task_id=task["id"], content=words)


async def _titles(around: Surroundings) -> list[str]:
    return sorted(task["content"] for task in (await around.todoist.read("state"))["tasks"])


async def _on_board(around: Surroundings, words: str) -> bool:
    return any(words.lower() in title.lower() for title in await _titles(around))
