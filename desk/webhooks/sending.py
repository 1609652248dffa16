"""Jobs for the subscribed addresses, made from the feed, and their outcomes. Knows no HTTP.

A job's key is subscription and ticket, so that events of one ticket arrive in order; its payload names the event, whose
words are read when it is sent. Nothing piles up while no sender runs: the sender makes the jobs, from a feed that is
kept for a while. While an integration's token is expired nothing is sent; with a new one it gets what it missed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import TIMESTAMP, ColumnElement, and_, bindparam, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    Box,
    FeedEvent,
    Integration,
    Job,
    Subscription,
)
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict, keys
from db.unit_of_work import NewJob
from desk.admin_settings.changes import CurrentSettings
from desk.notifications import to_admins
from desk.settings import VERSION
from desk.webhooks import feed, hosts, testing
from desk.webhooks.bodies import Body, make_bodies


def is_of(subscription_id: int) -> tuple[ColumnElement[bool], ...]:
    """Match the jobs of a subscription, as their index names them."""
    subscription = func.split_part(Job.key, literal_column("':'"), literal_column("1"))
    return Job.box == literal_column("'to_webhooks'"), subscription == str(subscription_id)


AT_ONCE = 500
"""Events of one subscription in one unit of work."""
GONE = 410
_WAITS = tuple(timedelta(seconds=one) for one in (5, 30, 120, 600, 1800))
LONGEST_WAIT = timedelta(hours=1)
MOST_TRIES = len(_WAITS) + 24
"""Tries that, with their pauses, take a day."""
_PAUSE = timedelta(minutes=5)
SWITCHED_OFF = Done("switched off")
"""The verdict on a job whose subscription is off or removed, or whose integration is revoked: no request is made."""
_NOW = bindparam("now", type_=TIMESTAMP(timezone=True))
_LIVE = and_(
    Subscription.off_at.is_(None), Subscription.removed_at.is_(None), Integration.revoked_at.is_(None),
    or_(Integration.expires_at.is_(None), Integration.expires_at > _NOW),
)  # fmt: skip
_BEHIND = or_(feed.NEW, select(FeedEvent.id).where(FeedEvent.position > Subscription.sent_to).exists())
_LOOK = (
    select(func.count(), func.count().filter(_BEHIND))
    .select_from(Subscription)
    .join(Integration, Integration.id == Subscription.system_id)
    .where(_LIVE)
)


@dataclass(frozen=True, slots=True)
class WebhookPost:
    """A request to send; `secret` is encrypted."""

    subscription: int
    url: str
    secret: bytes
    body: Body


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """The result: a status, or the reason why there is none."""

    status: int | None
    error: str = ""

    @property
    def is_taken(self) -> bool:
        """True if the receiver accepted it."""
        return self.status is not None and 200 <= self.status < 300


async def find_work(session: AsyncSession, now: datetime) -> tuple[bool, bool]:
    """Return two flags: there is a subscription with a valid token, and some events have no jobs yet."""
    live, behind = (await session.execute(_LOOK, {"now": now})).one()
    return live > 0, behind > 0


async def make_jobs(session: AsyncSession, now: datetime) -> int:
    """Make jobs of new events for each subscription; return how many. Several processes may do so at once: each takes
    other subscriptions."""
    await feed.number_new_events(session, now)
    behind = (
        select(Subscription, Integration)
        .join(Integration, Integration.id == Subscription.system_id)
        .where(_LIVE, _BEHIND)
    )
    locked = behind.order_by(Subscription.id).with_for_update(of=Subscription, skip_locked=True)
    made = 0
    for row, system in (await session.execute(locked.execution_options(populate_existing=True), {"now": now})).all():
        page = await feed.read_page(session, system, row.sent_to, AT_ONCE, row.kinds, now=now)
        for event in page.events:
            queue.put_job(session, _job(row.id, event, now))
        row.sent_to = page.next
        made += len(page.events)
    return made


def _job(subscription_id: int, event: FeedEvent, now: datetime) -> NewJob:
    payload = queue.encode_payload({"do": "send", "subscription": subscription_id, "event": event.id})
    key = keys.make_webhook_key(subscription_id, event.ticket_id)
    return NewJob(Box.TO_WEBHOOKS, key, payload, now, ticket_id=event.ticket_id)


async def prepare_post(
    session: AsyncSession, job: ClaimedJob, now: datetime, current: CurrentSettings
) -> WebhookPost | Verdict:
    """Return what a job sends now, or its verdict if no request is to be made."""
    data = job.load_payload()
    is_test = "event" not in data
    found = select(Subscription, Integration, VERSION).join(Integration, Integration.id == Subscription.system_id)
    of_job = found.where(Subscription.id == data["subscription"]).execution_options(populate_existing=True)
    row, system, version = (await session.execute(of_job)).one()
    if row.off_at is not None or row.removed_at is not None or system.revoked_at is not None:
        return SWITCHED_OFF
    if system.expires_at is not None and system.expires_at <= now:
        return Retry(now + _PAUSE, "the system's token has run out", counts=False)
    if is_test:
        return WebhookPost(row.id, row.url, row.secret, testing.make_test_body(data["id"], system.name, now))
    if row.rest_until is not None and row.rest_until > now:
        return Retry(row.rest_until, "rests", counts=False)
    event = await session.scalar(select(FeedEvent).where(FeedEvent.id == data["event"], feed.is_event_visible(system)))
    if event is None or (row.kinds and event.kind not in row.kinds):
        return Done("nothing to be told any more")
    (body,) = await make_bodies(session, system, [event], await current.get_at_version(session, version))
    return WebhookPost(row.id, row.url, row.secret, body)


async def settle_answer(
    session: AsyncSession, job: ClaimedJob, sent: WebhookPost, answer: WebhookAnswer, now: datetime
) -> tuple[Verdict, bool]:
    """Return the verdict on a sent job, and True if the address has recovered, so that all that waits for it is due. A
    day without an answer, or status 410, switches the subscription off and notifies the admins. A test counts for
    nothing, and is not repeated."""
    row = await session.get_one(Subscription, sent.subscription, with_for_update=True, populate_existing=True)
    if row.removed_at is not None:
        return SWITCHED_OFF, False
    why = f"answered {answer.status}" if answer.status is not None else answer.error
    if "event" not in job.load_payload():
        return Done(str(answer.status) if answer.is_taken else why), False
    if answer.is_taken:
        was_failing = row.failing_since is not None
        row.failing_since = row.failing_from = row.rest_until = None
        row.failures = 0
        return Done(str(answer.status)), was_failing
    if sent.url != row.url:  # it was changed meanwhile, which what the old one says is nothing against
        return Retry(now, why, counts=False), False
    await _rest(session, row, job, now)
    if answer.status == GONE or row.failures >= MOST_TRIES:
        await _switch_off(session, row, why, now)
        return Bury(why), False
    if job.attempts + 1 >= MOST_TRIES:
        return Bury(why), False
    return Retry(now + get_wait(job.attempts), why), False


async def rewind_to(session: AsyncSession, job: ClaimedJob) -> None:
    """Rewind the subscription to a `SWITCHED_OFF` job's event, which is sent once that is undone; a test is not."""
    data = job.load_payload()
    if "event" not in data:
        return
    position = select(FeedEvent.position).where(FeedEvent.id == data["event"]).scalar_subquery()
    row = update(Subscription).where(Subscription.id == data["subscription"])
    await session.execute(row.values(sent_to=func.least(Subscription.sent_to, position - 1)))


