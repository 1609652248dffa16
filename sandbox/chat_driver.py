"""Lets people of the demo talk to the bot over the simulated Telegram, and wait for what it does.

Must not know the desk's database or its texts; of the bot's messages only buttons and links are read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sandbox.bot_messages import find_button
from sandbox.servers import SimulatedServices
from sandbox.telegram import get_chat_view, perform_action
from sandbox.telegram.errors import Mistake

ANSWER_SECONDS = 10.0


class NoAnswerError(Exception):
    """The bot did not do what was waited for; the message is one sentence."""


class ChatDriver:
    """The hands and eyes of the demo's people in their chats with the bot. `patience`: the seconds that an answer may
    take."""

    def __init__(self, simulated: SimulatedServices, patience: float | None = None) -> None:
        self._simulated = simulated
        self._patience = patience

    def perform(self, verb: str, **arguments: Any) -> Any:
        """Carry out a control of the simulated Telegram. Raises NoAnswerError if it cannot be carried out."""
        try:
            return perform_action(self._simulated.telegram, verb, arguments)
        except Mistake as mistake:  # such as an admin who blocked the bot
            raise NoAnswerError(str(mistake)) from None

    def send_text(self, person: int, text: str, **more: Any) -> None:
        """Write to the bot."""
        self.perform("message", person=person, text=text, **more)

    def get_last_message_id(self, person: int) -> int:
        """Return the id of the newest message in a person's chat, 0 in an empty one."""
        return max((message["message_id"] for message in self._get_messages(person)), default=0)

    def get_new_messages(self, person: int, seen: int) -> list[dict[str, Any]]:
        """Return what the bot has written to a person after the message `seen`."""
        return [one for one in self._get_messages(person) if one["message_id"] > seen and one["from"] == "bot"]

    def _get_messages(self, person: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = get_chat_view(self._simulated.telegram, person)["messages"]
        return found

    async def press(self, person: int, message: dict[str, Any], data: str) -> None:
        """Press a button of a message and wait until the bot has answered the press."""
        pressed = self.perform("press", person=person, message_id=message["message_id"], data=data)
        query = self._simulated.telegram.queries[pressed["query_id"]]
        await self.wait_for(lambda: query.answered, "the bot did not answer a press")

    async def press_newest(self, person: int, beginning: str, seen: int = 0) -> tuple[int, str]:
        """Press the newest button whose data begins so, once it is there; return its message's id and its data."""
        found = await self.wait_for(
            lambda: find_button(self.get_new_messages(person, seen), beginning), f"there is no button {beginning}"
        )
        message, data = found
        await self.press(person, message, data)
        return int(message["message_id"]), str(data)

    async def wait_for_answer(self, person: int, seen: int) -> None:
        """Wait until the bot has written to a person after the message `seen`."""
        await self.wait_for(lambda: self.get_new_messages(person, seen), "the bot does not answer")

    async def wait_for(self, condition: Callable[[], Any], why: str) -> Any:
        """Wait until something has happened in Telegram and return it. Raises NoAnswerError after some seconds."""
        feed = self._simulated.telegram.feed
        loop = asyncio.get_running_loop()
        until = loop.time() + (self._patience or ANSWER_SECONDS)
        while True:
            version = feed.version
            found = condition()
            if found:
                return found
            left = until - loop.time()
            if left <= 0:
                raise NoAnswerError(f"{why}; is it running?")
            await feed.wait_for_change(version, left)
