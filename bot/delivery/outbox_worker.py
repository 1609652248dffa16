"""Works off the outbox to Telegram: claims in memory, people first; a slow chat delays no other.

Claimed jobs wait here for their chat's rate, not in a slot, a few of each chat. What is for a chat that Telegram has
stopped for longer waits in the table until its time. The start is recorded before the call, so that a process
killed in between leaves a counted repeat and never loses a letter.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.api.client import get_reach
from bot.api.rate_limits import Limiter
from bot.delivery.planner import AddressedJob, Plan, Planner, SendPlan, can_take_long
from bot.delivery.recorder import Recorder, ResultStore
from bot.delivery.result import DeliveryResult
from bot.delivery.sender import Sender
from bot.runtime import Runtime
from db import queue
from db.connectivity import is_unavailable
from db.locks import WorkerLock
from db.models import Box, Lane, UnknownWordError
from db.queue import ClaimedJob, SettledBeforeError, keys
from db.queue.consumer import Consumer
from db.queue.store import ALL, MOST_OF_RECEIVER, NOTHING
from desk.outbox import stored_letters

log = structlog.get_logger(__name__)

_MAX_HELD = 600
_HELD_BROADCASTS = 300
_HELD_MAILINGS = 60
_HELD_BUT_ANSWERS = 500
_CLAIM_AT_ONCE = 100
_LONG_STOP_SECONDS = 10.0
"""A chat's own rate makes nobody wait so long: Telegram has stopped it."""
_MAX_TASKS = 32
_LONG_AT_ONCE = 3  # each reads on a connection of its own
_ASK_AGAIN_SECONDS = 0.5
_LOOK_SECONDS = 0.5
"""How often an empty box is looked at, at first: new letters are signalled, by other processes too; those due later are
not."""


@dataclass(slots=True)
class _Held:
    """A job, claimed under this worker's number, that waits for its chat's turn."""

    job: ClaimedJob
    chat: int
    worker: int
    urgent: bool = False

    @property
    def order(self) -> tuple[int, int]:
        return Lane.ANSWERS if self.urgent else self.job.lane, self.job.id


_DELIVERED: ContextVar[_Held | None] = ContextVar("delivered", default=None)
"""The job whose delivery calls Telegram, in the task of that job."""


