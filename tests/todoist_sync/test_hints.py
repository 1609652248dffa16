"""Which cards are a reason to look at the board at once."""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from db.models import BoardCard, BoardCommand
from tests.desk.stage import Stage
from todoist_sync import hints

CARD = {"project_id": "P", "task_id": "t", "agreed": {}, "theirs": {}, "dirty": True}
REFUSED = {"uuid": "u", "project_id": "P", "kind": "item_update", "args": {}, "error": "no such item"}
LATELY = timedelta(seconds=30)


@pytest.mark.broad
@pytest.mark.parametrize(
    ("card", "refused", "ago", "is_owed"),
    [
        ({}, {}, None, True),
        ({"gone": "deleted"}, {}, None, False),
        ({"project_id": "another"}, {}, None, False),
        ({"task_id": None}, {}, None, False),
        ({"dirty": False}, {}, None, False),
        ({}, {}, LATELY - timedelta(seconds=1), False),
        ({}, {}, LATELY, True),
        ({}, {"error": "answer lost"}, timedelta(0), True),
        ({}, {"error": None}, timedelta(0), True),
    ],
)
async def test_a_card_that_changed_here(
    database: Database, card: dict[str, Any], refused: dict[str, Any], ago: timedelta | None, is_owed: bool
) -> None:
    stage = Stage(database)
    stage.with_rules(board=False)
    ticket = await stage.ticket(await stage.files(await stage.person("Rita"), "The lamp flickers"))
    async with database.unit_of_work() as session:
        made = BoardCard(ticket_id=ticket.id, created_at=stage.now, **CARD | card)
        session.add(made)
        if ago is not None:
            said = {"ticket_id": ticket.id, "created_at": stage.now, "answered_at": stage.now - ago}
            session.add(BoardCommand(**REFUSED | said | refused))
        await session.flush()
        assert await hints.due(session, now=stage.now, project_id="P") == (False, is_owed)
        assert await hints.due(session, now=stage.now, project_id="P", resting=[made.id]) == (False, False)
