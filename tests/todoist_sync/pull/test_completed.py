"""Which tasks a full reading looks for: ours, of this board, that have an id."""

from collections import defaultdict
from typing import Any

import pytest

from db.models import BoardCard
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import ROUND, agreed
from todoist_sync.api.rows import TaskRow
from todoist_sync.pull import completed
from todoist_sync.pull.task import TaskNews


async def _asked(reading: Reading, **listed: TaskRow) -> list[str]:
    news: dict[str, TaskNews] = defaultdict(TaskNews, {one: TaskNews(item) for one, item in listed.items()})
    await completed.look(reading.client, reading.database, news, ROUND)
    return [url.path.removeprefix("/api/v1/tasks/") for url in reading.todoist.asked]


async def test_what_is_not_listed_is_looked_for_and_only_that(reading: Reading, anna: int) -> None:
    for number, task in enumerate(("t1", "t2"), 1):
        await reading.card(await reading.ticket(number, anna), number, task)
    listed = TaskRow.of({"id": "t2", "project_id": "P", "content": "#2"})
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
    reading: Reading, anna: int, task: str | None, more: dict[str, Any]
) -> None:
    await reading.card(await reading.ticket(1, anna), 1, task, **more)
    bare = await reading.card(await reading.ticket(2, anna), 2)
    await _named(reading, bare, "t2")
    assert await _asked(reading) == []


async def _named(reading: Reading, card: int, task: str) -> None:
    """Its id is known, what was agreed on is not."""
    async with reading.database.unit_of_work() as session:
        (await session.get_one(BoardCard, card)).task_id = task
