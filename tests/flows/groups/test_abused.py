"""People who are not meant in a group, and words that are not meant: nothing is made of them, nothing is lost."""

import pytest

from tests.flows.group import BOT, GroupChat, count_stored
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Requests from groups")


async def test_a_question_to_a_colleague_is_no_note_there(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    await stage.telegram.do("privacy", on=False)
    asked = await group.write(nina, f"{BOT} The projector is dark")
    await group.write(olga, "/ask Vera does she always break it?", reply_to=asked)
    assert await count_stored(stage, "always break") == 0
    assert await olga.reads() == text_of("group-note-public")
