"""Text without formatting still has what stands behind its words, by every way out."""

import re
from pathlib import Path

import pytest

from desk.text import Entity, RichText, make_plain
from desk.text.markdown.reader import parse_markdown

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.mark.parametrize(("typed", "plain"), [
    ("Read [the manual](https://help.example/k300) first", "Read the manual (https://help.example/k300) first"),
    ("😀 [a](https://a.example) [b](https://b.example)", "😀 a (https://a.example) b (https://b.example)"),
    ("[https://a.example](https://a.example/)", "https://a.example"),
    ("[a.example](https://b.example)", "a.example (https://b.example)"), ("~~old~~ **new**", "~old~ new"),
    ("~~[gone](https://a.example)~~", "~gone (https://a.example)~"), ("nothing at all", "nothing at all"),
])  # fmt: skip
def test_an_address_behind_words_follows_them(typed: str, plain: str) -> None:
    assert make_plain(parse_markdown(RichText(typed))) == plain


def test_a_range_beyond_the_text_ends_with_it() -> None:
    link = Entity("text_link", 1, 99, (("url", "https://a.example"),))
    assert make_plain(RichText("abc", (link,))) == "abc (https://a.example)"
    assert make_plain(RichText("", (link,))) == ""


_BARE = re.compile(r"\bentry\.body\b(?!,)|\b(?:words|body)\.text\b")
_OUT = ("mail/outbox.py", "desk/webhooks/sending.py", "web/api/reading.py", "web/api/tickets.py", "web/api/articles.py")


@pytest.mark.parametrize("path", _OUT)
def test_no_way_out_reads_the_text_alone(path: str) -> None:
    assert not _BARE.findall((ROOT / path).read_text())