class OutboxWorker(Consumer):
    """One process's delivery: to its part of the people, as long as other processes deliver too."""

    def __init__(
        self,
        runtime: Runtime,
        planner: Planner,
        sender: Sender,
        recorder: Recorder,
        *,
        limiter: Limiter,
        worker_lock: WorkerLock,
    ) -> None:
        super().__init__(runtime.database, Box.TO_TELEGRAM, worker_lock, runtime.now)
        self._planner = planner
        self._sender = sender
        self._sender.ask_before_calls(self._ensure_ours)
        self._reach = get_reach(runtime.bot)
        self._limiter = limiter
        self._held: list[_Held] = []
        self._claimed = 0
        self._is_crowded = False  # more may wait than the last claim had room for
        self._claims_alone = False  # what the last claim met cannot be read together
        self._part = ALL
        self._long_ones = asyncio.Semaphore(_LONG_AT_ONCE)
        self._storing = ResultStore(recorder)
        self._hand_over, self._is_running, self._look_by = runtime.database.hand_over, False, 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`, then finish running calls; held jobs are freed with the worker lock."""
        self._is_running = True
        await super().run(stop)
        await self.finish()

    async def finish(self) -> None:
        """Hand back the jobs that were not begun, and wait for running calls (each has its own timeout)."""
        self._is_running = False
        self._hand_over.close()
        held, self._held = self._held, []
        async with self._database.autocommit() as asking:
            await queue.hand_back(asking, [one.job for one in held], worker=self._worker)
        await self._finish_running()

    async def _take(self) -> int:
        """Begin what was handed over; claim, and start every job whose chat and the whole bot may send now; return how
        many."""
        await self._follow_worker_lock()
        self._is_doubtful |= self._hand_over.is_doubtful
        self._hand_over.is_doubtful = False
        if self._reach.is_refused():
            self._hand_over.close()
            return 0
        begun = await self._begin_handed_over()
        if not begun or self._held or self._is_to_look():
            self._look_by = read_clock() + _LOOK_SECONDS
            begun += await self._look_for_more()
        is_behind = bool(self._held) or self._is_crowded or self._is_waiting_for_telegram()
        room = min(_MAX_TASKS - len(self._under_way), int(self._limiter.count_left()))
        self._hand_over.open(self._worker, self._part, room if self._is_running and not is_behind else 0)
        return begun

    def _is_to_look(self) -> bool:
        """Return True if more may wait than what was handed over: stored by others, or due by now."""
        is_told = self._database.job_signal.take_unclaimed(self._box)
        return is_told or self._is_crowded or self._is_doubtful or read_clock() >= self._look_by

    async def _begin_handed_over(self) -> int:
        """Send what units of work of this process have stored and begun; hold what may not be sent now. Return how many
        were begun."""
        known = {job.id for job in self._under_way.values()} | {held.job.id for held in self._held}
        handed = [one for one in self._hand_over.take() if one.job.id not in known]
        if not handed:
            return 0
        try:
            ready, rest = self._divide([_Held(one.job, one.job.chat or 0, one.worker) for one in handed])
            short = [AddressedJob(held.job, held.chat) for held in ready if not can_take_long(held.job)]
            self._begin_planned(ready, await self._planner.make_plans_of_begun(short))
        except BaseException:
            self._is_doubtful = True
            raise
        if rest:
            await self._hold_begun(rest)
        return len(ready)

    def _begin_planned(self, ready: Sequence[_Held], plans: Mapping[int, Plan]) -> None:
        """Work on letters that have begun; one without a plan may take long to read."""
        for held in ready:
            plan = plans.get(held.job.id)
            self._begin(held.job, self._work_apart(held) if plan is None else self._work(held, plan))

    async def _look_for_more(self) -> int:
        """Claim, and start every job whose chat and the whole bot may send now; return how many."""
        self._database.job_signal.take_unclaimed(self._box)
        is_free = not (self._held or self._claims_alone or self._limiter.get_overall_wait() > 0)
        begun = await self._claim_and_begin() if is_free else 0
        if not is_free or self._claims_alone or (self._held and self._is_crowded):
            await self._claim_more()
        if not self._held:
            return begun
        await self._give_way()
        await self._let_stopped_rest()
        before = self._held
        ready = self._take_ready()
        begin: dict[Callable[[list[_Held]], Awaitable[None]], list[_Held]] = defaultdict(list)
        for held in ready:
            begin[self._choose_start(held.job)].append(held)
        try:
            for start, some in begin.items():
                await start(some)
        except BaseException:
            under_way = {job.id for job in self._under_way.values()}
            self._held = [held for held in before if held.job.id not in under_way]
            raise
        return begun + len(ready)

    async def _claim_and_begin(self) -> int:
        """Claim and begin what may be sent now, with the statement that reads what it needs; hold the rest. Return how
        many were begun."""
        room = min(_MAX_TASKS - len(self._under_way), int(self._limiter.count_left()))
        self._is_crowded = room <= 0
        self._claimed = 0
        if self._is_crowded or self._is_waiting_for_telegram():
            return 0
        async with self._database.reading() as session:
            letters = self._planner.claim_together(session)
            try:
                coming = self._hand_over.list_jobs()
                jobs = await self._claim(session, room, held=coming, claim=letters.claim, part=self._part)
            except UnknownWordError:
                self._claims_alone = True  # one of a newer version: the next claim finds which
                return 0
            except Exception as error:
                self._claims_alone = not is_unavailable(error)
                raise
            self._claimed = len(jobs)
            self._is_crowded = len(jobs) == room or bool(_list_full([job.key for job in jobs]))
            ready, rest = self._divide([_Held(job, job.chat or 0, self._worker) for job in jobs])
            short = [held for held in ready if not can_take_long(held.job)]
            plans = await letters.make_plans([AddressedJob(held.job, held.chat) for held in short])
        self._begin_planned(ready, plans)
        if rest:
            await self._hold_begun(rest)
        return len(ready)

    def _divide(self, claimed: Sequence[_Held]) -> tuple[list[_Held], list[_Held]]:
        """Return which letters are sent now and which are held: their chat may get no more now, or an announcement."""
        ready: list[_Held] = []
        rest: list[_Held] = []
        for held in sorted(claimed, key=lambda h: h.order):
            is_later = held.job.lane is Lane.MAILINGS or self._can_wait(held)
            (ready if not is_later and self._may_begin(held) else rest).append(held)
        return ready, rest

    async def _hold_begun(self, rest: Sequence[_Held]) -> None:
        """Hold letters of a claim that began them; nothing was sent."""
        try:
            async with self._database.autocommit() as asking:
                await queue.put_off(asking, [held.job for held in rest if held.job.lane is not Lane.MAILINGS])
        except BaseException:
            self._is_doubtful = True
            raise
        self._held = [*self._held, *rest]

    def _choose_start(self, job: ClaimedJob) -> Callable[[list[_Held]], Awaitable[None]]:
        if job.lane is Lane.MAILINGS:
            return self._begin_mailed
        return self._begin_long if can_take_long(job) else self._begin_short

    async def _begin_long(self, ready: list[_Held]) -> None:
        for held in await self._start(ready):
            self._begin(held.job, self._work_apart(held))

    async def _begin_short(self, ready: list[_Held]) -> None:
        """Start jobs that are planned together; one that may not begin is handed back."""
        plans = await self._planner.make_plans([AddressedJob(h.job, h.chat) for h in ready], starts=self._worker)
        for held in ready:
            if held.job.id in plans:
                self._begin(held.job, self._work(held, plans[held.job.id]))
        if refused := [held.job for held in ready if held.job.id not in plans]:
            async with self._database.autocommit() as asking:
                await queue.hand_back(asking, refused, worker=self._worker)

    async def _begin_mailed(self, ready: list[_Held]) -> None:
        """Plan announcements first and record their start right before the call: a repeated announcement is never sent,
        so a receiver who was not tried yet must not count as one."""
        plans = await self._planner.make_plans([AddressedJob(held.job, held.chat) for held in ready])
        for held in await self._start(ready):
            self._begin(held.job, self._work(held, plans[held.job.id]))

    async def _follow_worker_lock(self) -> None:
        """Drop or free what is held if our worker lock was lost, or our part has changed."""
        await self._worker_lock.make_sure()
        if self._worker != self._worker_lock.number:
            self._held = []  # the old worker lock was lost: its jobs are free for others
        if self._part != self._worker_lock.part:
            self._part = self._worker_lock.part
            self._limiter.share(max(self._part.of, 1))
            await self._let_held_go()

    async def _claim_more(self) -> None:
        """Claim and hold what waits, for as long as more is to be sent than may be now."""
        self._claimed, self._is_crowded, self._claims_alone = 0, False, False
        room = min(_MAX_HELD - len(self._held), _CLAIM_AT_ONCE)
        if room <= 0 or self._is_waiting_for_telegram():
            return
        async with self._database.autocommit() as asking:
            held = [*(one.job for one in self._held), *self._hand_over.list_jobs()]
            full = _list_full([job.key for job in held])
            jobs = await self._claim(asking, room, held=held, max_lane=self._furthest(), part=self._part, but=full)
            self._claimed = len(jobs)
            self._held = self._held + [_Held(job, job.chat or 0, self._worker) for job in jobs]
            urgent = await self._urgent(asking)
        for one in self._held:
            one.urgent = one.urgent or one.job.key in urgent

    async def _let_stopped_rest(self) -> None:
        """Free what is held for chats that Telegram has stopped for longer: it is due when they may be written to."""
        waits = {held.chat: self._limiter.get_chat_wait(held.chat) for held in self._held}
        for chat, wait in waits.items():
            if wait < _LONG_STOP_SECONDS:
                continue
            receivers = {keys.get_receiver(held.job.key) for held in self._held if held.chat == chat}
            running, until = self._list_running(), self._now() + timedelta(seconds=wait)
            async with self._database.autocommit() as asking:
                await queue.put_off_receivers(asking, sorted(receivers), worker=self._worker, until=until, but=running)
            self._hand_over.leave(running)
            self._held = [held for held in self._held if held.chat != chat]

    async def _let_held_go(self) -> None:
        """Free all keys without a running job, for the process whose part has them."""
        self._held = []
        running = self._list_running()
        async with self._database.autocommit() as asking:
            await self._free_unknown(asking, running)

    async def _free_unknown(self, asking: queue.Asking, known: Sequence[str]) -> None:
        """Free the keys of this worker but the `known` ones; what was handed over meanwhile may have lost its own."""
        await super()._free_unknown(asking, known)
        self._hand_over.leave(known)

    def _list_running(self) -> list[str]:
        """Return the keys of jobs that have begun."""
        return [job.key for job in (*self._under_way.values(), *self._hand_over.list_jobs())]

    def _is_waiting_for_telegram(self) -> bool:
        """Return True if others are to deliver: we have no part, or do not know whether Telegram answers us."""
        return self._part == NOTHING or (self._part.of > 1 and self._reach.is_doubtful())

    async def _ensure_ours(self) -> None:
        """Return if the job of this task may call Telegram. A process that was silent for long asks whether its jobs
        were given to another one meanwhile; raises `SettledBeforeError` if so."""
        held = _DELIVERED.get()
        if held is None or (await self._worker_lock.make_sure() and self._worker_lock.number == held.worker):
            return
        while (is_ours := await self._ask_if_ours(held.job)) is None:
            if self._worker_lock.is_over:  # this part of the process has ended: nobody takes a number again
                raise SettledBeforeError
            await asyncio.sleep(_ASK_AGAIN_SECONDS)
        if not is_ours:
            raise SettledBeforeError

    async def _ask_if_ours(self, job: ClaimedJob) -> bool | None:
        """Return whether no other process has this job; None while the database does not say."""
        if not self._worker_lock.number:
            return None
        try:
            async with self._database.autocommit() as asking:
                return await queue.is_still_ours(asking, job, worker=self._worker_lock.number)
        except (DBAPIError, OSError) as error:
            if not is_unavailable(error):
                raise
            log.warning("a letter waits for the database", job=job.id, error=type(error).__name__)
            return None

    def _furthest(self) -> Lane:
        """Return the last lane with room: a backlog of broadcasts leaves room for all that comes before it, and any
        backlog leaves room for what people write to each other."""
        if len(self._held) >= _HELD_BUT_ANSWERS:
            return Lane.ANSWERS
        held = Counter(one.job.lane for one in self._held)
        if held[Lane.BROADCASTS] >= _HELD_BROADCASTS:
            return Lane.EDITS
        return Lane.MAILINGS if held[Lane.MAILINGS] < _HELD_MAILINGS else Lane.BROADCASTS

    async def _urgent(self, asking: AsyncConnection) -> frozenset[str]:
        """Return keys of held jobs in which an answer has arrived since; looked up only if many are held."""
        if len(self._held) < _MAX_TASKS:
            return frozenset()
        return await queue.find_urgent_keys(asking, Box.TO_TELEGRAM, worker=self._worker_lock.number)

    async def _start(self, ready: list[_Held]) -> list[_Held]:
        """Record that these begin; one that may not is handed back."""
        if not ready:
            return []
        async with self._database.autocommit() as asking:
            begun = {job.id for job in await self._record_start(asking, [held.job for held in ready])}
        return [held for held in ready if held.job.id in begun]

    async def _give_way(self) -> None:
        """Let replies precede card edits. An edit uses one send of the chat's rate limit: if a reply is queued behind
        it and only one send is available, the edit is requeued after the reply."""
        behind = [held for held in self._held if self._can_wait(held)]
        if not behind:
            return
        try:
            async with self._database.unit_of_work() as session:
                await queue.put_behind(session, [held.job for held in behind], lane=Lane.EDITS, now=self._now())
        except SettledBeforeError:  # one is another process's by now: which, the start of each says
            return
        self._held = [held for held in self._held if held not in behind]

    def _can_wait(self, held: _Held) -> bool:
        if held.order[0] != Lane.ANSWERS or held.job.slot is None or held.job.repeated:
            return False
        return not self._limiter.has_two(held.chat) and stored_letters.can_wait(held.job.peek_payload())

    def _take_ready(self) -> list[_Held]:
        ready: list[_Held] = []
        room = _MAX_TASKS - len(self._under_way)
        waiting: list[_Held] = []
        for held in sorted(self._held, key=lambda h: h.order):
            (ready if len(ready) < room and self._may_begin(held) else waiting).append(held)
        self._held = waiting
        return ready

    def _may_begin(self, held: _Held) -> bool:
        """Return True if the letter may leave now; it is counted then."""
        return not self._has_many_running(held) and self._limiter.admit(held.chat)

    def _has_many_running(self, held: _Held) -> bool:
        """Return True if so many calls to one person or group wait for an answer that the next one waits for them:
        where Telegram hangs, they would take all places."""
        if len(self._under_way) < MOST_OF_RECEIVER:
            return False
        who = keys.get_receiver(held.job.key)
        return sum(keys.get_receiver(job.key) == who for job in self._under_way.values()) >= MOST_OF_RECEIVER

    async def _work_apart(self, held: _Held) -> None:
        """Send a list that a person asked for, however long it takes to read; other letters do not wait for it."""
        async with self._long_ones:
            await self._planner.make_ready(held.job)
            plans = await self._planner.make_plans([AddressedJob(held.job, held.chat)])
        await self._work(held, plans[held.job.id])

    async def _work(self, held: _Held, plan: SendPlan | DeliveryResult) -> None:
        """Do one job; if it did not call Telegram, its turn goes to the next."""
        _DELIVERED.set(held)
        outcome = plan if isinstance(plan, DeliveryResult) else await self._sender.deliver(held.job, plan)
        if isinstance(plan, DeliveryResult) or not outcome.has_called:
            self._limiter.give_back(held.chat)
        await self._storing.store(held.job, outcome)

    def _has_more(self) -> bool:
        return bool(self._held) or self._is_crowded

    def _pause(self, found: int) -> float:
        """Return the seconds until the next chat's turn, or 0 if more can be claimed. A new job or free room ends the
        pause earlier."""
        longest = max(super()._pause(found), _LOOK_SECONDS)
        if self._reach.is_refused():
            return longest
        if self._claimed == _CLAIM_AT_ONCE or (self._claimed and self._is_crowded):
            return 0
        least = max(self._limiter.get_overall_wait(), 0.005)
        waits = [self._limiter.get_chat_wait(h.chat) for h in self._held[:50] if not self._has_many_running(h)]
        return min([longest, *[max(wait, least) for wait in waits]])


def _list_full(held: Sequence[str]) -> list[str]:
    """Return the persons of whom so many keys are held that no more are claimed."""
    return [who for who, n in Counter(map(keys.get_receiver, held)).items() if n >= MOST_OF_RECEIVER]


def read_clock() -> float:
    """Return the limiter's clock, in seconds."""
    return time.monotonic()
