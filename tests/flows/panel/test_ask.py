"""The form on the web: somebody without an account asks by it, and reads the answer by a link or in Telegram."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import expect
from sqlalchemy import update

from db.database import Database
from db.models import Category, DeskRow, Integration
from tests.flows import cast
from tests.flows.acts import answers, files
from tests.flows.chromium import browser, findings
from tests.flows.hours import it_is
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.flows.test_hours import FRIDAY_EVENING
from tests.flows.test_known_problems import DEFAULT, known
from tests.flows.test_offers import ASKED, published
from tests.sql import execute
from tests.texts import piece_of, text_of
from web.security import make_form_token

pytestmark = [pytest.mark.sentence("The panel"), pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
__all__ = ["browser"]

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
_TICK = re.compile(r'name="agree" value="([^"]*)"')
_HIDDEN = re.compile(r'name="(form|key|at)" value="([^"]*)"')


@asynccontextmanager
async def asking(database: Database, *, on: bool = True) -> AsyncIterator[tuple[Stage, Browser, int]]:
    """A desk with Rita and Olga, whose form is `on`; a visitor's browser, and the port of the web process."""
    begins = (cast.rita, cast.olga)
    async with (
        staged(database, board=False, begins=begins, web__url=URL) as stage,
        panel_of(stage) as port,
        browser_at(port) as visitor,
    ):
        if on:
            await stage.vera.writes("/settings web_form on")
        yield stage, visitor, port


async def fills(stage: Stage, visitor: Browser, *, after: int = 20, path: str = "/ask", **fields: str) -> str:
    """Open the form, take so many seconds, send it; where that leads, "" for the form again."""
    await visitor.opens(path)
    assert visitor.status == 200, visitor.status
    stage.clock.on(seconds=after)
    return await sends_again(visitor, **fields)


async def sends_again(visitor: Browser, **fields: str) -> str:
    """Send the form that is shown; `agree`: with the tick that it has."""
    if "agree" in fields:
        fields["agree"] = _TICK.findall(visitor.page)[0]
    given = {"name": "Kim", "text": "The parcel is late", **dict(_HIDDEN.findall(visitor.page)), **fields}
    return await visitor.sends("/ask", **given)


async def offered(visitor: Browser, text: str) -> str:
    """The part of the page with articles for what is typed."""
    return (await visitor.client.post("/ask/articles", data={"text": text})).text.strip()


