"""Which functions of the product each test reaches, and what it costs: each run writes it into `.pytest_cache/reach`, a
file for each kind of run and worker. `make tiers` folds it into `tests/tiers.json`.

The product is imported with a note at the beginning of each function. What a test starts in a process of its own is not
seen. Must not know which tests there are.
"""

import ast
import hashlib
import json
import marshal
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

import pytest

from tests import budgets, tiers
from tests.planted import loader
from tests.planted.loader import ROOT
from tests.planted.mistakes import put_first

FOLDER = ROOT / ".pytest_cache" / "reach"
_CODE = FOLDER / "code"
_HOW = f"{sys.version} {Path(__file__).read_text('utf-8')}"
"""By what else code is made than by its source."""
_reached: set[str] = set()
note_reached = _reached.add
_NOTE = "_note_reached"
"""What it is called in the product: one more public name would be a command or a step to those who look for them."""


@dataclass(slots=True)
class Reach:
    """A test function: what a case of it costs in CPU seconds of a quiet machine, what all of them reach, how many they
    are, and how many ran."""

    seconds: float
    database: bool
    landing: int
    reached: frozenset[str]
    cases: int = 1
    ran: int = 1


@dataclass(slots=True)
class _Seen:
    """What a test function has done in this run."""

    cases: list[str] = field(default_factory=list)
    database: bool = False
    reached: set[str] = field(default_factory=set)


_seen: dict[str, _Seen] = defaultdict(_Seen)


def take_reached() -> set[str]:
    """Return the functions that were reached since it was asked before."""
    taken = set(_reached)
    _reached.clear()
    return taken


def functions(
    tree: ast.AST, above: tuple[str, ...] = ()
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Find the functions of a module with their names, those inside others too (`Two.three.four`)."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.expr):
            continue  # no function is in there
        inside = above
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = (*above, node.name)
            if not isinstance(node, ast.ClassDef):
                yield ".".join(inside), node
        yield from functions(node, inside)


def parsed(path: Path) -> ast.Module:
    """Return the tree of a module."""
    return ast.parse(path.read_text("utf-8"))


def noting(source: str, path: str) -> CodeType:
    """Return the code of a module whose functions note that they were called; it is kept for the next run."""
    name = os.path.relpath(path, ROOT)
    kept = _CODE / f"{name.replace('/', '.')}c"
    mark = hashlib.sha256(f"{_HOW} {path} {source}".encode()).digest()
    if kept.exists() and (stored := kept.read_bytes()).startswith(mark):
        code: CodeType = marshal.loads(stored[len(mark) :])  # noqa: S302 - as Python does with what it has compiled
        return code
    tree = ast.parse(source, path)
    for function, node in list(functions(tree)):
        at = {"lineno": node.body[0].lineno, "col_offset": 0, "end_lineno": node.body[0].lineno, "end_col_offset": 0}
        called, given = ast.Name(_NOTE, ast.Load(), **at), ast.Constant(f"{name}::{function}", **at)
        note = ast.Expr(ast.Call(called, [given], [], **at), **at)
        node.body.insert(ast.get_docstring(node, clean=False) is not None, note)
    put_first(tree, f"from {__name__} import note_reached as {_NOTE}")
    code = compile(tree, path, "exec", dont_inherit=True)
    _CODE.mkdir(parents=True, exist_ok=True)
    made = kept.with_suffix(f".{os.getpid()}")
    made.write_bytes(mark + marshal.dumps(code))
    made.replace(kept)
    return code


def install() -> None:
    """Have the product note what is reached, unless mistakes are planted in it."""
    loader.install(noting)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Keep what a case reaches, with its fixtures."""
    take_reached()
    result = yield
    if item.nodeid in tiers.put_off:
        return result
    seen = _seen[tiers.function_of(item)]
    seen.cases.append(item.nodeid)
    seen.database = tiers.takes_database(item)
    seen.reached |= take_reached()
    return result


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write it: a run of the same kind writes over the one before. What failed and runs again tells no costs, and no
    more does a run with planted mistakes, which notes nothing."""
    option = session.config.getoption
    if not any(seen.reached for seen in _seen.values()) or option("lf", False):
        return
    kind = "-".join(filter(None, (option("--tier"), option("--part"), option("--named") and "named")))
    numbers: dict[str, int] = {}
    tests = {
        name: [
            round(sum(map(budgets.seconds_of, seen.cases)) / len(seen.cases), 3),
            seen.database,
            [numbers.setdefault(one, len(numbers)) for one in sorted(seen.reached)],
            tiers.count_cases(name),
            len(seen.cases),
        ]
        for name, seen in _seen.items()
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{kind.replace('/', 'of')}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.json"
    file.write_text(json.dumps({"landing": tiers.landing() + 1, "functions": list(numbers), "tests": tests}), "utf-8")


def read(folder: Path | None = None) -> dict[str, Reach]:
    """Return what runs have written of each test function: the mean costs of the newest landing, as what cases share is
    made by the first of them in each worker, and all that was reached."""
    found: dict[str, Reach] = {}
    files = [json.loads(path.read_text("utf-8")) for path in (folder or FOLDER).glob("*.json")]
    for written in sorted(files, key=lambda written: int(written["landing"])):
        for name, (seconds, database, numbers, *counted) in written["tests"].items():
            if name.removeprefix("tests/").startswith(tiers.LONG):
                continue  # no tier that is chosen has these
            reached = frozenset(written["functions"][one] for one in numbers)
            one = Reach(seconds, database, written["landing"], reached, *counted)
            if (before := found.get(name)) is not None:
                one.reached |= before.reached
                if before.landing == one.landing:
                    ran = before.ran + one.ran
                    one.seconds, one.ran = (before.seconds * before.ran + one.seconds * one.ran) / ran, ran
            found[name] = one
    return found