async def _rest(session: AsyncSession, row: Subscription, job: ClaimedJob, now: datetime) -> None:
    """Let the address rest, so that it gets no other job; an error of one ticket's event need not affect others."""
    position = await session.scalar(select(FeedEvent.position).where(FeedEvent.id == job.load_payload()["event"])) or 1
    row.failing_since = row.failing_since or now
    row.failing_from = min(position - 1, row.failing_from if row.failing_from is not None else position - 1)
    if row.rest_until is None or row.rest_until <= now:  # of several sent at once, only the first counts
        row.rest_until = now + get_wait(row.failures)
        row.failures += 1


async def _switch_off(session: AsyncSession, row: Subscription, why: str, now: datetime) -> None:
    """Switch the subscription off. Once it is on again, it gets everything from the first event that failed."""
    row.sent_to = min(row.sent_to, row.failing_from if row.failing_from is not None else row.sent_to)
    if row.off_at is not None:
        return
    row.off_at, row.off_why = now, why
    system = await session.get_one(Integration, row.system_id)
    host = hosts.get_host(row.url)
    await to_admins.tell_admins(session, "webhook-off", now=now, system=system.name, host=host, why=why)


def get_wait(tries: int) -> timedelta:
    """Return the pause after so many failures: seconds at first, then an hour."""
    return _WAITS[tries] if tries < len(_WAITS) else LONGEST_WAIT


async def list_latest_jobs(session: AsyncSession, subscription_id: int) -> list[Job]:
    """Return its last five jobs, newest first."""
    mine = select(Job).where(*is_of(subscription_id))
    return list(await session.scalars(mine.order_by(Job.id.desc()).limit(5)))
