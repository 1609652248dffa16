"""What a round does for many tickets at once: words, cards, what it reads of its own; and what tells it to begin."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, select

from db import queue
from db.database import Database
from db.models import BoardCard, BoardCommand, BoardComment, Box, DeskRow, Job, JobState, Ticket
from desk.outbox import board_jobs
from tests.failing import BROKEN, failing
from tests.todoist_sync.rows import NOW, ROUND, Rows, agreed
from todoist_sync import hints, webhook
from todoist_sync.api.client import Todoist
from todoist_sync.api.rate_limiter import Budget
from todoist_sync.api.rows import CommentRow, TaskRow
from todoist_sync.cards import store
from todoist_sync.mirror import desk_jobs
from todoist_sync.pull import echoes
from todoist_sync.pull.reader import Pull
from todoist_sync.pull.task import TaskNews

pytestmark = [pytest.mark.broad, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def rows(database: Database) -> Rows:
    made = Rows(database)
    await made.add(DeskRow(id=1, project_id="P"))
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def anna(rows: Rows) -> int:
    return await rows.person(telegram_id=5)


@pytest_asyncio.fixture(loop_scope="session")
async def pull(rows: Rows) -> AsyncIterator[Pull]:
    client = Todoist("token", "http://127.0.0.1:1", Budget(lambda: NOW))
    yield Pull(rows.database, client)
    await client.aclose()


async def _all(rows: Rows, kind: Any) -> list[Any]:
    async with rows.database.sessions() as session:
        return list(await session.scalars(select(kind).order_by(kind.id)))


async def _spoken(rows: Rows, anna: int, number: int) -> tuple[int, int]:
    """A ticket with its task, and words on it that the board is owed."""
    ticket = await rows.ticket(number, anna)
    await rows.card(ticket, number, f"t{number}")
    entry = await rows.entry(ticket, anna, f"words {number}")

    async def owed(session: Any) -> None:
        body = queue.body({"do": "comment", "entry": entry, "ticket": ticket})
        job = queue.Put(Box.TO_TODOIST, f"ticket:{ticket}", body, NOW, ticket_id=ticket, entry_id=entry)
        queue.put(session, job)

    await rows.does(owed)
    return ticket, entry


class _Counted:
    """Statements while it is entered."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine.sync_engine
        self.statements = 0

    def __enter__(self) -> "_Counted":
        event.listen(self._engine, "before_cursor_execute", self._one)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._one)

    def _one(self, *_: object) -> None:
        self.statements += 1


# What is owed, and what says so


async def _compared(rows: Rows, ticket: int) -> list[str]:
    async def ask(session: Any) -> None:
        await board_jobs.request_compare(ROUND.desk(session), ticket)

    await rows.does(ask)
    return [str(json.loads(job.payload)["do"]) for job in await _all(rows, Job)]


async def _due(rows: Rows, **more: Any) -> tuple[bool, bool]:
    return await rows.does(lambda session: hints.due(session, now=NOW, **{"project_id": "P", **more}))


async def test_a_change_of_a_ticket_with_its_card_is_no_job_and_yet_due(rows: Rows, anna: int) -> None:
    ticket = await rows.ticket(1, anna)
    card = await rows.card(ticket, 1, "t1")
    assert await _due(rows) == (False, False)
    assert await _compared(rows, ticket) == []
    assert (await rows.get(BoardCard, card)).dirty
    assert await _due(rows) == (False, True)
    assert await _due(rows, resting=[card]) == (False, False)
    assert await _due(rows, project_id="Q") == (False, False)


@pytest.mark.parametrize("there", [None, {"project_id": "Q"}, {"gone": "deleted"}])
async def test_where_this_board_has_no_card_a_job_asks_for_one(
    rows: Rows, anna: int, there: dict[str, Any] | None
) -> None:
    ticket = await rows.ticket(1, anna)
    if there is not None:
        await rows.card(ticket, 1, "t1", **there)
    assert await _compared(rows, ticket) == ["card"]


