"""Sends what happened: jobs are made of the feed, claimed, posted, settled. One address that does not answer holds up
no other; killed in between, the same is sent once more under the same id.

Where nobody has subscribed it asks once in a while whether somebody has.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db import queue, retry_policy
from db.connectivity import is_unavailable
from db.database import Database
from db.enums import Box
from db.locks import WorkerLock
from db.queue import ClaimedJob, Verdict, upkeep
from desk.administration.current import CurrentSettings
from desk.settings import DeskSettings
from desk.webhooks import addresses, sealed, sending
from desk.webhooks.sending import WebhookAnswer, WebhookPost
from ops.posting import Poster, PostError
from web.webhooks import signature

log = structlog.get_logger(__name__)

_LOOK_EVERY, _LOOK_SELDOM = 1.0, 10.0
_AT_ONCE = 16


class WebhookSender:
    """The webhooks of one process."""

    def __init__(
        self, database: Database, rules: DeskSettings, seat: WorkerLock, poster: Poster, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._keys, self._current = rules.secret_keys, CurrentSettings(rules)
        self._seat = seat
        self._poster = poster
        self._now = now

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
        await self._seat.leave()

    async def _look(self) -> None:
        """Do what there is, or wait a moment."""
        try:
            async with self._database.reading() as session:
                wanted, behind = await sending.look(session, self._now())
            if wanted and not await self._seat.held():
                await self._seat.take()
            done = await self.run_once(behind=behind) if wanted else 0
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

    async def run_once(self, *, behind: bool = True) -> int:
        """Make jobs where there is something new, and send all that is due now; returns how many were settled."""
        made = 0
        if behind:
            async with self._database.unit_of_work() as session:
                made = await sending.make_jobs(session, self._now())
        async with self._database.unit_of_work() as session:
            await upkeep.free_dead(session)
        async with self._database.each_alone() as asking:
            seat = self._seat.number
            jobs = await queue.claim(asking, Box.TO_WEBHOOKS, worker=seat, now=self._now(), limit=_AT_ONCE)
            begun = await queue.start(asking, jobs, worker=seat, now=self._now()) if jobs else frozenset()
            await queue.hand_back(asking, [job for job in jobs if job.id not in begun], worker=seat)
        await asyncio.gather(*(self._do(job) for job in jobs if job.id in begun))
        return made + len(jobs)

    async def _do(self, job: ClaimedJob) -> None:
        """One job to its verdict; what nobody foresaw is counted, and given up in the end."""
        try:
            await self._attempt(job)
        except Exception as error:
            if is_unavailable(error):
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
    nets = addresses.networks(rules.webhook_allow)
    return Poster([one for one in rules.webhook_allow if "/" not in one], nets)
