"""`python -m sandbox.month`: makes the finished month again, on a database of its own, and writes its file.

Thirty days are played through the desk's operations with a clock moved by hand, without Telegram and without a
board; the same seed plays the same month.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import heapq
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from db import migrate
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import Delivery, Origin, Person, Role, Status, Target, Ticket
from desk import Desk, DeskSettings, Refused
from desk.metrics import use_counting
from desk.schedule import due_items, due_work
from desk.settings.defaults.hours import TargetRules
from desk.settings.defaults.limits import LimitRules
from desk.settings.defaults.requests import NewsRules
from desk.settings.defaults.team import TeamRules
from desk.topics.editing import add_category
from sandbox.month.restore import FILE
from sandbox.month.row_format import TABLES, convert_row, make_export_conversion
from sandbox.month.texts import AGENTS, CATEGORIES, REQUESTERS
from sandbox.month.ticket_story import Step, StoryRequest, TicketStory

DAYS = 30
REQUESTS_A_DAY = (18, 23)
"""Requests of each day; on weekends most of them are left out when the month is loaded."""
ENDS_AT = datetime(2026, 10, 1, tzinfo=UTC)
DUE_WORK_EVERY = timedelta(minutes=30)
RULES = DeskSettings(
    news=NewsRules(agent_stars=True),
    targets=TargetRules(enabled=True),
    team=TeamRules(undo=timedelta(seconds=5), merge_above=0),
    limits=LimitRules(max_untaken=10**6, max_open=10**6, max_new_per_hour=10**6),
)
_BY_HOUR = {8: 2, 9: 5, 10: 8, 11: 8, 12: 5, 13: 5, 14: 8, 15: 8, 16: 7, 17: 5, 18: 3, 19: 2, 20: 2, 21: 1, 22: 1}
_HOURS = tuple(hour for hour, many in _BY_HOUR.items() for _ in range(many))
"""When people write: most of them before and after lunch, few in the evening."""
_NOT_KEPT = {
    "people": {"telegram_id", "started_at", "board_hint_at", "digest_at", "limit_told_at", "flood_at", "reminded_at"},
    "tickets": {
        *("number", "file_at", "broadcast_due_at", "remind_at", "escalate_at", "close_at", "tell_at", "tell"),
        *("word_until", "counted_at"),
    },
    "entries": {"held_until", "words"},
}
"""Columns that would make the desk do something, or have another value in each desk that loads the month."""


class MonthPlay:
    """Plays the month on a database."""

    def __init__(self, database: Database, random: Random, days: int) -> None:
        self._database, self._random, self._days = database, random, days
        self._begins = ENDS_AT - timedelta(days=days)
        self._now = self._begins
        self._people: dict[str, int] = {}
        self._telegram: dict[str, int] = {}
        self._categories: dict[str, int] = {}
        self._uses = use_counting.UseCounter()

    async def play_month(self) -> None:
        """Play from the first morning until no ticket is open."""
        await self._add_people()
        olga = next(iter(AGENTS))
        for name in CATEGORIES:
            self._categories[name] = await self._perform(olga, lambda desk, name=name: add_category(desk, name))
        order = count()
        waiting = [(step.at, next(order), step, life) for life in self._make_stories() if (step := next(life))]
        heapq.heapify(waiting)
        look = self._begins + DUE_WORK_EVERY
        while waiting:
            while look <= waiting[0][0]:
                await self._do_due_work(look)
                look += DUE_WORK_EVERY
            _, _, step, life = heapq.heappop(waiting)
            following = await self._take_step(step, life)
            if following is not None:
                heapq.heappush(waiting, (following.at, next(order), following, life))
        while look <= ENDS_AT:
            await self._do_due_work(look)
            look += DUE_WORK_EVERY
        async with self._database.unit_of_work() as session:
            await use_counting.write_counts(session, self._uses.take_counts())

    async def _add_people(self) -> None:
        names = [(name, "en") for name in AGENTS] + [(name, lang) for lang, all_ in REQUESTERS.items() for name in all_]
        async with self._database.unit_of_work() as session:
            for n, (name, language) in enumerate(names):
                role = Role.REQUESTER if n >= len(AGENTS) else Role.AGENT if n else Role.ADMIN
                given = {"telegram_id": 1001 + n, "role": role, "language": language, "created_at": self._begins}
                row = Person(name=name, started_at=self._begins, **given)
                session.add(row)
                await session.flush()
                self._people[name], self._telegram[name] = row.id, 1001 + n

    def _make_stories(self) -> Iterator[Any]:
        random = self._random
        for day in range(self._days):
            last = day == self._days - 1
            for _ in range(random.randint(*REQUESTS_A_DAY)):
                hour = random.choice([hour for hour in _HOURS if hour < 16] if last else _HOURS)
                filed_at = self._begins + timedelta(days=day, hours=hour, seconds=random.randrange(3600))
                language = random.choice(list(REQUESTERS))
                requester = random.choice(REQUESTERS[language])
                topic = random.choices(list(CATEGORIES), (9, 6, 5, 4, 4, 2, 3))[0]
                key = self._categories[topic]
                asked = StoryRequest(requester, language, topic, key, filed_at, ENDS_AT, self._telegram)
                yield TicketStory(asked, Random(random.random())).make_steps()

    async def _take_step(self, step: Step, life: Any) -> Step | None:
        """Take a step and return the one that follows, or None if the desk refuses: another person was faster."""
        self._now = step.at
        try:
            done = await self._perform(step.who, step.verb)
        except Refused as refused:
            sys.stderr.write(f"{step.at} {step.who} {step.kind} {step.name}: {refused}\n")
            return None
        self._uses.count_use(step.kind, step.name, self._people[step.who], now=step.at, zone=RULES.timezone)
        try:
            following: Step = life.send(done)
        except StopIteration:
            return None
        return following

    async def _perform(self, who: str, verb: Any) -> Any:
        async with self._database.unit_of_work() as session:
            person = await session.get_one(Person, self._people[who])
            return await verb(Desk(session, Origin.TELEGRAM, person, now=self._now, rules=RULES))

    async def _do_due_work(self, now: datetime) -> None:
        """Do the desk's work that is due at that moment."""
        self._now = now
        async with self._database.sessions() as session:
            work = await due_items.find_due_work(session, now)
        for item in work:
            async with self._database.unit_of_work() as session:
                await due_work.do_item(item, session, now, RULES)


