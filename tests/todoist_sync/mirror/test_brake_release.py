"""An admin's word about what the brake holds, where the desk has gone on meanwhile."""

from typing import Any

import pytest

from db.models import BoardCard, Brake, BrakeKind, HeldAct, Status, Ticket
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND
from todoist_sync.mirror import brake_release

pytestmark = pytest.mark.broad


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (Status.NEW, Status.CLOSED, "task-deleted"),
        (Status.CANCELLED, Status.CANCELLED, "withdrawn"),
        (Status.CLOSED, Status.CLOSED, "withdrawn"),
    ],
)
async def test_what_has_ended_otherwise_is_not_closed_for_its_task(
    reading: Reading, anna: int, before: Status, after: Status, reason: str
) -> None:
    """Nor is its requester told once more."""
    end: dict[str, Any] = {} if before is Status.NEW else {"end_reason": "withdrawn"}
    ticket = await reading.ticket(1, anna, status=before, **end)
    card = await reading.card(ticket, 1, "t1", gone="held:deleted")
    brake = (await reading.add(Brake(project_id="P", kind=BrakeKind.VANISH, told_at=NOW, answered_at=NOW, go=True))).id
    act = {"project_id": "P", "kind": BrakeKind.VANISH, "ticket_id": ticket, "key": "t1", "brake_id": brake}
    await reading.add(HeldAct(held_at=NOW, **act))
    await reading.does(lambda session: brake_release.act(session, brake, ROUND))
    found = await reading.get(Ticket, ticket)
    assert (found.status, found.end_reason) == (after, reason)
    assert (await reading.get(BoardCard, card)).gone == "deleted"
    assert await reading.all(HeldAct) == []
