"""Random histories: every figure says what counting slowly says, in all, by a dimension and filtered.

`make properties` runs these with 1,000 histories; `FIRST_SEED` begins elsewhere.
"""

import json
import os
import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import (
    AnswerTaken,
    Article,
    AuditRecord,
    CannedReply,
    CannedUse,
    Category,
    Entry,
    Event,
    History,
    Person,
    PresetAnswer,
    Rating,
    Search,
    Suggestion,
    Ticket,
    Use,
)
from desk.metrics import (
    METRICS,
    OF_ORGANIZATIONS,
    Chart,
    Dimension,
    MetricGroup,
    PageCache,
    Period,
    facts,
)
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.values import Value
from desk.metrics.registry import list_expected
from tests.desk.metrics.histories import World, world
from tests.desk.metrics.slow_answers import SlowAnswers, some_answers
from tests.desk.metrics.slow_lives import SlowTicket
from tests.desk.metrics.slow_model import Happened

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "12"))
FIRST_SEED = int(os.environ.get("FIRST_SEED", "1"))
BEGAN = datetime(2010, 1, 1, tzinfo=ZoneInfo("UTC"))


@pytest.mark.limit(3600)
async def test_every_figure_is_what_counting_slowly_says(database: Database) -> None:
    async with database.unit_of_work() as session:
        people = [Person(name=f"P{n}", created_at=BEGAN) for n in range(6)]
        topics = [Category(name=f"C{n}", folded=f"c{n}") for n in range(2)]
        session.add_all([*people, *topics])
        await session.flush()
        cache = [Event(slug=f"e{n}", name=f"E{n}", starts_on=BEGAN, ends_on=BEGAN, created_at=BEGAN) for n in range(2)]
        session.add_all(cache)
        await session.flush()
        events = [one.id for one in cache]
        known = [
            Article(slug=f"a{n}", state="published", created_at=BEGAN, updated_at=BEGAN, author_id=people[0].id)
            for n in range(2)
        ]
        ready = CannedReply(key="k", folded="k", text="K", created_by=people[0].id, created_at=BEGAN)
        given = PresetAnswer(title="P", state="published", created_by=people[0].id, created_at=BEGAN, updated_at=BEGAN)
        session.add_all([*known, ready, given])
        await session.flush()
        articles, canned = [*(("article", one.id) for one in known), ("preset", given.id)], [ready.id]
        ids, categories = [one.id for one in people], [one.id for one in topics]
    for seed in range(FIRST_SEED, FIRST_SEED + EXAMPLES):
        async with database.sessions() as session:
            told = world(seed, ids, categories, events)
            await _stored(session, told)
            await facts.refresh_facts(session, told.settings, told.now)
            given = some_answers(random.Random(seed), told.tickets, ids[3:], articles, canned)
            await _given(session, given)
            await _agrees(session, told, given, random.Random(seed), seed)
            await session.rollback()


async def _stored(session: AsyncSession, told: World) -> None:
    for one in told.tickets:
        await session.execute(insert(Ticket), [_ticket(one)])
        for model, rows in ((History, _history(one)), (Entry, _entries(one)), (Rating, _marks(one))):
            if rows:
                await session.execute(insert(model), rows)
    if told.changes:
        rows = [
            {"at": at, "origin": "telegram", "action": "setting", "object": f"setting:{key}", "old": json.dumps(old)}
            for at, key, old in told.changes
        ]
        await session.execute(insert(AuditRecord), rows)
    if told.uses:
        rows = [{"day": day, "kind": kind, "person_id": who, "n": n} for day, kind, who, n in told.uses]
        await session.execute(insert(Use), rows)


