"""What an event to come will bring: its error on simulated events, and what is read of past ones."""

import math
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest
from sqlalchemy import insert

from db.models import Entry, EntryKind, Event, Origin, Role, Status, Ticket
from desk import DeskSettings
from desk.metrics.measuring.event_load import (
    ExpectedRequests,
    Forecast,
    PastEvent,
    load_events_ahead,
    make_forecast,
)
from desk.settings.hours import EventDays
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with
from tests.sql import add, execute

SEEDS = range(20)
ALIKE, DIFFERENT, MIXED = 0.2, 0.4, 0.8
"""By how much the requests of each hundred participants differ from event to event: the standard deviation as a share
of the mean."""
STAMPS = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")


def _simulate(chance: random.Random, rate: float, differs: float) -> PastEvent:
    """An event of 40 to 2,000 participants on one to four days. Its rate, its days and every request are chance."""
    attendance = round(math.exp(chance.uniform(math.log(40), math.log(2000))))
    days = chance.randint(1, 4)
    mean = attendance * rate * chance.gammavariate(1 / differs**2, differs**2)
    requests = sum(chance.random() * attendance * 3 < mean for _ in range(attendance * 3))
    busy = [0.1, *((1.5 if day == 0 else 1) * chance.uniform(0.6, 1.4) for day in range(days)), 0.15]
    return PastEvent(days, attendance, Counter(chance.choices(range(-1, days + 1), busy, k=requests)))


def _foresee(seed: int, differs: float) -> tuple[PastEvent, Forecast]:
    """An event, and the forecast from the two to ten before it."""
    chance = random.Random(seed)
    rate = chance.uniform(0.02, 0.12)
    past = [_simulate(chance, rate, differs) for _ in range(chance.randint(2, 10))]
    came = _simulate(chance, rate, differs)
    forecast = make_forecast(past, came.attendance, came.days)
    assert forecast is not None
    return came, forecast


def _is_in(came: float, said: ExpectedRequests) -> bool:
    """In the range as it is shown: rounded outwards."""
    return math.floor(said.low) <= came <= math.ceil(said.high)


def _off(came: float, said: ExpectedRequests) -> float:
    return abs(came - said.requests) / max(said.requests, 1)


@dataclass(frozen=True)
class Judged:
    """Of the whole event and of single days: the median error in per cent, and how many per cent are in the range."""

    off: int
    held: int
    off_by_day: int
    held_by_day: int


def _judge(seeds: range, differs: float) -> Judged:
    totals, days = [], []
    for came, said in (_foresee(seed, differs) for seed in seeds):
        totals.append((sum(came.filed.values()), said.total))
        days += [(came.filed.get(day, 0), one) for day, one in enumerate(said.days)]
    return Judged(*(number for pairs in (totals, days) for number in _rate(pairs)))


def _rate(pairs: list[tuple[int, ExpectedRequests]]) -> tuple[int, int]:
    held = sum(_is_in(came, said) for came, said in pairs) / len(pairs)
    return round(100 * median(_off(came, said) for came, said in pairs)), round(100 * held)


@pytest.mark.parametrize(
    ("differs", "judged"),
    [(ALIKE, Judged(23, 90, 40, 92)), (DIFFERENT, Judged(33, 100, 51, 90)), (MIXED, Judged(54, 85, 69, 82))],
)
def test_the_error_on_twenty_simulated_desks_is_the_one_that_the_guide_names(differs: float, judged: Judged) -> None:
    assert _judge(SEEDS, differs) == judged


@pytest.mark.parametrize("differs", [ALIKE, DIFFERENT, MIXED])
def test_the_range_holds_for_eight_of_ten_events_or_a_few_more(differs: float) -> None:
    judged = _judge(range(1000), differs)
    assert 80 <= judged.held <= 92
    assert 80 <= judged.held_by_day <= 92