async def pack_month(database: Database) -> dict[str, Any]:
    """Return the month's own rows. Raises ValueError if a ticket is still open."""
    async with database.sessions() as session:
        open_ = list(await session.scalars(select(Ticket.number).where(Ticket.ended_at.is_(None))))
        if open_ or await session.scalar(select(Ticket.id).where(Ticket.ended_at >= ENDS_AT).limit(1)):
            raise ValueError(f"the month does not end: {open_}")
        found: dict[str, list[dict[str, Any]]] = {}
        for table in TABLES:
            rows = await session.execute(table.select().order_by(table.c.id))
            found[table.name] = [dict(row) for row in rows.mappings()]
        targets = (await session.execute(select(Target).order_by(Target.priority))).scalars()
        promised = [(row.priority, row.first_response, row.solution) for row in targets]
    places = {name: {row["id"]: n for n, row in enumerate(rows)} for name, rows in found.items()}
    found["people"] = found["people"][len(AGENTS) :]
    way = make_export_conversion(ENDS_AT, places)
    tables = {
        table.name: _pack_table(table, [convert_row(table, row, way) for row in found[table.name]]) for table in TABLES
    }
    return {"agents": list(AGENTS), "first": found["people"][0]["name"], "targets": promised, "tables": tables}


def _pack_table(table: Any, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the rows without the columns that are empty everywhere."""
    left = {"id", *_NOT_KEPT.get(table.name, ())}
    columns = [name for name in rows[0] if name not in left and any(_has_value(row[name]) for row in rows)]
    columns += [name for name in rows[0] if name not in {*left, *columns} and _is_needed(table.c[name])]
    return {"columns": columns, "rows": [[_convert_delivery(row[name]) for name in columns] for row in rows]}


def _has_value(value: Any) -> bool:
    return value not in (None, False, [], {}, "")


def _is_needed(column: Any) -> bool:
    return not column.nullable and column.server_default is None


def _convert_delivery(value: Any) -> Any:
    return Delivery.SENT if value is Delivery.WAITING else value


async def make_month(days: int) -> tuple[dict[str, Any], int]:
    """Return the month and how many of its requests were resolved."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-month-") as folder:
        async with EmbeddedServer(Path(folder)) as server:
            engine = create_engine(await server.create_database("month"))
            try:
                await migrate.upgrade(engine)
                database = Database(engine)
                await MonthPlay(database, Random(14), days).play_month()
                month = await pack_month(database)
            finally:
                await engine.dispose()
                await server.destroy()
    column = month["tables"]["tickets"]["columns"].index("status")
    return month, sum(row[column] == Status.CLOSED for row in month["tables"]["tickets"]["rows"])


def main() -> None:
    """Make the month and print how large it is."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.month", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS, help="fewer, to try it")
    parser.add_argument("--to", type=Path, default=FILE, help="the file that is written")
    options = parser.parse_args()
    month, solved = asyncio.run(make_month(options.days))
    said = json.dumps(month, ensure_ascii=False, separators=(",", ":")).encode()
    options.to.write_bytes(gzip.compress(said, mtime=0))
    many = len(month["tables"]["tickets"]["rows"])
    sys.stdout.write(f"{many} requests, {solved} solved, {options.to.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
