"""Random histories of a desk: its people, its hours, tickets with all that can happen to them, and what cannot."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk import DayRange, DeskSettings
from tests.desk.metrics.slow_lives import RESTING, Row, SlowTicket
from tests.desk.metrics.slow_model import CALLED, SlowFigures
from tests.desk.sla.slow_model import SlowDesk
from tests.rules import rules_with

UNDO = timedelta(minutes=2)
DAYS = 6
PLACES = [  # a zone, and a day on which its clocks are moved (or on which nothing happens)
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("America/Havana", date(2026, 3, 8)),  # midnight is left out
    ("America/Havana", date(2026, 11, 1)),  # the hour after midnight comes twice
    ("America/Sao_Paulo", date(2018, 2, 18)),  # the hour before midnight comes twice
    ("America/St_Johns", date(2010, 11, 7)),  # a minute of Sunday, then Saturday's last hour again
    ("Asia/Kathmandu", date(2026, 11, 20)),
    ("UTC", date(2026, 11, 20)),
]
_STEPS = (
    "claim", "claim", "give", "release", "board", "stranger", "progress", "pending", "hold", "reply", "reply",
    "comment", "note", "solve", "solve", "solve", "undo", "close", "cancel", "reopen", "reopen", "promise", "escalate",
    "mark", "rename",
)  # fmt: skip


@dataclass
class World:
    """One random desk with all that happened there."""

    settings: DeskSettings
    slow: SlowFigures
    now: datetime
    tickets: list[SlowTicket]
    uses: list[tuple[date, str, int, int]]
    changes: list[tuple[datetime, str, Any]]
    """Of settings, in order: when, which, and its value before."""


def world(seed: int, people: list[int], categories: list[int], events: list[int]) -> World:
    """Of that seed: half of the people are agents; all moments are whole minutes."""
    chance = random.Random(seed)
    name, day = chance.choice(PLACES)
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    week = tuple(
        ((540, 1080),) if chance.random() < 0.6 else chance.choice([(), ((0, 720), (780, 1439)), ((1320, 1800),)])
        for _ in range(7)
    )
    ranges = ((day, day, chance.random() < 0.5),) if chance.random() < 0.4 else ()
    settings = rules_with(
        timezone=name, hours__week=week if any(week) else (), team__undo=UNDO,
        targets__hold_stops_clock=chance.random() < 0.5, hours__day_ranges=tuple(DayRange(*one) for one in ranges),
    )  # fmt: skip
    always = (((0, 1440),),) * 7
    watched = SlowDesk(ZoneInfo(name), week if any(week) else always, ranges, since, DAYS)
    changes: list[tuple[datetime, str, Any]] = []
    held = [(since, settings.targets.hold_stops_clock)]
    if chance.random() < 0.6:
        changed = since + timedelta(minutes=chance.randrange(DAYS * 1440))
        old = tuple(chance.choice([((540, 1080),), (), ((0, 700), (720, 1440))]) for _ in range(7))
        old_zone, old_hold = chance.choice([name, PLACES[0][0], PLACES[-2][0]]), chance.random() < 0.5
        watched.earlier = changed, SlowDesk(ZoneInfo(old_zone), old if any(old) else always, (), since, 1)
        held = [(since, old_hold), (changed, settings.targets.hold_stops_clock)]
        changes = [
            (changed, "hours", [list(map(list, one)) for one in old] if any(old) else []),
            (changed, "day_ranges", []), (changed, "timezone", old_zone), (changed, "hold_stops_clock", old_hold),
        ]  # fmt: skip
    tickets = [
        _Story(chance, number, since, people, categories).told(events)
        for number in range(1, chance.choice([1, 5, 14, 30]))
    ]
    days = [day + timedelta(days=n) for n in range(-1, 2)]
    kinds = ("message", "command", "button")
    uses = [(chance.choice(days), chance.choice(kinds), chance.choice(people), chance.randint(1, 5)) for _ in range(12)]
    now = since + timedelta(days=DAYS)
    slow = SlowFigures(tickets, uses, watched, now=now, hold_stops=held, undo=UNDO)
    return World(settings, slow, now, tickets, uses, changes)


class _Story:
    def __init__(
        self, chance: random.Random, number: int, since: datetime, people: list[int], categories: list[int]
    ) -> None:
        self.chance = chance
        half = len(people) // 2
        self.agents = people[half:]
        self.at = since + timedelta(minutes=chance.randrange(3 * 1440))
        self.until = since + timedelta(days=DAYS - 1)
        self.holder: Any = None
        self.before: list[str] = []
        self.undoes: tuple[datetime, bool] | None = None
        self.ticket = SlowTicket(
            number, chance.choice(people[: half + 1]), chance.choice([1, 2, 3, 3, 4]),
            chance.choice(["telegram", "todoist"]), chance.choice([None, *categories]), None,
        )  # fmt: skip

    def told(self, events: list[int]) -> SlowTicket:
        one, chance = self.ticket, self.chance
        one.words.append(("comment", one.requester, self.at))
        if chance.random() < 0.15:
            self.move("cancelled", one.requester)
            if chance.random() < 0.5:
                return one
            self.move("new", one.requester)
        if chance.random() < 0.1:
            one.status = "cancelled"
            return one
        if chance.random() < 0.1:
            self.take(chance.choice(self.agents))
        one.filed_at = self.at
        one.rows.append(Row(self.at, "filed", None, "The printer", actor=one.requester))
        if chance.random() < 0.6:
            one.first_due_at, one.solve_due_at = self.soon(), self.soon()
        one.needs_answer, one.event = chance.random() < 0.5, chance.choice([None, *events])
        for _ in range(chance.choice([0, 2, 6, 14, 25])):
            self.at += timedelta(minutes=chance.choice([0, 0, 1, 2, 7, 45, 200, 900]))
            if self.at >= self.until:
                break
            if chance.random() < 0.05:
                self.at -= timedelta(minutes=30)
            getattr(self, chance.choice(_STEPS))()
        one.assignee = self.holder if isinstance(self.holder, int) else None
        if one.status == "closed":
            one.end_reason = chance.choice(["silence", "confirmed", "answered"])
        return one

    def soon(self) -> datetime:
        return self.at + timedelta(minutes=self.chance.choice([0, 30, 300, 2000]))

    def row(self, field: str, old: str | None, new: str | None, new_id: int | None = None, actor: Any = None) -> None:
        self.ticket.rows.append(Row(self.at, field, old, new, new_id, actor))

    def move(self, to: str, actor: int | None = None) -> None:
        if self.ticket.status != to:
            self.before.append(self.ticket.status)
            self.row("status", self.ticket.status, to, actor=actor)
            self.ticket.status = to

    def named(self) -> str | None:
        return "" if self.holder == "on the board" else None if self.holder is None else str(self.holder)

    def take(self, person: int | None) -> None:
        self.row("assignee", self.named(), None if person is None else str(person), person)
        self.holder = person

    @property
    def works(self) -> bool:
        return self.ticket.status not in RESTING

    # ------------------------------------------------------------ what can happen

    def claim(self) -> None:
        if self.holder is None and self.works:
            self.take(self.chance.choice(self.agents))
            if self.ticket.status in ("new", "reopened"):
                self.move("assigned")

    def give(self) -> None:
        if self.holder is not None and self.ticket.status not in ("closed", "cancelled"):
            self.take(self.chance.choice(self.agents))

    def release(self) -> None:
        if self.holder is not None and self.works:
            self.take(None)
            if self.ticket.status != "reopened":
                self.move("new")

    def board(self) -> None:
        if self.holder is None and self.works:
            self.row("assignee", None, None)
            self.holder = "on the board"
            self.move("in_progress")

    def stranger(self) -> None:
        if self.works and self.chance.random() < 0.3:
            self.row("assignee", self.named(), "Pavel")
            self.holder = "somebody"

    def progress(self) -> None:
        if self.works:
            self.move("in_progress")

    def pending(self) -> None:
        if self.works:
            self.move("pending")

    def hold(self) -> None:
        if self.works:
            self.move("on_hold")

    def reply(self) -> None:
        author = self.holder if isinstance(self.holder, int) else self.chance.choice(self.agents)
        self.ticket.words.append(("reply", author, self.at))
        self.ticket.first_response_at = self.ticket.first_response_at or self.at
        if self.works and self.holder is None:
            self.take(author)
        if self.ticket.status in ("new", "assigned", "reopened"):
            self.move("in_progress", author)

    def comment(self) -> None:
        self.ticket.words.append(("comment", self.ticket.requester, self.at))

    def note(self) -> None:
        self.ticket.words.append(("note", self.chance.choice(self.agents), self.at))

    def solve(self) -> None:
        if not self.works:
            return
        by = self.chance.choice([*self.agents, None])
        passing = self.holder is None and by is not None
        if passing:
            self.take(by)
        self.move("resolved", by)
        self.ticket.resolved_by = by or (self.holder if isinstance(self.holder, int) else None)
        self.undoes = (self.at, passing)
        if self.chance.random() < 0.3:
            self.at += timedelta(minutes=self.chance.choice([0, 1, 2]))
            self.undo()

    def undo(self) -> None:
        if self.ticket.status != "resolved" or self.undoes is None or self.at - self.undoes[0] > UNDO:
            return
        if self.undoes[1] and self.holder is not None:
            self.take(None)
        self.move(self.before[-1], self.chance.choice(self.agents))
        self.ticket.resolved_by = None

    def close(self) -> None:
        if self.ticket.status == "resolved" or (self.works and self.chance.random() < 0.2):
            self.move("closed", None)
            self.ticket.asked_at = self.at

    def cancel(self) -> None:
        if self.ticket.status not in ("closed", "cancelled") and self.chance.random() < 0.4:
            self.move("cancelled", self.ticket.requester)

    def reopen(self) -> None:
        if self.ticket.status in RESTING:
            if self.chance.random() < 0.2 and self.holder is not None:  # dismissed meanwhile
                self.take(None)
            if self.holder == "on the board":
                self.holder = None
            self.move("reopened", self.chance.choice([self.ticket.requester, self.agents[0]]))

    def promise(self) -> None:
        old, new = self.ticket.promised_at, self.chance.choice([None, self.soon(), self.soon()])
        if old != new:
            self.row("promised", old and old.isoformat(), new and new.isoformat())
            self.ticket.promised_at = new

    def escalate(self) -> None:
        self.row(self.chance.choice(CALLED), None, "Why")
        self.ticket.escalated_at = self.at

    def mark(self) -> None:
        if self.ticket.status == "closed":
            self.ticket.rated_at, self.ticket.rating = self.at, self.chance.choice([None, 1, 2, 3, 5, 5])
            self.ticket.agent_rating = self.chance.choice([None, 2, 4, 5])

    def rename(self) -> None:
        self.row("subject", "The printer", "The scanner")
