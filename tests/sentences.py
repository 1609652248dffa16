"""Lists which tests tell which section of the contract: `make sentences`.

`@pytest.mark.sentence("3.3 Answering")` names the section, on a test or in the `pytestmark` of its module.
"""

import ast
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tests.sources import parsed

_TESTS = Path(__file__).parent
_SECTION = re.compile(r"mark\.sentence\((['\"])(.*?)\1\)")


class Telling(NamedTuple):
    """A test that tells a sentence of a section."""

    section: str
    path: str
    test: str


def tellings() -> Iterator[Telling]:
    """Find all marked tests; the mark of a test goes before that of its module."""
    for path in sorted(_TESTS.rglob("test_*.py")):
        tree = parsed(path)
        of_module = [
            node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
        ]
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                marks = " ".join(ast.unparse(mark) for mark in [*node.decorator_list, *of_module])
                if found := _SECTION.search(marks):
                    name = path.relative_to(_TESTS).as_posix()
                    yield Telling(found[2], name, node.name)


def _print() -> None:
    for section, of_section in groupby(sorted(tellings()), lambda one: one.section):
        sys.stdout.write(f"\n## {section}\n")
        for path, of_path in groupby(of_section, lambda one: one.path):
            sys.stdout.write(f"\n{path}\n\n")
            sys.stdout.writelines(f"- {one.test.removeprefix('test_').replace('_', ' ')}\n" for one in of_path)


if __name__ == "__main__":
    _print()
