"""What an agent has in hand after taking: the card with its buttons at the end of the chat, each file once."""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from tests.flows.acts import filed_and_taken, files, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("What an agent has in hand")

BOARD = False
LAMP = "The lamp flickers"


def _in_hand(message: dict[str, Any], number: int, said: str) -> bool:
    return (
        words(message).startswith(f"🙋 #{number} is yours")
        and said in words(message)
        and (f"resolve:{number}" in buttons(message))
    )


async def test_a_press_on_the_card_that_is_the_last_message_makes_it_theirs(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await files(rita, LAMP)
    before = await olga.received()
    await olga.presses(f"claim:{number}")
    assert await new_messages(olga, before) == []
    assert _in_hand(await olga.last(), number, LAMP)


def _holds(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [m for m in messages if m["files"]]


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice"])
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


async def test_taken_in_the_queue_it_comes_to_the_end_and_leaves_the_queue(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number, other = await files(rita, LAMP), await files(rita, "The window is stuck")
    await olga.writes("/queue")
    queue = await olga.last()
    assert [b["text"] for b in queue["buttons"][0]] == [f"Take #{number}", f"Open #{number}"]
    await olga.presses(f"claim:{number}", on=queue["message_id"])
    assert _in_hand(await olga.last(), number, LAMP)
    queue = await olga.containing("The queue")
    assert buttons(queue) == [f"claim:{other}", f"open:{other}"]


@pytest.mark.parametrize(
    ("language", "undo", "reopen", "told"),
    [
        ("en", "Undo", "Reopen", "Rita will be asked in 10 seconds whether it is solved."),
        (
            "ru",
            text_of("btn-undo", "ru"),
            "Открыть снова",
            "Через 10 секунд автор (Rita) получит вопрос, решена ли заявка.",
        ),
    ],
)
async def test_resolved_can_be_undone_while_its_requester_has_not_heard(
    database: Database, language: str, undo: str, reopen: str, told: str
) -> None:
    async with staged(database, board=False, team__undo=timedelta(seconds=10)) as stage:
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga", language=language)
        number = await filed_and_taken(rita, olga, LAMP)
        heard = len(await rita.received())
        for undone in (True, False):
            await olga.presses(f"resolve:{number}")
            card = await olga.message_with(f"reopen:{number}")
            assert card["buttons"][0][0]["text"] == undo
            assert told in words(card)
            if undone:
                await olga.presses(f"reopen:{number}")
                await stage.pass_time(seconds=11)
                assert len(await rita.received()) == heard
        await stage.pass_time(seconds=11)
        card = await olga.message_with(f"reopen:{number}")
        assert card["buttons"][0][0]["text"] == reopen
        assert told not in words(card)
        assert "solved" in await rita.reads()
