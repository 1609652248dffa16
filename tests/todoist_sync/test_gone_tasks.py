"""A task that is gone, of a ticket that is over, and one made in its place that is not needed: nothing stays behind."""

from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import BoardCard, BoardCommand, BrakeKind, HeldAct, Job, Status, Ticket, Timer
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND
from todoist_sync.api.rows import CommentRow
from todoist_sync.cards import deletion, store
from todoist_sync.pull import comment

pytestmark = pytest.mark.broad


async def _holds(reading: Reading, kind: BrakeKind, key: str) -> None:
    await reading.add(HeldAct(project_id="P", kind=kind, key=key, held_at=NOW))


async def test_of_a_ticket_that_is_over_nobody_is_asked(reading: Reading, anna: int) -> None:
    await reading.person("Vera", role="admin", telegram_id=7, started_at=NOW)
    ticket = await reading.ticket(1, anna, status=Status.CLOSED, ended_at=NOW)
    card = await reading.card(ticket, 1, "t1")
    for key in ("t1", "t2"):
        await _holds(reading, BrakeKind.VANISH, key)

    async def goes(session: Any) -> None:
        row = await session.get_one(BoardCard, card)
        await deletion.gone(session, ROUND, row, await store.locked(session, ticket), "deleted")

    await reading.does(goes)
    assert (await reading.get(BoardCard, card)).gone == "deleted"
    assert [one.key for one in await reading.all(HeldAct)] == ["t2"]
    async with reading.database.reading() as session:
        for kind in (Job, Timer):
            assert await session.scalar(select(func.count()).select_from(kind)) == 0


async def test_a_task_in_its_place_that_was_sent_already_is_answered_for(reading: Reading, anna: int) -> None:
    ticket = await reading.ticket(1, anna)
    card = await reading.card(ticket, 1)
    for sent_at in (NOW, None):
        await reading.command(store.ADD, {"content": "#1"}, ticket_id=ticket, sent_at=sent_at)

    async def gives_way(session: Any) -> None:
        row = await session.get_one(BoardCard, card)
        await deletion._give_way(session, ROUND, row, await session.get_one(Ticket, ticket))

    await reading.does(gives_way)
    assert [one.sent_at for one in await reading.all(BoardCommand)] == [NOW]


async def test_a_comment_that_was_held_and_is_deleted_is_held_no_more(reading: Reading, anna: int) -> None:
    ticket = await reading.ticket(1, anna)
    card = await reading.card(ticket, 1, "t1")
    for key in ("c1", "c2"):
        await _holds(reading, BrakeKind.COMMENT, key)
    note = CommentRow.of({"id": "c1", "item_id": "t1", "content": "x", "posted_uid": "pavel", "is_deleted": True})

    async def applied(session: Any) -> None:
        row = await session.get_one(BoardCard, card)
        await comment.apply_comment(session, row, await store.locked(session, ticket), note, ROUND)

    await reading.does(applied)
    assert [one.key for one in await reading.all(HeldAct)] == ["c2"]
