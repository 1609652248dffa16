"""Whatever stands in a comment or a task is read, and in a time that grows with its length only: the event loop that
reads it has others to serve."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.models import Entry, EntryKind, Status
from desk.text import Entity, RichText, units
from desk.text.markdown import reader, writer
from desk.text.markdown.inline import inline
from todoist_sync.comments import layout, quotes
from todoist_sync.comments.attachments import file_of
from todoist_sync.merge import sides
from todoist_sync.merge import task_text as describe
from todoist_sync.merge.sides import BoardVocabulary, DeskSide, TaskSide
from todoist_sync.merge.states import Agreed, Ours, Theirs
from todoist_sync.merge.three_way import merge

COMMENT, MESSAGE, TITLE, DESCRIPTION = 15_000, 4_096, 500, 16_383
_NOW = datetime(2026, 11, 20, tzinfo=UTC)
_BOARD = BoardVocabulary({status: status.value for status in Status}, _NOW, assignable=True)
_STYLES = ("bold", "italic", "strikethrough", "code", "underline", "blockquote")

READ: dict[str, Callable[[int], str]] = {
    "quotes in quotes": lambda n: ">" * n,
    "quotes in quotes, apart": lambda n: "> " * (n // 2),
    "deeper and deeper": lambda n: "\n".join(">" * depth for depth in range(1, round((2 * n) ** 0.5))),
    "blank lines": lambda n: "\n" * n,
    "lines of blanks": lambda n: " \n" * (n // 2),
    "paragraphs": lambda n: "a\n\n" * (n // 3),
    "formatted paragraphs": lambda n: "*a*\n\n" * (n // 5),
    "formatted lines": lambda n: "*a*\n" * (n // 4),
    "quotes between lines": lambda n: "> a\nb\n\n" * (n // 7),
    "code blocks": lambda n: "```\na\n```\n" * (n // 10),
    "an open code block": lambda n: "~" * n + "`",
    "an open link": lambda n: "[a](" + " " * n,
    "open links": lambda n: "[a](b " * (n // 6),
    "links": lambda n: "".join(f"[a](http://{k})\n" for k in range(n // 16)),
    "brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "one opens, many close": lambda n: "*" * (n // 3) + "a" + "* a" * (n // 5),
    "many kinds of emphasis": lambda n: "a*_ " * (n // 4),
    "emphasis in emphasis": lambda n: "*" * (n // 3) + "a\n" * (n // 6) + "*" * (n // 3),
    "back quotes": lambda n: "".join("`" * k + "a" for k in range(1, round((2 * n) ** 0.5))),
}
WRITTEN: dict[str, Callable[[int], RichText]] = {
    "blank lines": lambda n: RichText("\n" * n),
    "bold lines": lambda n: RichText("a\n" * (n // 2), (Entity("bold", 0, n),)),
    "all formatting": lambda n: RichText("a\n" * (n // 2), tuple(Entity(one, 0, n) for one in _STYLES)),
    "code blocks": lambda n: RichText("a\n" * (n // 2), tuple(Entity("pre", k * 40, 21) for k in range(n // 41))),
    "quotes": lambda n: RichText("a\n" * (n // 2), tuple(Entity("blockquote", k * 40, 20) for k in range(n // 41))),
    "special characters": lambda n: RichText("*" * n),
}
DESCRIBED: dict[str, Callable[[int], str]] = {
    "beginnings without end": lambda n: describe.BEGIN * (n // len(describe.BEGIN)),
    "much beside ours": lambda n: "c" * (n * 3 // 4),
    "much around ours": lambda n: describe.block("b\n" * (n // 8)) + "\n" + "c" * (n // 2),
}


def _seconds(work: Callable[[], object]) -> float:
    """Of this thread's own time, the least of a few."""
    found = []
    for _ in range(3):
        began = time.thread_time()
        work()
        found.append(time.thread_time() - began)
    return min(found)


