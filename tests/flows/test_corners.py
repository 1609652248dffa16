"""Corners of Telegram and Todoist that no other conversation passes. The whole list of corners is in README.md."""

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("The far sides' corners")

ASKED = "The projector in hall B shows everything in green"
LONGEST = 4096


async def test_a_message_of_4096_with_its_authors_line_arrives_whole(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    text = "green and pink 🟢 " * 227 + "and green."
    assert len(text.encode("utf-16-le")) // 2 == LONGEST
    before = len(await olga.received())
    await rita.writes(text)
    await stage.pass_time(seconds=3)
    got = [words(message) for message in (await olga.received())[before:]]
    assert all(len(part.encode("utf-16-le")) // 2 <= LONGEST for part in got)
    head = f"#{number} · Rita K.: "
    assert got[0].startswith(head)
    assert "".join(" ".join(got).removeprefix(head).split()) == "".join(text.split())
    (comment,) = await stage.board.comments(number)
    assert comment.startswith("**Rita K.:** ")
    assert "".join(comment.removeprefix("**Rita K.:** ").split()) == "".join(text.split())
