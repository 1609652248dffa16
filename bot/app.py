"""Composes the Telegram channel: the work of every `bot` process, and that of the elected one.

Reads no environment: `__main__` and the tests pass what it needs.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import User
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import command_menu
from bot.account_lookups import AccountLookups
from bot.api.client import get_reach
from bot.api.rate_limits import Limiter, Rates
from bot.api.reach import REFUSED_REST_SECONDS, PollError, TelegramReach, is_of_token
from bot.delivery.attachments import BoardFiles
from bot.delivery.outbox_worker import OutboxWorker, read_clock
from bot.delivery.planner import Planner
from bot.delivery.recorder import Recorder
from bot.delivery.sender import Sender
from bot.erased_list import ErasedList
from bot.features.groups import updates
from bot.group_size import choose_by_size
from bot.metrics import BUDGET_LEFT, POLL_AGE
from bot.phone_alerts import PhoneAlerts
from bot.report_process import ReportProcess
from bot.runtime import Runtime
from bot.scheduler import Scheduler
from bot.updates.poller import TOKEN_REFUSED, Poller, UnreadUpdates
from bot.updates.worker import Worker
from db import queue
from db.connectivity import retry_while_unavailable
from db.database import Database
from db.locks import LeaderLock, WorkerLock
from db.models import Box, Origin, Recovery
from db.queue.consumer import Consumer
from db.unit_of_work import NewJob
from desk import Desk, DeskSettings, installation
from desk.admin_settings.changes import CurrentSettings
from desk.notifications import staff_group, to_admins, topic_rows
from desk.operations import after_restore, backlog_alerts
from desk.settings import VERSION
from desk.staff import admins_by_setting
from ops.clock import make_steady_clock
from ops.reach import LONGEST_PAUSE_SECONDS, OUTAGE_SECONDS, PROBE_SECONDS
from ops.run import TroubleLog
from ops.tasks import run_all_or_none, sleep_or_stop
from ops.webhook_http import Poster

_RECOVERY_LOOK_EVERY = 0.5


class RecoveryWait:
    """The elected process's wait for the end of the recovery; the inbox is worked off by the workers meanwhile."""

    def __init__(self, runtime: Runtime) -> None:
        _, self._database, self._settings, self._now = runtime
        self._scheduler = Scheduler(runtime)
        self._told: Recovery | None = None

    async def wait_for_end(self, stop: asyncio.Event, is_elected: Callable[[], Awaitable[bool]]) -> None:
        """Return when the recovery is over, when `stop` is set, or when another process was elected."""
        while not stop.is_set() and await is_elected():
            async with self._database.reading() as session:
                step = (await after_restore.load_state(session)).step
            if step is None:
                return
            if step is not self._told:
                log.warning("the database was restored: nothing is sent until all is compared", step=step.value)
            self._told = step
            if step is Recovery.INBOX and await self._work_off():
                continue
            await sleep_or_stop(stop, _RECOVERY_LOOK_EVERY)

    async def _work_off(self) -> bool:
        """Do what had become due; return True if nothing waits any more, and the next step was begun."""
        async with self._database.reading() as session:
            if await queue.has_waiting(session, Box.FROM_TELEGRAM):
                return False
        if await self._scheduler.run_due():
            return False
        async with self._database.unit_of_work() as session:
            await after_restore.end_inbox_step(await self._make_desk(session))
        return True

    async def _make_desk(self, session: AsyncSession) -> Desk:
        rules = await self._settings.get_for_session(session)
        return Desk(session, Origin.CLOCK, None, now=self._now(), rules=rules)


log = structlog.get_logger(__name__)

_LOOK_EVERY = 1.0
_REFUSALS_AT_START = 3
"""So often the token is refused, one time after the other, before this ends the process: once says nothing."""
_TELL_AGAIN = timedelta(hours=1)


