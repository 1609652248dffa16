"""A sentence in a plain field and back."""

import pytest

from desk.i18n import parse_tags
from desk.text import Entity, RichText
from desk.text_overrides.tags import has_untaggable_formatting, read_field, write_field


@pytest.mark.parametrize(
    "said",
    [
        "",
        "plain & <u>foreign</u> <",
        "<b>Request #{number}</b> is here",
        "😀 <b>a <i>b</i></b>{name}",
        "<quote>{words}</quote>\n<code>#{number}</code>",
        "<b>a</b><i>b</i>",
    ],
)
def test_what_is_read_of_a_field_fills_it_again(said: str) -> None:
    assert write_field(read_field(said)) == said
    assert read_field(said) == parse_tags(said)


@pytest.mark.parametrize("said", ["</b>x", "<b>x", "\ue0000\ue001 and \ue0017", "a\r\nb", "<b></b>", "\ud83d"])
def test_what_nobody_means_breaks_nothing(said: str) -> None:
    words = read_field(said)
    assert not words.entities or words.text
    assert "\r" not in words.text


def test_what_no_tag_says_is_told() -> None:
    assert has_untaggable_formatting(RichText("here", (Entity("text_link", 0, 4, (("url", "https://example.org"),)),)))
    assert not has_untaggable_formatting(parse_tags("<b>here</b>"))
    assert write_field(RichText("here", (Entity("underline", 0, 4),))) == "here"
