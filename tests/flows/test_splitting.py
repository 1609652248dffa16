"""A message about something else becomes a request of its own: its words move, with all that shows them."""

import pytest

from tests.flows.acts import dismissed
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row, status
from tests.flows.stage import Stage
from tests.flows.test_content_edits import edits
from tests.flows.test_merging import where
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Messages split off")

BOARD = False


@pytest.mark.board
async def test_a_message_becomes_a_request_of_its_own(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, printer: int, account_of_olga: str
) -> None:
    said = await rita.writes("And the lift is stuck")
    await rita.writes("/new")  # a draft gathers meanwhile
    await rita.writes("My chair squeaks")
    relayed = (await olga.containing("And the lift is stuck"))["message_id"]
    assert any("the lift is stuck" in one for one in await stage.board.comments(printer))
    await olga.writes("/split", reply_to=relayed)
    number = await scalar(stage, "select max(number) from tickets")
    assert text_of("done-split", number=number) in await olga.texts()
    assert f"claim:{number}" in buttons(await ivan.containing("And the lift is stuck"))
    assert words(await olga.containing("And the lift is stuck")).startswith(f"🆕 #{number}")
    read = next(m for m in await olga.received() if m["message_id"] == relayed)
    assert words(read) == f"#{number} · Rita K.: And the lift is stuck"
    assert buttons(read) == [f"pending:{number}", f"resolve:{number}", f"open:{number}"]
    told = await rita.containing(text_of("split-told", number=number, before=printer))
    assert f"cancel:{number}" in buttons(told)
    assert await where(stage, "And the lift is stuck") == (number, "comment")
    assert tuple(await row(stage, "select needs_answer, status from tickets where number = :n", n=printer)) == (
        True, "assigned",
    )  # fmt: skip
    await stage.pass_time(seconds=21)  # the comment goes once the words have a task to stand in
    assert not any("the lift is stuck" in one for one in await stage.board.comments(printer))
    assert f"// A message became #{number}." in await stage.board.comments(printer)
    task = await stage.board.task(number)
    assert "And the lift is stuck" in task["content"]

    await edits(rita, said, "And the lift is stuck again")
    assert await where(stage, "And the lift is stuck again") == (number, "comment")
    await olga.writes("We look at it", reply_to=relayed)
    assert await where(stage, "We look at it") == (number, "reply")
    assert f"#{number} · Olga: We look at it" in [words(m) for m in await rita.received()]
    await rita.writes("It is between floors", reply_to=said)
    assert await where(stage, "It is between floors") == (number, "comment")
    await olga.writes("/split", reply_to=await olga.writes("One moment", reply_to=relayed))
    assert await olga.reads() == text_of("split-not-theirs")
    await dismissed(stage, olga)
    await stage.board.comment(number, "From outside", by=account_of_olga)
    assert await where(stage, "From outside") == (number, "note")


async def test_what_is_not_split(stage: Stage, rita: Phone, olga: Phone, printer: int) -> None:
    await rita.writes("And the lift is stuck")
    relayed = (await olga.containing("And the lift is stuck"))["message_id"]
    await olga.writes("/split")
    assert piece_of("usage-split") in await olga.reads()
    await rita.writes("/split", reply_to=(await rita.received())[-1]["message_id"])
    assert await rita.reads() == "Only the team can do this."
    await olga.writes("/split", reply_to=relayed, quietly=True)
    await olga.writes("/split", reply_to=relayed, quietly=True)  # sent twice
    await stage.settle()
    number = await scalar(stage, "select max(number) from tickets")
    assert text_of("split-all", number=number) in await olga.texts()
    assert await scalar(stage, "select count(*) from tickets") == 2
    await olga.writes(f"/merge {number} into {printer}")
    assert await status(stage, number) == "closed"
    await olga.writes(f"/unmerge {number}")
    await rita.writes("There is smoke", reply_to=(await rita.containing(piece_of("unmerged")))["message_id"])
    assert await where(stage, "There is smoke") == (number, "comment")
