"""Records: at the end of each conversation, what all people see and which rows differ is compared with a stored text.

`tests/records` has a file for each test that has a record: who wants one for a test runs it with `--records=add`.
`--records=write` writes those that there are anew; then the diff is read. Of the cases of a test the first is
recorded. Must not know what is recorded: `tests/flows/written.py` does.
"""

from __future__ import annotations

import asyncio
import difflib
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "records"
HINT = "make records, then read the diff"
_Write = Callable[[], Awaitable[str]]


@dataclass(slots=True)
class Record:
    """The record of the test that runs: the conversations it has played, and those it is still playing."""

    path: Path
    parts: list[str] = field(default_factory=list)
    playing: dict[int, tuple[asyncio.AbstractEventLoop, _Write]] = field(default_factory=dict)

    async def end(self, number: int) -> None:
        """Write down one conversation, if that has not been done."""
        if number in self.playing:
            _, write = self.playing.pop(number)
            self.parts[number] = await write()

    def end_all(self) -> str:
        """Write down what is still played, by fixtures for instance, and return the whole record."""
        for number, (loop, _) in list(self.playing.items()):
            loop.run_until_complete(self.end(number))
        if len(self.parts) == 1:
            return self.parts[0]
        return "\n".join(f"Stage {number}\n\n{part}" for number, part in enumerate(self.parts, 1))


_RUNNING: list[Record | None] = [None]


def is_recording() -> bool:
    """Return True if the test that runs has a record, or gets one."""
    return _RUNNING[-1] is not None


def note(text: str) -> None:
    """Record a text that the test has made, such as a table; it fails without a record."""
    record = _RUNNING[-1]
    assert record is not None, f"has no record: run it with --records=add ({HINT})"
    record.parts.append(text)


@asynccontextmanager
async def recorded(write: _Write) -> AsyncIterator[None]:
    """Record a conversation, which `write` writes down, at its end unless it fails."""
    record = _RUNNING[-1]
    if record is None:
        yield
        return
    number = len(record.parts)
    record.parts.append("")
    record.playing[number] = asyncio.get_running_loop(), write
    try:
        yield
    except BaseException:
        record.playing.pop(number, None)
        raise
    await record.end(number)


def compare(stored: str, now: str) -> str:
    """Return what differs, in lines that name the chat or table around them; nothing if nothing does."""
    old = stored.splitlines()
    lines = list(difflib.unified_diff(old, now.splitlines(), "as recorded", "now", lineterm=""))
    return "\n".join(_named(line, old) if line.startswith("@@") else line for line in lines)


def _named(line: str, old: list[str]) -> str:
    """Say in which chat or table lines differ, rather than their numbers."""
    found = re.match(r"@@ -(\d+)", line)
    assert found is not None
    before = [heading for heading in old[: int(found[1]) + 3] if heading and not heading.startswith(" ")]
    return f"@@ {before[-1] if before else ''} @@"


def path_of(item: pytest.Item) -> Path:
    """Return where the record of a test is."""
    module = item.path.relative_to(FOLDER.parent).with_suffix("")
    return FOLDER / module / f"{getattr(item, 'originalname', None) or item.name}.txt"


def is_first(item: pytest.Item) -> bool:
    """Return True for a test without cases, or the first of them."""
    callspec = getattr(item, "callspec", None)
    return callspec is None or not any(callspec.indices.values())


def add_option(parser: pytest.Parser) -> None:
    """Add the option of those who write records; plugins are registered too late for that."""
    parser.addoption("--records", choices=["compare", "write", "add"], default="compare",
                     help="of conversations: compare with them, write them anew, or add missing ones")  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run only what is recorded, if records are written."""
    how = config.getoption("records")
    if how != "compare":
        out = [item for item in items if not (is_first(item) and (how == "add" or path_of(item).exists()))]
        items[:] = [item for item in items if item not in set(out)]
        config.hook.pytest_deselected(items=out)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Begin the test's record, if it has one. Words that are encrypted at rest are in none."""
    path = path_of(item)
    wanted = is_first(item) and (path.exists() or item.config.getoption("records") == "add")
    _RUNNING.append(Record(path) if wanted and os.environ.get("TESTS_SEAL_WORDS") != "1" else None)
    try:
        return (yield)
    finally:
        _RUNNING.pop()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[None]:
    """Compare, or write, once the test itself has passed."""
    result = yield
    record = _RUNNING[-1]
    if record is not None and record.parts:
        check(record.path, record.end_all(), write=pyfuncitem.config.getoption("records") != "compare")
    return result


def check(path: Path, now: str, *, write: bool) -> None:
    """Write a record, or raise AssertionError with what differs from it."""
    __tracebackhide__ = True
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(now)
        return
    differs = compare(path.read_text(), now)
    if differs:
        raise AssertionError(f"not as recorded in {path.relative_to(FOLDER.parent.parent)}: {HINT}\n{differs}")
