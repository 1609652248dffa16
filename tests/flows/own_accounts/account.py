"""A colleague's own account in the simulated Telegram: what people write there, and what both see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.flows.phone import Phone, words
from tests.flows.stage import Stage


@dataclass(slots=True)
class OwnAccount:
    """The account of `owner`."""

    stage: Stage
    owner: Phone

    async def connect(self, **more: Any) -> None:
        """Connect the account, change the connection, or end it with `enabled` False."""
        await self.stage.telegram.do("account", person=self.owner.id, **more)
        await self.stage.settle()

    async def hears(self, who: Phone, text: str | None = None, **more: Any) -> int:
        """Let somebody write to the owner, or the owner to them (`by_owner`); return the message's id."""
        self.stage.clock.on(seconds=3)
        done = await self.act("message", who, **({"text": text} if text is not None else {}), **more)
        return int(done["message_ids"][0])

    async def act(self, verb: str, other: Phone, **more: Any) -> Any:
        """Write, edit, delete or press there."""
        done = await self.stage.telegram.do(f"account/{verb}", owner=self.owner.id, **{"with": other.id}, **more)
        await self.stage.settle()
        return done

    async def sent(self, other: Phone, *, by: str = "bot") -> list[str]:
        """Return the words that stand there, sent by the bot in the owner's name, or typed by a "person"."""
        view = await self.stage.telegram.read("account", owner=self.owner.id, **{"with": other.id})
        return [words(one) for one in view["messages"] if one["from"] == by and not one["deleted"]]
