"""Solved tickets like a new one: on its card, one press to read, one to use; it goes in the agent's name."""

import pytest

from tests.flows.acts import filed_and_resolved, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, row
from tests.flows.stage import Stage
from tests.flows.test_canned import made, pressed
from tests.texts import piece_of, text_of

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


async def test_the_card_says_what_is_like_it_and_an_answer_goes_after_it_was_seen(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await made(stage.people["Vera"], "hello Hello {name}")
    await solved(stage, rita, olga, ASKED, "Hello Rita, push the blue plug of {name} in #1 firmly in")
    await filed_and_resolved(rita, olga, "Projector of hall C: green, as everything")  # nobody has answered that
    await stage.pass_time(minutes=20)
    sam = await stage.phone("Sam")
    number = await files(sam, "the projector shows all green, hall B again")
    card = await ivan.containing(f"#{number}")
    assert f"similar:{number}" in buttons(card)
    assert "1 like this" in str(card["buttons"])
    await ivan.presses(f"similar:{number}", on=card["message_id"])
    alike = await ivan.last()
    assert words(alike).splitlines()[0] == text_of("similar-title", number=number)
    assert "push the blue plug" in words(alike)
    assert buttons(alike) == ["open:1", f"similar_use:{number}:1"]
    await ivan.presses("open:1", on=alike["message_id"])
    assert ASKED in words(await ivan.last())
    heard = len(await sam.received())
    await ivan.presses(f"similar_use:{number}:1", on=alike["message_id"])
    shown = words(await ivan.last())
    assert shown == f"To Sam, #{number} · as in #1\nHello Sam, push the blue plug of {{name}} in #1 firmly in"
    assert len(await sam.received()) == heard
    await pressed(ivan, "canned_send")
    assert words((await sam.received())[-1]).startswith(f"#{number} · Ivan: Hello Sam, push the blue plug")
    await ivan.presses(f"open:{number}", on=card["message_id"])
    assert f"similar:{number}" in buttons(await ivan.last())
    await ivan.presses(f"similar_use:{number}:2", on=alike["message_id"], force=True)
    assert (await ivan.answers())[-1]["show_alert"]
    assert not [b for m in await sam.received() for b in buttons(m) if b.startswith("similar")]
    await olga.writes("/reopen 1")
    await ivan.presses(f"similar:{number}")
    assert words(await ivan.last()) == text_of("similar-none", number=number)


async def test_a_desk_that_keeps_no_answers_sees_nothing_and_looks_nothing_up(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await solved(stage, rita, olga, ASKED, "Push the blue plug in firmly")
    number = await files(await stage.phone("Sam"), ASKED)
    assert f"similar:{number}" not in buttons(await olga.containing(f"#{number}"))
    assert await row(stage, "select count(*) from timers where kind = 'alike'") == (0,)
    assert await row(stage, "select count(*) from tickets where alike is not null") == (0,)


async def test_an_article_that_fits_is_read_and_used_from_the_card(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.people["Vera"]
    for said in ("/kb new", "The projector shows everything in green", "Push the blue plug of the projector in"):
        replied = None if said.startswith("/") else (await vera.last())["message_id"]
        await vera.writes(said, reply_to=replied)
    await pressed(vera, "kb_publish")
    number = await files(rita, ASKED)
    await olga.presses(f"similar:{number}")
    fitting = await olga.last()
    assert "The projector shows everything in green\nPush the blue plug" in words(fitting)
    assert buttons(fitting) == ["kb:1", f"similar_article:{number}:1"]
    heard = len(await rita.received())
    await olga.presses("kb:1", on=fitting["message_id"])
    assert "Push the blue plug" in words(await olga.last())
    await olga.presses(f"similar_article:{number}:1", on=fitting["message_id"])
    assert len(await rita.received()) == heard
    await pressed(olga, "canned_send")
    assert words((await rita.received())[-1]) == f"#{number} · Olga: Push the blue plug of the projector in"
    assert await row(stage, "select article_id, from_ticket_id, changed from answers_taken") == (1, None, False)
    await vera.writes("/stats answers_taken")
    assert text_of("figure-answers_taken") + ": 1" in words(await vera.last())
    await vera.writes("/kb")
    await vera.presses("kb_gaps:1")
    assert piece_of("kb-candidate-why", why="taken", n=1) not in words(await vera.last())
    other = await files(await stage.phone("Sam"), "My badge is lost")
    assert not [b for m in await olga.received() for b in buttons(m) if b == f"similar:{other}"]
