"""Sends SMS and calls to staff through the operator's gateway: jobs are claimed, and each is sent at most twice.

Before a request leaves, its job says so. Killed after that, or without an answer, nobody knows if the gateway took it:
it is sent once more under the same id, by which a gateway knows a copy. What fails then is told to admins, as any job.
"""

import asyncio
import json
from datetime import timedelta

import structlog
from sqlalchemy import select

from bot.runtime import Runtime
from db import queue
from db.locks import WorkerLock
from db.models import Box
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from db.queue.consumer import Consumer
from desk import DeskSettings
from desk.conversation import delivery_status
from desk.notifications import to_phone
from desk.settings import VERSION
from desk.webhooks import feed
from ops.webhook_http import Poster, PostError

log = structlog.get_logger(__name__)

SECONDS = 10.0
MOST_SENDS = 2
AGAIN_AFTER = timedelta(seconds=20)
_AT_ONCE = 4
_IDLE_SECONDS = 5.0
_BUSY = 429


class PhoneAlerts(Consumer):
    """The elected process's SMS and calls; the `poster` waits `SECONDS` for an answer."""

    def __init__(self, runtime: Runtime, worker_lock: WorkerLock, poster: Poster) -> None:
        super().__init__(runtime.database, Box.TO_GATEWAY, worker_lock, runtime.now)
        self._current, self._poster = runtime.settings, poster

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set, then finish what is under way; what takes too long counts as sent."""
        await super().run(stop)
        await self._finish_running()

    async def _take(self) -> int:
        async with self._database.autocommit() as asking:
            return await self._begin_due(asking, _AT_ONCE, self._work)

    def _pause(self, found: int) -> float:
        return 0 if found else _IDLE_SECONDS

    async def _work(self, job: ClaimedJob) -> Verdict:
        data = job.load_payload()
        sent = data.get("sent", 0)
        async with self._database.unit_of_work() as session:
            rules = await self._current.get_at_version(session, await session.scalar(select(VERSION)))
            asked = await to_phone.prepare_alert(session, job, self._now(), rules)
            if isinstance(asked, Done):
                return asked
            if sent >= MOST_SENDS:
                return Bury(delivery_status.UNSURE)
            await queue.save_progress(session, job, {**data, "sent": sent + 1})
        why, is_final = await self._post(asked, rules)
        if why is None:
            return Done()
        log.warning("an SMS or call was not sent", job=job.id, why=why)
        is_last = is_final or sent + 1 >= MOST_SENDS
        return Bury(why) if is_last else Retry(self._now() + AGAIN_AFTER, why)

    async def _post(self, asked: dict[str, object], rules: DeskSettings) -> tuple[str | None, bool]:
        """Return why the gateway did not take it, None if it did; and True if it would not take it again."""
        url, secret = rules.gateway.url, rules.gateway.secret
        if url is None or secret is None:
            return "there is no gateway", True
        body = json.dumps(asked, ensure_ascii=False).encode()
        signed = feed.sign(secret.get_secret_value(), str(asked["id"]), int(self._now().timestamp()), body)
        headers = {"content-type": "application/json", "user-agent": "pulldesk-gateway", **signed}
        try:
            status = await self._poster.post(url, body, headers)
        except PostError as error:
            return str(error), False
        if 200 <= status < 300:
            return None, False
        return f"answered {status}", 300 <= status < 500 and status != _BUSY
