"""`make near`: the tests beyond those of every day that reach what a change touches.

    python -m tests.near [COMMIT]    # what has changed since COMMIT (the last green head), and what is not committed

Prints the names of test functions, as `--named` takes them: of each function that has changed the cheapest first, as
far as they fit into a minute of two cores; what alone reaches a function always fits. It fails if a function of the
product has changed and no test is known for it, once `make test` has run: neither one that a run saw reach it, nor one
that the table has, nor a file of tests that imports its module, or starts it as a process.
"""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests import reach, tiers
from tests.planted.loader import PRODUCT
from tests.tiers import ROOT, costs

_SECONDS = 80.0
_UNKNOWN_SECONDS = 1.0
_IMPORTING_EACH = 6
GREEN = ("ci/green", "origin/ci/green")
"""The last commit at which `.ci/run` was green: it moves the first where there is one."""
_EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_FILE = re.compile(r"^\+\+\+ b/(.+)$")


def changed_lines(diff: str) -> dict[str, set[int]]:
    """Return the lines that a diff without context adds or changes, by file; where it only removes, the line there."""
    lines: dict[str, set[int]] = defaultdict(set)
    path = ""
    for line in diff.splitlines():
        if found := _FILE.match(line):
            path = found[1]
        elif found := _HUNK.match(line):
            first, count = int(found[1]), int(found[2] or 1)
            lines[path].update(range(first, first + max(count, 1)))
    return lines


def functions_at(source: str, lines: set[int]) -> set[str]:
    """Return the names of the functions that have one of these lines and do something, as `tests/reach` calls them."""
    return {
        name
        for name, node in reach.functions(ast.parse(source))
        if any(node.lineno <= line <= (node.end_lineno or node.lineno) for line in lines) and not _is_empty(node)
    }


