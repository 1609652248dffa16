"""Where a subscription stands in the feed: it goes back to what was not got, never past what still waits."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from db import queue
from db.models import Box, FeedEvent, Integration, Job, Lane, Subscription
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from desk import Refused, api_event_kinds
from desk.admin_settings.changes import CurrentSettings
from desk.webhooks import feed, sending, subscriptions
from desk.webhooks.sending import WebhookAnswer, WebhookPost
from tests.desk.stage import Someone, Stage
from tests.desk.webhooks.test_feed import system
from tests.sql import add, get, scalar

KEY = SecretStr("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ=")


async def _subscribed(stage: Stage, name: str = "shop") -> int:
    """A subscription of a system that sees all; nothing was sent to it yet."""
    shop = await system(stage, name, "all:read")
    return (
        await add(stage, Subscription(system_id=shop, url="https://shop.example/in", secret=b"", made_at=stage.now))
    ).id


async def _events(stage: Stage, who: Someone) -> list[tuple[int, datetime]]:
    """Three requests, an hour apart; each event's id and time. Their positions are 1, 2, 3."""
    for said in ("The printer is on fire", "The lift is stuck", "There is no soap"):
        await stage.files(who, said)
        stage.later(hours=1)
    async with stage.database.unit_of_work() as session:
        assert await feed.number_new_events(session, stage.now) == 3
        rows = await session.execute(select(FeedEvent.id, FeedEvent.at).order_by(FeedEvent.position))
        return [(row.id, row.at) for row in rows]


async def _row(stage: Stage, key: int) -> Subscription:
    return await get(stage, Subscription, key)


async def _set(stage: Stage, key: int, **values: Any) -> None:
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Subscription, key)
        for name, value in values.items():
            setattr(row, name, value)


def _job(stage: Stage, key: int, event: int, attempts: int = 0) -> ClaimedJob:
    payload = queue.encode_payload({"do": "send", "subscription": key, "event": event})
    return ClaimedJob(
        1, Box.TO_WEBHOOKS, f"{key}:1", Lane.PEOPLE, None, payload, attempts, False, stage.now, None, None, None
    )


async def _answered(
    stage: Stage, key: int, event: int, status: int | None, attempts: int = 0, url: str = "https://shop.example/in"
) -> Any:
    async with stage.database.unit_of_work() as session:
        post = WebhookPost(key, url, b"", {})
        answer = WebhookAnswer(status, "" if status else "TimeoutError")
        return await sending.settle_answer(session, _job(stage, key, event, attempts), post, answer, stage.now)


