"""The main job, end to end: asked in Telegram, taken, answered from the board, resolved, thanked."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import card_of
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Life of a ticket, from Telegram")


async def _linked(stage: Stage, phone: Phone) -> str:
    """A Todoist account of the same name, joined to the project and linked; returns its id."""
    user = await stage.board.user(phone.name)
    await stage.pass_time(seconds=61)
    await phone.writes("/link")
    await phone.presses(f"link:{user}")
    return user


async def test_the_whole_story(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    olga_on_board = await _linked(stage, olga)

    asked = await rita.writes("Hello, team North can't upload their solution")
    receipt = await rita.last()
    assert receipt["reply_to"] == asked
    assert {"send:1", "cancel:1"} <= set(buttons(receipt))
    assert not [m for m in await olga.received() if "claim:1" in buttons(m)]

    await stage.pass_time(seconds=11)
    assert "send:1" not in buttons(await rita.message_with("cancel:1"))
    for agent in (olga, ivan):
        assert "team North can't upload" in words(await agent.message_with("claim:1"))
    assert await stage.board.section(1) == "New"

    await olga.presses("claim:1")
    assert await stage.board.section(1) == "Assigned"
    assert (await stage.board.task(1))["responsible_uid"] == olga_on_board
    assert {"resolve:1", "pending:1", "release:1", "hand:1"} <= set(buttons(await olga.message_with("resolve:1")))
    taken = await ivan.containing("Olga")
    assert "claim:1" not in buttons(taken)
    assert "Olga" in words(await rita.last())

    await stage.board.comment(1, "The window is open until 18:00, **please try again**", by=olga_on_board)
    answer = await rita.last()
    assert words(answer).startswith("#1")
    assert "Olga" in words(answer)
    assert words(answer).endswith("please try again")
    assert answer["reply_to"] == asked
    assert await stage.board.section(1) == "In progress"

    reply = await rita.writes("It works, but the second file fails", reply_to=answer["message_id"])
    assert await rita.reactions(reply) == ["👀"]
    await stage.pass_time(seconds=3)
    told = await olga.containing("the second file fails")
    assert await stage.board.comments(1) == [
        "The window is open until 18:00, **please try again**",
        "**Rita K.:** It works, but the second file fails",
    ]

    said = await olga.writes("Fixed that too", reply_to=told["message_id"])
    assert await olga.reactions(said) == ["👍"]
    assert words(await rita.last()).endswith("Fixed that too")
    assert (await rita.last())["reply_to"] == reply

    await olga.presses("resolve:1")
    assert await stage.board.section(1) == "Resolved"
    await rita.presses("solved:1:yes")
    assert (await stage.board.task(1))["checked"]
    await rita.presses("rate:1:5")
    assert "★★★★★" in "".join(await stage.board.comments(1))
    assert "★★★★★" in words(await card_of(olga, 1))