async def _given(session: AsyncSession, told: SlowAnswers) -> None:
    """After what was said was counted: these answers are none of it."""
    for offer in told.offers:
        own = {"ticket_id": offer.ticket.id, "person_id": offer.ticket.requester, f"{offer.kind}_id": offer.key}
        more = {"position": 1, "score": 1.0, "shown_at": offer.at, "outcome": offer.outcome}
        opened = {"opened_at": offer.at if offer.opened else None}
        await session.execute(insert(Suggestion), [own | more | opened])
    for search in told.searches:
        row = {"at": search.at, "language": "en", "words": "w", "by_staff": False, "found": search.found}
        await session.execute(insert(Search), [row])
    for use in told.uses:
        said = {"ticket_id": use.ticket.id, "kind": "reply", "author_id": use.author, "author_name": "P"}
        entry = insert(Entry).values(said | {"origin": "telegram", "created_at": use.at}).returning(Entry.id)
        row = {"entry_id": await session.scalar(entry), "at": use.at, "changed": use.changed}
        if use.canned is not None:
            await session.execute(insert(CannedUse), [row | {"canned_id": use.canned}])
        else:
            source = {"article_id": use.article} if use.article else {"from_ticket_id": use.ticket.id}
            await session.execute(insert(AnswerTaken), [row | source])


def _ticket(one: SlowTicket) -> dict[str, Any]:
    times = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")
    own = ("filed_at", "status", "first_response_at", "first_due_at", "solve_due_at", "promised_at", "end_reason")
    more = ("needs_answer", "escalated_at", "resolved_by", "priority", "origin", "id")
    return dict.fromkeys(times, BEGAN) | {name: getattr(one, name) for name in (*own, *more)} | {
        "number": one.id, "requester_id": one.requester, "assignee_id": one.assignee,
        "category_id": one.category, "event_id": one.event,
    }  # fmt: skip


def _marks(one: SlowTicket) -> list[dict[str, Any]]:
    if one.asked_at is None and one.rated_at is None:
        return []
    own = {"ticket_id": one.id, "person_id": one.resolved_by, "asked_at": one.asked_at, "marked_at": one.rated_at}
    return [own | {"about": "solution", "stars": one.rating}, own | {"about": "agent", "stars": one.agent_rating}]


def _history(one: SlowTicket) -> list[dict[str, Any]]:
    return [
        {
            "ticket_id": one.id, "at": row.at, "actor_id": row.actor, "origin": "telegram", "field": row.field,
            "old": row.old, "new": row.new, "new_id": row.new_id,
        }
        for row in one.rows
    ]  # fmt: skip


def _entries(one: SlowTicket) -> list[dict[str, Any]]:
    return [
        {
            "ticket_id": one.id, "kind": kind, "author_id": author, "author_name": "P", "origin": "telegram",
            "created_at": at,
        }
        for kind, author, at in one.words
    ]  # fmt: skip


async def _agrees(session: AsyncSession, told: World, given: SlowAnswers, chance: random.Random, seed: int) -> None:
    middle = told.now.date() - timedelta(days=4)
    period = Period(
        middle - timedelta(days=chance.choice([0, 1, 3])), middle + timedelta(days=chance.choice([0, 1, 4]))
    )
    by = chance.choice([None, *Dimension])
    where = _some_filter(told, chance) if chance.random() < 0.4 else {}
    await _measured_as_counted(session, told, given, period, by, where, seed)
    events = sorted({one.event for one in told.tickets if one.event is not None})
    some: Mapping[Dimension, object] = {Dimension.EVENT: (events or [0])[: chance.choice([1, 2])]}
    await _measured_as_counted(session, told, given, period, Dimension.EVENT, some, seed)


