"""§4, first table: how a ticket ends (a yes, silence, cancelling), how it comes back, what is undone in time."""

import pytest

from tests.flows.phone import Phone
from tests.flows.scenes import HELD, since, status, through
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Life of a ticket, from Telegram")

BOARD = False


async def test_cancel_from_any_open_status(stage: Stage, rita: Phone, olga: Phone) -> None:
    async for before, number in through([*HELD[::2], "resolved"], stage, rita, olga):
        seen = len(await olga.received())
        await rita.writes(f"/cancel {number}")
        assert await status(stage, number) == "cancelled", before
        if before != "new":
            assert [t for t in await since(olga, seen) if f"Rita K. has cancelled #{number}" in t], before
