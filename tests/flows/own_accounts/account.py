"""A colleague's own account in the simulated Telegram: what people write there, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.flows.phone import Phone, words
from tests.flows.stage import Stage


@dataclass(slots=True)
class OwnAccount:
    """The account of `owner`. Every act lets the desk settle, except with `quietly`."""

    stage: Stage
    owner: Phone

    async def connect(self, **more: Any) -> None:
        """Connect the account, change the connection, or end it with `enabled` False."""
        await self.stage.telegram.do("account", person=self.owner.id, **more)
        await self.stage.settle()

    async def hears(self, who: Phone, text: str | None = None, *, quietly: bool = False, **more: Any) -> int:
        """Let somebody write to the owner; return the message's id."""
        return await self._write(who, text, quietly, **more)

    async def says(self, to: Phone, text: str, *, quietly: bool = False, **more: Any) -> int:
        """Let the owner write by hand in their own app; return the message's id."""
        return await self._write(to, text, quietly, by_owner=True, **more)

    async def _write(self, other: Phone, text: str | None, quietly: bool, **more: Any) -> int:
        self.stage.clock.on(seconds=3)
        done = await self.stage.telegram.do(
            "account/message", **self._at(other), **({"text": text} if text is not None else {}), **more
        )
        if not quietly:
            await self.stage.settle()
        return int(done["message_ids"][0])

    async def act(self, verb: str, other: Phone, **more: Any) -> None:
        """Edit, delete or press there."""
        await self.stage.telegram.do(f"account/{verb}", **self._at(other), **more)
        await self.stage.settle()

    async def chat(self, other: Phone) -> list[dict[str, Any]]:
        """Return what both see in their chat, without deleted messages."""
        view = await self.stage.telegram.read("account", **self._at(other))
        return [one for one in view["messages"] if not one["deleted"]]

    async def sent(self, other: Phone) -> list[str]:
        """Return the words that the bot has sent there in the owner's name."""
        return [words(one) for one in await self.chat(other) if one["from"] == "bot"]

    def _at(self, other: Phone) -> dict[str, int]:
        return {"owner": self.owner.id, "with": other.id}