def _is_empty(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return True for what only says that there is such a function."""
    return all(isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) for one in node.body)


def _git(*asked: str) -> str:
    run = subprocess.run(["git", *asked], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    return run.stdout.strip()


def base() -> str:
    """Return what a landing is compared with: the last green head, else where the landing before was folded into the
    table, which is before that head, else nothing at all, so that everything has changed."""
    for name in GREEN:
        if found := _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
            return found
    folds = _git("log", "--format=%H", "-2", '-G^ "landing": ', "--", "tests/tiers.json").split()
    return folds[1] if len(folds) > 1 else _EMPTY


def changed(since: str) -> dict[str, set[str]]:
    """Return the names of the functions that have changed, or are new, since a commit, by file."""
    found = {}
    for name, lines in changed_lines(_git("diff", "--unified=0", "--no-color", since)).items():
        file = ROOT / name
        if file.suffix == ".py" and file.exists():
            found[name] = functions_at(file.read_text("utf-8"), lines)
    return found


@dataclass(slots=True)
class Tests:
    """The tests of a function, by how it is known that they reach it."""

    daily: set[str] = field(default_factory=set)
    rest: set[str] = field(default_factory=set)
    importing: set[str] = field(default_factory=set)


def tests_of(wanted: Iterable[str]) -> dict[str, Tests]:
    """Return the tests of functions (`desk/x.py::Two.three`). Those that import the module are asked for last, then
    those that reach another function of it: what is called while a module is imported belongs to no test."""
    found = {name: Tests() for name in wanted}
    beside: dict[str, set[str]] = defaultdict(set)
    for test, one in reach.read().items():
        if is_there(test):
            for path in {name.partition("::")[0] for name in one.reached}:
                beside[path].add(test)
            daily = test not in costs() or costs()[test].daily
            for name in one.reached & found.keys():
                (found[name].daily if daily else found[name].rest).add(test)
    numbered = {number: test for test, number in numbers().items()}
    for name, tests in found.items():
        path, _, function = name.partition("::")
        known = [numbered[one] for one in tiers.table()["near"].get(path, {}).get(function, ()) if one in numbered]
        tests.rest.update(filter(is_there, known))
        if not tests.daily and not tests.rest:
            others = _importing(path) or beside[path]
            tests.importing = set(choose(by_seconds(others), name, count_words(others), _IMPORTING_EACH))
    return found


def numbers() -> dict[str, int]:
    """Return the number of each of the rest."""
    tests = tiers.table()["tests"]
    return {f"{path}::{name}": one[0] for path in tests for name, one in tests[path].get("rest", {}).items()}


def is_there(test: str) -> bool:
    """Return False for a test that was removed or renamed."""
    path, _, name = test.partition("::")
    return name in _defined(path)


@cache
def _defined(path: str) -> frozenset[str]:
    return frozenset(tiers.DEFINED.findall((ROOT / path).read_text("utf-8")) if (ROOT / path).exists() else ())


@cache
def _importing(path: str) -> tuple[str, ...]:
    """Return the tests of the files that import a module, or start it (`-m`)."""
    module = path.removesuffix(".py").removesuffix("/__main__").removesuffix("/__init__").replace("/", ".")
    above, _, name = module.rpartition(".")
    asked = rf"\b{re.escape(module)}\b(?!\.\w)" if above else rf"\"-m\", \"{module}\"|\bimport {module}\b"
    if above:
        asked += rf"|from {re.escape(above)} import [^\n]*\b{name}\b"
    files = (file for file, text in _texts().items() if re.search(asked, text))
    return tuple(f"{file}::{test}" for file in files for test in sorted(_defined(file)))


@cache
def _texts() -> dict[str, str]:
    found = sorted((ROOT / "tests").rglob("test_*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in found}


def _words(name: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in re.findall(r"[a-z]{3,}", name.lower()))


def count_words(names: Iterable[str]) -> Counter[str]:
    """Return in how many names of tests each word is said."""
    return Counter(word for name in names for word in _words(name))


def choose(tests: list[str], place: str, said: Counter[str], most: int) -> list[str]:
    """Return so many tests, given the cheapest first: half by what their names say of a place, rare words most."""
    told = sorted(tests, key=lambda name: -sum(1 / max(said[word], 1) for word in _words(name) & _words(place)))
    return list(dict.fromkeys((*told[: most // 2], *tests)))[:most]


def in_turns(tests: dict[str, Tests]) -> Iterator[str]:
    """Go through the rest: the cheapest of each function, then the next of each."""
    rows = [by_seconds(one.rest or one.importing) for one in tests.values()]
    for at in range(max(map(len, rows), default=0)):
        yield from by_seconds({row[at] for row in rows if at < len(row)})


def by_seconds(tests: Iterable[str]) -> list[str]:
    """Return tests, the cheapest first."""
    return sorted(tests, key=_seconds)


def _seconds(test: str) -> tuple[float, str]:
    seconds = costs()[test].seconds if test in costs() else _UNKNOWN_SECONDS
    return (seconds / tiers.PARTS if test in tiers.dear() else seconds), test


def find_near(found: dict[str, set[str]], tests: dict[str, Tests]) -> list[str]:
    """Return the tests, not of every day, that reach what has changed; a changed test comes first of all."""
    own = (f"{path}::{one}" for path, names in sorted(found.items()) for one in sorted(names))
    return [one for one in dict.fromkeys((*own, *in_turns(tests))) if one in costs() and not costs()[one].daily]


def fit(names: Iterable[str], tests: Iterable[Tests]) -> Iterator[str]:
    """Go through the names that fit, and through those that run a function which no test of every day reaches."""
    alone = {by_seconds(one.rest or one.importing)[0] for one in tests if not one.daily and (one.rest or one.importing)}
    left = _SECONDS
    for name in names:
        seconds, _ = _seconds(name)
        if name in alone or seconds <= left:
            left -= seconds
            yield name


def main() -> None:
    """Print the names; fail where there are none."""
    since = sys.argv[1] if len(sys.argv) > 1 else base()
    found = changed(since)
    tests = tests_of(
        f"{path}::{one}" for path, names in found.items() if Path(path).parts[0] in PRODUCT for one in names
    )
    near = find_near(found, tests)
    fitting = list(fit(near, tests.values()))
    sys.stdout.writelines(f"{name}\n" for name in fitting)
    daily, others = (sum(bool(getattr(one, kind)) for one in tests.values()) for kind in ("daily", "rest"))
    sys.stderr.write(
        f"{len(tests)} functions of the product have changed since {since[:9]}: tests of every day that ran here reach"
        f" {daily} of them, others {others}; {len(fitting)} of the {len(near)} others run\n"
    )
    without = sorted(name for name, one in tests.items() if not (one.daily or one.rest or one.importing))
    if without and any(reach.FOLDER.glob("daily*")):
        sys.exit("\n".join(["no test is known for", *without]))


if __name__ == "__main__":
    main()
