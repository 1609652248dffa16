"""Tells open pages that something changed: one look a second and process at history, entries, edits and the desk's
troubles, and none while no page is open. What changed is not said: each page requests its parts again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Hashable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import Entry, EntryVersion, History, Message, MessageKind
from desk import history
from ops.run import TroubleLog

_EACH = timedelta(seconds=1)
# Looks without news, after which it says that it is there: a page that hears nothing for twelve seconds says so.
_STILL_THERE = 5
MOST_OF_A_SESSION, MOST = 12, 200
"""Open pages that are told: of one session, and of all."""
_OVER = ""
_AWAY = (OSError, TimeoutError, SQLAlchemyError)
_HERE = "event: here\ndata: 1\n\n"
_CHANGED = "event: changed\ndata: 1\n\n"
_LATEST = 100
_SAID = select(func.count()).where(Message.entry_id == Entry.id, Message.kind == MessageKind.SAID).scalar_subquery()
_LATEST_ENTRIES = (
    select(func.hashtext(func.concat_ws(" ", Entry.id, Entry.delivery, Entry.withdrawn_at, _SAID)).label("state"))
    .order_by(Entry.id.desc())
    .limit(_LATEST)
    .subquery()
)
"""An entry changes without a new row: it is delivered or withdrawn, or one more message or file joins it."""
_NEWEST = select(
    *(select(func.max(one.id)).scalar_subquery() for one in (History, Entry, EntryVersion)),
    history.select_newest_right(),
    select(func.sum(_LATEST_ENTRIES.c.state)).scalar_subquery(),
)


class Live:
    """The open pages of one process and the task that looks for changes. `good`: returns which sessions are still
    valid; `troubles`: returns what the frame of every page says that the desk suffers from."""

    def __init__(
        self,
        database: Database,
        good: Callable[[Collection[int]], Awaitable[set[int]]],
        troubles: Callable[[AsyncSession], Awaitable[Hashable]],
        now: Callable[[], datetime],
        each: timedelta = _EACH,
    ) -> None:
        self._database, self._good, self._troubles, self._each, self._now = database, good, troubles, each, now
        self._listening: dict[asyncio.Queue[str], int] = {}  # with the session of each, the oldest first
        self._looking: asyncio.Task[None] | None = None
        self._away = TroubleLog("the database", now)
        self._changed_at: datetime | None = None

    async def listen(self, session_id: int, since: float | None) -> AsyncIterator[str]:
        """Yield what one page of a session is sent, for as long as it listens and the session is valid. `since`: when
        the page was made, in seconds of Unix time; what changed before it listened is told at once. Where there are
        too many pages, the oldest is ended. A page that is ended requests its parts once more, which leads it to the
        sign-in if its session is over."""
        self._make_room(session_id)
        mine: asyncio.Queue[str] = asyncio.Queue(maxsize=1)
        self._listening[mine] = session_id
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        elif since is None or self._may_have_missed(since):
            mine.put_nowait(_CHANGED)
        try:
            yield _HERE
            while line := await mine.get():
                yield line
            yield _CHANGED
        finally:
            self._listening.pop(mine, None)

    def _may_have_missed(self, since: float) -> bool:
        changed = self._changed_at.timestamp() if self._changed_at is not None else 0
        return not changed < since <= self._now().timestamp()

    def _make_room(self, session_id: int) -> None:
        of_session = [page for page, whose in self._listening.items() if whose == session_id]
        if len(of_session) >= MOST_OF_A_SESSION:
            self._end(of_session[0])
        elif len(self._listening) >= MOST:
            self._end(next(iter(self._listening)))

    def _end(self, page: asyncio.Queue[str]) -> None:
        """Stop telling a page, whether or not it has read the last line."""
        del self._listening[page]
        while not page.empty():
            page.get_nowait()
        page.put_nowait(_OVER)

    async def aclose(self) -> None:
        """Stop looking for changes."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def _look(self) -> None:
        """Look until no page listens. The first page came while nobody looked, so that it may have missed something."""
        known, quiet = await self._newest(), 0
        await self._tell(_CHANGED)
        while self._listening:
            await asyncio.sleep(self._each.total_seconds())
            found = await self._newest()
            if found is None:
                continue  # what nobody can look at is not said to be as it was: the page counts itself as cut off
            quiet = quiet + 1 if found == known else 0
            if quiet == 0:
                self._changed_at = self._now()
                known = found if await self._tell(_CHANGED) else known
            elif quiet % _STILL_THERE == 0:
                await self._tell(_HERE)

    async def _tell(self, line: str) -> bool:
        """Tell every page; those of sessions that have ended are told nothing more. Return whether it could be read
        which these are."""
        try:
            good = await self._good(set(self._listening.values()))
        except _AWAY as error:
            self._away.report("the database is away", error=type(error).__name__)
            return False
        for page, session_id in list(self._listening.items()):
            if session_id not in good:
                self._end(page)
                continue
            if line == _CHANGED and not page.empty():
                page.get_nowait()  # not read yet, and says no more than this
            with suppress(asyncio.QueueFull):
                page.put_nowait(line)
        return True

    async def _newest(self) -> tuple[Hashable, ...] | None:
        """Return the newest change and the troubles, or None while the database cannot be reached."""
        try:
            async with self._database.reading() as session:
                row = (await session.execute(_NEWEST)).one()
                troubles = await self._troubles(session)
        except _AWAY as error:
            self._away.report("the database is away", error=type(error).__name__)
            return None
        self._away.end()
        return *(newest or 0 for newest in row), troubles