async def test_of_several_that_fail_at_once_one_counts_and_the_first_is_remembered(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    key = await _subscribed(stage)
    events = await _events(stage, rita)
    await _set(stage, key, sent_to=3)
    began = stage.now
    for event, _ in (events[1], events[0], events[2]):
        verdict, is_back = await _answered(stage, key, event, 503)
        assert (isinstance(verdict, Retry), is_back) == (True, False)
    row = await _row(stage, key)
    assert (row.failures, row.failing_from, row.failing_since) == (1, 0, began)
    assert row.rest_until == began + timedelta(seconds=5)
    stage.later(seconds=5)
    await _answered(stage, key, events[1][0], None, attempts=1)
    row = await _row(stage, key)
    assert (row.failures, row.failing_since, row.rest_until) == (2, began, stage.now + timedelta(seconds=30))
    assert await _answered(stage, key, events[2][0], 204) == (Done("204"), True)
    row = await _row(stage, key)
    assert (row.failures, row.failing_from, row.failing_since, row.rest_until) == (0, None, None, None)
    assert await _answered(stage, key, events[2][0], 204) == (Done("204"), False)
    await _answered(stage, key, events[1][0], 500)
    verdict, _ = await _answered(stage, key, events[2][0], sending.GONE)
    row = await _row(stage, key)
    assert isinstance(verdict, Bury)
    assert (row.off_at, row.off_why, row.sent_to) == (stage.now, "answered 410", 1)
    assert [x["key"] for x in await stage.letters(vera) if x.get("key", "").startswith("webhook")] == ["webhook-off"]
    await _answered(stage, key, events[0][0], sending.GONE)  # it was on its way beside the others
    assert (await _row(stage, key)).sent_to == 0
    assert len([x for x in await stage.letters(vera) if x.get("key") == "webhook-off"]) == 1


@pytest.mark.parametrize("left", [2, 1])
async def test_the_last_of_its_tries_switches_it_off(stage: Stage, rita: Someone, left: int) -> None:
    key = await _subscribed(stage)
    event, _ = (await _events(stage, rita))[0]
    await _set(stage, key, failures=sending.MOST_TRIES - left)
    verdict, _ = await _answered(stage, key, event, 503)
    assert (isinstance(verdict, Bury), (await _row(stage, key)).off_at is not None) == (left == 1, left == 1)


async def test_what_an_address_says_that_was_changed_ends_nothing(stage: Stage, rita: Someone) -> None:
    key = await _subscribed(stage)
    event, _ = (await _events(stage, rita))[0]
    verdict, _ = await _answered(stage, key, event, sending.GONE, url="https://shop.example/old")
    assert isinstance(verdict, Retry)
    assert ((await _row(stage, key)).off_at, (await _row(stage, key)).failures) == (None, 0)


async def test_what_it_may_see_no_more_is_not_sent_though_it_waits(stage: Stage, rita: Someone) -> None:
    stage.with_rules(web__secret_keys=(KEY,))
    key = await _subscribed(stage)
    events = await _events(stage, rita)
    for kinds, made in (([api_event_kinds.CLOSED], Done), ([api_event_kinds.CREATED], WebhookPost)):
        await _set(stage, key, kinds=kinds)
        assert isinstance(await _prepared(stage, key, events[0][0]), made)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Integration, (await session.get_one(Subscription, key)).system_id)).scopes = ["tickets"]
    assert isinstance(await _prepared(stage, key, events[0][0]), Done)


async def _prepared(stage: Stage, key: int, event: int) -> WebhookPost | Verdict:
    async with stage.database.unit_of_work() as session:
        return await sending.prepare_post(session, _job(stage, key, event), stage.now, CurrentSettings(stage.rules))


async def test_two_who_make_jobs_at_once_make_each_once(stage: Stage, rita: Someone) -> None:
    await _subscribed(stage)
    await _events(stage, rita)
    async with stage.database.unit_of_work() as first:
        assert await sending.make_jobs(first, stage.now) == 3
        async with stage.database.unit_of_work() as second:
            assert await asyncio.wait_for(sending.make_jobs(second, stage.now), 10) == 0
    assert await scalar(stage, select(func.count()).where(Job.box == Box.TO_WEBHOOKS)) == 3


async def test_a_system_subscribes_five_times_and_only_for_itself(stage: Stage, vera: Someone) -> None:
    stage.with_rules(web__secret_keys=(KEY,))
    shop, other = await system(stage, "shop", "all:read"), await system(stage, "crm", "all:read")
    for n in range(subscriptions.MOST):
        url = f"https://shop.example/{n}"
        await stage.does(vera, subscriptions.subscribe, shop, url)
    with pytest.raises(Refused, match="webhook-too-many"):
        await stage.does(vera, subscriptions.subscribe, shop, "https://shop.example/more")
    await stage.does(vera, subscriptions.subscribe, other, "https://shop.example/in")
    first = await scalar(stage, select(func.min(Subscription.id)))
    assert await scalar(stage, select(Integration.id).where(Integration.name == "crm")) == other
    await stage.does(vera, subscriptions.remove_subscription, first or 0)
    await stage.does(vera, subscriptions.subscribe, shop, "https://shop.example/more")


async def test_what_is_revoked_removed_or_off_gets_no_jobs(stage: Stage, rita: Someone) -> None:
    keys = [await _subscribed(stage, name) for name in ("off", "removed", "revoked", "live")]
    await _events(stage, rita)
    await _set(stage, keys[0], off_at=stage.now)
    await _set(stage, keys[1], removed_at=stage.now)
    async with stage.database.unit_of_work() as session:
        system_id = (await session.get_one(Subscription, keys[2])).system_id
        (await session.get_one(Integration, system_id)).revoked_at = stage.now
    async with stage.database.unit_of_work() as session:
        assert await sending.make_jobs(session, stage.now) == 3
    assert [(await _row(stage, key)).sent_to for key in keys] == [0, 0, 0, 3]
