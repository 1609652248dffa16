"""Conversations of several turns: the question that was asked last is answered first, in words as by its buttons."""

from pathlib import Path

import pytest

from tests.desk.inbound.conversing import Dialogue, play, read_dialogues
from tests.desk.stage import Stage

pytestmark = pytest.mark.sentence("2 Where a message goes")

_DIALOGUES = list(read_dialogues(Path(__file__).with_name("dialogues.txt")))


@pytest.mark.parametrize("dialogue", _DIALOGUES, ids=lambda one: one.id)
async def test_it_goes_as_a_good_colleague_would_have_it(stage: Stage, dialogue: Dialogue) -> None:
    assert await play(stage, dialogue) == []