def _in_time(work: Callable[[int], object], size: int, most: float = 1.0) -> None:
    """Four times as long takes about four times the time (sixteen, if each looked at all others), and little at all."""
    assert work(size) is not None
    short, long = _seconds(lambda: work(size // 4)), _seconds(lambda: work(size))
    assert long < max(8 * short, 0.02), (short, long)
    assert long < most


@pytest.mark.parametrize("name", READ)
def test_any_comment_is_read_in_a_time_like_its_length(name: str) -> None:
    _in_time(lambda n: layout.understood(READ[name](n), None), COMMENT)


@pytest.mark.parametrize("name", READ)
def test_and_shown_on_the_board_again(name: str) -> None:
    _in_time(lambda n: writer.write(reader.read(READ[name](n))), COMMENT)


@pytest.mark.parametrize("name", WRITTEN)
def test_any_message_is_written_in_a_time_like_its_length(name: str) -> None:
    _in_time(lambda n: writer.write(WRITTEN[name](n)), COMMENT)


@pytest.mark.parametrize("name", DESCRIBED)
def test_any_description_takes_a_time_like_its_length(name: str) -> None:
    request = describe.block("x\n" * 5_500, "line")
    _in_time(lambda n: describe.put(DESCRIBED[name](n), request), DESCRIPTION)
    _in_time(lambda n: describe.put(DESCRIBED[name](n), describe.block("\n" * (n * 2 // 3), "line")), DESCRIPTION)


def test_a_quote_is_looked_for_in_a_time_like_its_length() -> None:
    entry = Entry(kind=EntryKind.COMMENT, author_name="Rita", body="", entities=[])

    def look(n: int) -> object:
        entry.body = "a " * (n // 2)
        return quotes._found("a " * (n // 5) + "b", [entry])

    _in_time(look, COMMENT)


@pytest.mark.parametrize("content", [">" * TITLE, "> " * (TITLE // 2), "`" * TITLE, "[" * TITLE, "\n" * TITLE])
def test_any_title_is_compared(content: str) -> None:
    assert _merged(content, "", "s") is not None


_PIECES = st.sampled_from(
    [*"ab1 \n\n\\`*_~[]()<>&#-+=.!|:/\"'@ \t\r>", "> ", "```", "~~~", "[a](http://b)", "](", "‹pulldesk›",
     "‹/pulldesk›", "😀", "👨‍👩‍👧", "\u200b", "//", "#1 ", "1. ", "https://a.b/_"]
)  # fmt: skip


@st.composite
def long(draw: st.DrawFn, most: int) -> str:
    """A text of up to so many UTF-16 units, mostly of a few pieces over and over."""
    text = "".join(draw(st.lists(_PIECES, max_size=12)))
    for _ in range(draw(st.integers(0, 3))):
        piece = "".join(draw(st.lists(_PIECES, min_size=1, max_size=3)))
        text += piece * draw(st.integers(1, max(1, most // max(units(piece), 1))))
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _merged(content: str, description: str, subject: str) -> object:
    was = DeskSide(1, "s", 3, Status.NEW, None, None, frozenset(), True, describe.block("s"))
    now = DeskSide(1, subject, 3, Status.NEW, None, None, frozenset({subject[:60]}), True, describe.block(subject))
    agreed, times = Agreed(was, sides.fresh(was, _BOARD)), dict.fromkeys(_FIELDS, _NOW)
    theirs = TaskSide(content, description, 2, None, False, None, (content[:60],))
    return merge(agreed, Ours(now, times), Theirs(theirs, _NOW), _BOARD)


_FIELDS = ["subject", "priority", "status", "assignee", "labels"]
EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "300")) // 12
pytestmark = [pytest.mark.broad, pytest.mark.limit(120 + 4 * EXAMPLES)]
_SOME = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@_SOME
@given(long(COMMENT))
def test_any_comment_is_taken(content: str) -> None:
    said = layout.understood(content, {"file_name": content[:200], "file_type": content[:50]})
    layout.reworded(content, "Olga")
    layout.reworded(content, content[:40], lead=content[:80])
    assert inline(content[:500]) is not None
    assert all(units(p.content) <= COMMENT for p in layout.parts(EntryKind.NOTE, content[:60], said.words))
    assert describe.put(content, describe.block(content)) is not None


@_SOME
@given(long(MESSAGE), st.lists(st.tuples(st.sampled_from(_STYLES), st.integers(0, MESSAGE), st.integers(1, 900))))
def test_any_message_is_shown(text: str, styles: list[tuple[str, int, int]]) -> None:
    words = RichText(text, tuple(Entity(*one) for one in styles[:9] if one[1] + one[2] <= units(text)))
    assert reader.read(writer.quoted(writer.write(words))) is not None
    assert len(writer.escape(describe.title(7, text))) <= TITLE
    assert layout.parts(EntryKind.COMMENT, text[:60], words, [text[:80]], [(text[:80], {"file_url": text})])


@_SOME
@given(long(TITLE), long(DESCRIPTION), long(200))
def test_any_task_is_compared(content: str, description: str, subject: str) -> None:
    assert _merged(content, description, subject) is not None


@_SOME
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=3))
def test_any_attachment_is_a_file(value: Any) -> None:
    names = ("file_name", "file_type", "file_size", "file_duration", "resource_type", "file_url")
    assert file_of(dict.fromkeys(names, value)).name
