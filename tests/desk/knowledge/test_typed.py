"""Titles, texts and keywords as they are typed; the place where formatting is broken."""

from __future__ import annotations

import pytest

from desk import Refused
from desk.knowledge import article_checks
from desk.text import Entity, RichText


@pytest.mark.parametrize(
    ("markdown", "place"),
    [
        ("**one** and *two*", None),
        ("one\n**two", (2, "**")),
        ("**a\nb** c\n\n**d", (4, "**")),
        ("**a\n\nb**", (1, "**")),  # a paragraph ends what it opened
        ("```\n**\n```", None),
        ("x\n~~~\n```\n", (2, "~~~")),
        ("x\n```py\nprint()", (2, "```")),
        ("`**` and ``a`b``", None),
        ("a `b", (1, "`")),
        (r"\*\* and \`", None),
        ("~~a", (1, "~~")),
        ("[a](https://b.example/c)", None),
        ("[a](https://b.example/c", (1, "[a](https://b.example/c")),
        ("x\n\n[a](javascript:1)", (3, "[a](javascript:1)")),
        ("[a]", None),
        ("", None),
    ],
)
def test_broken_formatting_is_found_with_its_place(markdown: str, place: tuple[int, str] | None) -> None:
    assert article_checks.find_broken_formatting(markdown) == place


@pytest.mark.parametrize(
    ("check", "given", "key"),
    [
        (article_checks.check_title, " \u200b ", "article-title-empty"),
        (article_checks.check_title, "x" * 121, "article-title-long"),
        (article_checks.split_keywords, ",".join(map(str, range(21))), "article-keywords-wrong"),
        (article_checks.split_keywords, "x" * 61, "article-keywords-wrong"),
        (lambda text: article_checks.check_body(RichText(text)), " \n\u2800", "article-body-empty"),
        (lambda text: article_checks.check_body(RichText(text)), "🖨" * 6001, "article-body-long"),
        (lambda text: article_checks.check_body(RichText(text)), "a\n```b", "article-formatting"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right(check, given: str, key: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refused:
        check(given)
    assert refused.value.key == key


def test_what_is_typed_is_tidied_and_keeps_its_formatting() -> None:
    assert article_checks.check_title("  <b>A\n b ") == "<b>A b"
    assert article_checks.check_title("x" * 120) == "x" * 120
    assert article_checks.split_keywords("a,  b c ;a\n-") == ["a", "b c"]
    assert article_checks.split_keywords("–") == []
    words = article_checks.check_body(RichText("\n 🖨 `x **\n", (Entity("code", 5, 6), Entity("bold", 2, 2))))
    assert words == RichText("🖨 `x **", (Entity("code", 3, 5), Entity("bold", 0, 2)))
    assert article_checks.check_body(RichText("🖨" * 6000)).text == "🖨" * 6000
