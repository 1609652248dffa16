"""Asks the operator's system for account data: jobs are claimed, sent, and their answers stored, a few at a time.

A request that fails is not repeated: the next look at the person, or Refresh, asks again. Knows no ticket.
"""

import asyncio

import structlog
from sqlalchemy import select

from bot.runtime import Runtime
from db import queue
from db.locks import WorkerLock
from db.models import Box, Origin
from db.queue import ClaimedJob, Done, Verdict
from db.queue.consumer import Consumer
from db.settings import SettingsError
from desk import Desk, DeskSettings
from desk.accounts import account_data, account_lookups
from desk.accounts.account_data import AccountData
from desk.accounts.account_lookups import AccountRequest
from desk.settings import VERSION
from desk.webhooks import hosts as webhook_hosts
from desk.webhooks import signing
from ops.webhook_http import Poster, PostError

log = structlog.get_logger(__name__)

SECONDS = 2.0
_AT_ONCE = 8
_UNKNOWN = 404
_IDLE_SECONDS = 5.0


def make_poster(url: str, variable: str, rules: DeskSettings, *, seconds: float) -> Poster:
    """Return the HTTP client for a system of the operator. Raises SettingsError, which names the `variable`, for an
    address that is not permitted."""
    if not webhook_hosts.is_good(url, rules.web.webhook_allow):
        raise SettingsError(
            f"{variable} should hold an https:// address of the internet, or one of a host in WEBHOOK_ALLOW"
        )
    return make_public_poster(rules, seconds=seconds)


def make_public_poster(rules: DeskSettings, *, seconds: float) -> Poster:
    """Return the HTTP client for public addresses and those of the operator's that are allowed."""
    allow = rules.web.webhook_allow
    hosts = [one for one in allow if "/" not in one]
    return Poster(hosts, webhook_hosts.parse_networks(allow), seconds=seconds)


class AccountLookups(Consumer):
    """The elected process's requests for account data; the `poster` waits `SECONDS` for an answer."""

    def __init__(self, runtime: Runtime, worker_lock: WorkerLock, poster: Poster) -> None:
        super().__init__(runtime.database, Box.TO_ACCOUNTS, worker_lock, runtime.now)
        self._current, self._poster = runtime.settings, poster

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until `stop` is set; a request under way then is sent again by the next process."""
        await super().run(stop)
        await self._cancel()

    async def _take(self) -> int:
        """Start as many jobs as there is room for."""
        async with self._database.autocommit() as asking:
            return await self._begin_due(asking, _AT_ONCE, self._work)

    def _pause(self, found: int) -> float:
        return 0 if found else _IDLE_SECONDS

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        async with self._database.reading() as session:
            rules = await self._current.get_at_version(session, await session.scalar(select(VERSION)))
            asked = await account_lookups.prepare_lookup(session, job, self._now(), rules)
        if isinstance(asked, Done):
            return asked
        data, why = await self._ask(asked, rules, job.id)
        async with self._database.unit_of_work() as session:
            desk = Desk(session, Origin.CLOCK, None, now=self._now(), rules=rules)
            await account_lookups.store_lookup(desk, asked, data)
            await queue.settle_job(session, job, Done(why), now=self._now())
        return None

    async def _ask(self, asked: AccountRequest, rules: DeskSettings, job: int) -> tuple[AccountData | None, str | None]:
        """Return the answer; if there is none that can be read, None and why, in fixed words."""
        url, secret = rules.accounts.url, rules.accounts.secret
        assert url is not None and secret is not None
        query = asked.query.encode()
        signed = signing.sign(secret.get_secret_value(), f"acc_{job}", int(self._now().timestamp()), query)
        headers = {"user-agent": "pulldesk-accounts", **signed}
        try:
            status, body = await self._poster.get(f"{url}?{asked.query}", headers, account_data.LARGEST_ANSWER)
        except PostError as error:
            return _fail(job, str(error))
        if status == _UNKNOWN:
            return AccountData(), None
        if status != 200:
            return _fail(job, f"answered {status}")
        try:
            return account_data.parse_answer(body), None
        except ValueError:
            return _fail(job, "the answer is not understood")


def _fail(job: int, why: str) -> tuple[None, str]:
    log.warning("no account data", job=job, why=why)
    return None, why
