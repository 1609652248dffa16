"""§3.1 Broadcast: who gets the card of a new request, what it says, when it rings, who wins it."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import PRINTER, assignee, card_of, filed, rang
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.1 Broadcast")

BOARD = False


async def _has_card(phone: Phone, number: int) -> bool:
    return any(f"open:{number}" in buttons(m) for m in await phone.received())


async def test_the_card_says_everything_and_offers_take_and_open(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await vera.writes("/categories add Printing")
    await rita.writes("The printer on the second floor is on fire", quietly=True)
    await rita.sends("photo")
    await rita.presses("cat:1:1")
    await rita.presses("send:1")
    card = await olga.message_with("claim:1")
    said = words(card)
    assert "#1 Rita K. · 🟡 · Printing" in said
    assert PRINTER in said
    assert "1 photo" in said
    assert buttons(card) == ["claim:1", "open:1"]


async def test_open_shows_everything_with_the_files(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes(PRINTER, quietly=True)
    await rita.sends("photo", "document")
    await rita.presses("send:1")
    assert not [m for m in await olga.received() if m["files"]]
    await stage.pass_time(seconds=3)  # more of the album may come
    await olga.presses("open:1")
    assert PRINTER in words(await olga.containing(text_of("card-nobody")))
    kinds = [m["files"][0]["kind"] for m in await olga.received() if m["files"]]
    assert sorted(kinds) == ["document", "photo"]


async def test_the_card_goes_to_every_agent_who_is_there(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    nina, pavel = await stage.agent("Nina"), await stage.agent("Pavel")
    await ivan.writes("/away")
    await stage.telegram.do("block", person=nina.id)
    await stage.settle()
    await filed(rita)
    assert await _has_card(olga, 1)
    assert await _has_card(pavel, 1)
    assert not await _has_card(ivan, 1)
    await stage.telegram.do("unblock", person=nina.id)
    await stage.settle()
    assert not await _has_card(nina, 1)
    await ivan.writes("/back")
    await filed(rita, "The fire is out but the room smells")
    assert await _has_card(ivan, 2)
    assert await _has_card(nina, 2)


async def test_quiet_makes_all_broadcasts_silent_and_again_ends_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.writes("/quiet")
    await filed(rita, "A quiet problem")
    assert not await rang(stage, olga, "A quiet problem")
    await olga.writes("/quiet")
    await filed(rita, "A loud problem")
    assert await rang(stage, olga, "A loud problem")


async def test_with_nobody_on_duty_even_the_admin_who_filed_it_gets_it(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    await olga.writes("/away")
    await filed(vera, "My own badge does not open the door")
    assert await vera.containing(piece_of("nobody-on-duty"))
    card = await card_of(vera, 1)
    assert "My own badge" in words(card)
    assert "claim:1" not in buttons(card)
    await olga.writes("/back")
    await olga.writes("/claim 1")
    assert "taken by Olga" in words(await card_of(vera, 1))


@pytest.mark.usefixtures("fire")
async def test_one_wins_and_the_others_cards_say_who(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    mine, other = await olga.message_with("claim:1"), await ivan.message_with("claim:1")
    await olga.presses("claim:1", quietly=True)
    await stage.bot_round()
    await ivan.presses("claim:1", on=other["message_id"], force=True)
    assert await assignee(stage, 1) == "Olga"
    late = next(m for m in await ivan.received() if m["message_id"] == other["message_id"])
    assert "taken by Olga" in words(late)
    assert "claim:1" not in buttons(late)
    assert [e["type"] for e in late["entities"] if e["type"] == "expandable_blockquote"]
    won = next(m for m in await olga.received() if m["message_id"] == mine["message_id"])
    assert "is yours" in words(won)


@pytest.mark.usefixtures("fire")
async def test_a_late_press_is_answered_by_an_alert_that_names_who_has_it(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    old = await ivan.message_with("claim:1")
    await olga.presses("claim:1")
    await ivan.presses("claim:1", on=old["message_id"], force=True)
    answer = await ivan.answer()
    assert answer["show_alert"]
    assert "#1" in answer["text"]
    assert "Olga" in answer["text"]
    assert await assignee(stage, 1) == "Olga"
    await olga.presses("claim:1", on=(await card_of(olga, 1))["message_id"], force=True)
    assert "already yours" in (await olga.answer())["text"]
