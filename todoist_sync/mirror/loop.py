"""The mirror: one loop under one lock that keeps board and desk alike.

It runs a round (`rounds`) and waits until there is something to do. Failures are waited out; what only an admin can
fix is reported to the admins once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db.connectivity import is_away, is_locked_or_slow, is_unavailable
from db.database import Database
from db.locks import LeaderLock
from db.models import Box
from ops.logs import TroubleLog
from todoist_sync import alerts, hints, metrics
from todoist_sync.account.tokens import AccountTokens
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.client import Todoist
from todoist_sync.api.errors import TodoistError
from todoist_sync.api.rate_limiter import RequestBudget
from todoist_sync.files.uploader import PATIENCE, FileUploader
from todoist_sync.mirror.rounds import MirrorRounds
from todoist_sync.project.setup import NoBoardError, TwoProjectsError
from todoist_sync.settings import BoardSettings

_LOOK = 0.3  # seconds between two looks at the tables for hints and jobs
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=2)
_WAIT_AFTER_ANSWER = timedelta(seconds=8)
_TOKEN_WAIT = timedelta(minutes=1)
_ELECTION = 2.0  # seconds between two tries to become the writer

_REFUSED = {
    BoardProblem.TOKEN: "TODOIST_API_TOKEN is refused by Todoist: what is for the board waits",
    BoardProblem.CONNECTION: "no Todoist account is connected: what is for the board waits for /connect",
}
_SAID = {
    "no_answer": ("no answer", "Todoist is out of reach"),
    "server": ("no answer", "Todoist is out of reach"),
    "throttled": (None, "Todoist asks for a pause"),
    "refused": ("refused", "Todoist refused a request"),
}
"""By kind of error, what `/readyz` and the log say."""

log = structlog.get_logger(__name__)


class LockLostError(Exception):
    """Another process writes the board now: what was just read must not be applied."""


class Mirror:
    """One process's mirror. `tokens`: of the account that admins can connect; `patience` is for files (see
    `FileUploader`); `steady`: a clock for pauses that is never set back (`ops.clock`). `trouble`: what keeps it from
    the board, in fixed words. `run` goes on until cancelled."""

    def __init__(
        self,
        database: Database,
        client: Todoist,
        settings: BoardSettings,
        budget: RequestBudget,
        *,
        tokens: AccountTokens | None = None,
        now: Callable[[], datetime],
        steady: Callable[[], datetime] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = PATIENCE,
    ) -> None:
        self._database = database
        self._client = client
        self._budget = budget
        self._tokens = tokens
        self._now, self._steady = now, steady or now
        self._sleep = sleep
        self._uploader = FileUploader(database, client, settings, now=self._steady, patience=patience)
        self._rounds = MirrorRounds(database, client, settings, budget, self._uploader, now=now, steady=self._steady)
        self._waits, self._synced = timedelta(0), 0
        self._trouble = TroubleLog("the board", self._steady)
        self.trouble: str | None = None

    async def run(self) -> None:
        """Stand by until elected, then mirror; another process takes over when this one dies."""
        lock = LeaderLock(self._database.engine, "todoist")
        away = TroubleLog("the database", self._steady)
        while True:
            try:
                if not await lock.try_acquire():
                    await self._sleep(_ELECTION)
                    continue
                away.end()
                log.info("this process writes the board")
                metrics.WRITER.set(1)
                await self._mirror(lock)
            except LockLostError:
                log.warning("another process writes the board now")
            except (OSError, SQLAlchemyError, TimeoutError) as error:
                if is_unavailable(error):
                    away.report("the database is away", error=type(error).__name__)
                else:
                    log.exception("the mirror stopped")
                await self._sleep(_ELECTION)
            finally:
                metrics.WRITER.set(0)
                self.trouble = None
                await self._uploader.cancel_all()
                with suppress(OSError, SQLAlchemyError, TimeoutError):
                    await lock.release()

    async def _mirror(self, lock: LeaderLock) -> None:
        async def still_ours() -> None:
            if not await lock.is_held():
                raise LockLostError

        self._client.on_answer = still_ours
        while await lock.is_held():
            wait = await self.run_once()
            await self._wait_for_work(wait)

    async def run_once(self, *, read: bool = False) -> timedelta:
        """Run one round (see `run_round`); return how long to wait before the next, unless a hint or a job comes
        earlier. Failures of Todoist are handled here, those of the database are not."""
        try:
            if self._tokens is not None and await self._tokens.look_for_change():
                self._rounds.forget_project()
            await self.run_round(read=read)
        except (TwoProjectsError, LockLostError):
            raise
        except NoBoardError as error:
            self._say_trouble("no board", str(error))
            await alerts.report_problem(self._database, error.trouble, now=self._now())
            return self._back_off(_TOKEN_WAIT)
        except TodoistError as error:
            return await self._handle_error(error)
        except Exception as error:
            if is_away(error):
                raise
            if is_locked_or_slow(error):
                log.warning("a round of the mirror starts again: a row is locked", error=type(error).__name__)
                return self._back_off(_FIRST_WAIT)
            return await self._handle_unforeseen()
        self._waits, self.trouble = timedelta(0), None
        self._trouble.end()
        return timedelta(0)

    async def run_round(self, *, read: bool = False) -> int:
        """Run one round (`MirrorRounds.run_round`)."""
        return await self._rounds.run_round(read=read)

    async def _handle_error(self, error: TodoistError) -> timedelta:
        kind = metrics.classify_error(error)
        metrics.ERRORS.labels(kind=kind).inc()
        if error.token_refused:
            await self._uploader.cancel_all()
            trouble = BoardProblem.TOKEN if self._tokens is None else self._tokens.get_problem()
            self._say_trouble("token refused" if trouble is BoardProblem.TOKEN else None, _REFUSED[trouble])
            await alerts.report_problem(self._database, trouble, now=self._now())
            return self._back_off(_TOKEN_WAIT)
        self._say_trouble(*_SAID[kind], why=str(error))
        if error.retry_after is not None:
            return timedelta(seconds=max(error.retry_after, _FIRST_WAIT.total_seconds()))
        if not error.later:
            self._rounds.forget_project()
        return self._back_off(timedelta(0))

    def _say_trouble(self, state: str | None, line: str, **facts: str) -> None:
        self.trouble = state
        self._trouble.report(line, **facts)

    async def _handle_unforeseen(self) -> timedelta:
        """Handle an answer of unknown shape or an error of ours: the next round may succeed."""
        metrics.ERRORS.labels(kind="unforeseen").inc()
        log.exception("a round of the mirror failed")
        self._rounds.forget_project()
        return self._back_off(_FIRST_WAIT)

    def _back_off(self, least: timedelta) -> timedelta:
        """Return a growing pause; it stays short if the board has answered since the last failure."""
        longest = _LONGEST_WAIT if self._client.synced == self._synced else _WAIT_AFTER_ANSWER
        self._synced = self._client.synced
        self._waits = min(max(self._waits * 2, _FIRST_WAIT, least), max(longest, least))
        return self._waits

    async def _rest(self, seconds: float) -> None:
        if self._tokens is None:
            await self._sleep(seconds)
        else:
            await self._tokens.wait_for_change(seconds)

    async def _wait_for_work(self, wait: timedelta) -> None:
        """Wait: after trouble the whole time, otherwise until there is something to do: at once for a hint while the
        budget allows, for the desk's own jobs after a moment in which they gather; also for a hint after a round that
        sent something, as most are about that."""
        metrics.RETRY_AT.set((self._now() + wait).timestamp() if wait else 0)
        if wait:
            await self._rest(wait.total_seconds())
            return
        began = self._steady()
        await self._database.job_signal.wait_for_jobs(Box.FROM_TODOIST, _LOOK)
        while True:
            now = self._now()
            async with self._database.autocommit() as connection:
                hint, owed = await hints.find_due_work(
                    connection,
                    now=now,
                    project_id=self._rounds.get_watched_project(),
                    resting=self._rounds.get_uncompared_cards(),
                )
            gathered = (self._steady() - began).total_seconds() >= _LOOK
            hinted = hint and (gathered or not self._rounds.has_sent)
            if (owed and gathered) or (
                (hinted or self._rounds.is_reading_due()) and self._budget.get_pause() <= timedelta(0)
            ):
                return
            await self._database.job_signal.wait_for_jobs(Box.FROM_TODOIST, _LOOK)
