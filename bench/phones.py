"""People at their phones inside the sandbox's process: they write, press, and answer messages at once.

They see what a phone shows, the messages of their chats; of the desk they know only the buttons' data.
"""

import asyncio
import itertools
import re
from collections.abc import Callable
from typing import Any

from sandbox.feed import LAGGED
from sandbox.telegram import TelegramWorld, perform_action
from sandbox.telegram.chats import Message, Side

PATIENCE_SECONDS = 60.0
_MARK = re.compile(r"\bmark-(\d+)\b")


class Phones:
    """Watches every chat for marked words; `on_mark` gets chat, mark and message as it arrives."""

    def __init__(self, world: TelegramWorld) -> None:
        self.world = world
        self.marks = itertools.count(1)
        self.on_mark: Callable[[int, int, Message], None] = lambda chat, mark, message: None
        self._read: dict[int, int] = {}

    async def watch_chats(self) -> None:
        """Read what arrives until cancelled."""
        with self.world.feed.subscribe() as events:
            async for event in events:
                if event.kind == LAGGED:
                    for chat in self.world.chats:
                        self._read_new_messages(chat)
                elif event.data.get("person") in self.world.chats:
                    self._read_new_messages(event.data["person"])

    def _read_new_messages(self, chat_id: int) -> None:
        chat = self.world.chats[chat_id]
        for message_id in range(self._read.get(chat_id, 0) + 1, chat.last_id + 1):
            message = chat.messages.get(message_id)
            if message is not None and message.side is Side.BOT:
                found = _MARK.search(str(message.body.get("text", "")))
                if found is not None:
                    self.on_mark(chat_id, int(found[1]), message)
        self._read[chat_id] = chat.last_id

    def write_text(self, person: int, text: str, *, to: int | None = None, **where: int | None) -> int:
        """Write a text, to the bot or to the `chat` and `topic` of a group; returns the message's id."""
        result = perform_action(self.world, "message", {"person": person, "text": text, "reply_to": to, **where})
        return int(result["message_ids"][0])

    def press_button(self, person: int, data: str) -> None:
        """Press the newest button with this data."""
        message = self.find_button(person, data)
        if message is None:
            raise LookupError(f"{person} has no button {data}")
        about = {"person": person, "message_id": message.message_id, "data": data, "force": True}
        perform_action(self.world, "press", about)

    def find_button(self, person: int, data: str) -> Message | None:
        """Return the newest message of a chat that has a button with this data, or None."""
        found = (one for one in reversed(self.world.chats[person].messages.values()) if not one.deleted)
        return next((one for one in found if one.has_button(data)), None)

    async def wait_until(self, seen: Callable[[], Any], what: str, patience: float = PATIENCE_SECONDS) -> Any:
        """Wait, change by change, until `seen` returns something true; raises TimeoutError with `what`."""
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        while loop.time() < end:
            version = self.world.feed.version
            if value := seen():
                return value
            await self.world.feed.wait_for_change(version, 0.5)
        raise TimeoutError(what)


def find_number(message: Message, beginning: str) -> int:
    """Return the number in a button whose data begins so, or 0."""
    for row in message.inline:
        for button in row:
            kind, _, number = str(button.get("callback_data", "")).partition(beginning)
            if not kind and number.split(":")[0].isdecimal():
                return int(number.split(":")[0])
    return 0
