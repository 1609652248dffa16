"""What the brake asks about: each act in one question, whatever comes to be held after it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.database import Database
from db.enums import BrakeKind, Role
from db.models import HeldAct
from tests.todoist_sync.rows import ROUND, Rows
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
