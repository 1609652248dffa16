"""Random tickets of two busy years, each with its history, entries and ratings, as rows. Pure; must not know a
database.

Weekdays, hours and shares of people are drawn so that reports have a shape: nights and weekends are quiet, one agent
of twelve has a quarter of all tickets, one requester in a hundred a tenth of them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

DAYS = 730
AGENTS, REQUESTERS, CATEGORIES, EVENTS = 12, 4000, 12, 4
COMMON, RARE = "printer", "kryptonite"
"""Words of the searches: the first is in half of all entries, the other in one of twenty thousand."""
SOME = {"invoice": 0.05, "projector": 0.005}
"""Words in between, with the share of all entries that have them."""
_ENGLISH = "the screen report account access again please after login error access file upload meeting room certificate"
_RUSSIAN = (
    "не открывается отчёт вход пароль снова пожалуйста после экран ошибка файл загрузка встреча сертификат доступ"
)
_HOURS = (1, 1, 1, 1, 1, 2, 4, 10, 30, 60, 70, 70, 55, 60, 70, 65, 55, 40, 25, 15, 10, 6, 3, 2)
_WEEK = (12, 11, 10, 10, 9, 2, 1)


@dataclass(slots=True)
class TicketRows:
    """One ticket: values of its row by column, and rows of its history, entries and ratings."""

    ticket: dict[str, Any]
    history: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    marks: list[tuple[Any, ...]] = field(default_factory=list)


HISTORY = ("ticket_id", "at", "actor_id", "actor_name", "origin", "field", "old", "new", "new_id")
ENTRIES = ("ticket_id", "kind", "author_id", "author_name", "origin", "body", "created_at")
MARKS = ("ticket_id", "about", "person_id", "stars", "asked_at", "marked_at")


class RandomTickets:
    """Yields `tickets` tickets with `entries` entries in all, until `now`; people have the ids from 1: agents first."""

    def __init__(self, tickets: int, entries: int, now: datetime, seed: int = 1) -> None:
        self._chance, self._now = random.Random(seed), now  # noqa: S311  (not for secrets)
        self._many, self._each = tickets, max(1, entries // max(1, tickets))
        chance = self._chance
        words = _ENGLISH.split() + _RUSSIAN.split() + [f"word{n}" for n in range(3000)]
        weights = [1 / (n + 1) for n in range(len(words))]
        self._phrases = [" ".join(chance.choices(words, weights, k=chance.randint(3, 9))) for _ in range(20_000)]

    def __iter__(self) -> Iterator[TicketRows]:
        """Yield the tickets in the order in which they were filed."""
        chance, first = self._chance, (self._now - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0)
        days = [first + timedelta(days=n) for n in range(DAYS + 1)]
        picked = sorted(chance.choices(range(len(days)), [_WEEK[day.weekday()] for day in days], k=self._many))
        hours = chance.choices(range(24), _HOURS, k=self._many)
        moments = (
            days[n] + timedelta(hours=hour, seconds=chance.random() * 3600)
            for n, hour in zip(picked, hours, strict=True)
        )
        for number, filed_at in enumerate(sorted(min(one, self._now - timedelta(minutes=5)) for one in moments), 1):
            yield _Life(chance, self._now, number, filed_at).make_rows(self._each, self._phrases)


class _Life:
    def __init__(self, chance: random.Random, now: datetime, number: int, filed_at: datetime) -> None:
        self._chance, self._now, self._at, self._number = chance, now, filed_at, number
        few = chance.random() < 0.1
        self._requester = AGENTS + 1 + chance.randrange(REQUESTERS // 100 if few else REQUESTERS)
        self._agent = 1 if chance.random() < 0.25 else 1 + chance.randrange(AGENTS)
        moments = ("created_at", "filed_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at")
        self._row: dict[str, Any] = dict.fromkeys((*moments, "labels_at", "last_entry_at"), filed_at)
        self._row |= {
            "id": number,
            "number": number,
            "requester_id": self._requester,
            "status": "new",
            "origin": "todoist" if chance.random() < 0.1 else "telegram",
            "priority": chance.choices((1, 2, 3, 4), (2, 13, 70, 15))[0],
            "category_id": chance.choice((None, *range(1, CATEGORIES + 1))),
            "event_id": 1 + number % EVENTS if number % 10 == 0 else None,
            "policy_version": 1,
            "reopen_count": 0,
            "needs_answer": False,
            "first_due_at": filed_at + timedelta(hours=4),
            "solve_due_at": filed_at + timedelta(days=2),
        }
        self._story = TicketRows(self._row)

    def make_rows(self, entries: int, phrases: list[str]) -> TicketRows:
        """Return the rows of everything that has happened until now."""
        chance = self._chance
        self._row["subject"] = chance.choice(phrases)[:60]
        filed_at = self._at
        self._add_history("filed", None, self._row["subject"], self._requester)
        if chance.random() < 0.06:
            self._set_status("cancelled", self._requester, chance.expovariate(1 / 60))
        else:
            self._work()
        self._add_entries(filed_at, max(1, round(chance.expovariate(1 / entries))), phrases)
        return self._story

    def _work(self) -> None:
        chance = self._chance
        self._let_pass(chance.expovariate(1 / 45))
        if self._at > self._now:
            return
        name = f"Agent {self._agent}"
        self._add_history("assignee", None, name, self._agent, self._agent)
        self._row |= {"assignee_id": self._agent, "claimed_at": self._at, "assignee_at": self._at}
        self._set_status("assigned", self._agent, 0)
        self._set_status("in_progress", self._agent, chance.expovariate(1 / 30))
        for _ in range(chance.choice((0, 0, 1, 2))):
            self._set_status("pending", self._agent, chance.expovariate(1 / 120))
            self._set_status("in_progress", self._agent, chance.expovariate(1 / 300))
        if chance.random() < 0.05:
            self._add_history("escalated", None, "1", self._agent)
        if chance.random() < 0.08:
            self._add_history("promised", None, (self._at + timedelta(days=1)).isoformat(), self._agent)
        if chance.random() < 0.004:
            return  # never resolved
        self._resolve()
        if chance.random() < 0.08:
            self._set_status("reopened", self._requester, chance.expovariate(1 / 600))
            self._resolve()
        self._close()

    def _resolve(self) -> None:
        self._set_status("resolved", self._agent, self._chance.expovariate(1 / 900))
        if self._row["status"] == "resolved":
            self._row |= {"resolved_at": self._at, "resolved_by": self._agent}

    def _close(self) -> None:
        chance, silent = self._chance, self._chance.random() < 0.6
        self._set_status("closed", None if silent else self._requester, 4320 if silent else chance.expovariate(1 / 300))
        if self._row["status"] != "closed" or chance.random() > 0.7:
            return
        self._row["end_reason"] = "silence" if silent else "confirmed"
        stars = chance.choice((5, 5, 4, 3, 1)) if chance.random() < 0.4 else None
        marked = self._at + timedelta(minutes=5) if stars else None
        self._story.marks.append((self._number, "solution", self._agent, stars, self._at, marked))
        self._row |= {"rating": stars, "rating_asked_at": self._at, "rated_at": marked}

    def _let_pass(self, minutes: float) -> None:
        self._at += timedelta(minutes=minutes)

    def _set_status(self, status: str, actor: int | None, minutes: float) -> None:
        self._let_pass(minutes)
        if self._at > self._now:
            return
        self._add_history("status", self._row["status"], status, actor)
        self._row |= {"status": status, "status_at": self._at, "updated_at": self._at}
        if status in ("closed", "cancelled"):
            self._row["ended_at"] = self._at
        elif status == "reopened":
            self._row["reopen_count"] = 1

    def _add_history(self, what: str, old: str | None, new: str, actor: int | None, new_id: int | None = None) -> None:
        if self._at <= self._now:
            name = None if actor is None else f"Person {actor}"
            self._story.history.append((self._number, self._at, actor, name, "telegram", what, old, new, new_id))

    def _add_entries(self, filed_at: datetime, many: int, phrases: list[str]) -> None:
        chance, until = self._chance, min(self._at, self._now)
        span = (until - filed_at).total_seconds()
        for n, part in enumerate(sorted(chance.random() for _ in range(many - 1)) if many > 1 else (), 1):
            at = filed_at + timedelta(seconds=span * part)
            kind = "comment" if chance.random() < 0.45 else "note" if chance.random() < 0.1 else "reply"
            author = self._requester if kind == "comment" else self._agent
            self._add_entry(kind, author, at, phrases, n)
        self._add_entry("comment", self._requester, filed_at, phrases, 0)

    def _add_entry(self, kind: str, author: int, at: datetime, phrases: list[str], n: int) -> None:
        chance = self._chance
        body = f"{chance.choice(phrases)} {chance.choice(phrases)}"
        if chance.random() < 0.5:
            body += f" {COMMON}"
        for word, part in SOME.items():
            if chance.random() < part:
                body += f" {word}"
        if chance.random() < 1 / 20_000:
            body += f" {RARE}"
        self._story.entries.append((self._number, kind, author, f"Person {author}", "telegram", body, at))
        if kind == "reply" and self._row.get("first_response_at") is None:
            self._row["first_response_at"] = at
        self._row["last_entry_at"] = max(self._row["last_entry_at"], at)
        self._row["needs_answer"] = kind == "comment" and self._row["status"] not in ("closed", "cancelled", "resolved")
