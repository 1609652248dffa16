"""Filters of updates from chats of other kinds share a batch that knows what it has kept so far, and messages that may
still be wanted.

For a filter it makes no difference where Telegram ends one batch and begins the next: what waits to be handled and what
is kept of this batch are the same to it.
"""

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from enum import Enum, auto
from typing import Any, ClassVar

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.runtime import Runtime
from bot.updates.unreadable_parts import find_readable
from db import queue
from db.models import Box, Job, JobState
from desk import DeskSettings
from desk.settings import VERSION

log = structlog.get_logger(__name__)

Update = dict[str, Any]
_MOST_HELD = 300  # messages of one place, and albums


def get_chat(update: Update) -> int:
    """Return the chat whose order an update belongs to; the sender if there is no chat, 0 if there is neither."""
    for value in update.values():
        if not isinstance(value, dict):
            continue
        message = value.get("message")
        for holder in (message if isinstance(message, dict) else {}, value):
            for name in ("chat", "from", "user"):
                found = holder.get(name)
                if isinstance(found, dict) and isinstance(found.get("id"), int):
                    return int(found["id"])
    return 0


class Where(Enum):
    """Of which kind the chat of an update is; `ACCOUNT`: a colleague's own, in which a button was pressed."""

    PRIVATE = auto()
    GROUP = auto()
    ACCOUNT = auto()


Sources = frozenset[tuple[str, Where]]
"""Kinds of updates, each with where they are from."""


def find_sources(update: Update) -> Sources:
    """Return what an update has, and where that is from."""
    return frozenset((kind, _find_where(event)) for kind, event in update.items())


def _find_where(event: Any) -> Where:
    if not isinstance(event, dict):
        return Where.PRIVATE
    pressed, chat = event.get("message"), event.get("chat")
    if isinstance(chat, dict):
        return Where.PRIVATE if get_kind(chat) == "private" else Where.GROUP
    is_of_account = isinstance(pressed, dict) and pressed.get("business_connection_id")
    return Where.ACCOUNT if is_of_account else Where.PRIVATE


def get_kind(chat: Update) -> str:
    """Return the chat's type; if it is not said, what its id says."""
    return str(chat.get("type") or ("supergroup" if isinstance(chat.get("id"), int) and chat["id"] < 0 else "private"))


class UpdateBatch:
    """The updates that are kept of those that came together, in `kept`, with a session and the settings to choose
    by."""

    def __init__(self, session: AsyncSession, rules: DeskSettings) -> None:
        self.session, self.rules = session, rules
        self.kept: list[Update] = []
        self._waiting: dict[int, list[Update]] = {}
        self._new: dict[int, list[Update]] = {}

    async def list_waiting(self, chat_id: int) -> list[Update]:
        """Return what waits of a chat, with what is kept of this batch. It is to be read before what is stored: an
        update that was handled in between is seen there."""
        if chat_id not in self._waiting:
            waiting = select(Job.payload).where(
                Job.box == Box.FROM_TELEGRAM.value, Job.key == str(chat_id), Job.state == JobState.WAITING
            )
            stored = [queue.decode_payload(payload) for payload in await self.session.scalars(waiting)]
            self._waiting[chat_id] = stored + self._new.pop(chat_id, [])
        return self._waiting[chat_id]

    def keep(self, updates: Sequence[Update]) -> None:
        """Keep updates, behind those of before."""
        self.kept += updates
        for update in updates:
            chat_id = get_chat(update)
            (self._waiting if chat_id in self._waiting else self._new).setdefault(chat_id, []).append(update)


class HeldMessages:
    """The last messages of places, in memory alone: for reactions, and for albums of which a later part is wanted."""

    def __init__(self) -> None:
        self._held: dict[Hashable, OrderedDict[Hashable, tuple[Hashable, Update]]] = {}
        self._albums: OrderedDict[Hashable, None] = OrderedDict()

    def hold(self, place: Hashable, message: Hashable, album: Hashable, update: Update) -> None:
        """Hold a message; `album`: None if it is in none."""
        held = self._held.setdefault(place, OrderedDict())
        held[message] = album, update
        while len(held) > _MOST_HELD:
            held.popitem(last=False)

    def find(self, place: Hashable, message: Hashable) -> Update | None:
        """Return a message if it is held."""
        held = self._held.get(place)
        return held[message][1] if held is not None and message in held else None

    def forget(self, place: Hashable, message: Hashable = None) -> None:
        """Hold a message no more, or nothing of the place."""
        if message is None:
            self._held.pop(place, None)
        else:
            self._held.get(place, OrderedDict()).pop(message, None)

    def is_open(self, album: Hashable) -> bool:
        """Return True if a part of the album was wanted, and so all are."""
        return album in self._albums

    def open_album(self, place: Hashable, album: Hashable, update: Update) -> list[Update]:
        """Return the update with the parts of its album that came before it."""
        if album is None:
            return [update]
        self._albums[album] = None
        while len(self._albums) > _MOST_HELD:
            self._albums.popitem(last=False)
        before = [one for of, one in self._held.get(place, {}).values() if of == album and one is not update]
        return [update, *before]


class ChatFilter(ABC):
    """Decides which updates of one kind of chat are stored at all, for one poller. Others are none of its business:
    `takes` lists its kinds of updates and chats; it gets no others."""

    takes: ClassVar[Sources]

    def __init__(self, runtime: Runtime) -> None:
        self._bot, self._database, self._settings, self._now = runtime
        self._held = HeldMessages()

    async def filter_updates(self, updates: Sequence[Update]) -> list[Update]:
        """Return the updates to store, as they are to be stored. Without one of such a chat nothing is read."""
        are_its = [not self.takes.isdisjoint(find_sources(update)) for update in updates]
        if not any(are_its):
            return list(updates)
        async with self._database.reading() as session:
            rules = await self._settings.get_at_version(session, await session.scalar(select(VERSION)))
            batch = UpdateBatch(session, rules)
            for update, is_its in zip(updates, are_its, strict=True):
                batch.keep(await self._sift(batch, update) if is_its else [update])
        return batch.kept

    async def _sift(self, batch: UpdateBatch, update: Update) -> list[Update]:
        """Return what is kept of an update; of one of an unknown shape, what can be read of it decides."""
        try:
            return await self._choose(batch, update)
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
            readable = find_readable(update, self._bot)
            if readable is not None and readable is not update:
                return await self._sift(batch, readable)
            log.warning("an update has an unknown shape", filter=type(self).__name__, error=type(error).__name__)
            return []

    @abstractmethod
    async def _choose(self, batch: UpdateBatch, update: Update) -> list[Update]:
        """Return what is kept of an update of such a chat."""
