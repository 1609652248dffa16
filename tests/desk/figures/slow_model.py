"""Every figure in the slow, obvious way: lists of what happened, looped over; working time counted minute by minute.

It shares nothing with `desk/figures/` but the keys. All moments are whole minutes.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.desk.sla.slow_model import SlowDesk

RESTING = ("resolved", "closed", "cancelled")
CALLED = ("escalated", "escalated_board", "escalated_word", "escalated_reopened", "escalated_breach")


@dataclass
class Row:
    """Of history."""

    at: datetime
    field: str
    old: str | None = None
    new: str | None = None
    new_id: int | None = None
    actor: int | None = None


@dataclass
class SlowTicket:
    """A ticket as its row has it, with its history and what was said on it: (kind, author, at)."""

    id: int
    requester: int
    priority: int
    origin: str
    category: int | None
    filed_at: datetime | None
    rows: list[Row] = field(default_factory=list)
    words: list[tuple[str, int, datetime]] = field(default_factory=list)
    status: str = "new"
    assignee: int | None = None
    on_board: bool = False
    first_response_at: datetime | None = None
    first_due_at: datetime | None = None
    solve_due_at: datetime | None = None
    promised_at: datetime | None = None
    end_reason: str | None = None
    needs_answer: bool = False
    escalated_at: datetime | None = None
    resolved_by: int | None = None
    rating: int | None = None
    asked_at: datetime | None = None
    rated_at: datetime | None = None
    agent_rating: int | None = None
    event: int | None = None
    root_cause: int | None = None


@dataclass
class Happened:
    """Something at a moment, by somebody, with what there is to be counted of it."""

    at: datetime
    ticket: SlowTicket | None
    person: int | None
    value: Any = 1
    answer: str | None = None


@dataclass
class Stay:
    """In a status, or with an agent."""

    what: Any
    person: int | None
    start: datetime
    end: datetime | None = None
    before: Any = None
    after: Any = None


class SlowFigures:
    """All figures of these tickets, as somebody with much time would count them."""

    def __init__(
        self, tickets: list[SlowTicket], uses: list[tuple[date, str, int, int]], desk: SlowDesk, *, now: datetime,
        hold_stops: bool, undo: timedelta,
    ) -> None:  # fmt: skip
        self.tickets = [ticket for ticket in tickets if ticket.filed_at is not None]
        self.uses, self.desk, self.now, self.hold_stops, self.undo = uses, desk, now, hold_stops, undo
        self.known_lengths: dict[tuple[int, datetime, datetime, bool], float] = {}
        self.lives = {ticket.id: self.life(ticket) for ticket in self.tickets}

    # ------------------------------------------------------------ what became of a ticket

    def life(self, ticket: SlowTicket) -> tuple[list[Stay], list[Stay]]:  # noqa: PLR0912
        """Its statuses and its agents, in order."""
        assert ticket.filed_at is not None
        before, rows = self.since_filing(ticket)
        rows = self.undone_taken_out(ticket, rows)
        holder: Any = None
        for row in before:
            if row.field == "assignee":
                holder = self.who(row)
        statuses = [Stay("new", self.known(holder), ticket.filed_at)]
        agents: list[Stay] = []
        if holder is not None:
            agents.append(Stay("with", self.known(holder), ticket.filed_at, before="queue"))
        for row in rows:
            status = statuses[-1]
            having = agents[-1] if agents and agents[-1].end is None else None
            if row.field == "assignee":
                new = self.who(row)
                if new == holder:
                    continue
                if having:
                    having.end, having.after = row.at, "queue" if new is None else "agent"
                if new is not None and status.what not in RESTING:
                    agents.append(Stay("with", self.known(new), row.at, before="queue" if holder is None else "agent"))
                holder = new
            elif row.field == "status" and row.new != status.what:
                status.end, status.after = row.at, row.new
                if row.new in RESTING and having:
                    having.end, having.after = row.at, row.new
                person = self.known(holder)
                if row.new == "resolved":
                    person = row.actor or person
                if row.new in ("closed", "reopened") and status.what in RESTING:
                    person = status.person
                if row.new == "reopened" and holder == "on the board":
                    holder = None
                statuses.append(Stay(row.new, person, row.at, before=status.what))
                if status.what in RESTING and row.new not in RESTING and holder is not None:
                    agents.append(Stay("with", self.known(holder), row.at, before=status.what))
        return statuses, agents

    @staticmethod
    def since_filing(ticket: SlowTicket) -> tuple[list[Row], list[Row]]:
        """The rows before and after filing; of the latter none earlier than the one before it."""
        filed = next(n for n, row in enumerate(ticket.rows) if row.field == "filed")
        after, latest = [], ticket.filed_at
        for row in ticket.rows[filed + 1 :]:
            assert latest is not None
            latest = max(latest, row.at)
            after.append(Row(latest, row.field, row.old, row.new, row.new_id, row.actor))
        return ticket.rows[:filed], after

    def undone_taken_out(self, ticket: SlowTicket, rows: list[Row]) -> list[Row]:
        """Again and again, the first solution that was taken back goes, with what took it back."""
        rows = [row for row in rows if row.field in ("status", "assignee")]
        while (found := self.first_undone(ticket, rows)) is not None:
            solved, back = found
            kept = [row for n, row in enumerate(rows) if n not in (solved, back)]
            first, last = solved - 1, back - 1
            in_passing = (
                first >= 0 and last > solved
                and rows[first].field == "assignee" and rows[first].old is None and rows[first].at == rows[solved].at
                and rows[last].field == "assignee" and self.who(rows[last]) is None
            )  # fmt: skip
            rows = [*rows[:first], *rows[back + 1 :]] if in_passing else kept
        return rows

    def first_undone(self, ticket: SlowTicket, rows: list[Row]) -> tuple[int, int] | None:
        statuses = [n for n, row in enumerate(rows) if row.field == "status"]
        for place, solved in enumerate(statuses[:-1]):
            if rows[solved].new != "resolved":
                continue
            back = statuses[place + 1]
            before = rows[statuses[place - 1]].new if place else "new"
            to, early = rows[back].new, rows[back].at - rows[solved].at <= self.undo
            if to not in ("closed", "cancelled", "reopened"):
                assert to == before
                return solved, back
            if to == before == "reopened" and early and rows[back].actor != ticket.requester:
                return solved, back
        return None

    @staticmethod
    def who(row: Row) -> Any:
        if row.new is None and row.old is not None:
            return None
        if row.new_id is not None:
            return row.new_id
        return "on the board" if row.new is None else "somebody"

    @staticmethod
    def known(holder: Any) -> int | None:
        return holder if isinstance(holder, int) else None

    # ------------------------------------------------------------ how long something was

    def worked(self, ticket: SlowTicket, start: datetime, end: datetime, *, paused: bool) -> float:
        """Seconds in the hours, minute by minute; `paused`: not while its clock stood."""
        asked = (ticket.id, start, end, paused)
        if asked not in self.known_lengths:
            self.known_lengths[asked] = self.count_minutes(ticket, start, end, paused=paused)
        return self.known_lengths[asked]

    def count_minutes(self, ticket: SlowTicket, start: datetime, end: datetime, *, paused: bool) -> float:
        stands = ["pending", *RESTING, *(["on_hold"] if self.hold_stops else [])]
        pauses = [(stay.start, stay.end) for stay in self.lives_of(ticket)[0] if stay.what in stands] if paused else []
        many = 0
        minute = start
        while minute < end:
            rests = any(begun <= minute and (over is None or minute < over) for begun, over in pauses)
            if not rests and (ticket.priority == 1 or minute in self.desk.open_minutes):
                many += 1
            minute += timedelta(minutes=1)
        return many * 60.0

    def lives_of(self, ticket: SlowTicket) -> tuple[list[Stay], list[Stay]]:
        return self.lives[ticket.id]

    def solution(self, ticket: SlowTicket) -> Stay | None:
        statuses = self.lives_of(ticket)[0]
        if statuses[-1].what == "resolved":
            return statuses[-1]
        if statuses[-1].what == "closed" and len(statuses) > 1 and statuses[-2].what == "resolved":
            return statuses[-2]
        return None

    # ------------------------------------------------------------ what happened

    def stays(self, kind: int, which: Callable[[Stay], bool]) -> Iterable[tuple[SlowTicket, Stay]]:
        return [(ticket, stay) for ticket in self.tickets for stay in self.lives_of(ticket)[kind] if which(stay)]

    def began(self, status: str) -> list[Happened]:
        return [Happened(stay.start, ticket, stay.person) for ticket, stay in self.stays(0, lambda s: s.what == status)]

    def over(self, kind: int, length: str, status: str | None = None) -> list[Happened]:
        found = []
        for ticket, stay in self.stays(kind, lambda s: s.end is not None and status in (None, s.what)):
            assert stay.end is not None
            clock = (stay.end - stay.start).total_seconds()
            value = clock if length == "clock" else self.worked(ticket, stay.start, stay.end, paused=False)
            found.append(Happened(stay.end, ticket, stay.person, value))
        return found

    def first_agent(self, ticket: SlowTicket) -> Stay | None:
        agents = self.lives_of(ticket)[1]
        return agents[0] if agents else None

    def filed(self, value: Callable[[SlowTicket], Any]) -> list[Happened]:
        found = []
        for ticket in self.tickets:
            first = self.first_agent(ticket)
            assert ticket.filed_at is not None
            found.append(Happened(ticket.filed_at, ticket, first.person if first else None, value(ticket)))
        return found

    def is_newcomer(self, ticket: SlowTicket) -> int | None:
        assert ticket.filed_at is not None
        others = [one.filed_at for one in self.tickets if one.requester == ticket.requester]
        return None if any(one is not None and one < ticket.filed_at for one in others) else ticket.requester

    def answered(self, value: Callable[[SlowTicket, datetime], Any]) -> list[Happened]:
        found = []
        for ticket in self.tickets:
            at = ticket.first_response_at
            if at is not None:
                by = [author for kind, author, said in ticket.words if kind == "reply" and said >= at]
                found.append(Happened(at, ticket, by[0] if by else None, value(ticket, at)))
        return found

    def solved(self, value: Callable[[SlowTicket, datetime], Any]) -> list[Happened]:
        found = []
        for ticket in self.tickets:
            stay = self.solution(ticket)
            if stay is not None:
                found.append(Happened(stay.start, ticket, stay.person, value(ticket, stay.start)))
        return found

    def first_taken(self, value: Callable[[SlowTicket, datetime], Any]) -> list[Happened]:
        found = []
        for ticket in self.tickets:
            stay = self.first_agent(ticket)
            if stay is not None:
                found.append(Happened(stay.start, ticket, stay.person, value(ticket, stay.start)))
        return found

    def clock(self, ticket: SlowTicket, at: datetime) -> float:
        assert ticket.filed_at is not None
        return max((at - ticket.filed_at).total_seconds(), 0)

    def work(self, ticket: SlowTicket, at: datetime) -> float:
        assert ticket.filed_at is not None
        return self.worked(ticket, ticket.filed_at, at, paused=True)

    def came_back(self) -> list[Happened]:
        found = []
        for ticket in self.tickets:
            statuses = self.lives_of(ticket)[0]
            for n, stay in enumerate(statuses):
                if stay.what == "resolved":
                    after = [one.what for one in statuses[n + 1 : n + 3]]
                    back = after[:1] == ["reopened"] or after == ["closed", "reopened"]
                    found.append(Happened(stay.start, ticket, stay.person, back))
        return found

    def closed(self, value: Callable[[SlowTicket, datetime], Any]) -> list[Happened]:
        found = []
        for ticket in self.tickets:
            last, solution = self.lives_of(ticket)[0][-1], self.solution(ticket)
            if last.what == "closed":
                person = solution.person if solution else None
                found.append(Happened(last.start, ticket, person, value(ticket, last.start)))
        return found

    def changed(self, which: Callable[[Row], bool]) -> list[Happened]:
        """Rows of history as they are, and who had the ticket at that moment."""
        found = []
        for ticket in self.tickets:
            for row in ticket.rows:
                if which(row):
                    agents = self.lives_of(ticket)[1]
                    having = [one for one in agents if one.start <= row.at and (one.end is None or one.end > row.at)]
                    found.append(Happened(row.at, ticket, having[-1].person if having else None))
        return found

    def marked(self, value: Callable[[SlowTicket], Any], *, asked: bool = False) -> list[Happened]:
        found = []
        for ticket in self.tickets:
            at = ticket.asked_at if asked else ticket.rated_at
            if at is not None:
                found.append(Happened(at, ticket, ticket.resolved_by, value(ticket)))
        return found

    def used(self, kind: str | None, value: Callable[[int, int], Any]) -> list[Happened]:
        noon = timedelta(hours=12)
        return [
            Happened(datetime(day.year, day.month, day.day, tzinfo=self.desk.zone) + noon, None, who, value(who, n))
            for day, what, who, n in self.uses
            if kind in (None, what)
        ]

    def open(self, value: Callable[[SlowTicket], Any]) -> list[Happened]:
        found = []
        for ticket in self.tickets:
            assert ticket.filed_at is not None
            if ticket.status not in ("closed", "cancelled"):
                found.append(Happened(ticket.filed_at, ticket, ticket.assignee, value(ticket)))
        return found

    # ------------------------------------------------------------ the figures

    def everything(self) -> dict[str, tuple[list[Happened], Callable[[list[Any]], float | None]]]:  # noqa: PLR0915
        """By its key what there is to count, and how."""
        found: dict[str, tuple[list[Happened], Callable[[list[Any]], float | None]]] = {}

        def late(due: str) -> Callable[[SlowTicket, datetime], float | None]:
            def by(ticket: SlowTicket, at: datetime) -> float | None:
                ends = getattr(ticket, due)
                return None if ends is None else (at - ends).total_seconds()

            return by

        def within(due: str) -> Callable[[SlowTicket, datetime], bool | None]:
            return lambda t, at: None if late(due)(t, at) is None else (late(due)(t, at) or 0) <= 0

        def overrun(due: str) -> Callable[[SlowTicket, datetime], float | None]:
            return lambda t, at: late(due)(t, at) if (late(due)(t, at) or 0) > 0 else None

        def works(ticket: SlowTicket) -> bool:
            return ticket.status not in RESTING

        def if_(holds: Any) -> int | None:
            return 1 if holds else None

        def is_late(ticket: SlowTicket) -> bool:
            if ticket.status not in ("new", "assigned", "in_progress", "reopened"):
                return False
            own = ticket.first_due_at if ticket.first_response_at is None else ticket.solve_due_at
            due = ticket.promised_at or own
            return due is not None and due < self.now

        def held(t: SlowTicket) -> bool:
            return t.assignee is not None or t.on_board

        found["open_now"] = self.open(lambda t: 1), len
        found["untaken_now"] = self.open(lambda t: if_(works(t) and not held(t))), len
        found["held_now"] = self.open(lambda t: if_(works(t) and held(t))), len
        found["pending_now"] = self.open(lambda t: if_(t.status == "pending")), len
        found["on_hold_now"] = self.open(lambda t: if_(t.status == "on_hold")), len
        found["resolved_now"] = self.open(lambda t: if_(t.status == "resolved")), len
        found["unanswered_now"] = self.open(lambda t: if_(t.needs_answer)), len
        found["late_now"] = self.open(lambda t: if_(is_late(t))), len
        found["escalated_now"] = self.open(lambda t: if_(t.escalated_at)), len
        ages = self.open(lambda t: (self.now - t.filed_at).total_seconds())  # type: ignore[operator]
        found["age_median"], found["age_longest"] = (ages, median), (ages, max)
        having = self.open(lambda t: t.assignee if works(t) else None)
        found["agents_now"], found["busiest_now"] = (having, distinct), (having, top)
        for key, status in {
            "solved": "resolved",
            "closed": "closed",
            "reopened": "reopened",
            "cancelled": "cancelled",
        }.items():
            found[key] = self.began(status), len
        found["filed"] = self.filed(lambda t: 1), len
        found["answered"] = self.answered(lambda t, at: 1), len
        taken = [Happened(s.start, t, s.person) for t, s in self.stays(1, lambda s: s.before == "queue")]
        handed = [Happened(s.start, t, s.person) for t, s in self.stays(1, lambda s: s.before == "agent")]
        gone = [Happened(s.end, t, s.person) for t, s in self.stays(1, lambda s: s.after == "queue") if s.end]
        found["taken"], found["handed_over"], found["released"] = (taken, len), (handed, len), (gone, len)
        found["requesters"] = self.filed(lambda t: t.requester), distinct
        found["new_requesters"] = self.filed(self.is_newcomer), distinct
        found["filed_outside"] = self.filed(lambda t: not self.desk.is_open(t.filed_at)), share  # type: ignore[arg-type]
        hows = {"mean": mean, "median": median, "p90": p90}
        for how, count in hows.items():
            found[f"response_work_{how}"] = self.answered(self.work), count
            found[f"response_clock_{how}"] = self.answered(self.clock), count
            found[f"solution_work_{how}"] = self.solved(self.work), count
            found[f"solution_clock_{how}"] = self.solved(self.clock), count
            if how != "mean":
                found[f"take_work_{how}"] = self.first_taken(self.work), count
                found[f"take_clock_{how}"] = self.first_taken(self.clock), count
        found["closing_clock_median"] = self.closed(self.clock), median
        found["response_within"] = self.answered(within("first_due_at")), share
        found["solution_within"] = self.solved(within("solve_due_at")), share
        found["responses_late"] = self.answered(overrun("first_due_at")), len
        found["solutions_late"] = self.solved(overrun("solve_due_at")), len
        found["response_overrun_median"] = self.answered(overrun("first_due_at")), median
        found["solution_overrun_median"] = self.solved(overrun("solve_due_at")), median
        promised = {"made": (False, True), "moved": (True, True), "taken_back": (True, False)}
        for name, (old, new) in promised.items():
            found[f"promises_{name}"] = self.changed(promise(old, new)), len
        by_whom = [Happened(one.at, one.ticket, one.person, one.person) for one in self.began("resolved")]
        found["agents_solving"], found["busiest_solving"] = (by_whom, distinct), (by_whom, top)
        found["busiest_taking"] = [Happened(one.at, one.ticket, one.person, one.person) for one in taken], top
        found["agents_per_ticket"] = self.solved(lambda t, _: self.how_many_agents(t)), mean
        found["with_agent_work_median"] = self.over(1, "work"), median
        found["with_agent_clock_median"] = self.over(1, "clock"), median
        found["first_attempt"] = (
            self.solved(lambda t, _: "reopened" not in [s.what for s in self.lives_of(t)[0]]),
            share,
        )
        found["reopened_share"] = self.came_back(), share
        found["escalations"] = self.changed(lambda row: row.field in CALLED), len
        found["escalated_share"] = self.filed(lambda t: any(row.field in CALLED for row in t.rows)), share
        found["cancelled_share"] = self.filed(lambda t: t.status == "cancelled"), share
        found["solved_by_itself"] = self.filed(lambda t: (t.status, t.end_reason) == ("closed", "answered")), share
        found["silent_share"] = self.closed(lambda t, _: t.end_reason == "silence"), share
        for kind, key in {"reply": "replies", "comment": "comments", "note": "notes"}.items():
            found[f"{key}_per_ticket"] = self.solved(said(kind)), mean
        found["marks"] = self.marked(lambda t: t.rating), len
        found["low_marks"] = self.marked(lambda t: if_(t.rating is not None and t.rating <= 2)), len
        found["mark_solution"] = self.marked(lambda t: t.rating), mean
        found["agent_marks"] = self.marked(lambda t: t.agent_rating), len
        found["mark_agent"] = self.marked(lambda t: t.agent_rating), mean
        found["marks_answered"] = self.marked(lambda t: t.rating is not None, asked=True), share
        for status in ("new", "assigned", "in_progress", "pending", "on_hold", "resolved", "reopened"):
            for length in ("work", "clock"):
                found[f"in_{status}_{length}_median"] = self.over(0, length, status), median
        found["bot_people"] = self.used(None, lambda who, n: who), distinct
        for kind in ("message", "command", "button"):
            found[f"bot_{kind}s"] = self.used(kind, lambda who, n: n), sum
        return found

    def how_many_agents(self, ticket: SlowTicket) -> int:
        """Who had it while there was something to do; whoever cannot be named counts once."""
        return len({stay.person for stay in self.lives_of(ticket)[1]})


def said(kind: str) -> Callable[[SlowTicket, datetime], int]:
    return lambda t, _: sum(one[0] == kind for one in t.words)


def promise(old: bool, new: bool) -> Callable[[Row], bool]:
    return lambda row: row.field == "promised" and (row.old is not None, row.new is not None) == (old, new)


def mean(values: list[Any]) -> float | None:
    return sum(values) / len(values) if values else None


def quantile(values: list[Any], part: float) -> float | None:
    """Of the sorted values, the place `part` of the way from the first to the last; between two, a part of the way."""
    if not values:
        return None
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def median(values: list[Any]) -> float | None:
    return quantile(values, 0.5)


def p90(values: list[Any]) -> float | None:
    return quantile(values, 0.9)


def distinct(values: list[Any]) -> float | None:
    return len(set(values))


def share(values: list[Any]) -> float | None:
    return None if len(values) < 10 else sum(values) / len(values)


def top(values: list[Any]) -> float | None:
    return None if len(values) < 10 else max(Counter(values).values()) / len(values)
