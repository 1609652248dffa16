"""A round of the mirror: send what has no answer, comments and new tasks, read the board, merge and store, and send the
difference. The board is read before a field of it is written. Knows no waiting and no election."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from db.database import Database
from db.models import Recovery
from desk.admin_settings.current_settings import CurrentSettings
from todoist_sync import alerts, brake, hints, metrics
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.client import Todoist
from todoist_sync.api.rate_limiter import RequestBudget
from todoist_sync.cards import store
from todoist_sync.context import EARLIEST, BoardProject, SyncContext
from todoist_sync.files import upload_removal
from todoist_sync.files.uploader import FileUploader
from todoist_sync.mirror import desk_jobs, maintenance, recovering
from todoist_sync.mirror.backlog import Backlog, read_backlog
from todoist_sync.project import setup
from todoist_sync.pull import reader
from todoist_sync.push import sender
from todoist_sync.settings import BoardSettings


class MirrorRounds:
    """The rounds of one mirror, and what they keep between them: the project, when it was read, whether it is full, and
    whether the last one sent something, of which the board will tell us.

    `steady`: a clock for pauses that is never set back (`ops.clock`)."""

    def __init__(
        self,
        database: Database,
        client: Todoist,
        settings: BoardSettings,
        budget: RequestBudget,
        uploader: FileUploader,
        *,
        now: Callable[[], datetime],
        steady: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._client = client
        self._settings = settings
        self._current = CurrentSettings(settings.make_desk_settings(bot_id=None))
        self._budget = budget
        self._uploader = uploader
        self._now, self._steady = now, steady
        self._pull = reader.Pull(database, client)
        self._project: BoardProject | None = None
        self._read_at: datetime | None = None
        self._maintained_at: datetime | None = None
        self._full_until: datetime | None = None
        self.has_sent = False

    async def run_round(self, *, read: bool = False) -> int:
        """Do everything once: find the project where needed, then repeat, write, read, merge, send; return how much
        there was to do. `read`: read the board also if nothing asks for it. Raises TodoistError, NoBoardError,
        TwoProjectsError."""
        project = await self._find_project()
        seen, ctx = await self._read_backlog(project, replan=True)
        if seen.recovery is Recovery.BOARD:
            return await recovering.compare_all(self._database, self._pull, ctx)
        if seen.recovery is not None:
            return 0
        comments_only = self._budget.comments_only
        did = await self._push(seen, ctx, comments_only=comments_only)
        self.has_sent = did > 0
        if comments_only or not (read or self.is_reading_due() or seen.hint or seen.dirty or seen.lost):
            return did
        if seen.hint:
            async with self._database.autocommit() as connection:
                await hints.take_hint(connection, now=ctx.now)
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

    def is_reading_due(self) -> bool:
        """Return True if the board was not read for the interval of the settings."""
        return self._read_at is None or self._steady() >= self._read_at + self._settings.interval

    def forget_project(self) -> None:
        """Look up the project again in the next round: what is known of the board may no longer be true."""
        self._project = None

    def get_uncompared_cards(self) -> list[int]:
        """Return the cards that are no reason to start a round, because they could not be compared lately."""
        return self._pull.get_uncompared_cards()

    def get_watched_project(self) -> str:
        """Return the project whose changed cards are a reason to start a round; "" while only comments may be sent."""
        return self._project.project_id if self._project is not None and not self._budget.comments_only else ""

    async def _read_backlog(self, project: BoardProject, *, replan: bool = False) -> tuple[Backlog, SyncContext]:
        """Read what there is to do; `replan`: plan field changes again that were never sent."""
        now = self._now()
        async with self._database.autocommit() as connection:
            seen = await read_backlog(connection, project.project_id, now=now, locale=self._current.last.locale)
            rules = await self._current.get_at_version(connection, seen.settings_version)
        ctx = seen.start_round(now, project, replace(rules, bot_id=seen.bot_id))
        unsent = replan and seen.unanswered
        if not (unsent or seen.untold or seen.late or ctx.board.tight):
            return seen, ctx
        async with self._database.unit_of_work() as session:
            if unsent and await store.drop_unsent(session, project.project_id):
                seen = replace(seen, dirty=True)
            if seen.untold:
                await brake.ask_admins(session, ctx)
            if seen.late and await store.mark_overdue(session, ctx):
                seen = replace(seen, dirty=True)
            if ctx.board.tight and await store.mark_resolved(session, ctx):
                seen = replace(seen, dirty=True)
        return seen, ctx

    async def _find_project(self) -> BoardProject:
        if self._project is None:
            settings = self._settings
            found = await setup.find_project(
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
                lone = await store.find_tickets_without_card(session, self._project.project_id)
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
            did = await sender.send_commands(self._database, self._client, ctx, comments_only=comments_only)
        if not (seen.owed or seen.without_task or did):
            return did
        first = bool(seen.without_task or did)  # tasks may have to be made without a job
        while True:
            ctx = replace(ctx, now=self._now())
            await upload_removal.delete_uploads(self._database, self._client, ctx)
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
            sent = await sender.send_commands(self._database, self._client, ctx, comments_only=comments_only)
            room -= made
            if made and await sender.is_project_full(self._database, ctx):
                self._full_until = self._steady() + store.REFUSED_REST
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
                since = await sender.get_sync_token(session, ctx)
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
        self.has_sent |= did > 0
        if seen.trouble:
            full = (BoardProblem.FULL,) if ctx.board.tight or seen.without_task else ()
            async with self._database.unit_of_work() as session:
                await alerts.clear_problems(session, project.project_id, BoardProblem.OPEN, *full)
        return did

    async def _maintain(self, ctx: SyncContext) -> int:
        """Run the maintenance when it is due."""
        now = self._steady()
        self._maintained_at = self._maintained_at or now
        if now < self._maintained_at + maintenance.EVERY or self._project is None:
            return 0
        self._maintained_at = now
        return await maintenance.run_maintenance(self._database, self._client, self._pull, ctx)
