"""Sends what happened: jobs are made of the feed, claimed, posted, settled; killed in between, the same is sent once
more under the same id. A subscription has a few requests under way, and nobody waits for those of another: as soon as
one has ended, the next begins.

Where nobody has subscribed it asks once in a while whether somebody has.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue, retry_policy
from db.connectivity import is_away, is_unavailable
from db.database import Database
from db.locks import WorkerLock
from db.models import Box
from db.queue import ClaimedJob, Verdict, shares, upkeep
from desk import DeskSettings
from desk.administration.current import CurrentSettings
from desk.webhooks import addresses, sealed, sending
from desk.webhooks.sending import WebhookAnswer, WebhookPost
from ops import posting
from ops.posting import Poster, PostError
from web.webhooks import signature

log = structlog.get_logger(__name__)

_LOOK_EVERY, _LOOK_SELDOM = 1.0, 10.0
OF_ONE = 4
"""Requests of one subscription under way."""
_AT_ONCE = posting.AT_ONCE


class WebhookSender:
    """The webhooks of one process."""

    def __init__(
        self, database: Database, rules: DeskSettings, seat: WorkerLock, poster: Poster, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._keys, self._current = rules.web.secret_keys, CurrentSettings(rules)
        self._seat = seat
        self._poster = poster
        self._now = now
        self._under_way: dict[asyncio.Task[None], ClaimedJob] = {}
        self._failed: BaseException | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; what is under way then is sent again."""
        while not stop.is_set():
            work = asyncio.ensure_future(self._look())
            stopped = asyncio.ensure_future(stop.wait())
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not work.done():
                work.cancel()
            with suppress(asyncio.CancelledError):
                await work
        await self._ended_all()
        await self._seat.leave()

    async def _ended_all(self) -> None:
        under_way = list(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _look(self) -> None:
        """Do what there is, or wait a moment."""
        try:
            async with self._database.reading() as session:
                wanted, behind = await sending.look(session, self._now())
            if wanted and not await self._seat.held():
                await self._seat.take()
            done = await self._begin(behind=behind) if wanted else 0
        except Exception as error:
            if is_unavailable(error):
                log.warning("webhooks wait for the database", error=type(error).__name__)
            else:
                log.error("webhooks failed in an unforeseen way", exc_info=error)
            with suppress(SQLAlchemyError, OSError):
                await self._seat.leave()  # what a lost answer may have claimed is free again
            await asyncio.sleep(_LOOK_EVERY)
            return
        if not done:
            await self._database.bell.wait(Box.TO_WEBHOOKS, _LOOK_EVERY if wanted else _LOOK_SELDOM)

    async def run_once(self) -> int:
        """Make jobs where there is something new, send all there is room for and wait for it; returns how much there
        was to do (for tests)."""
        done = await self._begin(behind=True)
        await asyncio.gather(*self._under_way)
        return done

    async def _begin(self, *, behind: bool) -> int:
        """Make jobs where there is something new, and begin all that is due now and finds room; returns how many of
        both. Raises what ended one that was under way."""
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed
        made = 0
        if behind:
            async with self._database.unit_of_work() as session:
                made = await sending.make_jobs(session, self._now())
        async with self._database.unit_of_work() as session:
            await upkeep.free_dead(session)
        begun = 0
        async with self._database.each_alone() as asking:
            while more := await self._begin_some(asking):
                begun += more
        return made + begun

    async def _begin_some(self, asking: AsyncConnection) -> int:
        """Begin the next few; of one subscription those there is room for, and the rest goes back. Returns how many
        began."""
        held = Counter(shares.share_of(job.key) for job in self._under_way.values())
        room = _AT_ONCE - held.total()
        if room <= 0:
            return 0
        full = [share for share, count in held.items() if count >= OF_ONE]
        seat, now = self._seat.number, self._now()
        limit, known = min(room, OF_ONE), {job.id for job in self._under_way.values()}
        claimed = await shares.claim(asking, Box.TO_WEBHOOKS, worker=seat, now=now, limit=limit, but=full)
        jobs = [job for job in claimed if job.id not in known]  # those of a lost seat: they end here and free their key
        fitting = self._fitting(jobs, held)
        begun = await queue.start(asking, fitting, worker=seat, now=now) if fitting else frozenset()
        await queue.hand_back(asking, [job for job in jobs if job.id not in begun], worker=seat)
        for job in fitting:
            if job.id in begun:
                task = asyncio.create_task(self._do(job))
                self._under_way[task] = job
                task.add_done_callback(self._ended)
        return len(begun)

    def _fitting(self, jobs: Sequence[ClaimedJob], held: Counter[str]) -> list[ClaimedJob]:
        fitting = []
        for job in jobs:
            share = shares.share_of(job.key)
            if held[share] < OF_ONE:
                held[share] += 1
                fitting.append(job)
        return fitting

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed = error
        self._database.bell.ring(Box.TO_WEBHOOKS)

    async def _do(self, job: ClaimedJob) -> None:
        """One job to its verdict; what nobody foresaw is counted, and given up in the end."""
        try:
            await self._attempt(job)
        except Exception as error:
            if is_away(error):
                raise
            log.error("a webhook failed in an unforeseen way", job=job.id, error=type(error).__name__)
            verdict = retry_policy.after(error, attempts=job.attempts, now=self._now())
            async with self._database.unit_of_work() as session:
                await queue.settle(session, job, verdict, now=self._now())

    async def _attempt(self, job: ClaimedJob) -> None:
        async with self._database.reading() as session:
            post = await sending.prepared(session, job, self._now(), self._current)
        answer = await self._posted(post) if isinstance(post, WebhookPost) else None
        is_back = False
        async with self._database.unit_of_work() as session:
            verdict: Verdict
            if isinstance(post, WebhookPost) and answer is not None:
                verdict, is_back = await sending.answered(session, job, post, answer, self._now())
            elif not isinstance(post, WebhookPost):
                verdict = post
                if post == sending.SWITCHED_OFF:
                    await sending.left_out(session, job)
            await queue.settle(session, job, verdict, now=self._now())
        if is_back and isinstance(post, WebhookPost):
            async with self._database.unit_of_work() as session:
                await upkeep.hurry(session, Box.TO_WEBHOOKS, sending.key_of(post.subscription), now=self._now())

    async def _posted(self, post: WebhookPost) -> WebhookAnswer:
        body = json.dumps(post.body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        secret = sealed.opened(self._keys, post.secret)
        headers = signature.headers(secret, post.body["id"], int(self._now().timestamp()), body)
        try:
            return WebhookAnswer(await self._poster.post(post.url, body, headers))
        except PostError as error:
            return WebhookAnswer(None, str(error))


def poster_of(rules: DeskSettings) -> Poster:
    """What sends to where the operator lets it."""
    nets = addresses.networks(rules.web.webhook_allow)
    return Poster([one for one in rules.web.webhook_allow if "/" not in one], nets)
