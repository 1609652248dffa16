"""A year of 20 tickets a day through the desk: the clock is looked at a few times a day, units of work die before
they end. Every ticket is in a right state, no timer is forgotten or has an effect twice.

Four quarters, each a desk of its own, so that clocks change in two of them.
YEAR_SEED has a year again; YEAR_DAYS says how long it is (14; `make year`: 365).
"""

import os
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, text

from db.database import Database
from db.models import Origin, Role, Status, Ticket
from desk import Desk, Locked, Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import receiver
from desk.policy import lateness
from desk.requests import drafts
from desk.schedule import due_work
from desk.sla import dues
from desk.text import RichText
from desk.tickets import assignment, closing, fields, lifecycle, promises
from tests.desk.stage import Someone, Stage

A_DAY = 20
REQUESTERS = 20
LOOKS = 6  # a day: what is due between two looks is done at the second
KILLED = 0.04
WEEK = (((540, 1080),),) * 5 + ((),) * 2


class _Killed(Exception):
    """The process is gone before it has committed."""


class _Year:
    def __init__(self, stage: Stage, random: Random, agents: list[Someone], requesters: list[Someone]) -> None:
        self.stage, self.random, self.agents, self.requesters = stage, random, agents, requesters
        self.open: list[int] = []
        self.of: dict[int, Someone] = {}

    async def does(self, who: Someone, what: Any) -> Any:
        """A verb, which may be killed before its end, and then is done again as it would be after a restart."""
        while True:
            try:
                return await self.stage.does(who, lambda desk: self._may_die(desk, what))
            except _Killed:
                continue
            except Refused:
                return None

    async def _may_die(self, desk: Desk, what: Any) -> Any:
        done = await what(desk)
        if self.random.random() < KILLED:
            raise _Killed
        return done

    async def files(self) -> None:
        who = self.random.choice(self.requesters)

        async def asked(desk: Desk) -> int:
            message = self.stage.message(who, "It does not work")
            heard = await receiver.new_request(desk, message)
            assert heard.number is not None
            await drafts.file(desk, heard.number)
            return heard.number

        number = await self.does(who, asked)
        self.open.append(number)
        self.of[number] = who

    async def happens(self, number: int) -> None:
        agent, what = self.random.choice(self.agents), self.random.random()
        reply = NewEntry(RichText("Try now"))
        for below, verb in (
            (0.25, lambda desk: assignment.claim(desk, number)),
            (0.45, lambda desk: thread.reply(desk, number, reply)),
            (0.55, lambda desk: lifecycle.pending(desk, number)),
            (0.6, lambda desk: thread.hold(desk, number, "the key", until=desk.now + timedelta(days=2))),
            (0.68, lambda desk: fields.prioritise(desk, number, self.random.randint(1, 4))),
            (0.72, lambda desk: promises.promise(desk, number, desk.now + timedelta(hours=self.random.randint(1, 60)))),
            (0.75, lambda desk: assignment.release(desk, number)),
            (0.8, lambda desk: lifecycle.progress(desk, number)),
            (1, lambda desk: lifecycle.resolve(desk, number)),
        ):
            if what < below:
                await self.does(agent, verb)
                return

    async def answers(self, number: int) -> None:
        said = NewEntry(RichText("Floor 2"))
        if self.random.random() < 0.5:
            await self.does(self.of[number], lambda desk: thread.comment(desk, number, said))
        else:
            await self.does(self.of[number], lambda desk: closing.deny(desk, number))

    async def looks(self) -> None:
        """The clock, until nothing is due; a killed item is due again."""
        stage = self.stage
        for _ in range(40):
            async with stage.database.sessions() as session:
                work = await due_work.due_work(session, stage.now)
            if not work:
                return
            for item in work:
                try:
                    async with stage.database.unit_of_work() as session:
                        await due_work.do(item, session, stage.now, stage.rules)
                        if self.random.random() < KILLED:
                            raise _Killed
                except _Killed:
                    continue
        raise AssertionError(f"the clock does not come to rest: {work}")

    async def nothing_is_forgotten(self) -> None:
        """Who runs has been told of every step that was reached, but for those who may not be rung at yet."""
        async with self.stage.database.sessions() as session:
            for ticket in await session.scalars(select(Ticket).where(Ticket.policy_version.is_not(None))):
                if lateness.runs(ticket) and lateness.step(ticket, self.stage.now) > ticket.late_told:
                    assert ticket.remind_at is not None, ticket.number
                if lateness.next_step(ticket, ticket.late_told) is not None:
                    assert ticket.remind_at is not None, ticket.number


