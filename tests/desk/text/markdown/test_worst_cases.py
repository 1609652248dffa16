"""Whatever stands in a comment or a task is read, and in a time that grows with its length only: the event loop that
reads it has others to serve."""

import os
import time
from collections.abc import Callable

import pytest
from hypothesis import strategies as st

from desk.text import Entity, RichText, count_units
from desk.text.markdown import writer
from todoist_sync.comments import layout

COMMENT, MESSAGE, TITLE, DESCRIPTION = 15_000, 4_096, 500, 16_383
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


def _seconds(work: Callable[[], object]) -> float:
    """Of this thread's own time, the least of a few."""
    found = []
    for _ in range(3):
        began = time.thread_time()
        work()
        found.append(time.thread_time() - began)
    return min(found)


def _in_time(work: Callable[[int], object], size: int, most: float = 1.0) -> None:
    """Four times as long takes four to eight times the time (sixteen, if each looked at all others), and little at
    all."""
    assert work(size) is not None
    short, long = _seconds(lambda: work(size // 4)), _seconds(lambda: work(size))
    assert long < max(12 * short, 0.02), (short, long)
    assert long < most


@pytest.mark.parametrize("name", READ)
def test_any_comment_is_read_in_a_time_like_its_length(name: str) -> None:
    _in_time(lambda n: layout.parse_comment(READ[name](n), None), COMMENT)


@pytest.mark.parametrize("name", WRITTEN)
def test_any_message_is_written_in_a_time_like_its_length(name: str) -> None:
    _in_time(lambda n: writer.write_markdown(WRITTEN[name](n)), COMMENT)


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
        text += piece * draw(st.integers(1, max(1, most // max(count_units(piece), 1))))
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "300")) // 12
pytestmark = [pytest.mark.limit(120 + 4 * EXAMPLES)]
