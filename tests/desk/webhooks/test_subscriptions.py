"""Subscriptions are made and changed by admins, or by the system they are of; what is sent there follows."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select

from db import queue
from db.models import AuditRecord, Box, FeedEvent, Integration, Job, Lane, Role, Subscription
from db.queue import ClaimedJob, Done, Retry, keys
from db.unit_of_work import NewJob
from desk import Desk, NotAllowed, Outdated, Refused, installation
from desk.admin_settings.changes import CurrentSettings
from desk.integrations import integrations
from desk.place import ApiPlace
from desk.webhooks import feed, sending, subscriptions
from desk.webhooks.sending import WebhookAnswer, WebhookPost
from tests.desk.stage import Someone, Stage
from tests.desk.webhooks.test_feed import system
from tests.sql import get, scalars

MOMENT = timedelta(microseconds=1)
KEYS = tuple(SecretStr(Fernet.generate_key().decode()) for _ in range(2))
URL = "https://shop.example/t0ken"


@pytest.fixture
async def vera(stage: Stage) -> Someone:
    stage.with_rules(web__secret_keys=KEYS[:1])
    return await stage.person("Vera", Role.ADMIN)


async def _made(stage: Stage, vera: Someone, name: str = "shop", url: str = URL, **more: Any) -> tuple[int, int]:
    """A system that sees all and its subscription; their ids."""
    of = await system(stage, name, "all:read")
    key, _ = await stage.does(vera, subscriptions.subscribe, of, url, **more)
    return of, key


async def _row(stage: Stage, key: int) -> Subscription:
    return await get(stage, Subscription, key)


async def _set(stage: Stage, kind: Any, key: int, **values: Any) -> None:
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(kind, key)
        for name, value in values.items():
            setattr(row, name, value)


VERBS: dict[str, Any] = {
    "one": subscriptions.load_subscription,
    "secret": subscriptions.rotate_secret,
    "off": lambda desk, key, of: subscriptions.switch_subscription(desk, key, on=False, of=of),
    "replay": lambda desk, key, of: subscriptions.replay_events(desk, key, desk.now, of),
    "remove": subscriptions.remove_subscription,
    "listed": lambda desk, _, of: subscriptions.list_subscriptions(desk, of),
    "subscribe": lambda desk, _, of: subscriptions.subscribe(desk, of or 1, URL, of=of),
}


@pytest.mark.parametrize("verb", VERBS)
async def test_an_admin_or_the_system_itself_does_it_and_nobody_else(stage: Stage, vera: Someone, verb: str) -> None:
    of, key = await _made(stage, vera)
    olga = await stage.person("Olga", Role.AGENT)
    with pytest.raises(NotAllowed):
        await stage.does(olga, VERBS[verb], key, None)
    await stage.does(olga, VERBS[verb], key, of)


@pytest.mark.parametrize("verb", ["one", "secret", "off", "replay", "remove"])
async def test_of_another_system_or_removed_there_is_none(stage: Stage, vera: Someone, verb: str) -> None:
    of, key = await _made(stage, vera)
    other, _ = await _made(stage, vera, "crm")
    for whose in (other, of + 100):
        with pytest.raises(Outdated):
            await stage.does(vera, VERBS[verb], key, whose)
    await stage.does(vera, subscriptions.remove_subscription, key)
    for whose_ in (of, None):
        with pytest.raises(Outdated):
            await stage.does(vera, VERBS[verb], key, whose_)


async def test_each_system_reads_its_own_and_admins_all_that_are_there(stage: Stage, vera: Someone) -> None:
    of, key = await _made(stage, vera)
    other, theirs = await _made(stage, vera, "crm")
    _, gone = await _made(stage, vera, "gone")
    await stage.does(vera, subscriptions.remove_subscription, gone)
    await _set(stage, Integration, of, expires_at=stage.now)
    await _set(stage, Integration, other, expires_at=stage.now + MOMENT)
    found = [
        [(one.id, one.is_paused) for one in await stage.does(vera, subscriptions.list_subscriptions, of)]
        for of in (of, other, None)
    ]
    assert found == [[(key, True)], [(theirs, False)], [(theirs, False), (key, True)]]


async def test_nothing_can_be_subscribed_with_what_will_not_do(stage: Stage, vera: Someone) -> None:
    of = await system(stage, "shop", "all:read")

    async def refused(error: type[Exception], match: str | None, **given: Any) -> None:
        with pytest.raises(error, match=match):
            await stage.does(vera, subscriptions.subscribe, **{"system_id": of, "url": URL, **given})

    await refused(Refused, "webhook-bad-url", url="http://shop.example/")
    await refused(Refused, "webhook-bad-kind", only=("ticket.created", "ticket.craeted"))
    await refused(Outdated, None, system_id=of + 1)
    await refused(Outdated, None, of=of + 1)
    stage.with_rules(web__secret_keys=())
    await refused(Refused, "webhook-no-key")
    stage.with_rules(web__secret_keys=KEYS[:1])
    await _set(stage, Integration, of, revoked_at=stage.now)
    await refused(Refused, "webhook-system-revoked")


async def test_an_address_is_of_who_set_it(stage: Stage, vera: Someone) -> None:
    """By the system's own token it is of who was the last to be shown that."""
    ira = await stage.person("Ira", Role.ADMIN)
    shop, _ = await stage.does(vera, integrations.create_integration, "Shop")
    key, _ = await stage.does(ira, subscriptions.subscribe, shop, URL)
    own, _ = await _by_token(stage, subscriptions.subscribe, shop, URL, of=shop)
    assert [(await _row(stage, one)).made_by for one in (key, own)] == [ira.id, vera.id]
    await stage.does(ira, integrations.rotate_token, shop)
    await stage.does(vera, subscriptions.change_subscription, key, url=f"{URL}2")
    await _by_token(stage, subscriptions.change_subscription, own, url=f"{URL}2", of=shop)
    await stage.does(vera, subscriptions.change_subscription, own, only=["ticket.created"])
    assert [(await _row(stage, one)).made_by for one in (key, own)] == [vera.id, ira.id]


