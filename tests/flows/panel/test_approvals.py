"""Answers of trainees in the panel: on their ticket's page, and all of them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import answers, filed_and_taken
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.stage import Stage
from tests.flows.trainees import as_role, drafts_of
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Trainees")

SAID = "Switch it off"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with Rita and Olga, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga) as stood:
        yield stood


async def _waits(stage: Stage) -> int:
    rita, olga = stage.rita, stage.olga
    number = await filed_and_taken(rita, olga, "The printer is on fire")
    await as_role(stage, olga, "trainee")
    await answers(olga, number, SAID)
    return number


def _form(browser: Browser) -> tuple[str, str]:
    """Return address and `seen` of the first form of a draft."""
    at = re.search(r'action="(/approvals/\d+)"', browser.page)
    seen = re.search(r'name="seen" value="(\d+)"', browser.page[at.start() :] if at else "")
    assert at is not None
    assert seen is not None
    return at[1], seen[1]


async def test_an_answer_is_changed_and_sent_on_the_tickets_page(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await _waits(stage)
    await browser.opens(f"/tickets/{number}")
    assert text_of("page-draft") in browser.text
    assert 'href="/approvals"' in browser.page
    at, seen = _form(browser)
    sent = await browser.sends(at, decision="send", words="Please switch it off", was=SAID, seen=seen)
    assert sent == f"/tickets/{number}#thread"
    await stage.settle()
    assert await stage.rita.reads() == f"#{number} · Olga: Please switch it off"
    assert await drafts_of(stage) == [("changed", None)]
    await browser.opens("/tickets")
    assert 'href="/approvals"' not in browser.page
    assert await browser.sends(at, decision="send", words=SAID, was=SAID, seen=seen) == ""
    assert text_of("approval-decided", state="changed", by="Vera") in browser.text


async def test_the_page_of_all_returns_one_with_a_comment(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await _waits(stage)
    await browser.opens("/approvals")
    assert SAID in browser.text
    at, seen = _form(browser)
    assert await browser.sends(at, decision="return", comment=" ", seen=seen) == ""
    assert text_of("approval-comment-wrong", most=1000) in browser.text
    assert await browser.sends(at, decision="return", comment="Say please", seen=seen) == f"/tickets/{number}#thread"
    await stage.settle()
    assert await stage.olga.reads() == text_of("approval-returned", number=number, by="Vera", words="Say please")
    await browser.opens("/approvals")
    assert text_of("approvals-none") in browser.text


async def test_the_page_of_a_trainee_promotes(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    await _waits(stage)
    await browser.opens("/people")
    link = re.search(r'href="(/people/\d+)"[^>]*>Olga', browser.page)
    assert link is not None
    await browser.opens(link[1])
    assert text_of("trainee-returned", n=0, waiting=1) in browser.text
    assert await browser.sends(f"{link[1]}/trainee", what="mentor", mentor=str(stage.vera.id)) == link[1]
    vera = stage.vera
    assert await browser.confirms(vera, f"{link[1]}/trainee", what="promote", mentor="0") == link[1]
    await stage.settle()
    assert await stage.olga.reads() == text_of("role-given", by="Vera", role="agent")
