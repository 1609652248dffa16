"""The page that a mail leads to: solved or not, and on into Telegram, where the person is the same."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select

from db.database import Database
from db.models import ExternalPerson, Person
from desk.integrations import own_systems
from tests.flows.acts import answers, new_messages
from tests.flows.api.client import joins
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.phone import words
from tests.mail.post import SITE, Post, posted, text_in
from tests.mail.test_by_mail import KIM, _number, _status
from tests.sql import sole
from tests.texts import text_of

_LINK = re.compile(re.escape(SITE) + r"(/ask/[\w-]{32})")


@asynccontextmanager
async def _solved(database: Database) -> AsyncIterator[tuple[Post, Browser, int, str]]:
    """Kim has asked by mail, and Olga says that it is solved; where the mail leads."""
    async with posted(database, web__url=SITE) as post, panel_of(post.stage) as port, browser_at(port) as visitor:
        olga = post.stage.olga
        await post.writes(KIM, "The printer is on fire")
        number = await _number(post)
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "Take the extinguisher.")
        await olga.presses(f"resolve:{number}")
        await post.settle()
        asked = post.take_sent()[-1]
        page = _LINK.findall(text_in(asked))
        assert len(page) == 1, text_in(asked)
        html = asked.get_body(("html",))
        assert html is not None
        assert f'href="{SITE}{page[0]}"' in html.get_content()
        yield post, visitor, number, page[0]


async def test_a_mail_has_no_link_to_a_panel_of_this_machine_alone(database: Database) -> None:
    async with posted(database, web__url=URL) as post:
        olga = post.stage.olga
        await post.writes(KIM, "The printer is on fire")
        await olga.presses("claim:1")
        await answers(olga, 1, "Take the extinguisher.")
        await olga.presses("resolve:1")
        await post.settle()
        said = post.take_sent()
        assert any("extinguisher" in text_in(one) for one in said)
        assert not any(URL in text_in(one) for one in said)


async def test_yes_or_no_is_said_by_a_press_on_the_page_alone(database: Database) -> None:
    async with _solved(database) as (post, visitor, number, page):
        await visitor.opens(page)
        assert text_of("widget-yes") in visitor.text
        assert await _status(post, number) == "resolved"
        assert await visitor.sends(f"{page}/confirm") == page
        assert await _status(post, number) == "closed"
        await visitor.sends(f"{page}/confirm")
        assert await _status(post, number) == "closed"
        await visitor.opens(page[:-1] + ("A" if page[-1] != "A" else "B"))
        assert visitor.status == 404
        await post.stage.vera.writes("/settings web_form off")
        await visitor.opens(page)
        assert "extinguisher" in visitor.text


async def test_no_opens_it_again_and_the_page_ends_with_the_mailbox(database: Database) -> None:
    async with _solved(database) as (post, visitor, number, page):
        await visitor.opens(page)
        assert await visitor.sends(f"{page}/reopen") == page
        assert await _status(post, number) == "reopened"
        async with post.stage.database.unit_of_work() as session:
            system = await own_systems.get_or_create_system(session, own_systems.MAIL, post.stage.clock())
            system.revoked_at = post.stage.clock()
        await visitor.opens(page)
        assert visitor.status == 404


async def test_who_goes_on_in_telegram_is_the_same_person_and_answered_there(database: Database) -> None:
    async with _solved(database) as (post, visitor, number, page):
        rita, olga = post.stage.rita, post.stage.olga
        await visitor.opens(page)
        await visitor.sends(f"{page}/telegram")
        await post.settle()
        (payload,) = re.findall(r"start=(w_[\w-]+)", text_in(post.take_sent()[-1]))
        await joins(rita, {"payload": payload})
        theirs = select(Person).join(ExternalPerson, ExternalPerson.person_id == Person.id)
        assert (await sole(post.stage, theirs)).telegram_id is not None
        await visitor.opens(page)
        assert visitor.status == 404
        await post.settle()
        post.take_sent()
        await rita.presses(f"solved:{number}:no")
        await answers(olga, number, "Is it cold now?")
        await post.settle()
        assert post.take_sent() == []
        assert "Is it cold now?" in await rita.reads()
        await post.writes(KIM, "I write by mail again", subject="Another")
        assert post.take_sent() == []
        await olga.containing("I write by mail again")


async def test_what_is_urgent_is_said_on_the_page_of_a_request_that_waits(database: Database) -> None:
    async with (
        posted(database, web__url=SITE, limits__max_untaken=1) as post,
        panel_of(post.stage, max_untaken=1) as port,
        browser_at(port) as visitor,
    ):
        olga = post.stage.olga
        await post.writes(KIM, "The printer is on fire")
        for minutes in (20, 120):  # after a notice of the first request an hour has to pass until a receipt is sent
            await post.stage.pass_time(minutes=minutes)
            await post.settle()
        before = await olga.received()
        await post.writes(KIM, "The till is dark", subject="Till")
        receipt = text_in(post.take_sent()[-1])
        assert text_of("mail-receipt-waits", number=await _number(post)) in receipt
        (page,) = _LINK.findall(receipt)
        assert await new_messages(olga, before) == []
        await visitor.opens(page)
        assert text_of("btn-urgent") in visitor.text
        assert await visitor.sends(f"{page}/urgent") == page
        await post.stage.settle()
        assert "The till is dark" in words((await new_messages(olga, before))[-1])
        await visitor.opens(page)
        assert text_of("btn-urgent") not in visitor.text