async def _by_token(stage: Stage, verb: Any, *given: Any, of: int, **named: Any) -> Any:
    async with stage.database.unit_of_work() as session:
        return await verb(
            Desk(session, ApiPlace(system_id=of), None, now=stage.now, rules=stage.rules), *given, of=of, **named
        )


async def test_it_is_told_from_now_on_and_its_address_is_written_nowhere(
    stage: Stage, vera: Someone, rita: Someone
) -> None:
    await system(stage, "crm", "all:read")
    await stage.files(rita, "The printer is on fire")
    _, key = await _made(stage, vera, only=("ticket.created", "ticket.late", "ticket.created"))
    row = await _row(stage, key)
    async with stage.database.unit_of_work() as session:
        assert row.sent_to == await feed.number_new_events(session, stage.now) > 0
    assert row.kinds == ["ticket.created", "ticket.late"]
    first = installation.decrypt_secret(KEYS[:1], row.secret)
    second = await stage.does(vera, subscriptions.rotate_secret, key)
    assert installation.decrypt_secret(KEYS[:1], (await _row(stage, key)).secret) == second != first
    await stage.does(vera, subscriptions.remove_subscription, key)
    gone = await _row(stage, key)
    assert (gone.secret, gone.removed_at) == (b"", stage.now)
    async with stage.database.sessions() as session:
        kept = [
            (one.action, one.old or one.new) for one in await session.scalars(select(AuditRecord))
            if one.action.startswith("webhook")
        ]  # fmt: skip
    assert kept == [(f"webhook-{what}", "shop.example") for what in ("made", "secret", "removed")]


async def test_switched_on_again_it_begins_anew_and_waits_no_longer(stage: Stage, vera: Someone) -> None:
    """As it stands already, nothing happens: what failed before stays known."""
    _, key = await _made(stage, vera)
    failed = {"failing_since": stage.now, "failing_from": 3, "rest_until": stage.now + timedelta(hours=1)}
    await _set(stage, Subscription, key, failures=7, **failed)
    await stage.does(vera, subscriptions.switch_subscription, key, on=True)
    assert ((await _row(stage, key)).failures, (await _row(stage, key)).failing_from) == (7, 3)
    await _set(stage, Subscription, key, off_at=stage.now, off_why="answered 410")
    later = stage.now + timedelta(hours=1)
    for name in (
        f"{keys.make_webhook_key(key)}1",
        f"{keys.make_webhook_key(key)}2",
        f"{keys.make_webhook_key(key + 1)}1",
    ):
        put = NewJob(Box.TO_WEBHOOKS, name, queue.encode_payload({"do": "send"}), stage.now, due_at=later)
        async with stage.database.unit_of_work() as session:
            queue.put_job(session, put)
    await stage.does(vera, subscriptions.switch_subscription, key, on=True)
    row = await _row(stage, key)
    assert (row.off_at, row.off_why, row.failures) == (None, None, 0)
    assert (row.failing_since, row.failing_from, row.rest_until) == (None, None, None)
    due = [one.due_at for one in await scalars(stage, select(Job).order_by(Job.key))]
    assert due == [stage.now, stage.now, later]
    await stage.does(vera, subscriptions.switch_subscription, key, on=False)
    assert ((await _row(stage, key)).off_at, (await _row(stage, key)).off_why) == (stage.now, None)


