"""Marks of what was solved on the board, by somebody or by nobody the desk can name."""

import pytest

from tests.flows.acts import account, filed_and_taken, files, linked, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row, status
from tests.flows.stage import Stage


@pytest.mark.broad
async def test_nobody_is_asked_about_whom_nobody_can_name(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.people["Vera"]
    number = await files(rita, "The heating does not work")
    await stage.board.complete(number, by=await account(stage))
    assert await status(stage, number) == "resolved"
    await rita.presses(f"solved:{number}:yes")
    before = await vera.received()
    await rita.presses(f"rate:{number}:1")
    assert buttons(await rita.last()) == [f"rate:{number}:skip"]
    await stage.pass_time(minutes=2, seconds=1)
    told = [words(m) for m in await new_messages(vera, before)]
    assert told == [f"★ from Rita K.: #{number} “The heating does not work”\nNobody knows who solved it."]
    assert (await row(stage, "select count(*) from marks"))[0] == 1


@pytest.mark.broad
async def test_stars_for_two_stand_in_one_line_under_the_task(stage: Stage, rita: Phone, olga: Phone) -> None:
    on_board = await linked(stage, olga)
    number = await filed_and_taken(rita, olga, "The heating does not work")
    await stage.board.complete(number, by=on_board)
    await rita.presses(f"solved:{number}:yes")
    await rita.presses(f"rate:{number}:5")
    await rita.presses(f"rate_agent:{number}:4")
    await rita.writes("quick *and* kind")
    assert [c for c in await stage.board.comments(number) if "★" in c] == [
        "// Rita K.: solved, ★★★★★ “quick \\*and\\* kind”; Olga: ★★★★"
    ]
