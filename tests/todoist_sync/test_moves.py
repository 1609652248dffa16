"""Which webhooks say who moved a task, and for how long that is believed."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import BoardChange
from db.pruning import prune_rows
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, OTHER, ROUND
from todoist_sync import webhook
from todoist_sync.context import SyncContext
from todoist_sync.webhook import MoveOfTask, MoverUnknownYetError

AT = "2026-11-20T09:00:00.000000Z"
TASK = {"id": "T1", "section_id": "S2", "updated_at": AT}
SENT = {
    "event_name": "item:updated",
    "initiator": {"id": "olga"},
    "event_data": TASK,
    "event_data_extra": {"old_item": {**TASK, "section_id": "S1"}, "update_intent": "item_updated"},
}


def test_a_move_to_another_section_is_told() -> None:
    move = webhook.parse_move(json.dumps(SENT).encode())
    assert move is not None
    assert (move.task_id, move.section_id, move.by) == ("T1", "S2", "olga")
    assert move.at.isoformat() == "2026-11-20T09:00:00+00:00"
    assert webhook.parse_change(json.dumps({**SENT, "event_name": "item:added"}).encode()) is None


@pytest.mark.parametrize(
    "other",
    [
        {"event_name": "item:completed"},
        {"event_data_extra": {"old_item": TASK}},
        {"event_data_extra": {}},
        {"event_data_extra": None},
        {"initiator": None},
        {"initiator": {"id": 7}},
        {"initiator": {"id": "olga\x00"}},
        {"event_data": {**TASK, "section_id": None}},
        {"event_data": {**TASK, "updated_at": None}},
        {"event_data": []},
    ],
)
def test_what_is_no_move_or_cannot_be_read_tells_of_none(other: dict[str, Any]) -> None:
    assert webhook.parse_move(json.dumps({**SENT, **other}).encode()) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"not JSON", b"\xff\x00", b"[" * 60_000])
def test_a_body_of_another_shape_tells_of_none(body: bytes) -> None:
    assert webhook.parse_move(body) is None


async def _moved(reading: Reading, by: str, *, seconds: float = 0, section: str = "S2", task: str = "T1") -> None:
    async with reading.database.unit_of_work() as session:
        await webhook.store_move(session, MoveOfTask(task, section, by, NOW + timedelta(seconds=seconds)))


async def _mover(reading: Reading, ticket: int, *, seconds: float = 0, ctx: SyncContext = ROUND) -> str | None:
    async with reading.database.unit_of_work() as session:
        return await webhook.find_mover(session, ticket, "S2", NOW + timedelta(seconds=seconds), ctx)


async def _card(reading: Reading, rita: int) -> int:
    ticket = await reading.ticket(1, rita)
    await reading.card(ticket, 1, "T1")
    return ticket


async def test_the_newest_move_counts_in_whatever_order_they_come(reading: Reading, rita: int) -> None:
    ticket = await _card(reading, rita)
    await _moved(reading, "ivan", seconds=2)
    await _moved(reading, "olga", seconds=1)
    assert await _mover(reading, ticket, seconds=2) == "ivan"
    await _moved(reading, "me", seconds=3)
    assert await _mover(reading, ticket, seconds=3) is None, "our own account is nobody"
    await _moved(reading, "olga", seconds=4, section="S3")
    assert await _mover(reading, ticket, seconds=4) is None, "to another section"


async def test_a_move_counts_for_the_change_it_was_and_not_for_a_later_one(reading: Reading, rita: int) -> None:
    ticket = await _card(reading, rita)
    await _moved(reading, "olga")
    assert await _mover(reading, ticket, seconds=2) == "olga"
    assert await _mover(reading, ticket, seconds=4) is None
    assert await _mover(reading, ticket, ctx=OTHER) is None
    async with reading.database.unit_of_work() as session:
        await prune_rows(session, now=NOW + timedelta(minutes=59), parts=("board_changes",))
    assert await _mover(reading, ticket) == "olga"
    async with reading.database.unit_of_work() as session:
        await prune_rows(session, now=NOW + timedelta(minutes=61), parts=("board_changes",))
        assert (await session.scalars(select(BoardChange))).all() == []


async def test_only_moves_of_tickets_are_kept(reading: Reading, rita: int) -> None:
    await _card(reading, rita)
    await _moved(reading, "olga")
    await _moved(reading, "olga", task="T2")
    async with reading.database.unit_of_work() as session:
        assert [one.task_id for one in await session.scalars(select(BoardChange))] == ["T1"]


async def test_a_webhook_is_waited_for_a_moment_where_some_come(reading: Reading, rita: int) -> None:
    ticket = await _card(reading, rita)
    hooked = replace(ROUND, project=replace(ROUND.project, webhooks=True))
    with pytest.raises(MoverUnknownYetError):
        await _mover(reading, ticket, ctx=hooked)
    assert await _mover(reading, ticket, seconds=-5, ctx=hooked) is None
    await _moved(reading, "stranger")
    assert await _mover(reading, ticket, ctx=hooked) == "stranger"