def _print_now(line: str) -> None:
    """Print a line that is seen immediately, also where standard output is a pipe or a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Duties:
    """The duties of the elected process; tests run them by hand, step by step."""

    poller: Poller
    clockwork: Scheduler
    lookups: AccountLookups | None
    alerts: PhoneAlerts | None
    helper: Consumer | None = None


class TokenRefusedError(Exception):
    """Telegram refused the token at the start, as the first thing it said."""


@dataclass(slots=True)
class App:
    """One `bot` process."""

    bot: Bot
    database: Database
    settings: DeskSettings
    now: Callable[[], datetime]
    rates: Rates = field(default_factory=Rates)
    poll_seconds: int = 5
    say_link: Callable[[str], None] = _print_now
    files: BoardFiles | None = None
    reports: ReportProcess | None = None
    accounts: Poster | None = None
    gateway: Poster | None = None
    pusher: Poster | None = None
    helper: Poster | None = None
    erased: ErasedList | None = None
    steady: Callable[[], datetime] | None = None
    known: bool = False
    elected: bool = False
    quiet_since: datetime | None = None
    poller: Poller | None = None
    current: CurrentSettings = field(init=False)
    _worker_lock: WorkerLock = field(init=False)
    _election: LeaderLock | None = None
    _delivery: OutboxWorker | None = None
    _has_told_refusal: bool | None = None  # None: a process before this one may have
    _told_outage: int | None = None  # 0: none, 1: shown, 2: told outside Telegram
    _told_at: datetime | None = None
    _has_new_group: bool = False
    _started_at: datetime = field(init=False)
    _away: TroubleLog = field(init=False)
    into_inbox: Callable[[Sequence[NewJob]], Awaitable[None]] = field(init=False)

    def __post_init__(self) -> None:
        self.current = CurrentSettings(self.settings)
        self._started_at = self.now()
        self._away = TroubleLog("the database", self.now)
        POLL_AGE.set_function(self.get_poll_age)
        self._worker_lock = WorkerLock(self.database.engine, self.database.job_signal, delivers=True)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`. Raises `TokenRefusedError` if Telegram refuses the token at the start; later this waits
        until it is taken again, as the other parts of the process work."""
        if await self.open(stop):
            worker = self.make_worker()
            self.into_inbox = worker.put
            duties = [worker.run, self._deliver, self._keep_worker_lock, self._keep_part]
            await run_all_or_none(stop, duties, self._stand_for_election)

    async def open(self, stop: asyncio.Event) -> bool:
        """Identify the bot and update the desk's identity and admins; return False if stopped before that. Raises
        `TokenRefusedError`."""
        me = await self._identify_bot(stop)
        if me is None:
            return False
        self.known = True
        about_bot = replace(
            self.settings.groups, reads_all=bool(me.can_read_all_group_messages), username=me.username or ""
        )
        self.settings = replace(self.settings, bot_id=me.id, groups=about_bot)
        self.current = CurrentSettings(self.settings)
        if not self.settings.board.enabled:
            log.warning("TODOIST_API_TOKEN is empty: the desk works without a board")
        code = await retry_while_unavailable(partial(self._introduce_bot, me), stop)
        await retry_while_unavailable(partial(choose_by_size, self._runtime()), stop)
        if code:
            self.say_link(f"Open this link to become the first admin: https://t.me/{me.username}?start={code}")
        if self.settings.staff_chat_id is not None:
            await retry_while_unavailable(self._look_at_forum, stop)
        return not stop.is_set()

    async def _look_at_forum(self) -> None:
        """Note what the bot may do in the staff group if it is a forum, with topics or set just now; then topics are
        suggested to admins."""
        is_new, chat_id = self._has_new_group, self.settings.staff_chat_id or 0
        async with self.database.reading() as session:
            rules = await self.current.get_at_version(session, await session.scalar(select(VERSION)))
        if not is_new and not staff_group.has_topics(rules):
            return
        try:
            chat = await self.bot.get_chat(chat_id)
            mine = await self.bot.get_chat_member(chat_id, self.bot.id) if chat.is_forum else None
        except AiogramError as error:
            log.warning("the staff group cannot be looked at", error=type(error).__name__)
            return
        lacks = () if mine is None else updates.list_lacking(mine)
        async with self.database.unit_of_work() as session:
            await topic_rows.note_rights(session, lacks, is_given=False, now=self.now(), rules=rules)
            if is_new and mine is not None:
                may_manage = topic_rows.MANAGE not in lacks
                await topic_rows.offer_topics(session, may_manage=may_manage, now=self.now(), rules=rules)
        self._has_new_group = False

    async def _introduce_bot(self, me: User) -> str:
        """Store this bot, its group and its admins; return the first admin's code if there is no admin yet."""
        async with self.database.unit_of_work() as session:
            await installation.claim_bot(session, me.id, me.username or "")
            is_new = await staff_group.apply_setting(session, now=self.now(), rules=self.settings)
            missing = await admins_by_setting.apply_admins(session, now=self.now(), rules=self.settings)
            code = await admins_by_setting.create_first_admin_code(session, now=self.now(), rules=self.settings)
        self._has_new_group |= is_new
        if missing:
            log.warning("admins that have not started the bot yet", telegram_ids=sorted(missing))
        await self._worker_lock.acquire()
        return code or ""

    @property
    def _reach(self) -> TelegramReach:
        return get_reach(self.bot)

    def describe_trouble(self) -> str | None:
        """Return what keeps this process from its work, in fixed words; a process that stands by is healthy."""
        if self.quiet_since is not None:
            return None
        if self._reach.is_refused():
            return "token refused"
        if not self.known or self._reach.is_doubtful():
            return "no answer"
        if self._worker_lock.has_left:
            return "not delivering"
        if not self.elected or self.poller is None:
            return None
        if self.poller.conflict:
            return "another poller"
        if self.poller.not_stored:
            return "updates refused by the database"
        return None if self.poller.healthy else "no answer"

    def get_poll_age(self) -> float:
        """Return the seconds since Telegram last answered a poll; 0 while this process has no reason to poll."""
        if self.quiet_since is not None or (self.known and not self.elected):
            return 0.0
        polled_at = self.poller.polled_at if self.known and self.poller is not None else self._started_at
        return max((self.now() - polled_at).total_seconds(), 0.0)

    async def close(self) -> None:
        """Release the worker lock, so that other processes may take over its jobs."""
        await self._worker_lock.release()

    def make_worker(self) -> Worker:
        """Return this process's worker for the inbox."""
        return Worker(self._runtime(), self._worker_lock)

    def make_duties(self) -> Duties:
        """Return the elected process's duties, not yet running."""
        runtime, steady = self._runtime(), self.steady or make_steady_clock(self.now())
        poller = Poller(
            runtime,
            on_conflict=self._conflict,
            into_inbox=self.into_inbox,
            is_elected=self._election.make_sure if self._election is not None else None,
            seconds=self.poll_seconds,
            steady=steady,
        )
        lookups = AccountLookups(runtime, self._worker_lock, self.accounts) if self.accounts is not None else None
        alerts = None
        if self.gateway is not None or self.pusher is not None:
            alerts = PhoneAlerts(runtime, self._worker_lock, self.gateway, self.pusher)
        clockwork = Scheduler(runtime, UnreadUpdates(poller), self.erased, steady)
        return Duties(poller, clockwork, lookups, alerts, self._make_helper(runtime))

    def _make_helper(self, runtime: Runtime) -> Consumer | None:
        """Return the calls of the assistant, whose modules are loaded only where there is one."""
        if self.helper is None:
            return None
        from bot.assist_calls import AssistCalls

        return AssistCalls(runtime, self._worker_lock, self.helper)

    def _runtime(self) -> Runtime:
        return Runtime(self.bot, self.database, self.current, self.now)

    def make_delivery(self) -> OutboxWorker:
        """Return this process's delivery, not yet running."""
        runtime = self._runtime()
        limiter = Limiter(read_clock, self.rates)
        BUDGET_LEFT.set_function(limiter.count_left)
        sender = Sender(runtime, limiter, wait=asyncio.sleep, files=self.files, steady=self.steady)
        return OutboxWorker(
            runtime, Planner(runtime), sender, Recorder(runtime), limiter=limiter, worker_lock=self._worker_lock
        )

    async def _identify_bot(self, stop: asyncio.Event) -> User | None:
        """Return the bot's own user; wait while Telegram is unreachable, and if it refuses the token after that. Raises
        `TokenRefusedError` if nothing but refusals is answered from the start."""
        pause, tries, refusals, trouble = 0.25, 0, 0, TroubleLog("Telegram", self.now)
        while not stop.is_set():
            tries += 1
            try:
                me = await self.bot.get_me(request_timeout=20)
            except AiogramError as error:
                if not is_of_token(error):
                    trouble.report("Telegram is out of reach", why=type(error).__name__)
                else:
                    refusals += 1
                    if refusals == tries == _REFUSALS_AT_START:
                        raise TokenRefusedError from None
                    trouble.report(TOKEN_REFUSED)
                    await self._tell_of_token()
            else:
                trouble.end()
                return me
            pause = REFUSED_REST_SECONDS if self._reach.is_refused_for_good() else min(pause * 2, 15.0)
            await sleep_or_stop(stop, pause)
        return None

    async def _tell_of_token(self) -> None:
        """Tell admins once that the token is refused for good, and once that it is taken again."""
        is_refused = self._reach.is_refused_for_good()
        if is_refused is self._has_told_refusal or self._reach.is_refused() is not is_refused:
            return
        try:
            async with self.database.unit_of_work() as session:
                rules = await self.current.get_for_session(session)
                desk = Desk(session, Origin.CLOCK, None, now=self.now(), rules=rules)
                await backlog_alerts.report_token(desk, is_refused=is_refused)
            self._has_told_refusal = is_refused
        except (SQLAlchemyError, OSError) as error:
            self._say_away(error)

    async def _tell_of_outage(self) -> None:
        """As the elected process, note that Telegram does not answer, tell it when that lasts, and note its end. A
        refused token is a trouble of its own; where another process delivers, that one is to be elected."""
        seconds = self._reach.measure_outage()
        if not self.elected or self.poller is None or not self._may_be_elected():
            self._told_outage = None
            return
        if (refused := self.poller.measure_refusals()) >= OUTAGE_SECONDS:
            seconds = refused
        if seconds is None:
            return
        seconds = 0.0 if self._reach.is_refused() else seconds
        told = 0 if not seconds else 1 if seconds < backlog_alerts.LATE.total_seconds() else 2
        if told == self._told_outage:
            return
        try:
            async with self.database.unit_of_work() as session:
                rules = await self.current.get_for_session(session)
                desk = Desk(session, Origin.CLOCK, None, now=self.now(), rules=rules)
                await backlog_alerts.report_poll(desk, timedelta(seconds=seconds))
            self._told_outage = told
        except (SQLAlchemyError, OSError) as error:
            self._say_away(error)

    async def _keep_worker_lock(self, stop: asyncio.Event) -> None:
        """Keep our worker lock, take a new one if the database lost it, and free the jobs of dead workers."""
        while not stop.is_set():
            try:
                await self._worker_lock.ensure_held()
                self._away.end()
            except (SQLAlchemyError, OSError) as error:
                self._say_away(error)
            await sleep_or_stop(stop, _LOOK_EVERY)
        with suppress(SQLAlchemyError, OSError):
            await self._worker_lock.leave_delivery()

    def _say_away(self, error: Exception) -> None:
        """Say that a duty waits for the database: the first time, and then rarely, however many duties wait."""
        self._away.report("the database is away", error=type(error).__name__)

    async def _keep_part(self, stop: asyncio.Event) -> None:
        """Leave our part of the people to others while Telegram does not answer us or our delivery is stuck, and take
        it again afterwards. While the answer is in doubt, ask Telegram something small, once a minute while it refuses
        the token for good."""
        pause = _LOOK_EVERY
        while not stop.is_set():
            doubtful = self._reach.is_doubtful()
            if doubtful:
                with suppress(AiogramError):
                    await self.bot.get_me(request_timeout=PROBE_SECONDS)
            try:
                if not stop.is_set():
                    await self._leave_or_join()
            except (SQLAlchemyError, OSError) as error:
                self._say_away(error)
            await self._tell_of_token()
            await self._tell_of_outage()
            pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS) if doubtful else _LOOK_EVERY
            await sleep_or_stop(stop, REFUSED_REST_SECONDS if self._reach.is_refused_for_good() else pause)

    async def _leave_or_join(self) -> None:
        is_lost = self._reach.is_lost()
        is_stuck = self._delivery is not None and self._delivery.is_stuck()
        if (is_lost or is_stuck) and not self._worker_lock.has_left:
            log.warning("this process leaves delivery to others", telegram=not is_lost, stuck=is_stuck)
            await self._worker_lock.leave_delivery()
        elif self._worker_lock.has_left and not (self._reach.is_doubtful() or is_stuck):
            log.warning("this process delivers again")
            await self._worker_lock.join_delivery()

    async def _deliver(self, stop: asyncio.Event) -> None:
        """Deliver letters to this process's part of the people; after a restore, once all was compared."""
        while await retry_while_unavailable(self._is_recovering, stop):
            await sleep_or_stop(stop, _LOOK_EVERY)
        self._delivery = self.make_delivery()
        await self._delivery.run(stop)

    async def _is_recovering(self) -> bool:
        async with self.database.reading() as session:
            return (await after_restore.load_state(session)).step is not None

    async def _stand_for_election(self, stop: asyncio.Event) -> None:
        """Poll and run the scheduler while elected; stand by otherwise."""
        self._election = election = LeaderLock(self.database.engine, f"bot:{self.bot.id}")
        try:
            while not stop.is_set():
                try:
                    if self._may_be_elected() and await election.try_acquire():
                        await self._hold_office(stop, election)
                except (SQLAlchemyError, OSError) as error:
                    self._say_away(error)
                await sleep_or_stop(stop, _LOOK_EVERY)
        finally:
            with suppress(SQLAlchemyError, OSError):
                await election.release()

    def _may_be_elected(self) -> bool:
        """Return False if this process cannot deliver and another one can: that one is to poll, too."""
        return not (self._worker_lock.has_left and self._worker_lock.others_deliver)

    async def _hold_office(self, stop: asyncio.Event, election: LeaderLock) -> None:
        """Wait for the end of a recovery, then serve; until `stop`, until the lock is lost, or until another process is
        to be elected."""
        over = asyncio.Event()

        async def watch(_: asyncio.Event) -> None:
            while not (stop.is_set() or over.is_set()) and self._may_be_elected() and await election.is_held():
                await sleep_or_stop(stop, _LOOK_EVERY)
            over.set()

        async def serve(_: asyncio.Event) -> None:
            await RecoveryWait(self._runtime()).wait_for_end(over, election.make_sure)
            await self._serve(over)

        try:
            await run_all_or_none(over, [serve], watch)
        finally:
            if not stop.is_set():
                await election.release()

    async def _serve(self, over: asyncio.Event) -> None:
        """Run the elected process's duties until `over`."""
        if over.is_set():
            return
        duties = self.make_duties()
        self.poller = duties.poller
        log.info("elected: polling, keeping the clock")
        self.elected = True
        try:
            parts = (self.reports, duties.lookups, duties.alerts, duties.helper)
            children = [one.run for one in parts if one is not None]
            await run_all_or_none(over, [duties.clockwork.run, self._keep_menus, *children], self._poll_until(over))
        finally:
            self.elected = False

    def _poll_until(self, over: asyncio.Event) -> Callable[[asyncio.Event], Awaitable[None]]:
        """Return a duty that polls and ends as soon as `over` is set: a running long poll confirms nothing."""

        async def poll(_: asyncio.Event) -> None:
            assert self.poller is not None
            polling = asyncio.create_task(self.poller.run(over))
            ended = asyncio.create_task(over.wait())
            await asyncio.wait({polling, ended}, return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            if not polling.done():
                await self.poller.let_go(polling)
            else:
                polling.result()

        return poll

    async def _keep_menus(self, stop: asyncio.Event) -> None:
        """Set the command menus, and again when admins switch a command of everybody's on or off."""
        shown: bool | None = None
        while not stop.is_set():
            settings = self.current.last
            if shown != settings.organizations.enabled:
                await self._set_menus(settings)
                shown = settings.organizations.enabled
            await sleep_or_stop(stop, _LOOK_EVERY)

    async def _set_menus(self, settings: DeskSettings) -> None:
        """Set the command menus; a failure is retried at the next start."""
        try:
            for method in command_menu.make_start_methods(settings):
                await self.bot(method, request_timeout=20)
        except AiogramError as error:
            log.warning("the command menus could not be set", error=type(error).__name__)

    async def _conflict(self, error: PollError) -> None:
        """Handle another user of our token: remove a foreign webhook, and tell the admins immediately and then hourly.
        If we are no longer elected, that one is of this desk."""
        if self._election is not None and not await self._election.is_held():
            return
        removed = False
        if "webhook" in error.description.lower():
            try:
                await self.bot.delete_webhook(drop_pending_updates=False, request_timeout=20)
                removed = True
            except AiogramError as failure:
                log.warning("a foreign webhook could not be removed", error=type(failure).__name__)
        now = self.now()
        if self._told_at is not None and now - self._told_at < _TELL_AGAIN:
            return
        async with self.database.unit_of_work() as session:
            await to_admins.tell_admins(session, "foreign-webhook-removed" if removed else "second-poller", now=now)
        self._told_at = now
