"""What the brake asks about: each act in one question, whatever comes to be held after it."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import BoardAct, BoardComment, BrakeKind, Entry, HeldAct, Role, Status
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND, Rows
from todoist_sync import brake

pytestmark = pytest.mark.broad


async def test_what_was_asked_about_is_asked_about_once(database: Database) -> None:
    rows = Rows(database)
    await rows.person("Vera", role=Role.ADMIN, telegram_id=9)
    anna = await rows.person(telegram_id=5)
    asked: list[int] = []
    for minutes, key in ((0, "c1"), (1, "c2"), (2, "c3")):
        round_ = replace(ROUND, now=ROUND.now + timedelta(minutes=minutes))
        ticket = await rows.ticket(minutes + 1, anna)

        async def held(session, round_=round_, key=key, ticket=ticket) -> int:  # type: ignore[no-untyped-def]
            await brake.hold(session, round_, BrakeKind.COMMENT, ticket_id=ticket, key=key)
            return await brake.ask(session, round_)

        asked.append(await rows.does(held))
    acts = await rows.does(lambda session: session.scalars(select(HeldAct).order_by(HeldAct.key)))
    assert asked == [1, 1, 1]
    assert len({act.brake_id for act in acts}) == 3


@pytest.mark.parametrize(
    ("more", "passes"), [({}, True), ({"status": Status.CLOSED}, False), ({"filed_at": None}, False)]
)
async def test_what_is_too_much_is_measured_by_what_is_open(
    database: Database, more: dict[str, Any], passes: bool
) -> None:
    """Of sixty open tickets six may vanish within an hour; ended ones, of which there are ever more, do not count, nor
    what is not filed yet."""
    rows = Rows(database)
    anna = await rows.person(telegram_id=5)
    for number in range(1, 61):
        await rows.ticket(number, anna, **{"status": Status.IN_PROGRESS, **more})
    for _ in range(5):
        await rows.add(BoardAct(project_id="P", kind=BrakeKind.VANISH, at=NOW))
    assert await rows.does(lambda session: brake.passes(session, ROUND, BrakeKind.VANISH)) is passes


async def test_a_comment_of_nobody_known_is_counted_by_itself_and_waits_behind_its_like(
    reading: Reading, anna: int
) -> None:
    """Todoist does not say of each who wrote it: such a one is not held for what another wrote."""
    ticket = await reading.ticket(1, anna)
    await reading.card(ticket, 1, "t1")
    for _ in range(60):
        await reading.add(BoardAct(project_id="P", kind=BrakeKind.COMMENT, by="olga", at=NOW))
    note = {"item_id": "t1", "posted_uid": None, "posted_at": NOW.isoformat()}
    await reading.reads(notes=[{**note, "id": "c1", "content": "It smokes"}])
    assert [one.comment_id for one in await reading.all(BoardComment)] == ["c1"]
    held = {"project_id": "P", "ticket_id": ticket, "kind": BrakeKind.COMMENT, "held_at": NOW}
    await reading.add(HeldAct(key="c2", data={**note, "id": "c2", "content": "It burns"}, **held))
    await reading.reads(notes=[{**note, "id": "c3", "content": "It is out"}])
    assert [one.body for one in await reading.all(Entry)] == ["It smokes"]
    assert [one.key for one in await reading.all(HeldAct)] == ["c2", "c3"]


async def test_what_is_held_is_kept_as_it_was_last_read(database: Database) -> None:
    rows = Rows(database)
    ticket = await rows.ticket(1, await rows.person(telegram_id=5))
    for key, said in (("c1", "It smokes"), ("c2", "It hums"), ("c1", "It burns")):
        held = partial(brake.hold, kind=BrakeKind.COMMENT, ticket_id=ticket, key=key, data={"content": said})
        await rows.does(lambda session, held=held: held(session, ROUND))
    acts = await rows.does(lambda session: session.scalars(select(HeldAct).order_by(HeldAct.key)))
    assert [(act.key, act.data["content"]) for act in acts] == [("c1", "It burns"), ("c2", "It hums")]
