"""What is taken back or edited goes from the pages of the conversation that were read before, too."""

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.flows.test_content_edits import TWO_DAYS, deletes
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Contents of messages")

BOARD = False


async def _read(phone: Phone, number: int, page: int) -> int:
    """Open a page of the whole conversation in a message of its own; returns its id."""
    await phone.writes(f"/ticket {number}")
    await phone.presses(f"thread:{number}:2")
    message = await phone.last()
    if page == 1:
        await phone.presses(f"thread:{number}:1", on=message["message_id"])
    return int(message["message_id"])


async def _long_talk(stage: Stage, rita: Phone, olga: Phone) -> tuple[int, int]:
    """A conversation of two pages; returns the ticket and the message on its second page that is to go."""
    number = await filed_and_taken(rita, olga, "The heating does not work")
    for n in range(1, 11):
        await rita.writes(f"Line number {n:02}")
    said = await rita.writes("My password is hunter2")
    await stage.pass_time(seconds=3)
    return number, said


async def test_what_is_taken_back_goes_from_the_pages_that_were_read(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, said = await _long_talk(stage, rita, olga)
    ivan = await stage.agent("Ivan")
    there, elsewhere = await _read(olga, number, 2), await _read(ivan, number, 1)
    assert "hunter2" in await olga.reads()
    first = await ivan.reads()
    await deletes(rita, said)
    assert not [text for phone in (olga, ivan, rita) for text in await phone.texts() if "hunter2" in text]
    now = {m["message_id"]: words(m) for m in [*await olga.chat(), *await ivan.chat()]}
    assert "Line number 10" in now[there]
    assert now[elsewhere] == first


async def test_pages_too_old_to_be_deleted_say_so(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, said = await _long_talk(stage, rita, olga)
    earlier = await _read(olga, number, 2)
    await stage.pass_time(**TWO_DAYS)
    await _read(olga, number, 2)
    await deletes(rita, said)
    assert next(words(m) for m in await olga.chat() if m["message_id"] == earlier) == text_of("taken-back")
    assert not [text for text in await olga.texts() if "hunter2" in text]
