"""Every stored time that is compared with now is known here, with what a clock that was put back does to it: a new one
fails until somebody has thought of that."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import DateTime, text

from db.models import Base, Role
from desk import Desk
from desk.requests import drafts
from desk.schedule import clock_skew
from tests.desk.stage import Stage
from tests.sources import files, nodes
from tests.test_house import PRODUCT

ROOT = Path(clock_skew.__file__).parents[2]
TIMES = {column.name for table in Base.metadata.sorted_tables for column in table.columns
         if isinstance(column.type, DateTime)}  # fmt: skip
_SQL = re.compile(rf"\b({'|'.join(sorted(TIMES))})\b[^\n]{{0,30}}?(?:[<>]|\bbetween\b)")
_BOUNDED = "flood_at limit_told_at reminded_at words_asked_at reopened_at at taken_at stopped_at"
"""Looked for on both sides of now: one ahead counts as none."""
_LASTS_LONGER = (
    "ends_at expires_at began_at let_in_at seen_at wall_seen_at last_used_at event_until until word_until "
    "held_until opened_at"
)
"""What somebody was given or may still do, which lasts longer by what the clock was ahead, and hinders nobody."""
_KEPT_LONGER = "settled_at emptied_at withdrawn_at made_at erased_at ended_at joined_at waiting_told_at"
"""What is deleted later by what the clock was ahead."""
_CHOSEN = "away_until promised_at hold_until"
"""Days that people chose, which have no latest."""
_BESIDE = (
    "answered_at asked_at away_since first_asked_at filed_at first_response_at late_at resolved_at sent_at solved_at "
    "told_at created_at broadcast_at statements_at updated_at look_at"
)
"""Compared for figures and lists, for words that come together, or beside a due time that is brought back."""
_LISTED = {name for group in (_BOUNDED, _LASTS_LONGER, _KEPT_LONGER, _CHOSEN, _BESIDE) for name in group.split()}
_ORDER = ast.Lt | ast.LtE | ast.Gt | ast.GtE


def _read_code() -> Iterator[tuple[Path, ast.AST]]:
    for package in PRODUCT:
        for path in files(ROOT / package):
            for node in nodes(path, ast.Constant, ast.Compare, ast.Call):
                yield path, node


def _knows_now(node: ast.AST) -> bool:
    names = [one.id if isinstance(one, ast.Name) else one.attr if isinstance(one, ast.Attribute) else "" for one in
             ast.walk(node)]  # fmt: skip
    return bool({"now", "_now", "_NOW", "_SINCE"} & set(names))


def _list_compared(node: ast.AST) -> list[str]:
    """Return the columns that are compared here with now, or in SQL with any time."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        is_sql = ":" in node.value and re.search(r"\b(select|update|delete)\b", node.value)
        return [one[1] for one in _SQL.finditer(node.value)] if is_sql else []
    ordered = isinstance(node, ast.Compare) and any(isinstance(one, _ORDER) for one in node.ops)
    between = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "between"
    if not (ordered or between) or not _knows_now(node):
        return []
    return [one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr in TIMES]


def _find_compared() -> dict[str, set[str]]:
    """Return the columns that are compared, and where."""
    found: dict[str, set[str]] = {}
    for path, node in _read_code():
        for name in _list_compared(node):
            found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return found


def test_every_time_that_is_compared_with_now_is_known() -> None:
    repaired = set(re.findall(r"\w+", Path(clock_skew.__file__).read_text())) & TIMES
    found = _find_compared()
    assert {name: sorted(where) for name, where in found.items() if name not in repaired | _LISTED} == {}
    assert sorted(_LISTED - repaired - found.keys()) == []


@pytest.mark.parametrize("column", ["flood_at", "limit_told_at"])
async def test_what_was_said_ahead_is_said_again(stage: Stage, column: str) -> None:
    stage.with_rules(limits__notices=True)
    rita = await stage.person("Rita")
    await stage.person("Vera", Role.ADMIN)

    async def warn(desk: Desk) -> bool:
        me = desk.require_actor()
        setattr(me, column, stage.now + timedelta(hours=5))
        if column == "flood_at":
            await drafts.warn_on_flood(desk, stage.now)
        else:
            await drafts.tell_admins(desk, "flood")
        return getattr(me, column) == stage.now

    assert await stage.does(rita, warn)


async def test_requests_of_a_clock_ahead_are_not_of_this_hour(stage: Stage) -> None:
    rita = await stage.person("Rita")
    for _ in range(stage.rules.limits.max_new_per_hour):
        number = await stage.files(rita, "The lamp flickers")
        await stage.change(number, created_at=stage.now + timedelta(hours=5), status="closed")
    assert await stage.does(rita, drafts.find_reached_limit) is None


async def test_a_backup_of_a_clock_ahead_is_one_of_now(stage: Stage) -> None:
    async with stage.database.unit_of_work() as session:
        ahead = text(
            "insert into desk (id, backed_up_at) values (1, :at) on conflict (id) do update set backed_up_at = :at"
        )
        await session.execute(ahead, {"at": stage.now + timedelta(days=365)})
        await clock_skew.repair_due_times(session, stage.now, stage.rules)
        assert await session.scalar(text("select backed_up_at from desk")) == stage.now
