"""Solved tickets like a new one: on its card, one press to read, one to use; it goes in the agent's name."""

import pytest

from tests.flows.acts import files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, row
from tests.flows.stage import Stage
from tests.flows.test_canned import pressed
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Canned replies")

BOARD = False
ASKED = "The projector in hall B shows everything in green"


async def solved(stage: Stage, rita: Phone, olga: Phone, asked: str, answer: str) -> int:
    number = await files(rita, asked)
    await olga.presses(f"claim:{number}")
    await answers(olga, number, answer)
    await olga.presses(f"resolve:{number}")
    await rita.presses(f"solved:{number}:yes")
    await stage.pass_time(minutes=20)
    return number


async def test_an_article_that_fits_is_read_and_used_from_the_card(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    for said in ("/kb new", "The projector shows everything in green", "Push the blue plug of the projector in"):
        replied = None if said.startswith("/") else await vera.last_id()
        await vera.writes(said, reply_to=replied)
    await pressed(vera, "kb_publish")
    number = await files(rita, ASKED)
    await olga.presses(f"similar:{number}")
    fitting = await olga.last()
    assert "The projector shows everything in green\nPush the blue plug" in words(fitting)
    assert buttons(fitting) == ["kb:1", f"similar_article:{number}:1"]
    heard = len(await rita.received())
    await olga.presses("kb:1", on=fitting["message_id"])
    assert "Push the blue plug" in await olga.reads()
    await olga.presses(f"similar_article:{number}:1", on=fitting["message_id"])
    assert len(await rita.received()) == heard
    await pressed(olga, "canned_send")
    assert words((await rita.received())[-1]) == f"#{number} · Olga: Push the blue plug of the projector in"
    assert await row(stage, "select article_id, from_ticket_id, changed from answers_taken") == (1, None, False)
    await vera.writes("/stats answers_taken")
    assert text_of("figure-answers_taken") + ": 1" in await vera.reads()
    other = await files(await stage.phone("Sam"), "My badge is lost")
    assert not [b for m in await olga.received() for b in buttons(m) if b == f"similar:{other}"]
