"""What the bot shows by an edit in sight it does not say again; what matters is a line."""

import pytest

from tests.flows.acts import filed_and_taken, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("2.7 Changing")

BOARD = False


async def _edits(stage: Stage, who: Phone, said: int, text: str) -> None:
    await stage.telegram.do("edit", person=who.id, message_id=said, text=text)
    await stage.settle()


async def test_changed_words_of_a_taken_request_are_a_line_to_its_agent(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    number = await filed_and_taken(rita, olga, "The stage light blinks")
    said = max(message["message_id"] for message in await rita.chat() if message["from"] != "bot")
    before, others = await olga.received(), await ivan.received()
    await _edits(stage, rita, said, "The stage light blinks.")
    assert await new_messages(olga, before) == []  # only letters were corrected
    await _edits(stage, rita, said, "The stage light blinks. It smells burnt")
    (line,) = await new_messages(olga, before)
    assert words(line) == text_of("words-changed", number=number, name="Rita K.", words="It smells burnt")
    await _edits(stage, rita, said, "The stage light blinks. It smells burnt in hall 4")
    assert "in hall 4" in words(await olga.last()) and buttons(await olga.last()) == []
    await rita.writes("/delete", reply_to=said)
    assert not [text for text in await olga.texts() if "hall 4" in text or "burnt" in text]
    assert await new_messages(ivan, others) == []
