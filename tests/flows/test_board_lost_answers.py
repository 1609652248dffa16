"""Todoist wrote a comment, but its answer was lost: what happens to the words before their comment is known has its
effect on the board all the same."""

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The lamp above table 4 flickers"
LOST = {"html": {"status": 502, "html": True}, "reset": {"reset": True}}


async def _said_and_lost(stage: Stage, rita: Phone, olga: Phone, how: str = "html") -> tuple[int, int]:
    """A comment of Rita's that stands on the board while nobody here knows it; its ticket and her message."""
    number = await filed_and_taken(rita, olga, ASKED)
    stage.clock.on(seconds=3)
    said = await rita.writes("It is room 7", quietly=True)
    await _handled(stage)
    stage.clock.on(seconds=1)
    await stage.todoist.do("fault", path="sync", after=True, times=1, **LOST[how])
    await stage.mirroring.round()
    assert await stage.board.comments(number) == ["**Rita K.:** It is room 7"]
    return number, said


async def _handled(stage: Stage) -> None:
    while await stage.bot_round():
        pass


@pytest.mark.parametrize("how", LOST)
async def test_taken_back_it_goes_from_the_board(stage: Stage, rita: Phone, olga: Phone, how: str) -> None:
    number, said = await _said_and_lost(stage, rita, olga, how)
    await rita.writes("/delete", reply_to=said)
    await stage.pass_time(seconds=3)
    assert (await rita.texts())[-1] == text_of("delete-done")
    assert await stage.board.comments(number) == []


@pytest.mark.parametrize("killed", [False, True])
async def test_edited_the_board_says_the_new_words(stage: Stage, rita: Phone, olga: Phone, *, killed: bool) -> None:
    number, said = await _said_and_lost(stage, rita, olga)
    await stage.telegram.do("edit", person=rita.id, message_id=said, text="It is room 8")
    await _handled(stage)
    if killed:
        await stage.reopen()
    await stage.settle()
    await stage.pass_time(seconds=3)
    assert await stage.board.comments(number) == ["**Rita K.:** It is room 8"]


async def test_a_message_that_joins_it_is_on_the_board(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, _ = await _said_and_lost(stage, rita, olga)
    await rita.writes("on the left", quietly=True)
    await _handled(stage)
    await stage.settle()
    await stage.pass_time(seconds=3)
    assert await stage.board.comments(number) == ["**Rita K.:** It is room 7\n> on the left"]


async def test_an_answer_taken_back_goes_too(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    card = await olga.message_with(f"release:{number}")
    said = await olga.writes("Coming at noon", reply_to=card["message_id"], quietly=True)
    await _handled(stage)
    await stage.todoist.do("fault", path="sync", after=True, times=1, status=504)
    await stage.mirroring.round()
    assert await stage.board.comments(number) == ["**Olga:** Coming at noon"]
    await olga.writes("/delete", reply_to=said)
    await stage.pass_time(seconds=3)
    assert await stage.board.comments(number) == []


async def test_our_own_is_known_again_though_todoist_took_blanks_off(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, _ = await _said_and_lost(stage, rita, olga)
    note = next(one for one in stage.todoist_world.notes.rows.values() if "room 7" in one["content"])
    note["content"] = "**Rita K.:**  It is room 7 "
    before = len(await rita.received())
    await stage.settle()
    await stage.pass_time(seconds=3)
    assert len(await rita.received()) == before
    assert len(await stage.board.comments(number)) == 1
