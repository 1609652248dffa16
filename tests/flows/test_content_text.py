"""Formatted and long texts, from end to end: what each side can say of them arrives there, characters always."""

from typing import Any

import pytest

from tests.flows.phone import Phone, words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Contents of messages")

_TEXT = "see this now"
_KINDS: list[tuple[str, dict[str, Any], str]] = [
    ("bold", {}, "see **this** now"),
    ("italic", {}, "see *this* now"),
    ("underline", {}, "see this now"),
    ("strikethrough", {}, "see ~~this~~ now"),
    ("spoiler", {}, "see this now"),
    ("code", {}, "see `this` now"),
    ("text_link", {"url": "https://example.org/a"}, "see [this](https://example.org/a) now"),
    ("text_mention", {"user": {"id": 900, "is_bot": False, "first_name": "Vera"}}, "see this now"),
    ("custom_emoji", {"custom_emoji_id": "5368324170671202286"}, "see this now"),
    ("date_time", {"unix_time": 1647531900, "date_time_format": "wDT"}, "see this now"),
]

_BLOCKS: list[tuple[str, dict[str, Any], str]] = [
    (
        "he said\nno way\nand left",
        {"type": "blockquote", "offset": 0, "length": 14},
        "**Rita K.:** \n> > he said\n> > no way\n> and left",
    ),
    (
        "he said\nno way\nand left",
        {"type": "expandable_blockquote", "offset": 0, "length": 14},
        "**Rita K.:** \n> > he said\n> > no way\n> and left",
    ),
    (
        "x = *1*",
        {"type": "pre", "offset": 0, "length": 7, "language": "python"},
        "**Rita K.:** \n> ```python\n> x = *1*\n> ```",
    ),
]

_ON_BOARD: list[tuple[str, str, set[str]]] = [
    ("try **this** and *that*", "try this and that", {"bold", "italic"}),
    ("~~no~~ `code` [link](https://example.org)", "no code link", {"strikethrough", "code", "text_link"}),
    ("> as you said\n\ndone", "as you said\n\ndone", {"blockquote"}),
    ("```python\nx = 1\n```", "x = 1", {"pre"}),
    ("a [link](javascript:x) and <b>this</b>", "a [link](javascript:x) and <b>this</b>", set()),
]


def marked(message: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """The formatting of the stretch of a message that is this text, its place left out."""
    whole = words(message)
    start, length = whole.index(text), len(text)
    found = [e for e in message["entities"] if e["offset"] == start and e["length"] == length]
    return [{name: value for name, value in e.items() if name not in ("offset", "length")} for e in found]


async def test_formatting_reaches_the_agent_the_board_and_the_requester(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    card = await olga.message_with(f"release:{heating}")
    for kind, extra, on_board in _KINDS:
        entity = {"type": kind, "offset": 4, "length": 4, **extra}
        await rita.writes(_TEXT, entities=[entity])
        assert marked(await olga.containing(_TEXT), "this") == [{"type": kind, **extra}]
        assert (await stage.board.comments(heating))[-1] == f"**Rita K.:** {on_board}"
        await olga.writes(f"so {_TEXT}", reply_to=card["message_id"], entities=[{**entity, "offset": 7}])
        assert marked(await rita.containing(f"so {_TEXT}"), "this") == [{"type": kind, **extra}]


async def test_quotes_and_code_blocks_do_too(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    for typed, entity, on_board in _BLOCKS:
        await rita.writes(typed, entities=[entity])
        relayed = await olga.containing(typed)
        assert entity["type"] in {e["type"] for e in relayed["entities"]}
        assert (await stage.board.comments(heating))[-1] == on_board


async def test_what_an_agent_writes_on_the_board_arrives_as_the_board_shows_it(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    user = await stage.board.user("Pavel")
    for on_board, text, kinds in _ON_BOARD:
        await stage.board.comment(heating, on_board, by=user)
        told = await rita.containing(text)
        start = words(told).index(text)
        assert {e["type"] for e in told["entities"] if e["offset"] >= start} == kinds
        if "pre" in kinds:
            assert [e["language"] for e in told["entities"] if e["type"] == "pre"] == ["python"]


async def test_a_long_comment_arrives_in_parts_cut_between_paragraphs(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    user = await stage.board.user("Pavel")
    paragraph = "One sentence that says what to do next. " * 30
    text = "\n\n".join(f"{n}. step: {paragraph.strip()}" for n in range(1, 6))
    before = len(await rita.received())
    await stage.board.comment(heating, text, by=user)
    parts = [words(m) for m in (await rita.received())[before:]]
    assert len(parts) == 2
    assert all(len(part) <= 4096 for part in parts)
    assert parts[1].startswith("4. step: ")
    assert " ".join(" ".join(parts).split()).endswith(" ".join(text.split()))
