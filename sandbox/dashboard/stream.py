"""The stream to the page: a snapshot on connecting, then each change of a chat, of the board, of the processes.

Changes within 60 ms are sent together, each chat and the board once. Must not know who changes what.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sandbox.feed import LAGGED
from sandbox.servers import SimulatedServices
from sandbox.telegram import get_chat_view, get_people_view
from sandbox.todoist import get_snapshot

GATHER_SECONDS = 0.06
DESK_SECONDS = 0.5
CHAT_SHOWN, GROUP_SHOWN = 80, 400
"""The newest messages of a chat that the page has; those of a group are of many topics."""
LISTENER_LIMIT = 400
DONE_TASKS_SHOWN = 200


def format_event(event: str, data: Any) -> bytes:
    """Format one server-sent event."""
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode(errors="replace")


class EventStream:
    """Gathers changes and sends them to every listening page. `desk` returns what the page shows of the processes."""

    def __init__(self, simulated: SimulatedServices, desk: Callable[[], dict[str, Any]]) -> None:
        self._simulated = simulated
        self._desk = desk
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self._chats: set[int] = set()
        self._board = self._processes = self._people = self._everything = False
        self._desk_sent_at = 0.0
        self._dirty = asyncio.Event()

    def announce_desk(self, *, cast: bool = False) -> None:
        """Note that the processes, the counts, the newest line or (with `cast`) the people have changed."""
        self._processes = True
        self._people = self._people or cast
        self._dirty.set()

    def announce_all(self) -> None:
        """Send every listener a snapshot next."""
        self._everything = True
        self._dirty.set()

    async def send_changes(self) -> None:
        """Watch both services and send what changed, until cancelled."""
        await asyncio.gather(self._watch_telegram(), self._watch_todoist(), self._send())

    @asynccontextmanager
    async def open_queue(self) -> AsyncIterator[asyncio.Queue[bytes | None]]:
        """Yield a queue of formatted events that begins with the snapshot; `None` ends it."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(LISTENER_LIMIT)
        queue.put_nowait(format_event("snapshot", self.get_snapshot()))
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def get_snapshot(self) -> dict[str, Any]:
        """Return everything that the page shows."""
        world = self._simulated.telegram
        return {
            "telegram": {
                "people": get_people_view(world),
                "chats": {str(one["id"]): self._get_chat(one["id"]) for one in get_people_view(world)},
            },
            "todoist": self._get_board_view(),
            "desk": self._desk(),
        }

    def _get_chat(self, chat_id: int) -> dict[str, Any]:
        return get_chat_view(self._simulated.telegram, chat_id, GROUP_SHOWN if chat_id < 0 else CHAT_SHOWN)

    def _get_board_view(self) -> dict[str, Any]:
        """Return the board without deleted objects, and with the newest of the completed tasks only."""
        state = get_snapshot(self._simulated.board)
        live = [task for task in state["tasks"] if not task["is_deleted"]]
        done = sorted((task for task in live if task["checked"]), key=lambda task: task["completed_at"])
        state["tasks"] = [task for task in live if not task["checked"]] + done[-DONE_TASKS_SHOWN:]
        shown = {task["id"] for task in state["tasks"]}
        state["comments"] = [
            note for note in state["comments"] if not note["is_deleted"] and note.get("item_id") in shown
        ]
        return state

    async def _watch_telegram(self) -> None:
        with self._simulated.telegram.feed.subscribe() as events:
            async for event in events:
                if event.kind == LAGGED:
                    self._everything = True
                elif event.kind == "telegram" and event.data["person"] is not None:
                    self._chats.add(event.data["person"])
                else:
                    continue
                self._dirty.set()

    async def _watch_todoist(self) -> None:
        with self._simulated.todoist.feed.subscribe() as events:
            async for _ in events:
                self._board = True
                self._dirty.set()

    async def _send(self) -> None:
        while True:
            await self._dirty.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._dirty.clear()
            for message in self._gather_messages() if self._listeners else ():
                self._send_to_listeners(message)

    def _gather_messages(self) -> list[bytes]:
        if self._everything:
            self._everything = False
            return [format_event("snapshot", self.get_snapshot())]
        world = self._simulated.telegram
        chats, self._chats = self._chats, set()
        views = {view["id"]: view for view in get_people_view(world)} if chats else {}
        messages = [
            format_event("telegram", {"person": views[person], "chat": self._get_chat(person)})
            for person in sorted(chats & views.keys())
        ]
        if self._board:
            self._board = False
            messages.append(format_event("todoist", {"state": self._get_board_view()}))
        if self._processes:
            messages += self._gather_desk_news()
        return messages

    def _gather_desk_news(self) -> list[bytes]:
        """Return news of the processes, at most once in `DESK_SECONDS`, with the people only where they changed."""
        loop = asyncio.get_running_loop()
        wait = self._desk_sent_at + DESK_SECONDS - loop.time()
        if wait > 0:
            loop.call_later(wait, self._dirty.set)
            return []
        told = self._desk()
        if not self._people:
            told.pop("cast", None)
        self._processes = self._people = False
        self._desk_sent_at = loop.time()
        return [format_event("desk", told)]

    def _send_to_listeners(self, message: bytes) -> None:
        for queue in tuple(self._listeners):
            try:
                queue.put_nowait(message)
            except asyncio.QueueFull:  # a page that does not read: it reconnects and gets a snapshot
                self._listeners.discard(queue)
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(None)