@pytest.mark.limit(3600)
@pytest.mark.parametrize("quarter", range(4))
async def test_a_year_of_20_a_day(database: Database, quarter: int) -> None:
    random = Random(4 * int(os.environ.get("YEAR_SEED", "1")) + quarter)
    days = -(-int(os.environ.get("YEAR_DAYS", "14")) // 4)
    stage = Stage(database)
    stage.later(days=91 * quarter)
    stage.with_rules(
        targets__enabled=True, hours__week=WEEK, timezone="Europe/Berlin", board__enabled=False,
        limits__max_untaken=10**6, limits__max_open=10**6, limits__max_new_per_hour=10**6,
        team__undo=timedelta(seconds=10),
    )  # fmt: skip
    requesters = [await stage.person(f"Rita {n}") for n in range(REQUESTERS)]
    agents = [await stage.person(f"Agent {n}", Role.AGENT) for n in range(3)]
    await stage.person("Vera", Role.ADMIN)
    year = _Year(stage, random, agents, requesters)
    for day in range(days):
        for _ in range(LOOKS):
            stage.later(hours=24 / LOOKS)
            for _ in range(A_DAY // LOOKS + (random.random() < A_DAY % LOOKS / LOOKS)):
                await year.files()
            for number in random.sample(year.open, min(len(year.open), 6)):
                await year.happens(number)
            for number in random.sample(year.open, min(len(year.open), 1)):
                await year.answers(number)
            await year.looks()
        if day % 7 == 0:
            await year.nothing_is_forgotten()
            async with database.sessions() as session:
                open_ = select(Ticket.number).where(Ticket.status.not_in((Status.CLOSED, Status.CANCELLED)))
                year.open = list(await session.scalars(open_))
    await _ends(year)
    await _is_right(stage)


async def _ends(year: _Year) -> None:
    """Everything is resolved by somebody, and closed by silence."""
    async with year.stage.database.sessions() as session:
        left = list(await session.scalars(select(Ticket.number).where(Ticket.status != Status.CLOSED)))
    said = NewEntry(RichText("Done"))
    for number in left:
        await year.does(year.agents[0], lambda desk, number=number: thread.reply(desk, number, said))
        await year.does(year.agents[0], lambda desk, number=number: lifecycle.resolve(desk, number))
    for _ in range(40):
        year.stage.later(hours=24)
        await year.looks()


async def _is_right(stage: Stage) -> None:
    async with stage.database.sessions() as session:
        found = await session.execute(select(Ticket.status, Ticket.number))
        assert Counter(row.status for row in found).keys() == {Status.CLOSED}
        assert (await session.execute(text("select kind, due_at from timers"))).all() == []
        wrong = "select ticket_id from pauses where ended_at is null group by ticket_id having count(*) <> 1"
        assert (await session.execute(text(wrong))).all() == []
        running = """
        select count(*) from tickets t where not exists (
          select from pauses p where p.ticket_id = t.id and p.ended_at is null)
        """
        assert await session.scalar(text(running)) == 0
        twice = """
        select ticket_id, count(*) as reminders, (select count(*) from pauses p where p.ticket_id = j.ticket_id
          and p.reason = 'pending' and coalesce(p.ended_at, now()) - p.started_at >= interval '36 hours') as waits
        from jobs j where convert_from(payload, 'UTF8')::json ->> 'key' = 'pending-reminder' group by ticket_id
        """
        assert [row for row in (await session.execute(text(twice))).all() if row.reminders > row.waits] == []
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        for ticket in await session.scalars(select(Ticket).order_by(Ticket.id).limit(500)):
            before = (ticket.first_due_at, ticket.solve_due_at)
            await dues.reckon(desk, Locked(ticket))
            assert (ticket.first_due_at, ticket.solve_due_at) == before, ticket.number
