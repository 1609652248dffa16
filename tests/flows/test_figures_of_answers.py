"""What answers gave: the eighth form of `/stats`, what no article says yet, a line of the weekly summary."""

from __future__ import annotations

import pytest

from tests.flows.acts import files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.flows.test_canned import made, pressed
from tests.flows.test_offers import ASKED, published
from tests.flows.test_similar import solved
from tests.flows.test_stats import is_picture
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("What answers gave")

BOARD = False
PROJECTOR = "The projector in hall B shows everything in green"


async def searched(stage: Stage, rita: Phone, olga: Phone) -> None:
    """Four searches; two say the same but for a number, and find nothing."""
    await rita.writes("/kb password", quietly=True)
    await rita.writes("/kb Эскалатор 4455667", quietly=True)
    await olga.writes("/kb эскалатор 9988776", quietly=True)
    await rita.writes("/kb <b>ксилофон</b>")
    assert await row(stage, "select count(*), count(*) filter (where found = 0) from searches") == (4, 3)
    assert await row(stage, "select count(distinct words) from searches where found = 0") == (2,)
    assert await scalar(stage, "select words from searches where by_staff") == "эскалатор …"


async def taken_over(stage: Stage, olga: Phone, ivan: Phone) -> int:
    """Olga's answer goes to two others from Ivan, once in other words; the number of what it solved."""
    sam = await stage.phone("Sam")
    known = await solved(stage, sam, olga, PROJECTOR, "Push the blue plug firmly in")
    for n, name in enumerate(("Tom", "Tim")):
        asker = await stage.phone(name)
        number = await files(asker, "the projector shows all green, hall B again")
        await ivan.presses(f"similar:{number}", on=(await ivan.containing(f"#{number}"))["message_id"])
        await pressed(ivan, f"similar_use:{number}:{known}")
        await pressed(ivan, "canned_change" if n else "canned_send")
        if n:
            await ivan.writes("The blue one, firmly", reply_to=await ivan.last_id())
    return known


async def test_what_was_offered_searched_and_taken_over_is_a_picture_and_its_gaps_a_list(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.vera
    await vera.writes("/settings briefings weekly")
    await vera.writes("/settings briefing_at 10.30")
    await published(stage, "reset-password", "wifi", "printing", "refund")
    await made(vera, "hello Hello {name}")
    first = await files(rita, ASKED)
    await rita.presses(f"helped:{first}")
    await searched(stage, rita, olga)
    await taken_over(stage, olga, ivan)
    assert await row(stage, "select count(*), count(*) filter (where changed) from answers_taken") == (2, 1)

    await vera.writes("/stats answers")
    picture = await vera.last()
    assert is_picture(picture)
    assert len(buttons(picture)) <= 8
    said = words(picture)
    assert said.startswith("Answers\n")
    counts = (
        text_of("figure-offers_shown") + ": 1\n",
        "Helped: 1\n",
        text_of("figure-offers_refused") + ": 0",
        text_of("figure-offers_silent") + ": 0",
        "Searches without a result: 3\n",
    )
    for line in counts:
        assert line in said, line
    assert text_of("figure-answers_taken") + ": 2" in said
    assert text_of("figure-solved_by_itself") + ": –" in said
    assert piece_of("stats-too-few") in said
    await olga.writes("/stats answers")
    assert await olga.reads() == text_of("stats-own-only")
    await ivan.writes("/stats answers_taken")
    assert text_of("figure-answers_taken") + ": 2" in await ivan.reads()

    await stage.pass_time(days=8)
    (told,) = [text for text in await vera.texts() if text.startswith(text_of("setting-briefing-weekly"))]
    assert text_of("briefing-answers", shown=1, helped=1, refused=0, silent=0) in told
    assert text_of("figure-solved_by_itself") not in told