async def test_a_card_that_todoist_refused_or_that_is_to_be_made_is_no_reason_to_look(rows: Rows, anna: int) -> None:
    refused, lone = await rows.ticket(1, anna), await rows.ticket(2, anna)
    await rows.card(refused, 1, "t1", dirty=True)
    await rows.card(lone, 2, dirty=True)
    await rows.command("item_move", {"id": "t1"}, ticket_id=refused, answered_at=NOW, error="no")
    assert await _due(rows) == (False, False)
    later = NOW + timedelta(seconds=31)
    assert await rows.does(lambda session: hints.due(session, now=later, project_id="P")) == (False, True)


async def test_a_job_for_a_card_that_is_there_is_worked_off(rows: Rows, anna: int) -> None:
    ticket = await rows.ticket(1, anna)
    await rows.card(ticket, 1, "t1")

    async def put(session: Any) -> None:
        body = queue.body({"do": "card", "ticket": ticket})
        queue.put(session, queue.Put(Box.TO_TODOIST, f"ticket:{ticket}", body, NOW, slot="card", ticket_id=ticket))

    await rows.does(put)
    assert await desk_jobs.stage(rows.database, ROUND) == 1
    assert [job.state for job in await _all(rows, Job)] == [JobState.DONE]
    assert len(await _all(rows, BoardCard)) == 1


async def test_webhooks_that_come_together_share_a_look_and_a_later_one_has_its_own(rows: Rows) -> None:
    hint, costs = webhook._Hint(rows.database, lambda: NOW), []
    for count in (40, 40, 1):
        with _Counted(rows.database) as counted:
            await asyncio.gather(*(hint.leave() for _ in range(count)))
        costs.append(counted.statements)
        assert await rows.does(hints.waits)
    assert costs[1:] == [1, 1]
    assert await rows.does(lambda session: hints.take_hint(session, now=NOW))
    await hint.leave()
    assert await rows.does(hints.waits)


# Many at once


async def test_the_words_of_twenty_tickets_cost_what_those_of_two_do(rows: Rows, anna: int) -> None:
    costs = []
    for numbers in (range(1, 3), range(3, 23)):
        said = [await _spoken(rows, anna, number) for number in numbers]
        with _Counted(rows.database) as counted:
            assert await desk_jobs.stage(rows.database, ROUND) == len(said)
        costs.append(counted.statements)
    assert costs[0] == costs[1]
    made = [(one.args["item_id"], one.args["content"]) for one in await _all(rows, BoardCommand)]
    assert sorted(made) == sorted((f"t{number}", f"**Olga:** words {number}") for number in range(1, 23))
    assert {job.state for job in await _all(rows, Job)} == {JobState.DONE}


async def test_one_of_them_that_cannot_be_stored_holds_up_none_of_the_others(rows: Rows, anna: int) -> None:
    said = [await _spoken(rows, anna, number) for number in range(1, 5)]
    bad = f"new.entry_id = {said[1][1]}"
    async with failing(rows.database, [BROKEN] * 2, table="board_commands", when=bad):
        await desk_jobs.stage(rows.database, ROUND)
    assert sorted(one.args["item_id"] for one in await _all(rows, BoardCommand)) == ["t1", "t3", "t4"]
    assert [job.state for job in await _all(rows, Job)] == [JobState.DONE, JobState.WAITING, *[JobState.DONE] * 2]
    await desk_jobs.stage(rows.database, replace(ROUND, now=NOW + timedelta(seconds=2)))
    assert [one.args["item_id"] for one in await _all(rows, BoardCommand)] == ["t1", "t3", "t4", "t2"]


