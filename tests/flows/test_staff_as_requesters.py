"""A member of staff with a problem of their own: what starts a request, and that in it they are its requester only."""

import pytest

from tests.flows.acts import answers, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("1 People")

BOARD = False


async def test_new_starts_a_request_of_a_member_of_staff(stage: Stage, olga: Phone, ivan: Phone) -> None:
    number = await files(olga, "My own chair is broken")
    assert "My own chair is broken" in words(await ivan.message_with(f"claim:{number}"))


async def test_their_own_ticket_is_not_broadcast_to_them_and_they_cannot_take_it(
    stage: Stage, olga: Phone, ivan: Phone
) -> None:
    number = await files(olga, "My own chair is broken")
    assert not [m for m in await olga.received() if f"claim:{number}" in buttons(m)]
    await olga.writes(f"/claim {number}")
    assert words(await olga.last()) == text_of("own-ticket", number=number)
    receipt = (await olga.message_with(f"cancel:{number}"))["message_id"]
    for verb in ("claim", "resolve", "pending", "release", "hand", "progress", "hold"):
        await olga.presses(f"{verb}:{number}", on=receipt, force=True)
        assert (await olga.answers())[-1]["show_alert"], verb
    assert f"claim:{number}" in buttons(await ivan.message_with(f"claim:{number}"))
    await olga.writes(f"/note {number} I am the requester here")
    await ivan.presses(f"claim:{number}")
    await ivan.writes(f"/note {number} leave it until Monday")
    await olga.presses(f"open:{number}", on=receipt, force=True)
    assert "Monday" not in " ".join(await olga.texts())


@pytest.mark.board
async def test_unless_they_are_the_only_staff(stage: Stage) -> None:
    vera = stage.people["Vera"]
    number = await files(vera, "The only admin's chair is broken")
    assert f"claim:{number}" in buttons(await vera.last())
    await vera.presses(f"claim:{number}")
    await vera.presses(f"resolve:{number}")
    await vera.presses(f"solved:{number}:yes")
    assert (await stage.board.task(number))["checked"]


@pytest.mark.board
async def test_on_the_board_this_holds_for_comments_only(
    stage: Stage, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    number = await files(olga, "My own chair is broken")
    await stage.board.comment(number, "It is the red one", by=account_of_olga)
    await ivan.presses(f"claim:{number}")
    assert (await stage.board.task(number))["checked"] is False
    assert await stage.board.section(number) == "Assigned"  # a comment, and no answer that takes it
    await stage.board.comment(number, "The red one near the window", by=account_of_olga)
    assert words(await ivan.last()).endswith("The red one near the window")
    await stage.board.move(number, "Resolved", by=account_of_olga)
    assert f"solved:{number}:yes" in buttons(await olga.message_with(f"solved:{number}:yes"))


@pytest.mark.parametrize("word", ["thanks!", "👍", "ok"])
async def test_in_their_own_ticket_thanks_are_small_talk_too(stage: Stage, olga: Phone, ivan: Phone, word: str) -> None:
    number = await files(olga, "My own chair is broken")
    await ivan.presses(f"claim:{number}")
    await answers(ivan, number, "A new one is there")
    said = await olga.writes(word, reply_to=(await olga.containing("A new one"))["message_id"])
    assert await olga.reactions(said) == ["❤"]
    assert not [t for t in await ivan.texts() if t.endswith(word)]
