"""§4, first table: what happens, from Telegram, in each status; and history that keeps every change."""

import pytest

from tests.flows.phone import Phone
from tests.flows.scenes import HELD, assignee, brought_to, filed, status, through
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Life of a ticket, from Telegram")

BOARD = False


@pytest.mark.parametrize(
    ("before", "after"),
    [("new", "assigned"), ("reopened", "assigned"), ("in_progress", "in_progress"), ("pending", "pending"),
     ("on_hold", "on_hold")],
)  # fmt: skip
async def test_claim(stage: Stage, rita: Phone, olga: Phone, ivan: Phone, before: str, after: str) -> None:
    await brought_to(stage, rita, olga, before, held=False)
    await ivan.writes("/claim 1")
    assert await status(stage, 1) == after
    assert await assignee(stage, 1) == "Ivan"


async def test_hand_over_of_what_somebody_holds_keeps_the_status(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    async for before, number in through(HELD[::2], stage, rita, olga):
        await olga.writes(f"/hand {number}")
        await olga.presses(f"give:{number}:{ivan.id}")
        assert await assignee(stage, number) == "Ivan", before
        assert await status(stage, number) == ("assigned" if before == "new" else before)
        await ivan.writes(f"/hand {number}")
        await ivan.presses(f"give:{number}:{olga.id}")
        assert await assignee(stage, number) == "Olga", before


async def test_every_change_is_a_row_of_history(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await stage.people["Vera"].writes("/categories add Fire")
    await filed(rita)
    await rita.presses("cat:1:1")
    await olga.writes("/claim 1")
    await olga.writes("/priority 1 1")
    await olga.writes("/hold 1 the key")
    await olga.writes("/resolve 1")
    await rita.presses("solved:1:yes")
    await rita.presses("rate:1:4")
    query = "select h.field, h.old, h.new, h.actor_name, h.origin from history h where ticket_id = 1 order by id"
    async with stage.database.sessions() as session:
        from sqlalchemy import text

        rows = [tuple(r) for r in await session.execute(text(query))]
    assert rows == [
        ("filed", None, "The printer on the second floor is on fire", "Rita K.", "telegram"),
        ("category", None, "Fire", "Rita K.", "telegram"),
        ("assignee", None, "Olga", "Olga", "telegram"),
        ("status", "new", "assigned", "Olga", "telegram"),
        ("priority", "3", "1", "Olga", "telegram"),
        ("status", "assigned", "on_hold", "Olga", "telegram"),
        ("hold_reason", None, "the key", "Olga", "telegram"),
        ("status", "on_hold", "resolved", "Olga", "telegram"),
        ("status", "resolved", "closed", "Rita K.", "telegram"),
        ("rating", None, "4", "Rita K.", "telegram"),
    ]