async def test_who_asks_there_agrees_to_the_terms_where_the_desk_has_some(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        await visitor.opens("/ask")
        assert "agree" not in visitor.page, "the desk asks nobody"
        await stage.vera.writes("/settings consent 1")
        assert await fills(stage, visitor) == ""
        assert visitor.status == 422
        assert text_of("webform-agree") in visitor.text
        assert text_of("privacy-text") in visitor.text
        assert "The parcel is late" in visitor.page, "what was typed is there"
        stage.clock.on(seconds=20)
        for is_restored in (False, True):
            if is_restored:
                async with stage.database.unit_of_work() as session:
                    await session.execute(update(DeskRow).values(backup_at=stage.clock()))
            else:
                await stage.people["Vera"].writes("/settings consent 2")
            assert await sends_again(visitor, agree="1") == ""
            assert text_of("webform-agree") in visitor.text
            assert "checked" not in visitor.page, "these are other terms than those that were ticked"
            stage.clock.on(seconds=20)
        assert (await sends_again(visitor, agree="1")).startswith("/ask/")


async def test_a_stranger_asks_by_topic_and_reads_the_answer_by_the_link(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        vera, olga = stage.vera, stage.olga
        await vera.writes("/categories add Deliveries")
        asked: Any = [{"key": "order", "text": {"en": "Which order?", "ru": "Какой заказ?"}}]
        await execute(stage, update(Category).values(questions=asked))
        await visitor.opens("/ask")
        (topic,) = re.findall(r'<option value="(\d+)">Deliveries', visitor.page)
        assert "Which order?" not in visitor.text
        page = await fills(
            stage, visitor, path=f"/ask?topic={topic}", topic=topic, q0="1042", contact="kim@example.org"
        )
        await stage.settle()
        card = words(await olga.containing("The parcel is late"))
        for said in ("Kim", "Which order? 1042", "kim@example.org", "Deliveries"):
            assert said in card, card
        await visitor.opens(page)
        assert "The parcel is late" in visitor.text
        number = int(re.findall(r"#(\d+)", visitor.text)[0])
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "It comes tomorrow")
        await visitor.opens(page)
        assert "It comes tomorrow" in visitor.text
        assert await visitor.sends(page, text="Thank you, but when?") == page
        await stage.settle()
        await olga.containing("Thank you, but when?")
        await olga.presses(f"resolve:{number}")
        await visitor.opens(page)
        assert text_of("widget-yes") in visitor.text
        assert await visitor.sends(f"{page}/confirm") == page
        await visitor.opens(page)
        assert "closed" in visitor.text
        assert await visitor.sends(f"{page}/reopen") == page
        visitor.client.headers["accept-language"] = "ru"
        await visitor.opens(page)
        assert "Сохраните адрес этой страницы" in visitor.text
        await visitor.opens(f"/ask?topic={topic}")
        assert "Какой заказ?" in visitor.text


async def test_who_types_is_offered_articles_and_reads_when_an_answer_comes(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        vera = stage.vera
        await visitor.opens("/ask")
        assert "/ask/articles" not in visitor.page, "there are none"
        assert await offered(visitor, ASKED) == ""
        await published(stage, "reset-password", "wifi", "printing", "refund")
        await vera.writes("/settings targets on")
        await visitor.opens("/ask")
        assert 'hx-post="/ask/articles"' in visitor.page
        assert piece_of("expect-answer") in visitor.text
        shown = await offered(visitor, ASKED)
        assert text_of("webform-articles") in shown
        assert "password" in shown.casefold()
        assert await offered(visitor, "hello") == ""
        await vera.writes("/settings hours mon-fri 9-18")
        await it_is(stage, FRIDAY_EVENING)
        await visitor.opens("/ask")
        assert piece_of("receipt-back") in visitor.text


async def test_who_asks_about_a_known_problem_reads_so_on_the_page(database: Database) -> None:
    """In Telegram the receipt says it; who only reads a page is not counted as told."""
    async with asking(database) as (stage, visitor, _):
        page = await fills(stage, visitor, text="I cannot log in, it says wrong password")
        await visitor.opens(page)
        (seen,) = re.findall(r"seen=([^\"]+)", visitor.page)
        await known(stage, stage.olga)
        await stage.pass_time(minutes=2)
        await visitor.opens(f"{page}?seen={seen}")
        assert DEFAULT in visitor.text
        await stage.vera.writes("/problems")
        assert text_of("problem-told", n=4, following=0) in await stage.vera.reads()


async def test_markdown_becomes_formatting_and_no_stars_are_shown(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        page = await fills(stage, visitor, text="The parcel is **late**")
        await visitor.opens(page)
        assert "The parcel is late" in visitor.text
        assert "**" not in visitor.page


async def test_the_same_form_sent_twice_is_one_request(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        first = await fills(stage, visitor)
        assert await sends_again(visitor) == first
        await stage.settle()
        shown = [m for m in await stage.olga.received() if "The parcel is late" in words(m)]
        assert len(shown) == 1


async def test_programs_and_floods_are_kept_out_and_no_word_is_lost(database: Database) -> None:
    async with asking(database) as (stage, visitor, port):
        for wrong in ({"after": 1}, {"website": "http://spam.example"}):
            assert await fills(stage, visitor, text="Cheap watches", **wrong) == ""  # type: ignore[arg-type]
            assert visitor.status == 422
            assert text_of("webform-again") in visitor.text
            assert "Cheap watches" in visitor.text
        stage.clock.on(seconds=20)
        assert await sends_again(visitor, text="No program, Kim") != ""
        assert await fills(stage, visitor, name="") == ""
        assert text_of("webform-missing") in visitor.text
        assert await fills(stage, visitor, after=13 * 3600) == ""
        assert text_of("webform-stale") in visitor.text
        async with browser_at(port) as other:  # with a form that another browser was shown
            other.page = visitor.page
            stage.clock.on(seconds=20)
            assert await sends_again(other) == ""
        for _ in range(4):
            assert await fills(stage, visitor) != ""
        assert await fills(stage, visitor, text="The sixth") == ""
        assert visitor.status == 429
        assert "The sixth" in visitor.text


async def test_links_into_telegram_and_looks_at_the_page_have_a_limit(database: Database) -> None:
    async with asking(database) as (stage, visitor, port):
        page = await fills(stage, visitor)
        seen = []
        for _ in range(12):
            await visitor.sends(f"{page}/telegram")
            seen.append(visitor.status)
        assert seen == [200] * 10 + [429] * 2
        assert (await row(stage, "select count(*) from system_links")) == (10,)
        await visitor.sends(page, text="More of it")
        assert visitor.status == 429
        assert "More of it" in visitor.page
        seen = [(await visitor.client.get(page)).status_code for _ in range(60)]
        assert seen[0] == 200
        assert seen[-1] == 429
        async with browser_at(port, address="127.0.0.9") as other:
            await other.opens(page)
            assert other.status == 200


@pytest.mark.parametrize("key", ["x", "", "a" * 31, "a" * 33, "../" + "a" * 29, "a" * 31 + "\n"])
async def test_a_key_that_the_client_made_up_files_nothing(database: Database, key: str) -> None:
    """It shows by itself that the form was shown to it, as the token is of what it sends."""
    async with asking(database) as (stage, visitor, _):
        await visitor.opens("/ask")
        secret, at = visitor.client.cookies["ask"], dict(_HIDDEN.findall(visitor.page))["at"]
        stage.clock.on(seconds=20)
        assert await sends_again(visitor, key=key, form=make_form_token(f"{secret} {key} {at}")) == ""
        assert visitor.status == 422
        assert text_of("webform-stale") in visitor.text


async def test_an_integration_that_an_admin_named_as_the_form_serves_reading_too(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        async with stage.database.unit_of_work() as session:
            session.add(
                Integration(
                    name="web form", token_hash=b"x" * 32, token_hint="hint", scopes=["tickets"], cors=[],
                    per_minute=60, made_at=stage.clock(),
                )
            )  # fmt: skip
        page = await fills(stage, visitor)
        await visitor.opens(page)
        assert visitor.status == 200
        assert "The parcel is late" in visitor.text


async def test_hostile_words_stay_words(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        page = await fills(stage, visitor, name=f"Kim\u202e{HOSTILE}"[:80], text=HOSTILE, contact=HOSTILE)
        await visitor.opens(page)
        assert "<script>alert" not in visitor.page
        assert "<img" not in visitor.page
        assert HOSTILE in visitor.text
        await fills(stage, visitor, text=HOSTILE, name="")
        assert "<script>alert" not in visitor.page
        await stage.settle()
        await stage.olga.containing(HOSTILE)


async def test_files_come_along_and_the_link_opens_no_others(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        await files(stage.rita, "The heating is cold")
        await visitor.opens("/ask")
        stage.clock.on(seconds=20)
        given = {"name": "Kim", "text": "See the bill", **dict(_HIDDEN.findall(visitor.page))}
        bad = await visitor.client.post("/ask", data=given, files={"files": ("run.exe", b"MZ", "text/plain")})
        assert bad.status_code == 422
        assert "See the bill" in bad.text
        visitor.page = bad.text
        stage.clock.on(seconds=20)
        given |= dict(_HIDDEN.findall(visitor.page))
        good = await visitor.client.post("/ask", data=given, files={"files": ("bill.txt", b"7 euros", "text/plain")})
        page = good.headers["location"]
        await visitor.opens(page)
        (file,) = re.findall(rf'href="({page}/files/\d+)"', visitor.page)
        assert (await visitor.client.get(file)).content == b"7 euros"
        other = await fills(stage, visitor)
        assert (await visitor.client.get(file.replace(page, other))).status_code == 404
        await visitor.opens(other)
        for hidden in ("bill.txt", "heating"):
            assert hidden not in visitor.text


async def test_the_sender_goes_on_in_telegram(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        rita, olga = stage.rita, stage.olga
        page = await fills(stage, visitor)
        await stage.settle()
        await visitor.sends(f"{page}/telegram")
        (payload,) = re.findall(r"\?start=(w_[\w-]+)", visitor.page)
        await rita.writes(f"/start {payload}")
        await rita.presses(next(one for one in await rita.buttons() if one.endswith(":yes")))
        number = int(re.findall(r"#(\d+)", visitor.text)[0])
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "It comes tomorrow")
        await rita.containing("It comes tomorrow")
        await files(rita, "The heating is cold")
        await visitor.opens(page)
        assert "It comes tomorrow" in visitor.text
        assert "heating" not in visitor.text


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ru", "dark")])
async def test_axe_finds_nothing_and_a_phone_is_wide_enough(
    browser: Chromium, database: Database, language: str, scheme: Any
) -> None:
    async with asking(database) as (stage, visitor, port):
        page = await fills(stage, visitor)
        context = await browser.new_context(
            locale=language, color_scheme=scheme, viewport={"width": 390, "height": 844}
        )
        window = await context.new_page()
        for path in ("/ask", page):
            await window.goto(f"http://127.0.0.1:{port}{path}")
            await expect(window.locator("html")).to_have_attribute("lang", language)
            assert await findings(window) == []
            assert await window.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        await context.close()