async def _measured_as_counted(
    session: AsyncSession,
    told: World,
    given: SlowAnswers,
    period: Period,
    by: Dimension | None,
    where: Mapping[Dimension, object],
    seed: int,
) -> None:
    asked = {"where": where, "settings": told.settings, "now": told.now}
    cache: PageCache = {}
    charts = [Chart(tuple(METRICS), one) for one in (by, Dimension.PRIORITY, Dimension.HOUR) if one is not None]
    numbers = await measure(session, METRICS, period, cache=cache, ahead=charts if seed % 2 else (), **asked)
    measured = await measure(session, METRICS, period, by=by, cache=cache, **asked)
    rows = {row.label: row.values for row in measured.rows}
    for key, (happened, count) in (told.slow.everything() | given.everything()).items():
        zone = told.slow.desk.zone
        is_now = METRICS[key].group is MetricGroup.NOW
        is_daily = METRICS[key].group is MetricGroup.USE
        inside = [
            one for one in happened
            if one.value is not None
            and (is_now or period.has_day(one.at.astimezone(zone).date()))
            and all(_is(_label(one, dimension, zone, is_daily), value) for dimension, value in where.items())
        ]  # fmt: skip
        said = f"seed {seed}, {key}, {period}, by {by}, where {where}"
        assert _same(measured.total[key], _counted(key, inside, count)), said
        assert _same(numbers.total[key], _counted(key, inside, count)), f"{said}, as a number of its page"
        if by is None:
            continue
        labels = {_label(one, by, zone, is_daily) for one in inside} | set(list_expected(by, period))
        for label in labels | rows.keys():
            slow = _counted(key, [one for one in inside if _label(one, by, zone, is_daily) == label], count)
            fast = rows[label][key] if label in rows else Value(slow.amount and None, 0)
            assert _same(fast, slow), f"{said}, {label}"


def _is(label: object, value: object) -> bool:
    return label in value if isinstance(value, list) else label == value


def _some_filter(told: World, chance: random.Random) -> Mapping[Dimension, object]:
    one = chance.choice(told.tickets) if told.tickets else None
    if one is None:
        return {}
    found: dict[Dimension, object] = {
        Dimension.PRIORITY: one.priority,
        Dimension.CATEGORY: one.category,
        Dimension.REQUESTER: one.requester,
        Dimension.SOURCE: one.origin,
        Dimension.EVENT: one.event,
        Dimension.AGENT: chance.choice([one.assignee, one.resolved_by]),
        Dimension.WEEKDAY: 5,
    }
    return {key: found[key] for key in chance.sample(sorted(found), chance.choice([1, 2]))}


def _label(one: Happened, by: Dimension, zone: Any, is_daily: bool) -> object:
    here = one.at.astimezone(zone)
    if by is Dimension.AGENT:
        return one.person
    if by is Dimension.ANSWER:
        return one.answer
    if by is Dimension.HOUR:
        return None if is_daily else here.hour
    if by is Dimension.WEEKDAY:
        return here.weekday()
    if by in (Dimension.DAY, Dimension.WEEK, Dimension.MONTH):
        day = here.date()
        monday = day - timedelta(days=day.weekday())
        return {"day": day, "week": monday, "month": date(day.year, day.month, 1)}[by.value]
    if one.ticket is None or by in (*OF_ORGANIZATIONS, Dimension.CRITERION):  # nothing here has one
        return None
    names = {
        "category": "category",
        "priority": "priority",
        "requester": "requester",
        "source": "origin",
        "event": "event",
        "root_cause": "root_cause",
    }
    return getattr(one.ticket, names[by.value])


def _counted(key: str, happened: list[Happened], count: Callable[[list[Any]], float | None]) -> Value:
    values = [one.value for one in happened]
    if METRICS[key].is_share:
        amount = count(values)
        return Value(None if amount is None else float(amount), len(values), too_few=len(values) < 10)
    if not values:
        return Value(0.0 if METRICS[key].unit == "count" else None, 0)
    return Value(float(count(values) or 0), len(values))


def _same(one: Value, other: Value) -> bool:
    if (one.amount is None) != (other.amount is None) or (one.of, one.too_few) != (other.of, other.too_few):
        return False
    return one.amount is None or other.amount is None or abs(one.amount - other.amount) < 1e-6
