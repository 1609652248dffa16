"""What a round does for many tickets at once: words, cards, what it reads of its own; and what tells it to begin."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import delete, select

from db import queue
from db.database import Database
from db.models import BoardCard, BoardCommand, Box, DeskRow, Job, JobState
from db.unit_of_work import NewJob
from tests.failing import BROKEN, failing
from tests.sql import scalars
from tests.todoist_sync.rows import NOW, ROUND, Rows
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.mirror import desk_jobs
from todoist_sync.pull.reader import Pull

pytestmark = [pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture
async def rows(database: Database) -> Rows:
    made = Rows(database)
    await made.add(DeskRow(id=1, project_id="P"))
    return made


@pytest_asyncio.fixture
async def anna(rows: Rows) -> int:
    return await rows.person(telegram_id=5)


@pytest_asyncio.fixture
async def pull(rows: Rows) -> AsyncIterator[Pull]:
    client = Todoist("token", "http://127.0.0.1:1", RequestBudget(lambda: NOW))
    yield Pull(rows.database, client)
    await client.aclose()


async def _all(rows: Rows, kind: Any) -> list[Any]:
    return await scalars(rows, select(kind).order_by(kind.id))


async def _spoken(rows: Rows, anna: int, number: int) -> tuple[int, int]:
    """A ticket with its task, and words on it that the board is owed."""
    ticket = await rows.ticket(number, anna)
    await rows.card(ticket, number, f"t{number}")
    return ticket, await _add_words(rows, anna, ticket, f"words {number}")


async def _add_words(rows: Rows, anna: int, ticket: int, words: str) -> int:
    entry = await rows.entry(ticket, anna, words)

    async def owed(session: Any) -> None:
        body = queue.encode_payload({"do": "comment", "entry": entry, "ticket": ticket})
        job = NewJob(Box.TO_TODOIST, f"ticket:{ticket}", body, NOW, ticket_id=ticket, entry_id=entry)
        queue.put_job(session, job)

    await rows.does(owed)
    return entry


# What is owed, and what says so


# Many at once


async def test_one_of_them_that_cannot_be_stored_holds_up_none_of_the_others(rows: Rows, anna: int) -> None:
    said = [await _spoken(rows, anna, number) for number in range(1, 5)]
    bad = f"new.entry_id = {said[1][1]}"
    async with failing(rows.database, [BROKEN] * 2, table="board_commands", when=bad):
        await desk_jobs.stage_jobs(rows.database, ROUND)
    assert sorted(one.args["item_id"] for one in await _all(rows, BoardCommand)) == ["t1", "t3", "t4"]
    assert [job.state for job in await _all(rows, Job)] == [JobState.DONE, JobState.WAITING, *[JobState.DONE] * 2]
    await desk_jobs.stage_jobs(rows.database, replace(ROUND, now=NOW + timedelta(seconds=2)))
    assert [one.args["item_id"] for one in await _all(rows, BoardCommand)] == ["t1", "t3", "t4", "t2"]


async def test_words_of_one_ticket_go_together_and_wait_for_those_before_them(rows: Rows, anna: int) -> None:
    said = [await _spoken(rows, anna, number) for number in range(1, 3)]
    for ticket, _ in said:
        await _add_words(rows, anna, ticket, "and more")
    held = await rows.command("note_add", {"item_id": "t1", "content": "before"}, entry_id=said[0][1])
    await desk_jobs.stage_jobs(rows.database, ROUND)
    made = [one.args["content"] for one in await _all(rows, BoardCommand) if one.id != held]
    assert made == ["**Olga:** words 2", "**Olga:** and more"]
    waits, done = JobState.WAITING, JobState.DONE
    assert [job.state for job in await _all(rows, Job)] == [waits, done, waits, done]
    await rows.does(lambda session: session.execute(delete(BoardCommand).where(BoardCommand.id == held)))
    await desk_jobs.stage_jobs(rows.database, replace(ROUND, now=NOW + timedelta(seconds=2)))
    made = [one.args["content"] for one in await _all(rows, BoardCommand)]
    assert made[2:] == ["**Olga:** words 1", "**Olga:** and more"]


async def test_changed_cards_are_compared_together_and_one_that_fails_apart(rows: Rows, anna: int, pull: Pull) -> None:
    cards = []
    for number in range(1, 5):
        ticket = await rows.ticket(number, anna, subject="Scanner")
        cards.append(await rows.card(ticket, number, f"t{number}", dirty=True))
    async with failing(rows.database, [BROKEN] * 2, table="board_cards", on="update", when=f"new.id = {cards[2]}"):
        await pull.replan_changed(ROUND, unsent=False)
    assert [one.dirty for one in await _all(rows, BoardCard)] == [False, False, True, False]
    assert pull.get_uncompared_cards() == [cards[2]]
    await pull.replan_changed(ROUND, unsent=False)
    assert pull.get_uncompared_cards() == []
    made = await _all(rows, BoardCommand)
    assert [(one.kind, one.args["id"]) for one in made] == [("item_update", f"t{n}") for n in (1, 2, 4, 3)]
    assert all(one.args["content"].endswith("Scanner") for one in made)
    assert not any(one.dirty for one in await _all(rows, BoardCard))


# What a reading repeats
