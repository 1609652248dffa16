"""Every figure in the slow, obvious way: lists of what happened, looped over.

It shares nothing with `desk/metrics/` but the keys. All moments are whole minutes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.desk.metrics.slow_lives import RESTING, Row, SlowLives, SlowTicket, Stay
from tests.desk.metrics.slow_values import distinct, mean, median, p90, share, top
from tests.desk.sla.slow_model import SlowDesk

CALLED = ("escalated", "escalated_board", "escalated_word", "escalated_reopened", "escalated_breach", "escalated_rule")


@dataclass
class Happened:
    """Something at a moment, by somebody, with what there is to be counted of it."""

    at: datetime
    ticket: SlowTicket | None
    person: int | None
    value: Any = 1
    answer: str | None = None


class SlowFigures(SlowLives):
    """All figures of these tickets, as somebody with much time would count them."""

    def __init__(
        self, tickets: list[SlowTicket], uses: list[tuple[date, str, int, int]], desk: SlowDesk, *, now: datetime,
        hold_stops: list[tuple[datetime, bool]], undo: timedelta,
    ) -> None:  # fmt: skip
        self.uses, self.now = uses, now
        super().__init__(tickets, desk, hold_stops=hold_stops, undo=undo)

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
            return t.assignee is not None

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
        found["solved_tickets"] = (
            [
                Happened(one.at, one.ticket, one.person, one.ticket.id if one.ticket else None)
                for one in found["solved"][0]
            ],
            distinct,
        )
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
        for key, reason in {"closed_confirmed": "confirmed", "closed_silently": "silence"}.items():
            found[key] = self.closed(lambda t, _, reason=reason: if_(t.end_reason == reason)), len
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