def test_past_events_that_are_equal_leave_chance_alone() -> None:
    past = [PastEvent(2, 100, {0: 6, 1: 4})] * 10
    found = make_forecast(past, 400, 2)
    assert found is not None
    assert (found.per_hundred, found.total.requests) == pytest.approx((10, 40))
    assert [one.requests for one in found.days] == pytest.approx([24, 16])
    assert found.total.high - 40 == pytest.approx(1.383 * math.sqrt(40))
    assert (found.before.requests, found.after.requests) == (0, 0)


def test_a_longer_event_is_stretched_and_nothing_is_lost() -> None:
    past = [PastEvent(1, 100, {-3: 2, 0: 12, 1: 1}), PastEvent(2, 100, {-1: 2, 0: 8, 1: 4, 5: 1})]
    found = make_forecast(past, 100, 4)
    assert found is not None
    assert [one.requests for one in found.days] == pytest.approx([3.5, 3.5, 2.5, 2.5])
    assert (found.before.requests, found.after.requests) == (2, 1)
    whole = [found.before, *found.days, found.after]
    assert sum(one.requests for one in whole) == pytest.approx(found.total.requests)


@pytest.mark.parametrize("past", [[], [PastEvent(1, 100, {0: 5})]])
def test_fewer_than_two_past_events_say_nothing(past: list[PastEvent]) -> None:
    assert make_forecast(past, 100, 1) is None


def test_events_of_a_year_are_foreseen_at_once() -> None:
    past = [PastEvent(366, 1000, dict.fromkeys(range(366), 1))] * 10
    found = make_forecast(past, 2000, 366)
    assert found is not None
    assert sum(one.requests for one in found.days) == pytest.approx(732)
    short = make_forecast(past, 2000, 7)
    assert short is not None
    assert sum(one.requests for one in short.days) == pytest.approx(732)


def test_events_without_a_request_expect_none() -> None:
    found = make_forecast([PastEvent(1, 100, {})] * 2, 100, 1)
    assert found is not None
    assert found.total == ExpectedRequests(0, 0, 0)


# What is read of past events.


ZONE = "Pacific/Kiritimati"  # fourteen hours ahead: the day there is mostly another one
NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)


async def _add(stage: Stage, slug: str, first: date, days: int, attendance: int | None, **more: object) -> Event:
    made = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=20)
    values = {"created_at": made, **more}
    last = first + timedelta(days=days - 1)
    event = Event(slug=slug, name=slug, starts_on=first, ends_on=last, attendance=attendance, **values)
    await add(stage, event)
    return event


async def _serve(stage: Stage, who: Someone, agents: list[Someone], event: Event, ats: list[datetime]) -> None:
    """A request at each of these times, each answered twice in the next hour."""
    row = {
        "requester_id": who.id, "origin": Origin.TELEGRAM, "status": Status.RESOLVED, "event_id": event.id,
        "is_test": False,
    }  # fmt: skip
    for n, at in enumerate(ats):
        ticket = await add(stage, Ticket(number=event.id * 1000 + n, filed_at=at, **dict.fromkeys(STAMPS, at), **row))
        said = {"ticket_id": ticket.id, "origin": Origin.TELEGRAM, "kind": EntryKind.REPLY, "author_name": "x"}
        later = [at + timedelta(minutes=m) for m in (10, 50)]
        author = agents[n % len(agents)].id
        await execute(stage, insert(Entry).values([{**said, "author_id": author, "created_at": one} for one in later]))


def _rules(stage: Stage, *events: Event) -> DeskSettings:
    days = tuple(EventDays(one.id, one.slug, one.name, one.starts_on, one.ends_on) for one in events)
    return rules_with(stage.rules, timezone=ZONE, events=days)


