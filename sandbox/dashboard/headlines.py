"""The newest event at either service, for the page's bar: what, by or for whom, and its text. Must not know the desk
nor the page's words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sandbox.servers import SimulatedServices
from sandbox.telegram import TelegramWorld, get_chat_view
from sandbox.telegram.views import find_account_chat

TEXT_SHOWN = 60

_WHAT = {
    "item:added": "added",
    "item:updated": "changed",
    "item:completed": "completed",
    "item:uncompleted": "reopened",
    "item:deleted": "deleted",
    "note:added": "commented",
    "section:updated": "renamed",
}


class Headlines:
    """Keeps the newest line, updated when one of the services changes."""

    def __init__(self, simulated: SimulatedServices) -> None:
        self._simulated = simulated
        self.last: dict[str, Any] | None = None

    async def follow_services(self, changed: Callable[[], None]) -> None:
        """Keep the line up to date until cancelled; `changed` is called with each new one."""
        await asyncio.gather(self._follow_telegram(changed), self._follow_board(changed))

    async def _follow_telegram(self, changed: Callable[[], None]) -> None:
        with self._simulated.telegram.feed.subscribe() as events:
            async for event in events:
                person = event.data.get("person")
                if person is not None and self.update_from_chat(person):
                    changed()

    async def _follow_board(self, changed: Callable[[], None]) -> None:
        with self._simulated.todoist.feed.subscribe() as events:
            async for _ in events:
                if self.update_from_board():
                    changed()

    def update_from_chat(self, person_id: int) -> bool:
        """Take the newest message of a changed chat; return True if the line is another one now."""
        world = self._simulated.telegram
        messages = get_chat_view(world, person_id, 1)["messages"]
        if not messages or messages[-1]["content"].startswith("forum_topic_"):
            return False
        message, of_account = messages[-1], find_account_chat(world, person_id)
        name = _get_chat_name(world, person_id) if of_account is None else str(message["author"])
        text = " ".join((message.get("text") or message.get("caption") or message["content"]).split())
        what, writer = "heard", name
        if message["from"] == "person" or of_account is not None:
            what, writer = "said", message.get("author", name)
        return self._set_line(message["edit_date"] or message["date"], what, writer, text)

    def update_from_board(self) -> bool:
        """Take the newest line of the board's log, unless the desk wrote it; return True if the line is another one
        now."""
        world = self._simulated.todoist
        if not world.activity:
            return False
        entry = world.activity[-1]
        if entry["by"] == self._simulated.bot_user["id"] or entry["event"] not in _WHAT:
            return False
        name = world.accounts[entry["by"]].user["full_name"].split()[0]
        subject = entry["extra"].get("content", "")
        return self._set_line(entry["at"], _WHAT[entry["event"]], name, subject)

    def _set_line(self, at: Any, what: str, name: str, text: str) -> bool:
        said, self.last = self.last, {"at": at, "what": what, "name": name, "text": _shorten(text.rstrip())}
        return said != self.last


def _get_chat_name(world: TelegramWorld, chat_id: int) -> str:
    person = world.people.get(chat_id)
    return str(person.user["first_name"] if person else world.chats[chat_id].about["title"])


def _shorten(line: str) -> str:
    return line if len(line) <= TEXT_SHOWN else line[: TEXT_SHOWN - 1].rstrip() + "…"
