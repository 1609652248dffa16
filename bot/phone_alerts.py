"""Sends SMS and calls to staff through the operator's gateway, and alerts to their browsers through push services: jobs
are claimed, and each is sent at most twice.

Before a request leaves, its job says so. Killed after that, or without an answer, nobody knows if the gateway took it:
it is sent once more under the same id, by which a gateway knows a copy, and a browser shows one for each ticket. What
fails then is told to admins, as any job. Without a gateway it asks for nothing until somebody chooses a browser.
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
from desk.conversation import undelivered_answers
from desk.notifications import to_phone
from desk.notifications.to_phone import BrowserAlert
from desk.settings import VERSION
from desk.webhooks import signing
from ops import web_push
from ops.webhook_http import Poster, PostError

log = structlog.get_logger(__name__)

SECONDS = 10.0
MOST_SENDS = 2
AGAIN_AFTER = timedelta(seconds=20)
_AT_ONCE = 4
_IDLE_SECONDS = 5.0
_ASLEEP_SECONDS = 3600.0
_BUSY = 429
_GONE = (404, 410)
"""The answers by which a push service ends a subscription (RFC 8030, section 7.3)."""
_PUSH_HEADERS = {
    "content-encoding": "aes128gcm", "content-type": "application/octet-stream", "urgency": "high",
    "ttl": str(int(to_phone.GOOD_FOR.total_seconds())),
}  # fmt: skip


class PhoneAlerts(Consumer):
    """The elected process's SMS, calls and alerts in browsers. The `poster` is for the gateway, the `pusher` for push
    services, which browsers choose; both wait `SECONDS` for an answer."""

    def __init__(
        self, runtime: Runtime, worker_lock: WorkerLock, poster: Poster | None, pusher: Poster | None = None
    ) -> None:
        super().__init__(runtime.database, Box.TO_GATEWAY, worker_lock, runtime.now)
        self._current, self._poster, self._pusher = runtime.settings, poster, pusher
        self._is_wanted = poster is not None

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set, then finish what is under way; what takes too long counts as sent."""
        await super().run(stop)
        await self._finish_running()

    async def _take(self) -> int:
        async with self._database.autocommit() as asking:
            return await self._begin_due(asking, _AT_ONCE, self._work)

    async def _look(self) -> int:
        """Begin what is due. Until somebody has chosen a browser, it only looks when a job is announced, as the test of
        the first browser is."""
        if not self._is_wanted:
            async with self._database.reading() as session:
                self._is_wanted = await to_phone.has_alert_browsers(session)
        return await self._take() if self._is_wanted else 0

    def _pause(self, found: int) -> float:
        if found:
            return 0
        return _IDLE_SECONDS if self._is_wanted else _ASLEEP_SECONDS

    async def _work(self, job: ClaimedJob) -> Verdict:
        data = job.load_payload()
        sent = data.get("sent", 0)
        async with self._database.unit_of_work() as session:
            rules = await self._current.get_at_version(session, await session.scalar(select(VERSION)))
            asked = await to_phone.prepare_alert(session, job, self._now(), rules)
            if isinstance(asked, Done):
                return asked
            if sent >= MOST_SENDS:
                return Bury(undelivered_answers.UNSURE)
            await queue.save_progress(session, job, {**data, "sent": sent + 1})
        if isinstance(asked, BrowserAlert):
            why, is_final = await self._push(asked, rules)
        else:
            why, is_final = await self._post(asked, rules)
        if why is None:
            return Done()
        log.warning("an alert was not sent", job=job.id, why=why)
        is_last = is_final or sent + 1 >= MOST_SENDS
        return Bury(why) if is_last else Retry(self._now() + AGAIN_AFTER, why)

    async def _post(self, asked: dict[str, object], rules: DeskSettings) -> tuple[str | None, bool]:
        """Return why the gateway did not take it, None if it did; and True if it would not take it again."""
        url, secret = rules.gateway.url, rules.gateway.secret
        if url is None or secret is None or self._poster is None:
            return "there is no gateway", True
        body = json.dumps(asked, ensure_ascii=False).encode()
        signed = signing.sign(secret.get_secret_value(), str(asked["id"]), int(self._now().timestamp()), body)
        headers = {"content-type": "application/json", "user-agent": "pulldesk-gateway", **signed}
        try:
            status = await self._poster.post(url, body, headers)
        except PostError as error:
            return str(error), False
        if 200 <= status < 300:
            return None, False
        return f"answered {status}", 300 <= status < 500 and status != _BUSY

    async def _push(self, alert: BrowserAlert, rules: DeskSettings) -> tuple[str | None, bool]:
        """Return the same of a push service. A browser that it does not know any more is forgotten."""
        browser = alert.browser
        secrets = [key.get_secret_value() for key in rules.web.secret_keys]
        secret = next((one for one in secrets if web_push.get_public_key(one) == browser.under), None)
        if secret is None or self._pusher is None:
            await self._forget(alert)
            return None, False
        said = json.dumps({"text": alert.text, "ticket": alert.ticket}, ensure_ascii=False).encode()
        sealed = web_push.encrypt(said, browser.key, browser.auth)
        signed = web_push.sign(secret, browser.address, rules.web.url or "", self._now())
        headers = {**_PUSH_HEADERS, "authorization": signed}
        try:
            status = await self._pusher.post(browser.address, sealed, headers)
        except PostError as error:
            return str(error), False
        if status in _GONE:
            await self._forget(alert)
        if 200 <= status < 300 or status in _GONE:
            return None, False
        return f"the push service answered {status}", 300 <= status < 500 and status != _BUSY

    async def _forget(self, alert: BrowserAlert) -> None:
        async with self._database.unit_of_work() as session:
            await to_phone.forget_browser(session, alert.person_id, alert.browser)
