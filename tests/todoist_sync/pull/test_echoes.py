"""What a reading may leave out: a task that shows what both sides agreed, and of which nothing is open."""

from typing import Any

import pytest

from db.models import BoardCard
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND, agreed
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import store
from todoist_sync.merge.sides import TaskSide
from todoist_sync.merge.states import Theirs
from todoist_sync.pull import echoes
from todoist_sync.pull.task import TaskNews

pytestmark = pytest.mark.broad

TASK = {"id": "t1", "project_id": "P", "content": "Printer", "section_id": None, "labels": [], "checked": False}


@pytest.mark.parametrize(
    ("card", "command", "is_left_out"),
    [
        ({}, None, True),
        ({"held": True}, None, False),
        ({"agreed": agreed(1, "Lamp")}, None, False),
        ({}, {}, False),
        ({}, {"answered_at": NOW}, True),
        ({}, {"answered_at": NOW, "error": "no such section"}, False),
        ({}, {"kind": "note_add"}, True),
    ],
)
async def test_a_task_as_both_agreed(
    reading: Reading, anna: int, card: dict[str, Any], command: dict[str, Any] | None, is_left_out: bool
) -> None:
    item = TaskRow.of(TASK)
    shown = store.load(agreed(1))
    both = store.dump(type(shown)(shown.face, TaskSide.of_task(item)))
    ticket = await reading.ticket(1, anna)
    given = {"agreed": both, "theirs": store.dump_theirs(Theirs(TaskSide.of_task(item), NOW)), **card}
    await reading.add(BoardCard(ticket_id=ticket, project_id="P", task_id="t1", created_at=NOW, dirty=False, **given))
    if command is not None:
        await reading.command(**{"kind": "item_update", "args": {"id": "t1"}, "ticket_id": ticket, **command})
    news = {"t1": TaskNews()}
    news["t1"].item = item
    assert (await echoes.dropped(reading.database, news, ROUND) == {}) is is_left_out
