"""What is counted, asked, noted and freed is of this board and of its own kind; other boards' rows, other kinds' and
other tickets' stay as they are."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.database import Database
from db.models import BoardState, Collaborator, Person
from tests.todoist_sync.rows import BLOCK, NOW, ROUND, WATERMARK, Rows
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import steps
from todoist_sync.mirror import loop
from todoist_sync.pull import task

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)


@pytest.fixture
async def rows(database: Database) -> AsyncIterator[Rows]:
    made = Rows(database)
    for project in ("P", "Q"):
        await made.add(
            BoardState(project_id=project, account_id="me", sync_token="old", others=["own"], adopted_at=WATERMARK)
        )
    yield made


@pytest.mark.parametrize(
    ("more", "reminded"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"project_id": "Q"}, False),
        ({"todoist_id": "me"}, False),
        ({"reminded_at": NOW - DAY}, True),
        ({"reminded_at": NOW - DAY + MOMENT}, False),
    ],
)
async def test_of_former_members_admins_hear_daily(rows: Rows, more: dict[str, Any], reminded: bool) -> None:
    given: dict[str, Any] = {"project_id": "P", "todoist_id": "pavel", "name": "Pavel", "active": True, **more}
    await rows.add(Person(name="Pavel", todoist_id=given["todoist_id"], dismissed_at=NOW - DAY, created_at=NOW))
    await rows.add(Person(name="Maria", todoist_id="maria", created_at=NOW))
    await rows.add(Collaborator(project_id="P", todoist_id="maria", name="Maria", active=True))
    await rows.add(Collaborator(**given))
    await rows.does(loop._remind, ROUND)
    before: datetime | None = more.get("reminded_at")
    found = await rows.get(Collaborator, {"project_id": given["project_id"], "todoist_id": given["todoist_id"]})
    assert found.reminded_at == (NOW if reminded else before)
    assert (await rows.get(Collaborator, {"project_id": "P", "todoist_id": "maria"})).reminded_at is None


@pytest.mark.parametrize(
    ("by", "block", "next_number"),
    [("me", True, 501), (None, True, 501), ("olga", True, 2), ("me", False, 3), (None, False, 3)],
)
async def test_new_numbers_begin_after_what_our_own_account_has_made(
    rows: Rows, by: str | None, block: bool, next_number: int
) -> None:
    """A copy that somebody made of a task of ours, and called otherwise, is their own; so is what somebody who shares
    our account calls like one."""
    words = "‹pulldesk›\n#500\n‹/pulldesk›" if block else "floor 5"
    made = {"id": "t", "content": "#500 Printer", "description": words, "added_by_uid": by}
    item = TaskRow.from_json({**made, "project_id": "P", "added_at": NOW.isoformat()})
    await rows.does(lambda session: session.execute(text("select setval('ticket_numbers', 1)")))
    await rows.does(task.file_task, item, ROUND)
    assert await rows.does(lambda session: session.scalar(text("select nextval('ticket_numbers')"))) == next_number


async def test_a_lost_answer_to_something_else_makes_no_step_of_a_task(rows: Rows) -> None:
    ticket = await rows.ticket(1, await rows.person("Rita"))
    await rows.command("item_update", {"id": "t1", "labels": []}, lost=True, ticket_id=ticket)
    item = TaskRow.from_json({"id": "sub", "project_id": "P", "parent_id": "t1", "content": "Look at the fuse"})
    applied = await rows.does(steps.apply_subtask, "sub", item, ROUND, is_swept=False)
    assert applied is False


async def test_a_copy_of_a_task_that_stands_on_this_board_is_parted_from_it(rows: Rows) -> None:
    rita, parted = await rows.person("Rita"), []
    cards: list[tuple[str | None, dict[str, Any]]] = [
        ("t1", {}), ("copy", {}), (None, {}), ("t2", {"project_id": "Q"}), ("t3", {"gone": "deleted"}),
    ]  # fmt: skip
    for number, (task_id, more) in enumerate(cards, 500):
        await rows.card(await rows.ticket(number, rita), number, task_id, **more)
        item = TaskRow.from_json({"id": "copy", "content": f"#{number} Printer", "description": BLOCK.format(number)})
        await rows.does(task.file_task, item, ROUND)
        parted.append(await rows.does(lambda session: session.scalar(text("select count(*) from board_commands"))))
    assert parted == [1, 1, 1, 1, 1]
