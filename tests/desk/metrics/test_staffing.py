"""How many people next week needs: against desks with a known answer, and against a slow count of the same acts."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from db.models import Entry, EntryKind, History, Origin, Role, Status, Ticket
from desk.metrics.measuring import staffing
from desk.metrics.measuring.staffing import FIRST, GAP, StaffingNeed, TooLittle, WorkWeek, estimate_need
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with

MONDAY = datetime(2026, 9, 28, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)  # a Wednesday
STAMPS = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")


def _make(
    who: Someone, filed: datetime, acts: Iterable[tuple[int, datetime]], *,
    solved: datetime | None = None, number: int, test: bool = False,
) -> Iterator[Ticket | Entry | History]:  # fmt: skip
    """A request with what was done to it, by turns a reply and a change of its status; the last one solved it."""
    yield Ticket(
        id=number, number=number, requester_id=who.id, origin=Origin.TELEGRAM, filed_at=filed, resolved_at=solved,
        status=Status.IN_PROGRESS if solved is None else Status.RESOLVED, is_test=test,
        **dict.fromkeys(STAMPS, filed),
    )  # fmt: skip
    for n, (person, at) in enumerate(acts):
        of = {"ticket_id": number, "origin": Origin.TELEGRAM}
        if n % 2:
            yield History(at=at, actor_id=person, field="status", old="new", new="in_progress", **of)
        else:
            yield Entry(kind=EntryKind.REPLY, author_id=person, author_name="x", created_at=at, **of)


async def _lay(stage: Stage, rows: Iterable[Ticket | Entry | History]) -> None:
    """Store many requests in one transaction."""
    rows = list(rows)
    async with stage.database.unit_of_work() as session:
        session.add_all(row for row in rows if isinstance(row, Ticket))
        await session.flush()
        session.add_all(row for row in rows if not isinstance(row, Ticket))


async def _need(stage: Stage, hours: int = 10) -> StaffingNeed | TooLittle | None:
    rules = rules_with(stage.rules, timezone="UTC", team__staffing_hours=hours)
    async with stage.database.reading() as session:
        return await staffing.load_need(session, rules, NOW)


async def test_a_desk_with_a_known_answer(stage: Stage) -> None:
    """Eight requests on each of five days, 25 minutes each: 16.7 hours of a week."""
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    minutes = timedelta(minutes=1)
    number = 0
    for week in range(-1, 9):
        rows: list[Ticket | Entry | History] = []
        for day, hour in product(range(5), range(8)):
            at, number = MONDAY + timedelta(weeks=week, days=day, hours=9 + hour), number + 1
            acts = [(olga.id, at + n * minutes) for n in (20, 30, 40)]
            rows += _make(rita, at, acts, solved=acts[-1][1], number=number)
        await _lay(stage, rows)
        if week == 1:
            found = await _need_at(stage, MONDAY + timedelta(weeks=2, days=2))
            assert found == TooLittle(3, 120)
    assert await _need(stage, 0) is None
    found = await _need(stage)
    assert isinstance(found, StaffingNeed)
    assert (found.requests, found.weeks) == (40, 8)
    assert found.minutes == pytest.approx(25)
    assert [found.low, found.people, found.high] == pytest.approx([40 * 25 / 60 / 10] * 3)


async def _need_at(stage: Stage, now: datetime) -> StaffingNeed | TooLittle | None:
    rules = rules_with(stage.rules, timezone="UTC", team__staffing_hours=10)
    async with stage.database.reading() as session:
        return await staffing.load_need(session, rules, now)


@pytest.mark.parametrize("seed", range(4))
async def test_weeks_are_those_of_a_slow_count(stage: Stage, seed: int) -> None:
    chance, zone = random.Random(seed), random.Random(seed).choice(["UTC", "Europe/Berlin", "America/St_Johns"])
    rita, max_ = await stage.person("Rita"), await stage.person("Max")
    agents = [await stage.person(name, Role.AGENT) for name in ("Olga", "Ivan")]
    filed, solved, done, rows = [], [], [], list[Ticket | Entry | History]()
    for number in range(1, 60):
        at = MONDAY + timedelta(minutes=chance.randrange(9 * 7 * 1440))
        acts = [
            (chance.choice([*agents, rita, max_]).id, at + timedelta(minutes=chance.randrange(300)))
            for _ in range(chance.randrange(6))
        ]
        end = at + timedelta(minutes=400) if chance.random() < 0.8 else None
        is_test = chance.random() < 0.1
        rows += _make(rita, at, acts, solved=end, number=number, test=is_test)
        if not is_test:
            filed.append(at)
            solved += [end] if end is not None else []
            done += [act for act in acts if act[0] in {one.id for one in agents}]
    await _lay(stage, rows)
    async with stage.database.reading() as session:
        found = await staffing.load_weeks(session, zone, NOW)
    assert found == _count_slowly(filed, solved, done, ZoneInfo(zone))


def _count_slowly(
    filed: list[datetime], solved: list[datetime], done: list[tuple[int, datetime]], zone: ZoneInfo
) -> list[WorkWeek]:
    """Go through all acts, week by week and agent by agent."""

    def is_in(at: datetime, monday: date) -> bool:
        day = at.astimezone(zone).date()
        return day - timedelta(days=day.weekday()) == monday

    days = sorted(at.astimezone(zone).date() for at in filed)
    first = next(day for day in (days[0] + timedelta(days=n) for n in range(7)) if day.weekday() == 0)
    mondays = [
        day for day in (date(2026, 9, 28) + timedelta(weeks=n) for n in range(8)) if day >= first
    ]  # eight weeks before that of NOW
    start = datetime(mondays[0].year, mondays[0].month, mondays[0].day, tzinfo=zone)
    weeks = []
    for monday in mondays:
        worked = 0.0
        for person in {one for one, _ in done}:
            before = None
            for at in sorted(at for one, at in done if one == person and at >= start):
                near = before is not None and at - before <= GAP
                if is_in(at, monday):
                    worked += (at - before if near and before is not None else FIRST).total_seconds()
                before = at
        weeks.append(WorkWeek(sum(is_in(at, monday) for at in filed), sum(is_in(at, monday) for at in solved), worked))
    return weeks


def test_the_range_holds_in_eight_of_ten_weeks() -> None:
    """Desks that differ from week to week, of which the true need of the next week is known."""
    chance = random.Random(7)
    held = []
    for _ in range(600):
        busy = [chance.gauss(60, 10) for _ in range(8)]
        weeks = []
        for mean_ in [*busy, chance.gauss(60, 10)]:
            times = [chance.expovariate(1 / 1200) for _ in range(max(1, round(mean_)))]
            weeks.append(WorkWeek(len(times), len(times), sum(times)))
        found = estimate_need(weeks[:-1], 30)
        assert isinstance(found, StaffingNeed)
        held.append(found.low <= weeks[-1].filed * 1200 / 3600 / 30 <= found.high)
    assert 0.76 < mean(held) < 0.88


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        ([], TooLittle(0, 0)),
        ([WorkWeek(50, 50, 9000)] * 3, TooLittle(3, 150)),
        ([WorkWeek(7, 7, 9000)] * 4, TooLittle(4, 28)),
        ([WorkWeek(50, 50, 0)] * 4, TooLittle(4, 200)),
    ],
)
def test_too_little_is_said(weeks: list[WorkWeek], said: TooLittle) -> None:
    assert estimate_need(weeks, 30) == said


def test_more_that_comes_in_than_is_finished_needs_more_people() -> None:
    even = estimate_need([WorkWeek(50, 50, 90_000)] * 4, 25)
    growing = estimate_need([WorkWeek(60, 50, 90_000)] * 4, 25)
    assert isinstance(even, StaffingNeed) and isinstance(growing, StaffingNeed)
    assert (even.people, growing.people) == pytest.approx((1.0, 1.2))
