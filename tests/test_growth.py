"""What a trip and the clock ask of the database on a desk of two sizes: nothing that is asked all the time grows with
history, and no table that grows is read as a whole."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from bench.statements import hear_meanwhile
from db.database import Database, create_engine
from desk import Desk
from desk.automation import rules
from desk.rule_specs import WAITS, Action, ActionKind, Condition, ConditionField, RuleSpec, RuleTrigger
from tests.flows import acts, cast
from tests.flows.stage import Stage, staged
from tests.flows.test_rules import by_vera
from tests.growing import grow, list_grown

pytestmark = [pytest.mark.limit(1200)]

_SMALL, _LARGE = (int(size) for size in os.environ.get("GROWTH", "1000,10000").split(","))
_TIMES = 6.0
"""How much more a statement may cost on the larger desk, which is ten times as large. Four to five times is what the
planner believes of pages that are not in memory."""
_LEAST = 60.0
"""Costs of the planner below which nothing is said: a few pages."""
_BIG = 2_000
"""Rows of a table that grows."""
_RULES: dict[str, Any] = {"targets__enabled": True, "retention__closed": timedelta(days=364)}
_VERBS = ("select", "with", "insert", "update", "delete")

_GROWS: dict[str, str] = {}
"""Statements that may grow, by the words they begin with, and why. The list may only get shorter."""


@dataclass(slots=True)
class Asked:
    """Statements that were sent, with the arguments of one call each."""

    statements: dict[str, Any] = field(default_factory=dict)

    def note(self, statement: str, given: Any) -> None:
        """Keep the statement; of a few that differ in nothing else the last one."""
        if statement.split(None, 1)[0].lower() in _VERBS:
            self.statements[statement] = given[0] if isinstance(given, list) else given


@asynccontextmanager
async def grown_desk(url: str) -> AsyncIterator[Stage]:
    """A desk of its own whose database has statistics as in life."""

    async def nothing(*_: object) -> None: ...

    connection = await asyncpg.connect(url)
    name = await connection.fetchval("select current_database()")
    await connection.execute(f'alter database "{name}" set plan_cache_mode = auto')
    await connection.close()
    engine = create_engine(url)
    try:
        async with staged(Database(engine), prepare=nothing, **_RULES) as stage:
            yield stage
    finally:
        await engine.dispose()


async def _add_rules(desk: Desk) -> int:
    """Add a rule of each kind that looks by itself; it does nothing."""
    met, done = (Condition(ConditionField.WORDS, ("never",)),), (Action(ActionKind.ADD_LABEL, "x"),)
    for trigger in (RuleTrigger.HOURLY, *WAITS):
        minutes = 60 if trigger in WAITS else 0
        rule_id = await rules.add_rule(desk, RuleSpec(trigger.value, trigger, met, done, minutes=minutes))
        await rules.switch_rule(desk, rule_id, on=True)
    return rule_id


async def tell_story(stage: Stage) -> None:
    """Let some requests come to their end, each in another way."""
    vera = stage.vera
    rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
    stage.begun[cast.account_of_olga] = account = await acts.linked(stage, olga)
    await by_vera(stage, _add_rules)
    await vera.writes("/settings briefing_at 8")
    await vera.presses("setpre:briefing_at:1")
    for text in ("The printer is on fire", "The door is stuck"):
        number = await acts.filed_and_taken(rita, olga, text)
        await acts.answers(olga, number, "I am on my way")
        await stage.board.comment(number, "Seen here", by=account)
        await rita.writes("Thank you")
        await olga.presses(f"resolve:{number}")
        await rita.presses(f"solved:{number}:yes")
        if f"rate:{number}:5" in await rita.buttons():  # the survey is not always asked
            await rita.presses(f"rate:{number}:5")
    await acts.filed_and_resolved(rita, olga, "The lamp is dark")
    for _ in range(8):
        await stage.pass_time(days=1)


async def make_trip(stage: Stage) -> None:
    """A request from its first word to its end, in Telegram and on the board."""
    rita, olga, account = stage.rita, stage.olga, stage.begun[cast.account_of_olga]
    number = await acts.filed_and_taken(rita, olga, "The screen is broken")
    await acts.answers(olga, number, "Which one?")
    await rita.writes("The left one")
    await stage.board.comment(number, "It is ordered", by=account)
    await olga.writes(f"/note {number} Ordered")
    await olga.presses(f"resolve:{number}")
    await rita.presses(f"solved:{number}:yes")


async def let_clock_run(stage: Stage) -> None:
    """A day of the clock, with a request that waits meanwhile; and all that is pruned."""
    await acts.files(stage.rita, "The chair squeaks")
    await stage.vera.writes("/stats speed month")
    for hours in (1, 6, 18):
        await stage.pass_time(hours=hours)
        await stage.mirroring.quarter()
    for _ in range(100):
        stage.duties.clockwork._pruned_at = None
        await stage.duties.clockwork._prune()
        if stage.duties.clockwork._pruned_at is not None:
            break


@dataclass(frozen=True, slots=True)
class Plan:
    """What PostgreSQL means to do for a statement: its cost, and the tables it reads as a whole."""

    cost: float
    whole: frozenset[str]


async def explain(connection: asyncpg.Connection, statement: str, given: Any) -> Plan:
    """Return the plan for these arguments."""
    found = json.loads(await connection.fetchval(f"explain (format json) {statement}", *given))[0]["Plan"]
    return Plan(found["Total Cost"], frozenset(_list_whole(found)))


def _list_whole(plan: Mapping[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from _list_whole(below)


async def plan_all(url: str, asked: Asked) -> dict[str, Plan]:
    """Return the plans of all statements on the desk as it is now."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set plan_cache_mode = auto")
        return {statement: await explain(connection, statement, given) for statement, given in asked.statements.items()}
    finally:
        await connection.close()


