"""Deliveries of a webhook as its integration reads them, from the jobs that are kept. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    FeedEvent,
    Job,
    JobState,
    Ticket,
    any_of,
)
from desk.webhooks.bodies import make_event_id
from desk.webhooks.sending import is_of
from desk.webhooks.subscriptions import TEST


class DeliveryState(StrEnum):
    """The state of a delivery; SKIPPED: there was nothing to send any more."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """One delivery. `kind`: of its event, None if that is not kept any more; `number`: of the ticket, None for a test;
    `answer`: the receiver's status, or why there was none."""

    id: int
    event_id: str
    kind: str | None
    number: int | None
    state: DeliveryState
    failed_tries: int
    answer: str | None
    made_at: datetime
    next_try_at: datetime | None
    ended_at: datetime | None


async def list_deliveries(
    session: AsyncSession, subscription_id: int, *, before: int | None = None, limit: int
) -> list[WebhookDelivery]:
    """Return up to `limit` deliveries, newest first; `before`: only those older than the one with that id."""
    mine = select(Job, Ticket.number).outerjoin(Ticket, Ticket.id == Job.ticket_id)
    mine = mine.where(*is_of(subscription_id))
    if before is not None:
        mine = mine.where(Job.id < before)
    rows = (await session.execute(mine.order_by(Job.id.desc()).limit(limit))).all()
    data = {job.id: queue.decode_payload(job.payload) for job, _ in rows}
    events = [one["event"] for one in data.values() if "event" in one]
    kinds = {row.id: row.kind for row in await session.scalars(select(FeedEvent).where(any_of(FeedEvent.id, events)))}
    return [_describe(job, number, data[job.id], kinds) for job, number in rows]


def _describe(job: Job, number: int | None, data: dict[str, Any], kinds: dict[int, str]) -> WebhookDelivery:
    event: int | None = data.get("event")
    state = _get_state(job, is_test=event is None)
    return WebhookDelivery(
        id=job.id,
        event_id=make_event_id(event) if event is not None else data["id"],
        kind=kinds.get(event) if event is not None else TEST,
        number=number if event is not None else None,
        state=state,
        failed_tries=max(job.attempts, 1) if state is DeliveryState.FAILED else job.attempts,
        answer=job.error,
        made_at=job.created_at,
        next_try_at=job.due_at if state is DeliveryState.WAITING else None,
        ended_at=job.settled_at,
    )


def _get_state(job: Job, *, is_test: bool) -> DeliveryState:
    if job.state in (JobState.WAITING, JobState.PARKED):
        return DeliveryState.WAITING
    if job.state is not JobState.DONE:
        return DeliveryState.FAILED
    if (job.error or "").isdecimal():
        return DeliveryState.DELIVERED
    return DeliveryState.FAILED if is_test else DeliveryState.SKIPPED
