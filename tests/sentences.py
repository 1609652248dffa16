"""Lists which tests tell which section of the contract: `make sentences`.

`@pytest.mark.sentence("3.3 Answering")` names the section, on a test or in the `pytestmark` of its module.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tests.sources import files, text_of_file

_TESTS = Path(__file__).parent
_STATEMENT = re.compile(r"^(?=[@\w])", re.MULTILINE)
"""The beginning of a decorator or of a statement of a module."""
_TEST = re.compile(r"(?:async )?def (test_\w+)\(")
_SECTION = re.compile(r"mark\.sentence\((['\"])(.*?)\1\)")


class Telling(NamedTuple):
    """A test that tells a sentence of a section."""

    section: str
    path: str
    test: str


@cache
def tellings() -> tuple[Telling, ...]:
    """Find all marked tests; the mark of a test goes before that of its module."""
    return tuple(telling for path in files(_TESTS, "test_*.py") for telling in _tellings_in(path))


def _tellings_in(path: Path) -> Iterator[Telling]:
    """Read marks as text: to parse all tests takes two seconds."""
    statements = _STATEMENT.split(text_of_file(path))
    of_module = "".join(one for one in statements if one.startswith("pytestmark = "))
    decorators = ""
    for statement in statements:
        if statement.startswith("@"):
            decorators += statement
            continue
        marks, decorators = decorators + of_module, ""
        if (test := _TEST.match(statement)) and (found := _SECTION.search(marks)):
            yield Telling(found[2], path.relative_to(_TESTS).as_posix(), test[1])


def _print() -> None:
    for section, of_section in groupby(sorted(tellings()), lambda one: one.section):
        sys.stdout.write(f"\n## {section}\n")
        for path, of_path in groupby(of_section, lambda one: one.path):
            sys.stdout.write(f"\n{path}\n\n")
            sys.stdout.writelines(f"- {one.test.removeprefix('test_').replace('_', ' ')}\n" for one in of_path)


if __name__ == "__main__":
    _print()
