"""The bot is put out of the team's chat and let in again: what changed meanwhile is brought up to date there."""

from __future__ import annotations

from collections import Counter

from tests.chaos.cast import NORA, buttons
from tests.chaos.city import GROUP, VERA
from tests.chaos.company import Company

_AWAY = "select 1 from people where role = 'group' and blocked_at is not null"
_BACK = "select 1 from people where role = 'group' and blocked_at is null"


class GroupScenes(Company):
    """Of people who come for the first time. The chat takes few messages a minute, so it is told of little but their
    requests, once in the trouble and once when all is calm."""

    played: Counter[str]
    outings = 0

    async def group_left_and_entered(self) -> None:
        """One request stands there and is taken while the bot is out, another comes meanwhile."""
        self.outings += 1
        if self.outings > 1 and not self.calm:
            return
        await self.sees(lambda: self.sets(group_created="on"), "the team's chat is told")
        try:
            await self._out_and_in()
        finally:
            await self.sees(lambda: self.sets(group_created="off"), "the team's chat is told no more")
        self.played["team's chat"] += 1

    async def _out_and_in(self) -> None:
        before = await self.files(await self.newcomer(), "the lamp is out")
        await self.until(lambda: self._has(f"open:{before}"), f"#{before} stands in the team's chat")
        await self.city.telegram.do("group/kick", person=VERA, chat=GROUP)
        try:
            await self.sees(lambda: self.row(_AWAY), "the bot is out")
            meanwhile = await self.files(await self.newcomer(), "the door is locked")
            await self.writes(NORA, f"/claim {before}")
            await self.becomes(before, "assigned", "in_progress")
        finally:
            await self.city.telegram.do("group/kick", person=VERA, chat=GROUP, undo=True)
        await self.sees(lambda: self.row(_BACK), "the bot is in again")
        told, taken = f"#{meanwhile} comes to the team's chat", f"#{before} is taken in the team's chat"
        await self.until(lambda: self._has(f"open:{meanwhile}"), told)
        await self.until(lambda: not self._has(f"claim:{before}"), taken)

    def _has(self, data: str) -> bool:
        """Whether something stands there with this button: a card, or where there are many a message of several."""
        return any(data in buttons(one) for one in self.city.from_bot(GROUP))