async def test_changed_cards_are_compared_together_and_one_that_fails_apart(rows: Rows, anna: int, pull: Pull) -> None:
    cards = []
    for number in range(1, 5):
        ticket = await rows.ticket(number, anna, subject="Scanner")
        cards.append(await rows.card(ticket, number, f"t{number}", dirty=True))
    async with failing(rows.database, [BROKEN] * 2, table="board_cards", on="update", when=f"new.id = {cards[2]}"):
        await pull.replan(ROUND, unsent=False)
    assert [one.dirty for one in await _all(rows, BoardCard)] == [False, False, True, False]
    assert pull.not_compared() == [cards[2]]
    await pull.replan(ROUND, unsent=False)
    assert pull.not_compared() == []
    made = await _all(rows, BoardCommand)
    assert [(one.kind, one.args["id"]) for one in made] == [("item_update", f"t{n}") for n in (1, 2, 4, 3)]
    assert all(one.args["content"].endswith("Scanner") for one in made)
    assert not any(one.dirty for one in await _all(rows, BoardCard))


async def test_a_ticket_somebody_works_on_is_compared_by_itself(rows: Rows, anna: int, pull: Pull) -> None:
    cards = {}
    for number in (1, 2, 3):
        ticket = await rows.ticket(number, anna, subject="Scanner")
        cards[ticket] = await rows.card(ticket, number, f"t{number}", dirty=True)
    worked_on = next(iter(cards))
    async with rows.database.unit_of_work() as session:
        await session.get_one(Ticket, worked_on, with_for_update=True)
        left = await pull._not_at_once(list(cards.values()), ROUND)
    assert left == [cards[worked_on]]


# What a reading repeats


def _item(number: int, **more: Any) -> TaskRow:
    shown = store.load(agreed(number)).shown
    made = {"id": f"t{number}", "project_id": "P", "content": shown.content, "description": shown.description}
    made |= {"priority": 5 - shown.priority, "section_id": shown.section, "labels": [], "checked": False}
    return TaskRow.of({**made, **more})


async def test_what_we_wrote_or_agreed_on_is_no_news(rows: Rows, anna: int) -> None:
    for number in (1, 2, 3, 4):
        ticket = await rows.ticket(number, anna)
        await rows.card(ticket, number, f"t{number}")
        if number == 3:  # refused: read again, it is tried again
            await rows.command("item_update", {"id": "t3"}, ticket_id=ticket, answered_at=NOW, error="no")
    entry = await rows.entry((await _all(rows, Ticket))[0].id, anna)
    for name, ours in (("c1", True), ("c2", False), ("c3", True)):
        said = {"content": "hello you", "task_id": "t1", "entry_id": entry}
        await rows.add(
            BoardComment(comment_id=name, ours=ours, reactions={"👍": ["olga"]} if name == "c3" else None, **said)
        )

    def note(name: str, content: str = "hello you", **more: Any) -> CommentRow:
        return CommentRow.of({"id": name, "item_id": "t1", "content": content, **more})

    def read(item: TaskRow | None, *notes: CommentRow) -> TaskNews:
        return TaskNews(item, list(notes))

    fresh = [note("c1", "hello them"), note("c2", "hello  you"), note("c2", is_deleted=True), note("c9")]
    fresh += [note("c3", reactions={"👍": ["ivan"]}), note("c3", reactions=None)]
    same = [note("c1"), note("c1", " hello  you "), note("c2"), note("c3", reactions={"👍": ["olga"]}), note("c3")]
    news = {
        "t1": read(_item(1), *same, *fresh),
        "t2": read(_item(2, note_count=7), note("c1")),
        "t3": read(_item(3)),
        "t4": read(_item(4, checked=True)),
        "t5": read(_item(5)),
    }
    left = await echoes.dropped(rows.database, news, ROUND)
    assert list(left) == ["t1", "t3", "t4", "t5"]
    assert (left["t1"].item, left["t1"].notes) == (None, fresh)


@pytest.mark.parametrize("odd", [{"labels": 7}, {"content": None}, {"is_deleted": True}, {"project_id": "Q"}])
async def test_a_task_that_cannot_be_compared_is_news(rows: Rows, anna: int, odd: dict[str, Any]) -> None:
    await rows.card(await rows.ticket(1, anna), 1, "t1")
    assert await echoes.dropped(rows.database, {"t1": TaskNews(_item(1, **odd))}, ROUND)
