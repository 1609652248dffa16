"""The mirror: one loop under one lock that keeps board and desk alike.

A round: repeat what has no answer → comments and new tasks → read → merge and store → send. The board is read before a
field of it is written. What fails is waited out; what nobody can mend but the admins is told to them once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db.session import Database, Election
from db.words import Box
from desk import identity
from todoist_sync import board, cards, hints, metrics, outbox, pull, push, trouble
from todoist_sync.board import NoBoardError, TwoProjectsError
from todoist_sync.budget import Budget
from todoist_sync.client import Todoist
from todoist_sync.errors import TodoistError
from todoist_sync.round import EARLIEST, Place, Round, vocabulary
from todoist_sync.settings import BoardSettings
from todoist_sync.trouble import Trouble

_LEAST = timedelta(seconds=1)  # at most one pull a second
_LOOK = 0.3  # seconds between two looks at the tables for hints and jobs
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=2)
_TOKEN_WAIT = timedelta(minutes=1)
_ELECTION = 2.0  # seconds between two tries to become the writer
_ROOM = 300

log = structlog.get_logger(__name__)


class Mirror:
    """One process's mirror. `client`, `now` come from outside; `run` goes on until cancelled."""

    def __init__(
        self,
        database: Database,
        client: Todoist,
        settings: BoardSettings,
        budget: Budget,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._client = client
        self._settings = settings
        self._budget = budget
        self._now = now
        self._sleep = sleep
        self._pull = pull.Pull(database, client)
        self._place: Place | None = None
        self._read_at: datetime | None = None
        self._full_until: datetime | None = None
        self._waits = timedelta(0)

    async def run(self) -> None:
        """Stand by until elected, then mirror; another process takes over when this one dies."""
        seat = Election(self._database.engine, "todoist")
        while True:
            try:
                if not await seat.try_win():
                    await self._sleep(_ELECTION)
                    continue
                log.info("this process writes the board")
                metrics.WRITER.set(1)
                await self._mirror(seat)
            except (OSError, SQLAlchemyError, TimeoutError) as error:
                log.warning("the database is away", error=type(error).__name__)
                await self._sleep(_ELECTION)
            finally:
                metrics.WRITER.set(0)
                with suppress(OSError, SQLAlchemyError, TimeoutError):
                    await seat.resign()

    async def _mirror(self, seat: Election) -> None:
        while await seat.still_held():
            wait = await self.run_once()
            await self._until(wait)

    async def run_once(self) -> timedelta:
        """One round; returns how long to wait before the next, unless a hint or a job comes earlier (with
        `self.urgent`). Failures of Todoist are answered here, those of the database are not."""
        try:
            await self.round()
        except TwoProjectsError:
            raise
        except NoBoardError as error:
            await trouble.tell(self._database, error.trouble, now=self._now())
            return self._back_off(_TOKEN_WAIT)
        except TodoistError as error:
            return await self._after(error)
        self._waits = timedelta(0)
        return timedelta(0)

    async def round(self, *, read: bool = False) -> int:
        """Everything once: find the board where need be, then repeat, write, read, merge, send; returns how much there
        was to do. `read`: also when nothing says so. Raises TodoistError, NoBoardError, TwoProjectsError."""
        place = await self._found()
        round_ = await self._begin(place)
        comments_only = self._budget.comments_only
        async with self._database.unit_of_work() as session:
            await cards.drop_unsent(session, place.project_id)
        did = await self._written(round_, comments_only=comments_only)
        if comments_only or not (await self._has_to_read(round_) or read):
            return did
        did += await self._read(round_)
        round_ = await self._begin(self._place or place)
        await self._pull.replan(round_)
        did += await self._written(round_)
        async with self._database.unit_of_work() as session:
            full = (Trouble.FULL,) if self._full_until else ()
            await trouble.mended(session, place.project_id, Trouble.BRAKE, *full)
        return did

    async def _found(self) -> Place:
        if self._place is None:
            settings = self._settings
            self._place = await board.find(
                self._database,
                self._client,
                project_id=settings.todoist_project_id,
                name=settings.todoist_project_name,
                locale=settings.locale.value,
            )
            round_ = await self._begin(self._place)
            async with self._database.unit_of_work() as session:
                lone = await cards.without(session, self._place.project_id)
            for ticket_id in lone:
                async with self._database.unit_of_work() as session:
                    await cards.ensure(session, await cards.locked(session, ticket_id), round_)
            self._read_at = None
        return self._place

    async def _begin(self, place: Place) -> Round:
        async with self._database.unit_of_work() as session:
            bot_id = (await identity.row(session)).bot_id
            rules = self._settings.rules(bot_id=bot_id)
            return Round(self._now(), place, rules, await vocabulary(session, place, rules))

    async def _written(self, round_: Round, *, comments_only: bool = False) -> int:
        """Send what is stored, then turn the desk's jobs into commands, until there are none; returns how many."""
        did = await push.send(self._database, self._client, round_, comments_only=comments_only)
        while True:
            round_ = replace(round_, now=self._now())
            staged = await outbox.stage(self._database, round_)
            made = 0 if comments_only else await self._pull.make(round_, room=self._room())
            sent = await push.send(self._database, self._client, round_, comments_only=comments_only)
            if made and await push.refused_for_room(self._database, round_):
                self._full_until = self._now() + pull.REST
            did += sent
            if not (sent and (made or staged)):
                return did

    def _room(self) -> int:
        if self._full_until is not None and self._now() < self._full_until:
            return 0
        first_try = self._full_until is not None
        self._full_until = None
        return 1 if first_try else _ROOM

    async def _has_to_read(self, round_: Round) -> bool:
        """A hint, the timer, a card that changed here, or something of ours to be found by comparing."""
        async with self._database.unit_of_work() as session:
            hint = await hints.take(session, now=round_.now)
            dirty = (await session.execute(cards.dirty(round_).limit(1))).first() is not None
            changed = dirty or await cards.any_lost(session, round_)
        late = self._read_at is None or round_.now >= self._read_at + self._settings.interval
        return hint or changed or late

    async def _read(self, round_: Round) -> int:
        self._read_at = self._now()
        news = await self._pull.run(round_)
        metrics.PULLED.set(self._now().timestamp())
        metrics.REQUESTS_LEFT.set(self._budget.left)
        if news.moved or round_.place.watermark == EARLIEST:
            self._place = None
            await self._found()
        return news.tasks

    async def _after(self, error: TodoistError) -> timedelta:
        metrics.ERRORS.labels(kind=metrics.kind_of(error)).inc()
        log.warning("todoist did not do it", what=str(error))
        if error.token_refused:
            await trouble.tell(self._database, Trouble.TOKEN, now=self._now())
            return self._back_off(_TOKEN_WAIT)
        if error.retry_after is not None:
            return timedelta(seconds=max(error.retry_after, _FIRST_WAIT.total_seconds()))
        if not error.later:
            self._place = None  # what we know of the board may no longer be true
        return self._back_off(timedelta(0))

    def _back_off(self, least: timedelta) -> timedelta:
        self._waits = min(max(self._waits * 2, _FIRST_WAIT, least), max(_LONGEST_WAIT, least))
        return self._waits

    async def _until(self, wait: timedelta) -> None:
        """Wait: after trouble the whole time, otherwise until there is something to do, a second at least."""
        if wait:
            await self._sleep(wait.total_seconds())
            return
        began = self._now()
        await self._sleep(min(_LOOK, _LEAST.total_seconds()))
        pause = self._budget.pause(_LEAST)
        while True:
            now = self._now()
            async with self._database.unit_of_work() as session:
                hint, owed = await hints.due(session, now=now)
            rested = now - began >= pause
            timer = self._read_at is None or now >= self._read_at + self._settings.interval
            if owed or (rested and (hint or timer)):
                return
            await self._database.bell.wait(Box.FROM_TODOIST, _LOOK)
