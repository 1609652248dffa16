"""Lists turn their pages where they stand, are ordered otherwise at a press, and `/next` takes the first of them."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.flows.phone import Phone, buttons
from tests.flows.scenes import filed, taken
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Attention, lists and few buttons")

BOARD = False


async def stored(stage: Stage, asked: str, *, held_by: Phone | None = None) -> None:
    """Twelve tickets of Guest, one a minute, as if they had been filed: who files one is told elsewhere."""
    guest = await stage.phone("Guest")
    await guest.writes("/start")
    query = text("""
    insert into tickets (number, requester_id, assignee_id, claimed_at, status, subject, origin, created_at, filed_at,
      updated_at, subject_at, status_at, priority_at, assignee_at, labels_at)
    select n, r.id, a.id, case when a.id is not null then t end, case when a.id is null then 'new' else 'assigned' end,
      cast(:asked as text) || ' ' || n, 'telegram', t, t, t, t, t, t, t, t
    from generate_series(1, 12) as n cross join lateral (select cast(:now as timestamptz) + n * interval '1 s' as t) x
      join people r on r.telegram_id = :guest left join people a on a.telegram_id = :held_by
    """)
    holder = held_by.id if held_by is not None else 0
    async with stage.database.unit_of_work() as session:
        await session.execute(query, {"now": stage.clock(), "asked": asked, "guest": guest.id, "held_by": holder})


def shown(message: dict[str, Any]) -> list[int]:
    """The tickets a list shows, by their buttons."""
    return [int(b.removeprefix("open:")) for b in buttons(message) if b.startswith("open:")]


async def test_ones_requests_are_ordered_by_the_last_change_and_back(stage: Stage, rita: Phone, olga: Phone) -> None:
    first = await taken(rita, olga, "The heating does not work")
    second = await filed(rita, "There is no soap")
    third = await filed(rita, "The window is stuck")
    await stage.pass_time(minutes=5)
    await rita.presses(f"cancel:{first}")
    await rita.writes("/tickets")
    there = await rita.last()
    assert shown(there) == [third, second, first]
    await rita.presses("list:all:changed:1")
    changed = await rita.last()
    assert (changed["message_id"], shown(changed)) == (there["message_id"], [first, third, second])
    assert [b for b in buttons(changed) if b.startswith("list:")] == ["list:all:1"]
    await rita.presses("list:all:1")
    assert shown(await rita.last()) == [third, second, first]
    only = await stage.phone("Boris")
    await filed(only)
    await only.writes("/tickets")
    assert buttons(await only.last()) == [f"open:{third + 1}", "to:new"]
