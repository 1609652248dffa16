"""Which tasks a full reading looks for: ours, of this board, that have an id."""

from collections import defaultdict
from typing import Any

import pytest

from db.models import BoardCard, BoardComment, Status
from tests.sql import execute
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import BLOCK, ROUND, agreed
from todoist_sync.api.rows import TaskRow
from todoist_sync.pull import missing_tasks
from todoist_sync.pull.task import TaskNews


async def _asked(reading: Reading, **listed: TaskRow) -> list[str]:
    news: dict[str, TaskNews] = defaultdict(TaskNews, {one: TaskNews(item) for one, item in listed.items()})
    await missing_tasks.add_missing_tasks(reading.client, reading.database, news, ROUND)
    return [url.path.removeprefix("/api/v1/tasks/") for url in reading.todoist.asked]


async def test_what_is_not_listed_is_looked_for_and_only_that(reading: Reading, rita: int) -> None:
    for number, task in enumerate(("t1", "t2"), 1):
        await reading.card(await reading.ticket(number, rita), number, task)
    listed = TaskRow.from_json({"id": "t2", "project_id": "P", "content": "#2"})
    assert await _asked(reading, t2=listed) == ["completed/by_completion_date", "t1"]


@pytest.mark.parametrize(
    ("task", "more"),
    [
        ("t1", {"project_id": "Q"}),
        ("t1", {"project_id": "Q", "gone": "deleted"}),
        ("t1", {"gone": "replaced"}),
        (None, {"agreed": agreed(1)}),
        (None, {"gone": "deleted"}),
    ],
)
async def test_of_another_board_or_without_what_was_agreed_on_nothing_is_looked_for(
    reading: Reading, rita: int, task: str | None, more: dict[str, Any]
) -> None:
    await reading.card(await reading.ticket(1, rita), 1, task, **more)
    bare = await reading.card(await reading.ticket(2, rita), 2)
    await _named(reading, bare, "t2")
    assert await _asked(reading) == []


async def _named(reading: Reading, card: int, task: str) -> None:
    """Its id is known, what was agreed on is not."""
    async with reading.database.unit_of_work() as session:
        (await session.get_one(BoardCard, card)).task_id = task


async def test_of_completed_tasks_only_those_are_read_that_may_say_something_new(reading: Reading, rita: int) -> None:
    """Not known at all, or with more comments than are known; there are thousands of others."""
    comments = {"t1": 1, "t2": 2, "own": 0}
    for number, task in enumerate(("t1", "t2"), 1):
        ticket = await reading.ticket(number, rita, status=Status.CLOSED)
        await reading.card(ticket, number, task)
        given = {"entry_id": await reading.entry(ticket, rita), "task_id": task, "ours": True, "content": "x"}
        await reading.add(BoardComment(comment_id=f"c{number}", **given))
    await execute(reading, "update board_cards set agreed = jsonb_set(agreed, '{shown,done}', 'true')")
    await reading.command("item_add", {}, lost=True)
    made = {"project_id": "P", "content": "#1 Printer", "description": BLOCK.format(1), "checked": True, "priority": 2}
    reading.todoist.completed = [{**made, "id": one, "note_count": count} for one, count in comments.items()]
    news: dict[str, TaskNews] = defaultdict(TaskNews)
    unread = await missing_tasks.add_missing_tasks(reading.client, reading.database, news, ROUND)
    assert unread == {"t2", "own"}


async def test_a_task_that_is_gone_is_read_again_only_where_it_is_completed(reading: Reading, rita: int) -> None:
    """Of one that was deleted nobody tells its comments: asking ends the reading."""
    for number, task in enumerate(("t1", "t2"), 1):
        ticket = await reading.ticket(number, rita, status=Status.CLOSED)
        await reading.card(ticket, number, task, gone="deleted")
    reading.todoist.completed = [{"id": "t2", "project_id": "P", "content": "#2 Printer", "checked": True}]
    news: dict[str, TaskNews] = defaultdict(TaskNews)
    assert await missing_tasks.add_missing_tasks(reading.client, reading.database, news, ROUND) == {"t2"}
    assert list(news) == ["t2"]
