"""Statements whose plans read a table that grows as a whole, even where the planner may do anything else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import asyncpg

from migrations.indexes import LARGE
from tests.growing import list_grown

SMALL = frozenset(
    """
    agent_topics announcements article_texts articles board_connection boards brakes briefings canned_replies
    categories chats contacts crm_state desk digest_lines erasures events external_people group_mentions held_acts
    ideas invites known_problems mailings member_invites menu_items menus organizations outlets people
    prepared_answers preset_answers preset_texts questions recurring_requests review_criteria root_causes rule_events
    rules settings shifts subscriptions systems system_links targets ticket_groups timers topic_models wordings
    """.split()  # noqa: SIM905  (a line each would be fifty lines)
)
"""Tables that have as many rows as the desk has staff, texts, settings, clients or open work, or whose rows go soon."""
_PARTIAL = "select indexrelid::regclass::text from pg_index where indpred is not null"
_PARAMETERS = "select cardinality(parameter_types) from pg_prepared_statements where name = 'asked'"
_TIMES = 3
_VERBS = ("select", "with", "insert", "update", "delete")


def list_growing() -> frozenset[str]:
    """The tables that grow with the desk's work."""
    return (LARGE | {table.name for table in list_grown()} | {"jobs", "messages"}) - SMALL


class NotedStatements:
    """Different statements, each with the values of a few times; `tests.fixtures` explains those of all engines at the
    end (`make plans`)."""

    def __init__(self) -> None:
        self.statements: dict[str, list[tuple[Any, ...]]] = {}

    def note(self, statement: str, values: Any) -> None:
        """Keep the statement with these values."""
        if statement.lower().lstrip().startswith(_VERBS):
            times = self.statements.setdefault(statement, [])
            is_of_many = bool(values) and isinstance(values, list)
            if len(times) < _TIMES:
                times.append(tuple(values[0] if is_of_many else values))


async def find_scans(
    connection: asyncpg.Connection, statements: Iterable[str] | dict[str, list[tuple[Any, ...]]]
) -> dict[str, set[str]]:
    """Return the statements that read a growing table from its beginning to its end, with these tables: by a sequential
    scan, or along an index that chooses nothing, and then filtered. What cannot be explained without its values, or is
    of another schema, is left out.

    With the values of some times, a statement counts only if it does so with those, too: PostgreSQL keeps to plans
    with values where one for all of them is worse, as where only the values say that a partial index has it all.
    """
    growing, found = list_growing(), {}
    times = statements if isinstance(statements, dict) else {}
    await connection.execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
    partial = {row[0] for row in await connection.fetch(_PARTIAL)}
    for statement in statements:
        try:
            plan = await _explain(connection, statement)
        except asyncpg.PostgresError:
            continue
        scanned = set(_list_scanned(plan, partial)) & growing
        if scanned and times.get(statement):
            plans = [await _explain_with(connection, statement, values) for values in times[statement]]
            scanned &= {table for one in plans for table in (scanned if one is None else _list_scanned(one, partial))}
        if scanned:
            found[statement] = scanned
    return found


async def _explain_with(
    connection: asyncpg.Connection, statement: str, values: tuple[Any, ...]
) -> dict[str, Any] | None:
    """Return the plan for these values, or None if they cannot be given."""
    try:
        plan = await connection.fetchval(f"explain (format json) {statement}", *values)
    except (asyncpg.PostgresError, asyncpg.InterfaceError):
        return None
    explained: dict[str, Any] = json.loads(plan)[0]["Plan"]
    return explained


async def _explain(connection: asyncpg.Connection, statement: str) -> dict[str, Any]:
    """Return the plan for whatever values: nulls are given, and not looked at."""
    await connection.execute(f"prepare asked as {statement}")
    try:
        count = await connection.fetchval(_PARAMETERS)
        given = f"({', '.join(['null'] * count)})" if count else ""
        plan = await connection.fetchval(f"explain (format json) execute asked{given}")
    finally:
        await connection.execute("deallocate asked")
    explained: dict[str, Any] = json.loads(plan)[0]["Plan"]
    return explained


def _list_scanned(node: dict[str, Any], partial: set[str]) -> Iterator[str]:
    along = node.get("Index Name")
    chooses = along is None or "Index Cond" in node or along in partial or "Filter" not in node
    if node["Node Type"] == "Seq Scan" or not chooses:
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from _list_scanned(below, partial)
