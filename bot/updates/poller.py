"""Stores Telegram's updates before they are confirmed (decision 0026). Parses only their ids."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api import failures
from bot.api.client import get_raw_updates, get_reach
from bot.api.limits import UPDATES_AT_ONCE
from bot.api.reach import REFUSED_REST_SECONDS, PollError, is_token_refused
from bot.features.registry import OTHER_CHATS
from bot.metrics import API_ERRORS
from bot.runtime import Runtime
from bot.updates.batch import find_sources, get_chat
from bot.updates.group_filter import GroupFilter
from bot.updates.parsing import BASE64, reduce_oversized
from db import queue
from db.connectivity import get_state, is_refused, is_unfit
from db.driver import ERRORS as DRIVER_ERRORS
from db.models import Box, Lane
from db.unit_of_work import NewJob
from desk.schedule.due_items import Due
from ops.run import TroubleLog
from ops.tasks import sleep_or_stop

log = structlog.get_logger(__name__)

Update = dict[str, Any]
_CHECKOUT = "pre_checkout_query"
"""The question whether an invoice may be paid, due in ten seconds: it does not wait behind the person's messages."""
_OF_OTHER_CHATS = tuple(kind for one in OTHER_CHATS for kind in one.updates)
_CONFLICT = "another program receives this bot's messages"
TOKEN_REFUSED = "Telegram refuses the bot's token"  # noqa: S105
_PAUSE = 1.0
_LONGEST_PAUSE = 5.0


