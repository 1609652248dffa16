"""The desk was out for hours: what people said meanwhile is read before the clock takes anybody for silent."""

import pytest

from tests.breadth import apart
from tests.flows.acts import answers, filed_and_taken, files
from tests.flows.phone import Phone, words
from tests.flows.scenes import entries_of, status
from tests.flows.stage import Stage

pytestmark = [pytest.mark.sentence("The far sides' corners"), pytest.mark.accompanied]

BOARD = False


async def _out(stage: Stage, **length: float) -> None:
    """Nobody runs the bot for so long; started again, its clock looks before anything is polled."""
    stage.clock.on(**length)
    await stage.reopen()
    assert await stage.duties.clockwork.run_once() == 0


@pytest.mark.parametrize("verb", apart(["pending", "resolve"]))
async def test_who_answered_while_the_desk_was_out_was_not_silent(
    stage: Stage, rita: Phone, olga: Phone, heating: int, verb: str
) -> None:
    await answers(olga, heating, "Which room?")
    await olga.presses(f"{verb}:{heating}")
    await stage.pass_time(hours=70)
    await rita.writes("It is still cold in room 7", reply_to=(await rita.last())["message_id"], quietly=True)
    await _out(stage, hours=5)
    await stage.settle()
    assert (await entries_of(stage, heating))[-1] == "It is still cold in room 7"
    assert await status(stage, heating) in {"in_progress", "reopened", "resolved"}
    assert not any("We did not hear from you" in text for text in await rita.texts())


async def test_a_press_made_while_the_desk_was_out_answers_its_question(stage: Stage, rita: Phone, olga: Phone) -> None:
    first, second = await filed_and_taken(rita, olga, "The heating does not work"), await files(rita, "The window jams")
    await rita.writes("And when does the projector come?")
    stage.clock.on(seconds=20)
    await rita.presses(f"to:{first}", quietly=True)
    await _out(stage, seconds=130)
    await stage.settle()
    assert (await entries_of(stage, first))[-1] == "And when does the projector come?"
    assert len(await entries_of(stage, second)) == 1


async def test_nobody_is_reminded_of_what_was_taken_while_the_desk_was_out(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await files(rita, "The heating does not work")
    await olga.writes(f"/claim {number}", quietly=True)
    before = len(await stage.people["Vera"].received())
    await _out(stage, hours=4)
    await stage.settle()
    assert await status(stage, number) == "assigned"
    told = [words(m) for m in (await stage.people["Vera"].received())[before:]]
    assert not [text for text in told if text.startswith("⏰")]
