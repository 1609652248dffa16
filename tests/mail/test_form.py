"""Somebody asks by the web form and leaves an address: the team's answers come there by mail, and nothing else does."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Entry, EntryKind, Person, Ticket
from mail.outbox import MOST_UNCONFIRMED
from tests.flows.acts import answers, new_messages
from tests.flows.api.client import joins
from tests.flows.panel.browser import Browser, browser_at, panel_of
from tests.flows.panel.test_ask import asking, fills
from tests.flows.phone import words
from tests.mail.post import ADDRESS, SITE, Post, make_bounce, posted, text_in
from tests.mail.servers import serving_mail
from tests.mail.test_by_mail import _number, _status, _tickets
from tests.sql import sole
from tests.texts import IN_BOTH, piece_of, text_of

KIM = "Kim.Lee@client.example"
LATE, TOMORROW = "The parcel is late", "It comes tomorrow"


@asynccontextmanager
async def _asking(database: Database, **rules: Any) -> AsyncIterator[tuple[Post, Browser]]:
    """A desk with a mailbox and the form."""
    async with (
        posted(database, web__url=SITE, **rules) as post,
        panel_of(post.stage, mail_address=ADDRESS, locale=rules.get("locale", "en")) as port,
        browser_at(port) as visitor,
    ):
        await post.stage.vera.writes("/settings web_form on")
        yield post, visitor


async def _asks(post: Post, visitor: Browser, contact: str = KIM, text: str = LATE) -> int:
    """Kim asks by the form, and Olga takes it; return the number."""
    assert await fills(post.stage, visitor, contact=contact, text=text)
    await post.settle()
    number = await _number(post)
    await post.stage.olga.presses(f"claim:{number}")
    await post.settle()
    return number


async def _answer(post: Post, number: int, text: str = TOMORROW) -> None:
    await answers(post.stage.olga, number, text)
    await post.settle()


async def _said_by_kim(post: Post) -> list[tuple[str, str]]:
    async with post.stage.database.reading() as session:
        said = select(Entry.body, Person.name).join(Person, Person.id == Entry.author_id)
        found = await session.execute(said.where(Entry.kind == EntryKind.COMMENT).order_by(Entry.id))
        return [(body, name) for body, name in found]


@IN_BOTH
async def test_the_answer_comes_by_mail_and_a_reply_joins_the_request(database: Database, language: str) -> None:
    async with _asking(database, language=language, locale=language) as (post, visitor):
        visitor.client.headers["accept-language"] = language
        await visitor.opens("/ask")
        assert text_of("webform-contact-mail", language) in visitor.text
        number = await _asks(post, visitor, f"write to {KIM}.")
        assert post.take_sent() == [], "nobody is written to before a person has answered"
        olga = post.stage.olga
        card = words(await olga.containing(LATE))
        assert f"{text_of('webform-mail-label', language)}: write to {KIM}" in card
        await _answer(post, number)
        mail = post.take_one()
        assert mail["To"] == KIM.lower()
        assert mail["Subject"] == text_of("mail-form-subject", language, number=number)
        assert mail["Auto-Submitted"] is None
        assert TOMORROW in text_in(mail)
        assert text_of("mail-form-why", language, number=number) in " ".join(text_in(mail).split())
        for theirs in (LATE, "parcel", SITE, "Kim"):
            assert theirs not in text_in(mail), "an address that is a stranger's reads nothing of the sender's"
        await post.writes(f"Kim Lee <{KIM}>", "Thank you, but when?", answers=mail)
        assert await _said_by_kim(post) == [(LATE, "Kim"), ("Thank you, but when?", "Kim")]
        await olga.containing("Thank you, but when?")
        await olga.presses(f"resolve:{number}")
        await post.settle()
        assert post.take_sent() == [], "only the words of the team leave"
        await post.writes(KIM, "No, it has not come and I am angry", answers=mail)
        assert await _status(post, number) == "reopened"
        assert await _tickets(post) == 1


async def test_an_answer_from_elsewhere_or_of_doubt_is_a_request_of_its_own(database: Database) -> None:
    async with _asking(database) as (post, visitor):
        number = await _asks(post, visitor)
        await _answer(post, number)
        mail = post.take_one()
        await post.writes("eve@evil.example", "Close it please", answers=mail)
        doubt = "mx.desk.example; spf=fail; dmarc=fail"
        await post.writes(KIM, "Close it please", answers=mail, Authentication_Results=doubt)
        await post.writes(KIM, "Close it please", subject=f"Re: [#{number}]")
        assert await _tickets(post) == 4
        assert [body for body, _ in await _said_by_kim(post)].count(LATE) == 1
        assert await _status(post, number) == "in_progress"


async def test_an_address_that_nobody_confirmed_gets_so_many_mails_a_day(database: Database) -> None:
    rules = {"limits__max_open": 50, "limits__max_new_per_hour": 50, "limits__max_untaken": 50}
    async with _asking(database, **rules) as (post, visitor):
        olga = post.stage.olga
        first = await _asks(post, visitor)
        for n in range(MOST_UNCONFIRMED - 1):
            await _answer(post, first, f"Answer {n} to the parcel")
        other = await _asks(post, visitor, KIM.replace("@", "+x@"), "And where is mine?")
        before = await olga.received()
        await _answer(post, other, "Near you")
        await _answer(post, other, "Very near you")
        told = [words(one) for one in await new_messages(olga, before)]
        assert [one for one in told if piece_of("answer-mail-limit") in one] == [
            text_of("answer-mail-limit", number=other, name="Kim")
        ]
        sent = post.take_sent()
        assert len(sent) == MOST_UNCONFIRMED
        await post.writes(KIM, "That is me, go on", answers=_find(sent, "Answer 3"))
        await _answer(post, first, "We go on")
        assert "We go on" in text_in(post.take_one())
        await post.pass_time(days=1)
        await _answer(post, other, "Here it is")
        assert "Here it is" in text_in(post.take_one())


def _find(sent: list[EmailMessage], piece: str) -> EmailMessage:
    return next(one for one in sent if piece in text_in(one))


async def test_a_bounce_is_told_to_the_author_of_the_answer(database: Database) -> None:
    async with _asking(database) as (post, visitor):
        number = await _asks(post, visitor)
        post.server.replies["rcpt"] = ["550 5.1.1 no such user"]
        await _answer(post, number)
        olga = post.stage.olga
        assert piece_of("answer-bounced") in await olga.reads()
        assert post.take_sent() == []
        await _answer(post, number, "Or the day after")
        before = await olga.received()
        post.server.deliver(make_bounce(post.take_one()["Message-ID"]))
        await post.settle()
        told = text_of("answer-bounced", number=number, name="Kim")
        assert [words(one) for one in await new_messages(olga, before)] == [told]
        assert post.take_sent() == []


@pytest.mark.parametrize(
    "contact", ["+7 916 123-45-67", "@kim", "a@client.example, b@client.example", f"support+t1@{ADDRESS[8:]}", ADDRESS]
)
async def test_what_is_no_one_address_gets_no_mail(database: Database, contact: str) -> None:
    async with _asking(database) as (post, visitor):
        await _answer(post, await _asks(post, visitor, contact))
        assert post.take_sent() == []


async def test_without_a_mailbox_nothing_says_so_and_a_later_one_does_not_write(database: Database) -> None:
    async with asking(database) as (stage, visitor, _), serving_mail(stage.clock) as server:
        olga = stage.olga
        await fills(stage, visitor, contact=KIM)
        assert text_of("webform-contact-how") in visitor.text
        await stage.settle()
        assert f"{text_of('webform-contact-label')}: {KIM}" in words(await olga.containing(LATE))
        stage.clock.on(hours=1)
        post = await Post.open(stage, server)
        await post.settle()
        number = await sole(stage, select(Ticket.number))
        await olga.presses(f"claim:{number}")
        await _answer(post, number)
        assert post.take_sent() == []
        await post.aclose()


async def test_who_goes_on_in_telegram_is_answered_there_alone(database: Database) -> None:
    async with _asking(database) as (post, visitor):
        rita = post.stage.rita
        page = await fills(post.stage, visitor, contact=KIM)
        await visitor.sends(f"{page}/telegram")
        (payload,) = re.findall(r"start=(w_[\w-]+)", visitor.page)
        await joins(rita, {"payload": payload})
        number = await _number(post)
        await post.stage.olga.presses(f"claim:{number}")
        await _answer(post, number)
        assert TOMORROW in words(await rita.containing(TOMORROW))
        assert post.take_sent() == []
