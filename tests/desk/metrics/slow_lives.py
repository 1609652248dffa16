"""What became of each ticket, in the slow, obvious way: its statuses and its agents, row by row of history; working
time counted minute by minute.

It shares nothing with `desk/metrics/`. All moments are whole minutes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.desk.sla.slow_model import SlowDesk

RESTING = ("resolved", "closed", "cancelled")


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
class Stay:
    """In a status, or with an agent."""

    what: Any
    person: int | None
    start: datetime
    end: datetime | None = None
    before: Any = None
    after: Any = None


class SlowLives:
    """Statuses and agents of these tickets, as somebody with much time would make them out."""

    def __init__(
        self, tickets: list[SlowTicket], desk: SlowDesk, *, hold_stops: list[tuple[datetime, bool]], undo: timedelta
    ) -> None:
        self.tickets = [ticket for ticket in tickets if ticket.filed_at is not None]
        self.desk, self.hold_stops, self.undo = desk, hold_stops, undo
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
                if row.new == "resolved" and row.actor != ticket.requester:
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
        stands = ["pending", *RESTING, "on_hold"]
        stays = [stay for stay in self.lives_of(ticket)[0] if stay.what in stands] if paused else []
        many = 0
        minute = start
        while minute < end:
            stops = [holds for since, holds in self.hold_stops if since <= minute][-1:] == [True]
            rests = any(
                stay.start <= minute and (stay.end is None or minute < stay.end) and (stay.what != "on_hold" or stops)
                for stay in stays
            )
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
