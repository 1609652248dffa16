"""§3.3 Answering: a reply answers, an answer takes, what replies to nothing is asked about, what fails is said."""

from typing import Any

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import PRINTER, answers
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("3.3 Answering")

BOARD = False


async def test_a_reply_to_the_card_answers_and_gets_a_thumb(stage: Stage, rita: Phone, olga: Phone) -> None:
    asked = await rita.writes(PRINTER)
    await rita.presses("send:1")
    await olga.presses("claim:1")
    said = await answers(olga, 1, "Step back, help is near")
    answer = await rita.last()
    assert words(answer) == "#1 · Olga: Step back, help is near"
    assert answer["reply_to"] == asked
    assert await olga.reactions(said) == ["👍"]


async def _named(phone: Phone, one: dict[str, Any]) -> str:
    return next(words(m) for m in await phone.received() if m["message_id"] == one["message_id"])


@pytest.mark.usefixtures("printer")
async def test_a_question_that_came_twice_is_about_its_own_words_both_times(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    """Telegram had sent it, but its answer was lost: it is sent again, and of the first nobody knows the number."""
    await stage.telegram.do("fault", method="sendMessage", chat_id=ivan.id, status=502, after=True, times=1)
    await answers(ivan, 1, "Olga is slow, ask me")
    await stage.pass_time(seconds=5)
    first, second = [m for m in await ivan.received() if "to:1" in buttons(m)]
    await answers(ivan, 1, "It is the toner")
    *_, other = [m for m in await ivan.received() if "to:1" in buttons(m)]
    assert other["message_id"] not in (first["message_id"], second["message_id"])

    await ivan.presses("to:none", on=first["message_id"])
    assert await _named(ivan, second) == "Not sent."
    await ivan.presses("to:none", on=first["message_id"], force=True)
    assert (await ivan.answer())["show_alert"]
    assert await _named(ivan, other) == words(other)
    await ivan.presses("to:1", on=other["message_id"])
    assert await rita.reads() == "#1 · Ivan: It is the toner"


@pytest.mark.usefixtures("printer")
async def test_refused_there_it_is_not_sent(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await answers(ivan, 1, "Olga is slow, ask me")
    await ivan.presses("to:none")
    assert "Not sent" in words(await ivan.containing("Not sent"))
    assert not [t for t in await rita.texts() if "slow" in t]
