"""The desk closes in the middle of the day: somebody calls, somebody waits, and it opens again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from tests.chaos.cast import AMY
from tests.chaos.city import now
from tests.chaos.company import Company
from tests.chaos.ledger import Means

_TICKET = """
select t.id, t.number, t.priority, t.cannot_wait_at, t.broadcast_at from tickets t join entries e on e.ticket_id = t.id
where e.id = :entry and t.filed_at is not null
"""
_WAITS = f"{_TICKET} and t.broadcast_at > :now"
_FOLLOWED = "select 1 from desk where recalculate_at is null"


class HoursScenes(Company):
    """Amy's tickets. The whole desk is closed meanwhile, so it happens once in the trouble and once when all is calm;
    she may call twice a day."""

    played: Counter[str]
    nights = 0

    async def hours_open_in_the_middle(self) -> None:
        """One request calls somebody, another waits; then the desk opens, and nothing waits for its hours any more."""
        self.nights += 1
        if self.nights > 1 and not self.calm:
            return
        days = f"{now() - timedelta(days=1):%Y-%m-%d}..{now() + timedelta(days=1):%Y-%m-%d}"
        await self.sees(lambda: self.sets(cannot_wait="on", day_ranges=f"{days} closed Night"), "the desk closes")
        try:
            called, waits = await self._files(), await self._files()
            await self.presses(AMY, f"nowait:{called['number']}")
            raised = f"{_TICKET} and t.cannot_wait_at is not null and t.priority = 1"
            await self.sees(lambda: self.row(raised, entry=called["entry"]), f"#{called['number']} cannot wait")
            self.ledger.called.append(int(called["id"]))
            await self.sees(lambda: self.row(_WAITS, entry=waits["entry"], now=now()), f"#{waits['number']} waits")
        finally:
            await self.sees(lambda: self.sets(day_ranges="-"), "the desk opens")
        await self.sees(lambda: self.row(_FOLLOWED), "open tickets follow the hours")
        self.played["hours opened"] += 1

    async def _files(self) -> dict[str, Any]:
        entry = await self.stored(await self.says(AMY, Means.ASKED, before="/new "))
        found = await self.sees(lambda: self.row(_TICKET, entry=entry), "Amy's request is filed")
        self.ledger.apart.add(int(found["number"]))
        return {**found, "entry": entry}
