"""The mirror: one loop under one lock that keeps board and desk alike.

A round sends what has no answer, comments and new tasks, reads the board, merges and stores, and sends the difference:
the board is read before a field of it is written. Then the loop waits until there is something to do. Failures are
waited out; what only an admin can fix is reported to the admins once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from db.connectivity import is_away, is_locked_or_slow, is_unavailable
from db.database import Database
from db.locks import LeaderLock
from db.models import BoardCard, Box, Collaborator, Person, Recovery
from desk.admin_settings.changes import CurrentSettings
from desk.board import brake as board_brake
from desk.notifications.to_phone import TODOIST
from desk.operations import after_restore, backlog_alerts
from ops.reach import keep_watch
from ops.run import TroubleLog
from todoist_sync import alerts, board_hint, brake, files, metrics, push
from todoist_sync import project as todoist_sync_project
from todoist_sync.account import AccountTokens
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.api.rows import TodoistError
from todoist_sync.cards import selection, steps, store, stored_commands
from todoist_sync.context import EARLIEST, BoardProject, SyncContext
from todoist_sync.files import PATIENCE, FileUploader
from todoist_sync.mirror import desk_jobs
from todoist_sync.mirror.desk_jobs import Backlog, read_backlog
from todoist_sync.mirror.retry_pauses import TOKEN_PAUSE, RetryPauses, read_pause
from todoist_sync.plan_limits import MAX_ACTIVE_TASKS
from todoist_sync.project import NoBoardError, TwoProjectsError
from todoist_sync.pull import reader
from todoist_sync.pull.reader import Pull
from todoist_sync.settings import BoardSettings

EVERY = timedelta(minutes=10)
_ASKED = 20  # tasks asked for by id at a time
_COMPLETED_WITHIN = timedelta(days=80)
_REMINDED = timedelta(days=1)


async def _run_maintenance(database: Database, client: Todoist, pull: Pull, ctx: SyncContext) -> int:
    """Do everything once; return how many of our tasks were missing. Raises TodoistError."""
    missing = await _find_missing(database, client, ctx)
    if missing:
        since = ctx.now - _COMPLETED_WITHIN
        completed = await client.get_completed(ctx.project.project_id, since, ctx.now + timedelta(days=1))
        for task_id in missing:
            await pull.apply_found(task_id, completed.get(task_id) or await client.get_task(task_id), ctx)
    async with database.unit_of_work() as session:
        await _remind(session, ctx)
    return len(missing)


async def _find_missing(database: Database, client: Todoist, ctx: SyncContext) -> list[str]:
    """Return those of our active tasks that are not in the project; count the project's other tasks."""
    there = await client.get_active_ids(ctx.project.project_id)
    async with database.unit_of_work() as session:
        query = select(BoardCard.task_id).where(*selection.match_active(ctx.project.project_id)).order_by(BoardCard.id)
        own = [one for one in await session.scalars(query) if one is not None]
        await todoist_sync_project.store_others(session, ctx.project.project_id, there.difference(own))
        own += await steps.list_missing(session, there, ctx)
    return [one for one in own if one not in there][:_ASKED]


async def _remind(session: AsyncSession, ctx: SyncContext) -> None:
    """Remind the admins daily while a dismissed person's account is a collaborator."""
    query = (
        select(Collaborator, Person)
        .join(Person, Person.todoist_id == Collaborator.todoist_id)
        .where(
            Collaborator.project_id == ctx.project.project_id,
            Collaborator.active,
            Collaborator.todoist_id != ctx.project.account_id,
            Person.dismissed_at.is_not(None),
            ~func.coalesce(
                (Collaborator.reminded_at > ctx.now - _REMINDED) & (Collaborator.reminded_at <= ctx.now), False
            ),
        )
    )
    for listed, person in (await session.execute(query)).all():
        listed.reminded_at = ctx.now
        await board_brake.remind_of_former(ctx.make_desk(session), person)


_READINGS = 2  # the first finds tasks, the second their comments


