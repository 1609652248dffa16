"""Delivers API events to the addresses that integrations subscribed: signed, repeated on failure, in order.

Sends what happened: jobs are made of the feed, claimed, posted, settled; killed in between, the same is sent once
more under the same id. A subscription has a few requests under way, and nobody waits for those of another: as soon as
one has ended, the next begins.

Where nobody has subscribed it asks once in a while whether somebody has.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import Box
from db.queue import ClaimedJob, Verdict, keys, maintenance
from db.queue.consumer import Consumer
from desk import DeskSettings, installation
from desk.admin_settings.changes import CurrentSettings
from desk.webhooks import hosts, sending, signing
from desk.webhooks.sending import WebhookAnswer, WebhookPost
from ops.webhook_http import AT_ONCE, Poster, PostError
from web import metrics

_LOOK_EVERY, _LOOK_SELDOM = 1.0, 10.0
OF_ONE = 4
"""Requests of one subscription under way."""


class WebhookSender(Consumer):
    """Sends the webhooks of one process."""

    def __init__(
        self,
        database: Database,
        rules: DeskSettings,
        worker_lock: WorkerLock,
        poster: Poster,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(database, Box.TO_WEBHOOKS, worker_lock, now)
        self._keys, self._current = rules.web.secret_keys, CurrentSettings(rules)
        self._poster = poster
        self._is_wanted = self._is_behind = True

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; requests under way then are sent again after a restart."""
        await super().run(stop)
        await self._cancel()
        await self._worker_lock.release()

    async def _look(self) -> int:
        """Find new events without holding a lock while there are no subscriptions."""
        async with self._database.reading() as session:
            self._is_wanted, self._is_behind = await sending.find_work(session, self._now())
        if not self._is_wanted:
            return 0
        await self._worker_lock.ensure_held()
        return await self._take()

    def _pause(self, found: int) -> float:
        if found:
            return 0
        return _LOOK_EVERY if self._is_wanted else _LOOK_SELDOM

    async def _take(self) -> int:
        """Create jobs for new events and start all that are due and fit; return the number of both."""
        found = 0
        if self._is_behind:
            async with self._database.unit_of_work() as session:
                found = await sending.make_jobs(session, self._now())
        async with self._database.autocommit() as asking:
            while begun := await self._begin_some(asking):
                found += begun
        return found

    async def _begin_some(self, asking: AsyncConnection) -> int:
        """Start the next few jobs, at most as many as fit if all belong to one subscription; return their number."""
        held = Counter(keys.get_share(job.key) for job in self._under_way.values())
        full = [share for share, count in held.items() if count >= OF_ONE]
        most = max((count for count in held.values() if count < OF_ONE), default=0)
        room = min(OF_ONE - most, AT_ONCE - held.total())
        if room <= 0:
            return 0
        begun = await self._record_start(asking, await self._claim(asking, room, but=full))
        for job in begun:
            self._begin(job, self._work(job))
        return len(begun)

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        async with self._database.reading() as session:
            post = await sending.prepare_post(session, job, self._now(), self._current)
        if not isinstance(post, WebhookPost):
            return post
        answer = await self._send_post(post)
        async with self._database.unit_of_work() as session:
            verdict, is_back = await sending.settle_answer(session, job, post, answer, self._now())
            await queue.settle_job(session, job, verdict, now=self._now())
        if is_back:
            async with self._database.unit_of_work() as session:
                await maintenance.retry_now(
                    session, Box.TO_WEBHOOKS, keys.make_webhook_key(post.subscription), now=self._now()
                )
        return None

    async def _settle(self, session: AsyncSession, job: ClaimedJob, verdict: Verdict) -> None:
        if verdict == sending.SWITCHED_OFF:
            await sending.rewind_to(session, job)
        await super()._settle(session, job, verdict)

    async def _send_post(self, post: WebhookPost) -> WebhookAnswer:
        body = json.dumps(post.body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        secret = installation.decrypt_secret(self._keys, post.secret)
        headers = signing.sign_headers(secret, post.body["id"], int(self._now().timestamp()), body)
        began = time.perf_counter()
        try:
            answer = WebhookAnswer(await self._poster.post(post.url, body, headers))
        except PostError as error:
            answer = WebhookAnswer(None, str(error))
        metrics.note_post(answer.status, time.perf_counter() - began)
        return answer


def make_poster(rules: DeskSettings) -> Poster:
    """Return the HTTP client for addresses that the operator permits."""
    nets = hosts.parse_networks(rules.web.webhook_allow)
    return Poster([one for one in rules.web.webhook_allow if "/" not in one], nets)