async def _count_read(stage: Stage, url: str) -> dict[str, int]:
    """Return how many rows of each table were read by reading it as a whole, also within functions."""
    await stage.database.engine.dispose()  # a connection that ends tells what it has read
    connection = await asyncpg.connect(url)
    try:
        return dict(await connection.fetch("select relname, seq_tup_read from pg_stat_user_tables"))
    finally:
        await connection.close()


async def _count_rows(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        tables = [one.name for one in list_grown()]
        return {name: await connection.fetchval(f'select count(*) from "{name}"') for name in tables}  # noqa: S608
    finally:
        await connection.close()


@dataclass(slots=True)
class Measured:
    """By size the plans of all statements, and what the larger desk read as a whole in a trip; `rows`: its tables."""

    plans: dict[int, dict[str, Plan]] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def list_wrong(self) -> list[str]:
        """Return the statements that grow, or read a table that grows as a whole, and the tables read in functions."""
        big = {name for name, rows in self.rows.items() if rows > _BIG}
        wrong = [f"a trip reads all {name}" for name in sorted(big) if self.whole[name] >= self.rows[name]]
        for statement, plan in self.plans[_LARGE].items():
            small, said = self.plans[_SMALL].get(statement, plan), " ".join(statement.split())
            grows = plan.cost > max(_LEAST, small.cost * _TIMES)
            if (grows or plan.whole & big) and not any(said.startswith(known) for known in _GROWS):
                wrong.append(f"{small.cost:.0f} -> {plan.cost:.0f} {sorted(plan.whole & big)} {said}")
        return wrong


async def _measure(stage: Stage, url: str, found: Measured, size: int) -> None:
    """Let a trip and a day of the clock happen on the desk as it is, and ask for the plans of what they asked."""
    await let_clock_run(stage)  # what was to be pruned is gone
    before = await _count_read(stage, url)
    asked = Asked()
    with hear_meanwhile(asked.note):
        await make_trip(stage)
        found.whole = {table: rows - before[table] for table, rows in (await _count_read(stage, url)).items()}
        await let_clock_run(stage)
    found.whole["board_cards"] = 0  # the stage itself looks at all of them to know whether it is at rest
    connection = await asyncpg.connect(url)
    await connection.execute("analyze")
    await connection.close()
    found.plans[size] = await plan_all(url, asked)


async def test_what_is_asked_all_the_time_does_not_grow_with_history(database_url: str) -> None:
    found, before = Measured(), 0
    async with grown_desk(database_url) as stage:
        await tell_story(stage)
        for size in (_SMALL, _LARGE):
            connection = await asyncpg.connect(database_url)
            await grow(connection, before + 1, size)
            await connection.close()
            before = size
            await _measure(stage, database_url, found, size)
    found.rows = await _count_rows(database_url)
    assert len(found.plans[_LARGE]) > 200
    wrong = found.list_wrong()
    assert not wrong, "\n\n".join(wrong)
