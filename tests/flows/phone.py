"""A person with a phone: what they write and press, and what is in their chat."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.flows.stage import Stage

PIXEL = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000a49444154789c6360000002000154a24f5f0000000049454e44ae426082"
    )
).decode()


@dataclass(slots=True)
class Phone:
    """One person's Telegram. Every act lets the desk settle, except with `quietly`."""

    stage: Stage
    id: int
    name: str

    async def writes(self, text: str, *, reply_to: int | None = None, quietly: bool = False, **more: Any) -> int:
        """Send a text (a reply with `reply_to`), three seconds after the last act; return its message id."""
        if not quietly:
            self.stage.clock.on(seconds=3)
        result = await self.stage.telegram.do("message", person=self.id, text=text, reply_to=reply_to, **more)
        await self._after(quietly)
        return int(result["message_ids"][0])

    async def drafts(self, text: str) -> None:
        """Send a text that stays a draft: the bot answers, the board is not read."""
        self.stage.clock.on(seconds=3)
        await self.writes(text, quietly=True)
        await self.stage.respond()

    async def sends(self, *kinds: str, caption: str | None = None, reply_to: int | None = None, quietly: bool = False,
                    each: dict[str, Any] | None = None, **more: Any) -> list[int]:  # fmt: skip
        """Send files of these kinds (several: an album); returns their message ids."""
        files = [
            {"kind": kind, "name": f"{kind}-{n}.png", "data_base64": PIXEL} | (each or {})
            for n, kind in enumerate(kinds)
        ]
        result = await self.stage.telegram.do(
            "message", person=self.id, files=files, caption=caption, reply_to=reply_to, **more
        )
        await self._after(quietly)
        return list(result["message_ids"])

    async def presses(self, data: str, *, on: int | None = None, force: bool = False, quietly: bool = False) -> None:
        """Press the button with this data, on the newest message that has it unless `on` names one."""
        message_id = on if on is not None else (await self.message_with(data))["message_id"]
        await self.stage.telegram.do("press", person=self.id, message_id=message_id, data=data, force=force)
        await self._after(quietly)

    async def _after(self, quietly: bool) -> None:
        if not quietly:
            await self.stage.settle()

    async def chat(self) -> list[dict[str, Any]]:
        """Return everything in the chat, oldest first, without deleted messages."""
        view = await self.stage.telegram.read("chat", person=self.id)
        return [m for m in view["messages"] if not m["deleted"]]

    async def received(self) -> list[dict[str, Any]]:
        """Return the messages of the bot."""
        return [m for m in await self.chat() if m["from"] == "bot"]

    async def texts(self) -> list[str]:
        """Return the texts (or captions) of the bot's messages."""
        return [m.get("text", m.get("caption", "")) for m in await self.received()]

    async def last(self) -> dict[str, Any]:
        """Return the newest message of the bot."""
        return (await self.received())[-1]

    async def last_id(self) -> int:
        """Return the id of the newest message of the bot."""
        return int((await self.last())["message_id"])

    async def reads(self) -> str:
        """Return the words of the newest message of the bot."""
        return words(await self.last())

    async def buttons(self) -> list[str]:
        """Return the data of the buttons of the newest message of the bot."""
        return buttons(await self.last())

    async def message_with(self, data: str) -> dict[str, Any]:
        """Return the newest message of the bot with a button of this data."""
        for message in reversed(await self.received()):
            if data in buttons(message):
                return message
        raise AssertionError(f"{self.name} has no button {data}: {[buttons(m) for m in await self.received()]}")

    async def containing(self, text: str) -> dict[str, Any]:
        """Return the newest message of the bot with this text."""
        for message in reversed(await self.received()):
            if text in words(message):
                return message
        raise AssertionError(f"{self.name} was not told {text!r}: {await self.texts()}")

    async def reactions(self, message_id: int) -> list[str]:
        """Return the bot's reactions to a message of this person."""
        message = next(m for m in await self.chat() if m["message_id"] == message_id)
        return [r["emoji"] for r in message["reactions"] if r["from"] == "bot"]

    async def answers(self) -> list[dict[str, Any]]:
        """Return the answers to presses, oldest first."""
        return list(await self.stage.telegram.read("answers", person=self.id))

    async def answer(self) -> dict[str, Any]:
        """Return the answer to the newest press."""
        return (await self.answers())[-1]


def buttons(message: dict[str, Any]) -> list[str]:
    """Return the callback data of a message's buttons, row after row."""
    return [b["data"] for row in message["buttons"] for b in row if b["data"]]


def words(message: dict[str, Any]) -> str:
    """Return the text or caption of a message."""
    return str(message.get("text", message.get("caption", "")))
