"""What an agent has in hand after taking: the card with its buttons at the end of the chat, each file once."""

from typing import Any

import pytest

from tests.breadth import apart
from tests.flows.acts import filed_and_taken, files, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage

pytestmark = pytest.mark.accompanied

BOARD = False
LAMP = "The lamp flickers"


def _in_hand(message: dict[str, Any], number: int, said: str) -> bool:
    return (
        words(message).startswith(f"🙋 #{number} is yours")
        and said in words(message)
        and (f"resolve:{number}" in buttons(message))
    )


@pytest.mark.parametrize("way", ["/next", "/claim 1"])
async def test_a_command_brings_the_card_to_the_end_of_the_chat(
    stage: Stage, rita: Phone, olga: Phone, way: str
) -> None:
    number = await files(rita, LAMP)
    before = await olga.received()
    await olga.writes(way)
    (card,) = await new_messages(olga, before)
    assert _in_hand(card, number, LAMP)
    earlier = [m for m in await olga.received() if m["message_id"] != card["message_id"]]
    assert not [m for m in earlier if f"#{number}" in words(m) and buttons(m)]


async def test_a_press_on_the_card_that_is_the_last_message_makes_it_theirs(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await files(rita, LAMP)
    before = await olga.received()
    await olga.presses(f"claim:{number}")
    assert await new_messages(olga, before) == []
    assert _in_hand(await olga.last(), number, LAMP)


async def test_a_press_on_an_earlier_card_brings_it_to_the_end(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await files(rita, LAMP)
    await files(rita, "The window is stuck")
    before = await olga.received()
    await olga.presses(f"claim:{number}")
    (card,) = await new_messages(olga, before)
    assert _in_hand(card, number, LAMP)


def _holds(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [m for m in messages if m["files"]]


@pytest.mark.parametrize("kind", apart(["photo", "sticker", "voice"]))
async def test_a_file_comes_once_whatever_is_pressed(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, kind: str
) -> None:
    await rita.writes(f"/new {LAMP}")
    await rita.sends(kind)
    await rita.presses("send:1")
    await olga.writes("/claim 1")
    (shown,) = _holds(await olga.received())
    assert _in_hand(await olga.last(), 1, LAMP)
    await olga.presses("open:1")
    await olga.writes("/release 1")
    await olga.presses("claim:1")
    await olga.writes("/open 1")
    assert _holds(await olga.received()) == [shown]
    await olga.presses("hand:1")
    await olga.presses(f"give:1:{ivan.id}")
    assert len(_holds(await ivan.received())) == 1
    await ivan.presses("hand:1")
    before = await olga.received()
    await ivan.presses(f"give:1:{olga.id}")
    given = await olga.last()
    assert _holds(await new_messages(olga, before)) == []
    assert given["reply_to"] == shown["message_id"]  # where it is
    bare = [m for m in [*await olga.received(), *await ivan.received()] if words(m).strip(" :") == "#1 · Rita K."]
    assert all(m["files"] for m in bare)


async def test_a_sticker_on_a_taken_ticket_says_what_it_is(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, LAMP)
    await olga.presses(f"pending:{number}")  # then a sticker may be an answer
    await rita.sends("sticker")
    await stage.pass_time(seconds=5)
    assert f"#{number} · Rita K.: Sticker" in await olga.texts()


async def test_thanks_are_sent_to_nobody_later(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    number = await filed_and_taken(rita, olga, LAMP)
    await rita.sends("sticker")
    await stage.pass_time(seconds=5)
    await olga.presses(f"open:{number}")
    await olga.presses(f"hand:{number}")
    await olga.presses(f"give:{number}:{ivan.id}")
    assert _holds(await olga.received()) == _holds(await ivan.received()) == []
