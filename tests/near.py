"""`make near`: the tests beyond those of every day that reach what a change touches, the cheapest first.

    python -m tests.near [COMMIT]    # what has changed since COMMIT (HEAD~1, and what is not committed)

Prints the names of test functions, as `--named` takes them, until their costs come to two minutes of two cores; the
last line on standard error says how many are left to `make wide`.
"""

import ast
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.tiers import ROOT, costs

_SECONDS = 200.0
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
    """Return the names of the functions that have one of these lines, as `tests/planted` calls them."""
    return {
        name
        for name, node in _functions(ast.parse(source), ())
        if any(node.lineno <= line <= (node.end_lineno or node.lineno) for line in lines)
    }


def _functions(tree: ast.AST, above: tuple[str, ...]) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        inside = above
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = (*above, node.name)
            if not isinstance(node, ast.ClassDef):
                yield ".".join(inside), node
        yield from _functions(node, inside)


def find_near(diff: str) -> list[str]:
    """Return the tests that reach what a diff touches, the cheapest first; a changed test comes first of all."""
    table = json.loads((ROOT / "tests" / "near.json").read_text("utf-8"))
    found: set[int] = set()
    own: set[str] = set()
    for path, lines in changed_lines(diff).items():
        file = ROOT / path
        if file.suffix != ".py" or not file.exists():
            continue
        functions = functions_at(file.read_text("utf-8"), lines)
        own |= {f"{path}::{name}" for name in functions if Path(path).name.startswith("test_")} & costs().keys()
        found.update(at for name in functions for at in table["functions"].get(path, {}).get(name, ()))
    own = {name for name in own if not costs()[name].daily}
    return sorted(own) + [one for at in sorted(found) if (one := table["tests"][at]) not in own and _is_there(one)]


def _is_there(test: str) -> bool:
    """Return False for a test that was removed or renamed since the table was written."""
    path, _, name = test.partition("::")
    return (ROOT / path).exists() and f"def {name}(" in (ROOT / path).read_text("utf-8")


def main() -> None:
    """Print the names."""
    since = sys.argv[1] if len(sys.argv) > 1 else "HEAD~1"
    asked = ["git", "diff", "--unified=0", "--no-color", since]
    diff = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    near, spent, printed = find_near(diff), 0.0, 0
    for name in near:
        known = costs().get(name)
        spent += known.seconds if known is not None else 1.0
        if spent > _SECONDS:
            break
        printed += 1
        sys.stdout.write(f"{name}\n")
    sys.stderr.write(f"{printed} of {len(near)} tests that reach what has changed since {since}\n")


if __name__ == "__main__":
    main()