async def test_a_cursor_from_further_on_stays_where_it_is(stage: Stage, rita: Someone) -> None:
    """What was kept was removed, or the feed has begun anew."""
    shop = await system(stage, "shop", "all:read")
    await stage.files(rita, "The printer is on fire")
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Integration, shop)
        upto = await feed.number_new_events(session, stage.now)
        for after, limit in ((99, 10), (upto, 10), (0, upto)):
            page = await feed.read_page(session, row, after, limit, now=stage.now)
            assert (page.next, page.more) == (max(after, upto), False)
        (only,) = (await feed.read_page(session, row, 0, 10, only=("ticket.created",), now=stage.now)).events
        assert only.kind == "ticket.created"


# What a job comes to before anybody is asked


def _job(stage: Stage, key: int, event: int, attempts: int = 0) -> ClaimedJob:
    payload = queue.encode_payload({"do": "send", "subscription": key, "event": event})
    return ClaimedJob(
        1, Box.TO_WEBHOOKS, f"{key}:1", Lane(2), None, payload, attempts, False, stage.now, None, None, None
    )


@pytest.mark.parametrize(
    ("of", "values", "comes_to"),
    [
        (Subscription, {}, WebhookPost),
        (Subscription, {"off_at": timedelta()}, Done),
        (Subscription, {"removed_at": timedelta()}, Done),
        (Integration, {"revoked_at": timedelta()}, Done),
        (Integration, {"expires_at": timedelta()}, timedelta(minutes=5)),
        (Integration, {"expires_at": MOMENT}, WebhookPost),
        (Subscription, {"rest_until": timedelta()}, WebhookPost),
        (Subscription, {"rest_until": MOMENT}, MOMENT),
    ],
)
async def test_nobody_is_asked_where_nothing_may_be_sent(
    stage: Stage, vera: Someone, rita: Someone, of: Any, values: dict[str, timedelta], comes_to: Any
) -> None:
    """What has to wait has lost no try by that."""
    shop, key = await _made(stage, vera)
    await stage.files(rita, "The printer is on fire")
    for name, after in values.items():
        await _set(stage, of, key if of is Subscription else shop, **{name: stage.now + after})
    async with stage.database.unit_of_work() as session:
        await feed.number_new_events(session, stage.now)
        event = (await session.scalars(select(FeedEvent.id))).first()
        job = _job(stage, key, event or 0)
        found = await sending.prepare_post(session, job, stage.now, CurrentSettings(stage.rules))
    if isinstance(comes_to, timedelta):
        assert isinstance(found, Retry)
        assert (found.at, found.counts) == (stage.now + comes_to, False)
    else:
        assert isinstance(found, comes_to)


@pytest.mark.parametrize(("status", "taken"), [(200, True), (299, True), (300, False), (199, False), (None, False)])
def test_what_is_taken(status: int | None, taken: bool) -> None:
    assert WebhookAnswer(status).is_taken is taken


@pytest.mark.parametrize(("attempts", "buried"), [(sending.MOST_TRIES - 2, False), (sending.MOST_TRIES - 1, True)])
async def test_one_that_is_never_taken_is_given_up_and_holds_up_no_other(
    stage: Stage, vera: Someone, rita: Someone, attempts: int, buried: bool
) -> None:
    _, key = await _made(stage, vera)
    await stage.files(rita, "The printer is on fire")
    async with stage.database.unit_of_work() as session:
        await feed.number_new_events(session, stage.now)
        event = (await session.scalars(select(FeedEvent.id))).first() or 0
        post = WebhookPost(key, URL, b"", {})
        job = _job(stage, key, event, attempts)
        verdict, back = await sending.settle_answer(session, job, post, WebhookAnswer(500), stage.now)
    assert (isinstance(verdict, queue.Bury), back) == (buried, False)
    assert (await _row(stage, key)).off_at is None


# What is kept sealed


async def test_a_key_follows_another_by_being_listed_before_it(stage: Stage, vera: Someone) -> None:
    _, key = await _made(stage, vera)
    _, gone = await _made(stage, vera, "crm")
    await stage.does(vera, subscriptions.remove_subscription, gone)
    old = (await _row(stage, key)).secret
    words = installation.decrypt_secret(KEYS[:1], old)

    async def anew(*keys: SecretStr) -> str | None:
        async with stage.database.unit_of_work() as session:
            return await subscriptions.reencrypt_all(session, keys)

    assert "is missing" in (await anew() or "")
    assert "should hold" in (await anew(KEYS[1]) or "")
    assert await anew(KEYS[0], KEYS[1]) is None
    assert (await _row(stage, key)).secret == old
    assert await anew(KEYS[1], KEYS[0]) is None
    assert installation.decrypt_secret(KEYS[1:], (await _row(stage, key)).secret) == words
    with pytest.raises(installation.SealError):
        installation.decrypt_secret(KEYS[:1], (await _row(stage, key)).secret)
    await stage.does(vera, subscriptions.remove_subscription, key)
    assert await anew() is None
