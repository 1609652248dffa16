"""The house's walls: who may import whom, and who may commit. Read from the code, not from promises."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"bot", "todoist_sync", "web", "desk", "db", "ops", "sandbox", "migrations", "tests"}
ALLOWED = {
    "bot": {"bot", "desk", "db", "ops"},
    "todoist_sync": {"todoist_sync", "desk", "db", "ops"},
    "desk": {"desk", "db"},
    "db": {"db"},
    "ops": {"ops", "db"},
    "sandbox": {"sandbox", "desk", "db", "ops"},
    "migrations": {"db"},
}
FOREIGN = {
    "desk": {"aiogram", "aiohttp", "httpx", "todoist_api_python"},
    "db": {"aiogram", "aiohttp", "httpx", "todoist_api_python"},
    "bot": {"httpx", "todoist_api_python"},
    "todoist_sync": {"aiogram"},
}
MAY_COMMIT = {"db/session.py", "db/migrate.py"}


def _files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_arrows_go_one_way(package: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _files(package)
        for name in _imports(path)
        if (name in OURS and name not in ALLOWED[package]) or name in FOREIGN.get(package, ())
    }
    assert not wrong


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_only_the_unit_of_work_commits(package: str) -> None:
    wrong = []
    for path in _files(package):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "commit":
                wrong.append(str(path.relative_to(ROOT)))
    assert set(wrong) <= MAY_COMMIT


@pytest.mark.parametrize("package", ["bot", "todoist_sync", "desk", "db"])
def test_nothing_below_the_entry_reads_the_environment(package: str) -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in _files(package)
        if path.name not in {"__main__.py", "settings.py"}
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert not wrong


def test_linking_moves_whatever_names_a_person() -> None:
    """Or says why not: what names people by their Telegram alone."""
    from db.models.base import Base
    from desk.staff.board_accounts import MOVES

    only_with_telegram = {
        "people.barred_by": "agents block in Telegram",
        "people.former_id": "the Telegram person whose account it was",
        "brakes.answered_by": "admins answer in Telegram",
    }
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    naming = {str(c) for c in columns for key in c.foreign_keys if str(key.column) == "people.id"}
    named_without = {str(c) for c in columns if c.name == "person_id"}
    moved = {f"{line.split()[1]}.{line.split()[3]}" for line in MOVES if line.startswith("update")}
    assert naming | named_without == moved | set(only_with_telegram)


def test_the_desk_takes_the_time_it_is_given() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _files("desk")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"} and _is_clock(node)
    ]
    assert not wrong


def _is_clock(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date", "time"}
