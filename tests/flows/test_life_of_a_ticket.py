"""§4, first table: what happens, from Telegram, in each status; and history that keeps every change."""

import pytest

from tests.flows.phone import Phone
from tests.flows.scenes import assignee, brought_to, status
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
