"""Corners of Telegram and Todoist that no other conversation passes. The whole list of corners is in README.md."""

import pytest

from tests.breadth import apart
from tests.flows.acts import answers, filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.scenes import status
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


@pytest.mark.parametrize("answer", apart(["error", "full"]))
async def test_a_rejected_sync_token_loses_and_doubles_nothing(
    stage: Stage, rita: Phone, olga: Phone, answer: str, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    await answers(olga, number, "I am coming")
    before = len(await rita.received())
    await stage.todoist.do("sync_token/reject", answer=answer)
    await stage.board.comment(number, "It is the cable", by=account_of_olga, quietly=True)
    await stage.board.move(number, "On hold", by=account_of_olga)
    told = [words(message) for message in (await rita.received())[before:]]
    assert told.count(f"#{number} · Olga: It is the cable") == 1
    assert await status(stage, number) == "on_hold"
    assert await stage.board.comments(number) == ["**Olga:** I am coming", "It is the cable"]
    await stage.todoist.do("sync_token/reject", answer=answer)
    await stage.pass_time(seconds=61)
    assert [words(message) for message in (await rita.received())[before:]].count(told[0]) == 1
    assert len(await stage.board.comments(number)) == 2
