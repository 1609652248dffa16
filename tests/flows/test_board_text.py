"""The same characters on both sides: typed in Telegram, written on the board, formatted on either."""

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"


def _kinds(message: dict[str, object]) -> set[str]:
    return {str(e["type"]) for e in message.get("entities", [])}  # type: ignore[attr-defined]


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
