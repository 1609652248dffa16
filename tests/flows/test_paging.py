"""Lists turn their pages where they stand, are ordered otherwise at a press, and `/next` takes the first of them."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import assignee, filed, taken
from tests.flows.stage import Stage
from tests.sql import execute
from tests.texts import text_of

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
    await execute(stage, query, now=stage.clock(), asked=asked, guest=guest.id, held_by=holder)


def shown(message: dict[str, Any]) -> list[int]:
    """The tickets a list shows, by their buttons."""
    return [int(b.removeprefix("open:")) for b in buttons(message) if b.startswith("open:")]


async def test_find_turns_its_pages_and_keeps_what_was_searched_for(stage: Stage, olga: Phone) -> None:
    await stored(stage, "The giraffe is loose")
    await olga.writes("/find giraffes")
    first = await olga.last()
    assert words(first).splitlines()[0] == "Found · 12 · page 1 of 2"
    await olga.presses("found:2")
    second = await olga.last()
    assert (second["message_id"], shown(second)) == (first["message_id"], [2, 1])
    await olga.presses("open:2")
    await olga.presses("found:1")
    there = await olga.message_with("found:2")
    assert shown(there) == list(range(12, 2, -1))
    await olga.writes("/queue")
    await olga.presses("found:2", on=await olga.last_id(), force=True)
    assert (await olga.answer())["show_alert"]
    assert shown(there) == shown(await olga.message_with("found:2"))


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
    assert await only.buttons() == [f"open:{third + 1}", "to:new"]


async def test_next_goes_by_ones_topics_where_one_has_some(stage: Stage, olga: Phone) -> None:
    for name in ("Access", "Printing"):
        await stage.vera.writes(f"/categories add {name}")
    numbers = [await filed(await stage.phone(f"Guest {n}"), f"Problem number {n} of this day") for n in range(3)]
    await olga.writes(f"/category {numbers[0]} Printing")
    await olga.writes(f"/category {numbers[1]} Access")
    mine = "insert into agent_topics (person_id, category_id) select id, 2 from people where name = 'Olga'"
    await execute(stage, mine)
    await olga.writes(f"/priority {numbers[1]} 1")
    for number in (numbers[0], numbers[2]):
        await olga.writes("/next")
        assert await assignee(stage, number) == "Olga"
    await olga.writes("/next")
    assert await olga.reads() == text_of("next-none-fits", n=1)
    await olga.presses("queue:1")
    assert shown(await olga.last()) == [numbers[1]]