async def test_what_is_read_is_what_was_filed(stage: Stage) -> None:
    rita = await stage.person("Rita")
    agents = [await stage.person(name, Role.AGENT) for name in ("Olga", "Ivan")]
    chance = random.Random(3)
    past = []
    for n in range(3):
        first, days, attendance = date(2026, 10, 1) + timedelta(days=14 * n), n + 1, 100 * (n + 1)
        event = await _add(stage, f"past-{n}", first, days, attendance)
        begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=14)
        offsets = [chance.randint(-1, days) for _ in range(10 * (n + 1))]
        ats = [begin + timedelta(days=day, hours=chance.uniform(0, 22)) for day in offsets]
        await _serve(stage, rita, agents, event, ats)
        past.append(PastEvent(days, attendance, Counter(offsets)))
    empty = date(2026, 9, 1)
    await _add(stage, "small", empty, 1, 19)
    await _add(stage, "unknown", empty, 1, None)
    await _add(stage, "gone", empty, 1, 500, removed_at=NOW)
    await _add(stage, "added-afterwards", empty, 1, 500, created_at=NOW)
    unserved = await _add(stage, "unserved", empty, 1, 500)
    coming = await _add(stage, "next", date(2026, 11, 27), 2, 250)
    async with stage.database.reading() as session:
        found = await load_events_ahead(session, _rules(stage, coming), NOW, limit=5)
    assert found is not None
    assert (found.past, [one.event.slug for one in found.loads]) == (4, ["next"])
    known = [PastEvent(1, 500, {}), *past]
    expected = make_forecast(known, 250, 2)
    assert expected is not None
    got = found.loads[0].forecast
    assert got is not None
    assert got.total.requests == pytest.approx(expected.total.requests)
    assert [one.high for one in got.days] == pytest.approx([one.high for one in expected.days])
    assert found.loads[0].people_each is not None
    assert unserved.attendance == 500
    async with stage.database.reading() as session:
        shorter = await load_events_ahead(session, _rules(stage, coming), NOW + timedelta(days=3), limit=5)
        assert shorter is None, "it is over"


async def test_people_follow_from_the_answers_of_a_person_and_day(stage: Stage) -> None:
    """Two agents give twelve answers each a day, two to a request: a request takes a sixth of a person's day."""
    rita = await stage.person("Rita")
    agents = [await stage.person(name, Role.AGENT) for name in ("Olga", "Ivan")]
    for n in range(2):
        first = date(2026, 10, 1) + timedelta(days=14 * n)
        event = await _add(stage, f"past-{n}", first, 3, 120)
        begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=14)
        ats = [begin + timedelta(days=day, hours=9 + hour) for day in range(3) for hour in range(12)]
        await _serve(stage, rita, agents, event, ats)
    coming = await _add(stage, "next", date(2026, 11, 26), 3, 240)
    async with stage.database.reading() as session:
        found = await load_events_ahead(session, _rules(stage, coming), NOW, limit=5)
    assert found is not None
    (load,) = found.loads
    assert load.people_each == pytest.approx(1 / 6)
    assert [load.count_people(one) for _, one in load.list_days(coming.starts_on)] == pytest.approx([4] * 3)
    assert [one.requests for _, one in load.list_days(coming.starts_on)] == pytest.approx([24] * 3)
    assert [day for day, _ in load.list_days(date(2026, 11, 27))] == [date(2026, 11, 27), date(2026, 11, 28)]


async def test_too_few_answers_name_no_people(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    for n in range(2):
        first = date(2026, 10, 1) + timedelta(days=14 * n)
        event = await _add(stage, f"past-{n}", first, 1, 120)
        at = datetime(first.year, first.month, first.day, 1, tzinfo=UTC)
        await _serve(stage, rita, [olga], event, [at] * 8)
    coming = await _add(stage, "next", date(2026, 11, 26), 1, 240)
    unknown = await _add(stage, "later", date(2026, 12, 26), 1, None)
    async with stage.database.reading() as session:
        found = await load_events_ahead(session, _rules(stage, coming, unknown), NOW, limit=5)
        first = await load_events_ahead(session, _rules(stage, coming, unknown), NOW, limit=1)
    assert found is not None and first is not None
    assert [one.people_each for one in found.loads] == [None, None]
    assert [one.forecast is None for one in found.loads] == [False, True]
    assert [one.event.slug for one in first.loads] == ["next"]