async def _compare_all(database: Database, pull: Pull, ctx: SyncContext) -> int:
    """Read the whole board; then the recovery is over. If a task could not be applied, it is tried again with the next
    round. Return how many tasks had news. Raises TodoistError."""
    ctx, tasks = replace(ctx, recovers=True), 0
    for _ in range(_READINGS):
        await desk_jobs.stage_jobs(database, ctx)
        await pull.store_new_tasks(ctx, room=MAX_ACTIVE_TASKS)
        async with database.unit_of_work() as session:
            await push.mark_as_lost(session, ctx)
        tasks += (await pull.pull_changes(ctx, None)).tasks
    async with database.unit_of_work() as session:
        if await push.get_sync_token(session, ctx) is not None:
            await push.send_missing(session, ctx)
            await after_restore.finish_recovery(ctx.make_desk(session))
    return tasks


_LOOK = 0.3  # seconds between two looks at the tables for hints and jobs
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
        self._settings, self._current = settings, CurrentSettings(settings.make_desk_settings())
        self._pull = reader.Pull(database, client)
        self._project: BoardProject | None = None
        self._is_start, self._knows_spent = True, False
        self._read_at: datetime | None = None
        self._maintained_at: datetime | None = None
        self._full_until: datetime | None = None
        self._has_sent = False  # in the last round: of that the board will tell us
        self._pauses = RetryPauses(client)
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

        self._client.on_answer, self._knows_spent = still_ours, False
        watch = keep_watch(asyncio.Event(), self._client.reach, probe=self._client.probe, note=self._note_outage)
        watching = asyncio.ensure_future(watch)
        try:
            while await lock.is_held():
                wait = await self.run_once()
                await self._wait_for_work(wait)
        finally:
            watching.cancel()

    async def _note_outage(self, seconds: float) -> None:
        since = self._now() - timedelta(seconds=seconds) if seconds else None
        async with self._database.unit_of_work() as session:
            await backlog_alerts.note_trouble(session, TODOIST, since)

    async def run_once(self, *, read: bool = False) -> timedelta:
        """Run one round (see `run_round`); return how long to wait before the next, unless a hint or a job comes
        earlier. Failures of Todoist are handled here, those of the database are not. Raises TwoProjectsError in the
        first round."""
        is_start, self._is_start = self._is_start, False
        try:
            if self._tokens is not None and await self._tokens.look_for_change():
                self._forget_project()
            await self.run_round(read=read)
        except LockLostError:
            raise
        except NoBoardError as error:
            if is_start and isinstance(error, TwoProjectsError):
                raise
            self._say_trouble("no board", str(error))
            await alerts.report_problem(self._database, error.trouble, now=self._now())
            return self._pauses.get_next(TOKEN_PAUSE)
        except TodoistError as error:
            return await self._handle_error(error)
        except Exception as error:
            if is_away(error):
                raise
            if is_locked_or_slow(error):
                log.warning("a round of the mirror starts again: a row is locked", error=type(error).__name__)
                return self._pauses.get_next()
            return await self._handle_unforeseen()
        self.trouble = None
        self._pauses.end()
        self._trouble.end()
        return timedelta(0)

    async def run_round(self, *, read: bool = False) -> int:
        """Do everything once: find the project where needed, then repeat, write, read, merge, send; return how much
        there was to do. `read`: read the board also if nothing asks for it. Raises TodoistError, NoBoardError,
        TwoProjectsError."""
        project = await self._find_project()
        seen, ctx = await self._read_backlog(project, replan=True)
        if seen.recovery is Recovery.BOARD:
            return await _compare_all(self._database, self._pull, ctx)
        if seen.recovery is not None:
            return 0
        comments_only = self._budget.comments_only
        did = await self._push(seen, ctx, comments_only=comments_only)
        self._has_sent = did > 0
        if comments_only or not (read or self._is_reading_due() or seen.hint or seen.dirty or seen.lost):
            return did
        if seen.hint:
            async with self._database.autocommit() as connection:
                await board_hint.take_hint(connection, now=ctx.now)
        news = await self._pull_changes(seen, ctx)
        if (
            news.tasks
            or seen.dirty
            or seen.lost
            or seen.without_task
            or seen.unanswered
            or did
            or seen.trouble
            or news.moved
        ):
            did += news.tasks + await self._compare(self._project or project)
        return did + await self._maintain(ctx)

    def _is_reading_due(self) -> bool:
        return self._read_at is None or self._steady() >= self._read_at + self._settings.interval

    def _forget_project(self) -> None:
        """Look up the project again in the next round: what is known of the board may no longer be true."""
        self._project = None

    def _get_watched_project(self) -> str:
        """Return the project whose changed cards are a reason to start a round; "" while only comments may be sent."""
        return self._project.project_id if self._project is not None and not self._budget.comments_only else ""

    async def _read_backlog(self, project: BoardProject, *, replan: bool = False) -> tuple[Backlog, SyncContext]:
        """Read what there is to do; `replan`: plan field changes again that were never sent."""
        now = self._now()
        async with self._database.autocommit() as connection:
            seen = await read_backlog(connection, project.project_id, now=now, locale=self._current.last.locale)
            rules = await self._current.get_at_version(connection, seen.settings_version)
        if not self._knows_spent:
            self._budget.learn(seen.spent)
            self._knows_spent = True
        ctx = seen.start_round(now, project, rules)
        unsent = replan and seen.unanswered
        if not (unsent or seen.untold or seen.late or ctx.board.tight):
            return seen, ctx
        async with self._database.unit_of_work() as session:
            if unsent and await stored_commands.drop_unsent(session, project.project_id):
                seen = replace(seen, dirty=True)
            if seen.untold:
                await brake.ask_admins(session, ctx)
            if seen.late and await selection.mark_overdue(session, ctx):
                seen = replace(seen, dirty=True)
            if ctx.board.tight and await selection.mark_resolved(session, ctx):
                seen = replace(seen, dirty=True)
        return seen, ctx

    async def _find_project(self) -> BoardProject:
        if self._project is None:
            settings = self._settings
            found = await todoist_sync_project.find_project(
                self._database,
                self._client,
                project_id=settings.todoist_project_id,
                name=settings.todoist_project_name,
                locale=self._current.last.locale,
                now=self._now(),
            )
            self._project = replace(found, webhooks=bool(settings.webhook_secret))
            _, ctx = await self._read_backlog(self._project)
            async with self._database.unit_of_work() as session:
                lone = await selection.find_tickets_without_card(session, self._project.project_id)
            for ticket_id in lone:
                async with self._database.unit_of_work() as session:
                    await store.ensure_card(session, await store.lock_ticket(session, ticket_id), ctx)
            self._read_at = None
        return self._project

    async def _push(self, seen: Backlog, ctx: SyncContext, *, comments_only: bool = False) -> int:
        """Send stored commands, then turn the desk's jobs into commands, until there are none; return how many were
        sent."""
        if not (seen.owed or seen.unanswered or seen.without_task):
            return 0
        did, room = 0, seen.room
        if seen.unanswered:
            did = await push.send_commands(self._database, self._client, ctx, comments_only=comments_only)
        if not (seen.owed or seen.without_task or did):
            return did
        first = bool(seen.without_task or did)  # tasks may have to be made without a job
        while True:
            ctx = replace(ctx, now=self._now())
            if seen.files or self._uploader.is_busy:
                await files.delete_uploads(self._database, self._client, ctx)
                await self._uploader.upload_waiting(ctx)
            staged = await desk_jobs.stage_jobs(self._database, ctx)
            if not (staged or first):
                return did
            made, more = (
                (0, False)
                if comments_only
                else await self._pull.store_new_tasks(ctx, room=self._count_free_places(room))
            )
            if more:
                await alerts.report_problem(
                    self._database, BoardProblem.FULL, now=ctx.now, project_id=ctx.project.project_id
                )
            sent = await push.send_commands(self._database, self._client, ctx, comments_only=comments_only)
            room -= made
            if made and await push.is_project_full(self._database, ctx):
                self._full_until = self._steady() + selection.REFUSED_REST
            did += sent
            if not (sent and made):  # newer jobs wait for the next round, so that its reading is not delayed
                return did
            first = made > 0

    def _count_free_places(self, counted: int) -> int:
        """Return how many tasks may be made: as many as there are free places; after a refusal none for a while, then
        one."""
        if self._full_until is not None and self._steady() < self._full_until:
            return 0
        first_try = self._full_until is not None
        self._full_until = None
        return min(counted, 1) if first_try else counted

    async def _pull_changes(self, seen: Backlog, ctx: SyncContext) -> reader.ReadResult:
        self._read_at, since = self._steady(), seen.since
        self._budget.count_reading()
        if seen.owed:  # a job may have asked for a full reading
            async with self._database.reading() as session:
                since = await push.get_sync_token(session, ctx)
        news = await self._pull.pull_changes(ctx, since, lost=seen.lost)
        metrics.PULLED.set(self._now().timestamp())
        metrics.REQUESTS_LEFT.set(self._budget.left)
        if news.moved or ctx.project.watermark == EARLIEST:
            self._project = None
            await self._find_project()
        return news

    async def _compare(self, project: BoardProject) -> int:
        """After a pull: compare what changed here with the board as it is now, and send the difference."""
        seen, ctx = await self._read_backlog(project)
        if seen.dirty:
            await self._pull.replan_changed(ctx, unsent=seen.unanswered)
            seen = replace(seen, unanswered=True)
        did = await self._push(seen, ctx)
        self._has_sent |= did > 0
        if seen.trouble:
            full = (BoardProblem.FULL,) if ctx.board.tight or seen.without_task else ()
            async with self._database.unit_of_work() as session:
                await alerts.clear_problems(session, project.project_id, BoardProblem.OPEN, *full)
        return did

    async def _maintain(self, ctx: SyncContext) -> int:
        """Run the maintenance when it is due."""
        now = self._steady()
        self._maintained_at = self._maintained_at or now
        if now < self._maintained_at + EVERY or self._project is None:
            return 0
        self._maintained_at = now
        return await _run_maintenance(self._database, self._client, self._pull, ctx)

    async def _handle_error(self, error: TodoistError) -> timedelta:
        kind = metrics.classify_error(error)
        metrics.ERRORS.labels(kind=kind).inc()
        if error.token_refused:
            await self._uploader.cancel_all()
            trouble = BoardProblem.TOKEN if self._tokens is None else self._tokens.get_problem()
            self._say_trouble("token refused" if trouble is BoardProblem.TOKEN else None, _REFUSED[trouble])
            await alerts.report_problem(self._database, trouble, now=self._now())
            return self._pauses.get_next(TOKEN_PAUSE)
        if error.retry_after is not None:
            pause = read_pause(error.retry_after)
            self._say_trouble(*_SAID[kind], why=str(error), until=f"{self._now() + pause:%H:%M:%S} UTC")
            return pause
        self._say_trouble(*_SAID[kind], why=str(error))
        if not error.later:
            self._forget_project()
        return self._pauses.get_next()

    def _say_trouble(self, state: str | None, line: str, **facts: str) -> None:
        self.trouble = state
        self._trouble.report(line, **facts)

    async def _handle_unforeseen(self) -> timedelta:
        """Handle an answer of unknown shape or an error of ours: the next round may succeed."""
        metrics.ERRORS.labels(kind="unforeseen").inc()
        log.exception("a round of the mirror failed")
        self._forget_project()
        return self._pauses.get_next()

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
                hint, owed = await board_hint.find_due_work(
                    connection,
                    now=now,
                    project_id=self._get_watched_project(),
                    resting=self._pull.get_uncompared_cards(),
                )
            gathered = (self._steady() - began).total_seconds() >= _LOOK
            hinted = hint and (gathered or not self._has_sent)
            if (owed and gathered) or ((hinted or self._is_reading_due()) and self._budget.get_pause() <= timedelta(0)):
                return
            await self._database.job_signal.wait_for_jobs(Box.FROM_TODOIST, _LOOK)
