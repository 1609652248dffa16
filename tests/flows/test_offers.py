"""What is offered before a person answers: articles under the receipt that truly fit, in nobody's way."""

from __future__ import annotations

import pytest

from sandbox.knowledge import ARTICLES
from tests.flows.acts import brings_articles, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Offers before a person answers")

BOARD = False
ASKED = "forgot my password, how do I reset it?"


async def published(stage: Stage, *slugs: str) -> None:
    """Vera brings these articles, in both languages."""
    found = [path for path in sorted(ARTICLES.glob("*.md")) if path.name.partition(".")[0] in slugs]
    await brings_articles(stage, {path.name: path.read_bytes() for path in found})


async def receipt(phone: Phone, number: int) -> tuple[str, list[str]]:
    """What stands there now."""
    shown = await phone.message_with("to:new")
    assert f"#{number}" in words(shown)
    return words(shown), buttons(shown)


async def test_articles_that_fit_stand_under_the_receipt_until_somebody_takes_it(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await published(stage, "reset-password", "wifi", "printing", "refund")
    number = await files(rita, ASKED)
    said, offered = await receipt(rita, number)
    assert text_of("receipt-offered", n=1) in said
    reads = [b for b in offered if b.startswith("article:")]
    assert len(offered) <= 6
    assert offered[len(reads)] == f"helped:{number}"
    assert f"claim:{number}" in buttons(await olga.containing(f"#{number}"))  # nobody waited for it
    await rita.presses(reads[0])
    assert "password" in (await rita.reads()).casefold()
    await olga.writes(f"/ticket {number}")
    assert piece_of("card-offered") in await olga.reads()
    await olga.presses(f"claim:{number}")
    said, offered = await receipt(rita, number)
    assert "Meanwhile" not in said
    assert not [b for b in offered if b.startswith(("article:", "helped:"))]
    became = "select count(*), count(opened_at), max(outcome), count(ended_at) from offers"
    assert await row(stage, became) == (1, 1, "taken", 1)
    await olga.presses(f"open:{number}")
    assert piece_of("offered-remark") in await olga.reads()
    again = await files(rita, "how do I reset my forgotten password please")  # never the same twice
    assert await row(stage, "select offered from tickets where number = :n", n=again) == (None,)


async def test_helped_closes_and_asks_for_no_stars(stage: Stage, rita: Phone, olga: Phone) -> None:
    await published(stage, "reset-password", "wifi", "printing", "refund")
    number = await files(rita, ASKED)
    shown = await rita.message_with(f"helped:{number}")
    await rita.presses(f"helped:{number}", on=shown["message_id"], quietly=True)
    await olga.presses(f"claim:{number}", quietly=True)
    await stage.settle()
    assert piece_of("receipt-answered") in words(await rita.message_with("to:new"))
    closed = "select status, end_reason, rating_asked_at from tickets where number = :n"
    assert await row(stage, closed, n=number) == ("closed", "answered", None)
    assert await row(stage, "select outcome from offers") == ("helped",)
    await rita.presses(f"helped:{number}", on=shown["message_id"], force=True)
    assert await row(stage, closed, n=number) == ("closed", "answered", None)
    assert text_of("card-closed-why", reason="answered") in words(
        await olga.containing(text_of("card-closed-why", reason="answered"))
    )


async def test_in_russian_and_only_ones_own(stage: Stage, rita: Phone, olga: Phone) -> None:
    await published(stage, "reset-password", "wifi", "printing", "refund")
    await rita.writes("/language ru")
    number = await files(rita, "забыл пороль как сбросить")
    said, offered = await receipt(rita, number)
    assert "А пока, возможно, поможет это:" in said
    read = next(b for b in offered if b.startswith("article:"))
    sam = await stage.phone("Sam")
    await sam.writes("/start")
    await sam.presses(read, on=await sam.last_id(), force=True)
    await sam.presses(f"helped:{number}", on=await sam.last_id(), force=True)
    assert await row(stage, "select count(opened_at), count(outcome) from offers") == (0, 0)
    await olga.presses(f"helped:{number}", on=(await olga.containing(f"#{number}"))["message_id"], force=True)
    assert await row(stage, "select status from tickets where number = :n", n=number) == ("new",)
    await stage.vera.writes("/kb")
    await rita.presses(f"helped:{number}")
    assert piece_of("receipt-answered", "ru") in words(await rita.message_with("to:new"))
