"""A group chat with the bot in it: what people write there, and what the bot says there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from tests.flows.phone import PIXEL, Phone, words
from tests.flows.stage import VERA, Stage
from tests.sql import sole

BOT = "@pulldesk_demo_bot"
_MAKER = 899


@dataclass(slots=True)
class GroupChat:
    """One group. Every act lets the desk settle."""

    stage: Stage
    id: int

    async def write(self, who: Phone, text: str, *, quietly: bool = False, **more: Any) -> int:
        """Somebody writes there; return the message's id."""
        self.stage.clock.on(seconds=3)
        result = await self.stage.telegram.do("message", person=who.id, chat=self.id, text=text, **more)
        if not quietly:
            await self.stage.settle()
        return int(result["message_ids"][0])

    async def send(self, who: Phone, caption: str | None, n: int = 2, **more: Any) -> list[int]:
        """Somebody sends an album there."""
        self.stage.clock.on(seconds=3)
        files = [{"kind": "photo", "name": f"{k}.png", "data_base64": PIXEL} for k in range(n)]
        result = await self.stage.telegram.do(
            "message", person=who.id, chat=self.id, files=files, caption=caption, **more
        )
        await self.stage.settle()
        return list(result["message_ids"])

    async def do(self, verb: str, who: Phone | None = None, **more: Any) -> dict[str, Any]:
        """Something happens to the group."""
        person = who.id if who is not None else VERA
        result = await self.stage.telegram.do(verb, person=person, chat=self.id, **more)
        await self.stage.settle()
        return dict(result or {})

    async def received(self) -> list[dict[str, Any]]:
        """Return what the bot said there, oldest first."""
        view = await self.stage.telegram.read("chat", person=self.id)
        return [m for m in view["messages"] if m["from"] == "bot"]

    async def texts(self) -> list[str]:
        """Return the words of that."""
        return [words(message) for message in await self.received()]

    async def reactions(self, message_id: int) -> list[str]:
        """Return the bot's reactions to a message there."""
        view = await self.stage.telegram.read("chat", person=self.id)
        message = next(m for m in view["messages"] if m["message_id"] == message_id)
        return [r["emoji"] for r in message["reactions"] if r["from"] == "bot"]


async def make_group(stage: Stage, title: str = "Hackathon", *, allowed: bool = True) -> GroupChat:
    """Somebody who is not on the team creates a group with the bot; Vera allows it."""
    await stage.telegram.do("person", id=_MAKER, first_name="Otto")
    about = await stage.telegram.do("group", person=_MAKER, title=title)
    await stage.settle()
    if allowed:
        vera = stage.vera
        await vera.presses("chat:1")
        await vera.presses("chat_allow:1:1")
    return GroupChat(stage, about["id"])


async def count_stored(stage: Stage, piece: str) -> int:
    """Return how many stored updates, messages and jobs hold these words."""
    counted = text("""
      select (select count(*) from jobs where convert_from(payload, 'UTF8') like '%' || :piece || '%')
        + (select count(*) from entries where body like '%' || :piece || '%')
        + (select count(*) from tickets where subject like '%' || :piece || '%')""")
    return int(await sole(stage, counted, piece=piece))
