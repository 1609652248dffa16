"""Formatted text as a page shows it."""

import pytest

from desk.text import Entity, RichText
from desk.text.html_marks import render_html


def entity(kind: str, offset: int, length: int, **extra: str) -> Entity:
    return Entity(kind, offset, length, tuple(extra.items()))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (RichText("a <b> & c"), "a &lt;b&gt; &amp; c"),
        (RichText("😀 ab", (entity("bold", 3, 1),)), "😀 <b>a</b>b"),
        (RichText("abcd", (entity("blockquote", 0, 4), entity("bold", 1, 2))), "<q>a<b>bc</b>d</q>"),
        (RichText("abcd", (entity("bold", 0, 3), entity("italic", 2, 2))), "<b>ab<i>c</i></b><i>d</i>"),
        (RichText("abcd", (entity("bold", 0, 1), entity("italic", 2, 1))), "<b>a</b>b<i>c</i>d"),
        (RichText("ab", (entity("spoiler", 0, 2), entity("italic", 0, 1))), "<i>a</i>b"),
        (
            RichText("ab", (entity("text_link", 0, 2, url='https://a.b/"><i>'),)),
            '<a href="https://a.b/&#34;&gt;&lt;i&gt;" rel="noreferrer nofollow">ab</a>',
        ),
        (RichText("ab", (entity("text_link", 0, 2, url="javascript:alert(1)"),)), "ab"),
        (RichText("ab", (entity("text_link", 0, 2, url="https+app:run"),)), "ab"),
        (RichText("", ()), ""),
    ],
)
def test_it_is_escaped_and_formatted(words: RichText, shown: str) -> None:
    assert str(render_html(words)) == shown
