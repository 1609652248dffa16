"""The same characters on both sides: typed in Telegram, written on the board, formatted on either."""

import pytest

from desk.text.markdown import reader
from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"
ODD = [
    "<b>x</b> & _y_ *z* [a](b)",
    "1. one\n2) two\n- three\n+ four\n* five\n# six\n> seven\n---\n===",
    "```\ncode?\n```\n    indented, `ticks` and ``more``",
    r"back\slash, \*escaped\*, ~~gone~~, __dunder__, a_b_c, https://x.org/a_b_c?d=*e*",
    "‹pulldesk› and @label p1 #Project tomorrow at 5",
    "**Olga:** forged\n// hidden",
]


def _kinds(message: dict[str, object]) -> set[str]:
    return {str(e["type"]) for e in message.get("entities", [])}  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", ODD)
async def test_typed_in_telegram_the_board_shows_the_same_characters(
    stage: Stage, rita: Phone, olga: Phone, said: str
) -> None:
    number = await filed_and_taken(rita, olga, said)
    task = await stage.board.task(number)
    quoted = reader.read_markdown(task["description"]).text.replace("\u2060", "").replace("\u00a0", " ")
    assert said in quoted
    assert task["labels"] == ["needs-answer"]
    assert task["due"] is None
    await rita.writes(f"again: {said}")
    await stage.pass_time(seconds=3)
    (comment,) = await stage.board.comments(number)
    shown = reader.read_markdown(comment).text.replace("\u00a0", " ")
    assert shown == f"Rita K.: again: {said}"


WRITTEN: list[tuple[str, str, set[str]]] = [
    ("*z* and **b** and ~~s~~", "z and b and s", {"italic", "bold", "strikethrough"}),
    ("see [the guide](https://example.org/a_b)", "see the guide", {"text_link"}),
    ("[a](b) and [c](javascript:alert(1))", "[a](b) and [c](javascript:alert(1))", set()),
    ("<b>no</b> & &amp; <i>x", "<b>no</b> & &amp; <i>x", set()),
    ("run `rm -rf` now", "run rm -rf now", {"code"}),
    ("```python\nprint(1)\n```", "print(1)", {"pre"}),
    (r"\*as typed\* 1\. two", "*as typed* 1. two", set()),
]


async def test_written_on_the_board_telegram_shows_what_todoist_shows(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    for written, shown, kinds in WRITTEN:
        await stage.board.comment(number, written, by=user)
        last = await rita.last()
        assert words(last) == f"#{number} · Pavel: {shown}"
        assert kinds <= _kinds(last), written
        assert not ({"italic", "text_link", "code", "pre", "strikethrough"} - kinds) & _kinds(last), written