class Poller:
    """Makes one long poll after the other. The next offset is requested only when `into_inbox` has stored the batch,
    and only while `is_elected` says so. A refused token is asked with again: only the start of a process ends by it."""

    def __init__(
        self,
        runtime: Runtime,
        *,
        on_conflict: Callable[[PollError], Awaitable[None]],
        into_inbox: Callable[[Sequence[NewJob]], Awaitable[None]],
        is_elected: Callable[[], Awaitable[bool]] | None = None,
        seconds: int = 5,
        steady: Callable[[], datetime] | None = None,
    ) -> None:
        """Set up; `steady`: a clock that is never set back (`ops.clock`)."""
        self._bot, self._database, _, self._now = runtime
        self._steady = steady or self._now
        self._on_conflict = on_conflict
        self._into_inbox = into_inbox
        self._is_elected = is_elected
        self._filters = [*(one.make_filter(runtime) for one in OTHER_CHATS), GroupFilter(runtime)]
        self._reach = get_reach(runtime.bot)
        self._seconds = seconds
        self._offset: int | None = None
        self.healthy = True
        self.conflict = False
        self.not_stored = False
        self.caught_up_at: datetime | None = None
        self._answered_at = self._steady()
        self._refused_at: datetime | None = None
        self._trouble = TroubleLog("Telegram", self._now)
        self._storing = False
        self._pause = _PAUSE

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`. Unconfirmed updates come again at the next start."""
        while not stop.is_set():
            is_elected = self._is_elected is None or await self._is_elected()
            if rest := await self.attempt() if is_elected else _PAUSE:
                await sleep_or_stop(stop, rest)

    async def attempt(self) -> float:
        """Poll once and handle failures; return how many seconds to rest: 0 after success, growing otherwise, a minute
        while the token is refused for good."""
        try:
            await self.poll_once()
        except PollError as error:
            self.caught_up_at = None
            await self._handle_failure(error)
            least = REFUSED_REST_SECONDS if self._reach.is_refused_for_good() else error.retry_after
        except (SQLAlchemyError, OSError, *DRIVER_ERRORS) as error:
            self.caught_up_at = None
            self.not_stored = is_unfit(error)
            log.warning("updates could not be stored", error=type(error).__name__, state=get_state(error))
            least = 0.0
        else:
            self._pause, self.not_stored = _PAUSE, False
            return 0.0
        rest, self._pause = max(least, self._pause), min(self._pause * 2, _LONGEST_PAUSE)
        return rest

    async def poll_once(self) -> int:
        """Poll once and store; return the number of updates.

        At the start and after a failure it polls without waiting until all waiting updates are stored: since
        `caught_up_at`.
        """
        seconds = self._seconds if self.caught_up_at is not None else 0
        found = await get_raw_updates(self._bot, self._offset, seconds=seconds, more=_OF_OTHER_CHATS)
        updates = [reduce_oversized(one) or {"update_id": one.get("update_id")} for one in found]
        self.healthy, self.conflict, self._refused_at = True, False, None
        self._trouble.end()
        if updates:
            self._storing = True
            try:
                await self.store(await self._sift(updates))
            finally:
                self._storing = False
            ids = [u["update_id"] for u in updates if isinstance(u.get("update_id"), int)]
            self._offset = max(ids) + 1 if ids else self._offset
        if len(updates) < UPDATES_AT_ONCE:
            self.caught_up_at = self.caught_up_at or self._now()
        self._answered_at = self._steady()
        return len(updates)

    @property
    def polled_at(self) -> datetime:
        """When Telegram last answered a poll. How long ago that is stays true if the clock is set."""
        return self._now() - (self._steady() - self._answered_at)

    def measure_refusals(self) -> float:
        """Return for how many seconds Telegram has answered each poll, but without updates and for no reason of ours:
        calls of other kinds may work."""
        return 0.0 if self._refused_at is None else (self._steady() - self._refused_at).total_seconds()

    async def let_go(self, polling: "asyncio.Task[None]") -> None:
        """End a running poll: one that is storing a batch finishes, one that only waits is cancelled."""
        if self._storing:
            await asyncio.wait({polling}, timeout=5)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    async def _handle_failure(self, error: PollError) -> None:
        self.healthy, self.conflict = False, error.status == 409
        API_ERRORS.labels("telegram", failures.classify_poll_error(error.status).value).inc()
        is_refused = is_token_refused(error.status, error.description)
        is_of_theirs = error.status and not (is_refused or self.conflict)
        self._refused_at = (self._refused_at or self._steady()) if is_of_theirs else None
        line = _CONFLICT if self.conflict else TOKEN_REFUSED if is_refused else "Telegram is out of reach"
        self._trouble.report(line, status=error.status, why=error.description)
        if self.conflict:
            await self._on_conflict(error)

    async def store(self, updates: list[Update]) -> None:
        """Put a batch into the inbox; if that fails for one of them, each separately."""
        if not updates:
            return
        try:
            await self._put(updates)
        except DBAPIError as error:
            if not is_refused(error):
                raise
            for update in updates:
                await self._store_alone(update)

    async def _store_alone(self, update: Update) -> None:
        try:
            await self._put([update])
        except DBAPIError as error:
            if not is_refused(error):
                raise
            log.error("an update cannot be stored as it is; kept as base64", update_id=update.get("update_id"))
            await self._bury(update)

    async def _sift(self, updates: list[Update]) -> list[Update]:
        """Return what is to be stored. Only the filters are asked for whose chats something came."""
        came = {one for update in updates for one in find_sources(update)}
        for one in self._filters:
            if not one.takes.isdisjoint(came):
                updates = await one.filter_updates(updates)
        return updates

    async def _put(self, updates: list[Update]) -> None:
        now = self._now()
        async with self._database.autocommit() as asking:
            lanes = await choose_lanes(asking, [get_chat(update) for update in updates])
        await self._into_inbox([self._row(update, now, lanes) for update in updates])

    def _row(self, update: Update, now: datetime, lanes: Mapping[int, Lane]) -> NewJob:
        chat, is_checkout = get_chat(update), _CHECKOUT in update
        return NewJob(
            Box.FROM_TELEGRAM,
            f"{_CHECKOUT}:{chat}" if is_checkout else str(chat),
            queue.encode_payload(update),
            now,
            lane=Lane.ANSWERS if is_checkout else lanes[chat],
            dedup=f"{self._bot.id}:{update.get('update_id')}",
        )

    async def _bury(self, update: Update) -> None:
        raw = base64.b64encode(json.dumps(update).encode("utf-8", "surrogatepass"))
        values = {
            "p": queue.encode_payload({BASE64: raw.decode()}),
            "k": str(get_chat(update)),
            "d": f"{self._bot.id}:{update.get('update_id')}",
            "now": self._now(),
        }
        async with self._database.unit_of_work() as session:
            await session.execute(_BURY, values)


_BURY = text("""
insert into jobs (box, key, dedup, payload, state, due_at, created_at, settled_at, error)
values ('from_telegram', :k, :d, :p, 'buried', :now, :now, :now, 'could not be stored; kept as base64')
on conflict (box, dedup) where dedup is not null do nothing
""")


MANY = 10  # updates in one poll
_KNOWN = text("""
select telegram_id as chat, role <> 'requester' and dismissed_at is null as staff from people p
where telegram_id = any(cast(:chats as bigint[])) and (role <> 'requester' or exists (
  select 1 from tickets t where t.requester_id = p.id and t.first_response_at is not null))
""")


async def choose_lanes(asking: queue.Asking, chats: Sequence[int]) -> Mapping[int, Lane]:
    """Return the lane of each chat; a small batch needs no distinction."""
    if len(chats) < MANY:
        return dict.fromkeys(chats, Lane.PEOPLE)
    asked = sorted({chat for chat in chats if -(2**63) <= chat < 2**63})
    found = await asking.execute(_KNOWN, {"chats": asked})
    known = {row.chat: Lane.ANSWERS if row.staff else Lane.PEOPLE for row in found}
    return {chat: known.get(chat, Lane.EDITS) for chat in chats}


_AT_MOST = timedelta(minutes=2)
_KEPT_BY_TELEGRAM = timedelta(hours=24)
_ENDED_BY_SILENCE = frozenset({Due.CLOSE, Due.QUESTION})


class UnreadUpdates:
    """Tells what the scheduler of one process waits for: until all of Telegram's waiting updates are stored and the
    inbox is worked off.

    It waits for two minutes. Items that end by silence wait as long as Telegram does not answer, up to a day.
    """

    def __init__(self, poller: Poller | None) -> None:
        """Set up; without a poller nothing is waited for."""
        self._poller = poller
        self._read: datetime | None = None
        self._since: datetime | None = None

    async def look(self, session: AsyncSession, now: datetime) -> None:
        """Find out if messages may be unread at `now`; costs nothing once all are read."""
        if self._poller is None:
            return
        at = self._poller.caught_up_at
        if at is not None and at == self._read:
            return
        if at is not None and not await queue.has_waiting(session, Box.FROM_TELEGRAM, until=at):
            self._read, self._since = at, None
            return
        self._read, self._since = None, self._since or now

    def has_update(self, due: Due | str, now: datetime) -> bool:
        """Return True if a due item has to wait."""
        if self._since is None:
            return False
        is_silent = due in _ENDED_BY_SILENCE and self._poller is not None and self._poller.caught_up_at is None
        return abs(now - self._since) < (_KEPT_BY_TELEGRAM if is_silent else _AT_MOST)
