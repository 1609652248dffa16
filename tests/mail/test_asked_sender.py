"""Is it really them? One press of an agent, one question to the owner of the address."""

import re
from datetime import datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import text

from db.database import Database
from desk.questions.sender_questions import ASKED_FOR
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.paying import CARDS
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.mail.post import SITE, Post, posted, text_in
from tests.mail.test_by_mail import KIM, _number, _tickets
from tests.mail.test_trust import RITA, _rich
from tests.sql import execute
from tests.texts import text_of

MALLORY = "mallory@evil.example"
_FILED = """
select p.telegram_id is not null as is_hers, t.organization_id, t.context::text as context, x.external_id,
  array(select left(e.body, 5) from entries e where e.ticket_id = t.id and e.author_id = t.requester_id) as said
from tickets t join people p on p.id = t.requester_id join external_people x on x.id = t.external_person_id
where t.number = :n
"""


async def _claims(post: Post, said: str, **headers: str) -> int:
    """A mail comes in Rita's name, and nothing proves it."""
    await post.writes(RITA, said, subject="Till", Authentication_Results="", **headers)
    return await _number(post)


async def _asks(agent: Phone, number: int) -> str:
    """Press the button of the opened ticket; return what is answered to the press."""
    await agent.writes(f"/ticket {number}")
    await agent.presses(f"whosemail:{number}", on=await agent.last_id(), force=True)
    return str((await agent.answer())["text"])


async def _balance(post: Post, acme: int) -> int:
    said = "select sum(amount) as n from ledger_entries where organization_id = :a"
    return int((await row(post.stage, said, a=acme)).n)


async def _questions(rita: Phone) -> list[str]:
    return [one for one in await rita.texts() if one.startswith(text_of("wrote-mail", subject="Till", n=1)[:30])]


async def test_yes_makes_that_request_theirs_and_no_other(database: Database) -> None:
    async with posted(database, organizations__enabled=True, **CARDS) as post:
        rita, olga = post.stage.rita, post.stage.olga
        acme = await _rich(post, rita)
        other = await _claims(post, "Other till is broken")
        number = await _claims(post, "First till is broken")
        ref = (await row(post.stage, "select external_ref from tickets where number = :n", n=number)).external_ref
        await olga.presses(f"claim:{number}")
        await olga.writes(f"/price {number} 4000")
        assert await _balance(post, acme) == 1000000, "a claim pays from no balance of others"
        assert await _asks(olga, number) == text_of("done-whosemail", name="Rita K.")
        assert await _questions(rita) == [text_of("wrote-mail", subject="Till", n=1)]
        assert text_of("mail-asked") in words(await olga.containing("First till"))
        assert await _asks(olga, number) == text_of("sender-asked", number=number), "once"
        assert await _asks(olga, other) == text_of("sender-busy", name="Rita K.", number=number), "one at a time"
        question = await rita.last_id()
        await post.writes(
            RITA, "Later, send it to Mallory", Cc=MALLORY, In_Reply_To=f"<{ref}>", Authentication_Results=""
        )
        assert await _tickets(post) == 2
        await rita.presses(f"to:{number}", on=question)
        assert text_of("wrote-mail-yes", number=number) in await rita.texts()
        filed = await row(post.stage, _FILED, n=number)
        assert (filed.is_hers, filed.organization_id, filed.external_id) == (True, acme, "rita@acme.example")
        assert filed.said == ["First"], "what came after the question was not asked about"
        assert text_of("mail-label-doubt") not in (filed.context or "")
        assert (await row(post.stage, "select hears from ticket_participants")).hears == "nothing", (
            "nor were those named"
        )
        left = await row(post.stage, _FILED, n=other)
        assert (left.is_hers, left.organization_id) == (False, None)
        assert text_of("sender-is-theirs", name="Rita K.", number=number) in await olga.texts()
        assert await _balance(post, acme) == 600000, "the price that was open is the organization's now"
        await rita.presses("to:none", on=question, force=True)
        assert (await row(post.stage, _FILED, n=number)).is_hers, "said is said"
        await post.writes(RITA, "And this is forged", In_Reply_To=f"<{ref}>", Authentication_Results="")
        assert await _tickets(post) == 3


@pytest.mark.parametrize("by_reply", [False, True])
async def test_no_in_words_marks_it_and_it_stays_where_it_is(database: Database, *, by_reply: bool) -> None:
    async with posted(database) as post:
        rita, olga = post.stage.rita, post.stage.olga
        await _rich(post, rita)
        number = await _claims(post, "Pay to Mallory")
        await _asks(olga, number)
        question = await rita.last_id()
        await olga.presses(f"to:{number}", on=await olga.last_id(), force=True)
        assert not (await row(post.stage, _FILED, n=number)).is_hers, "nobody else answers for her"
        await rita.writes("no", reply_to=question if by_reply else None)
        assert text_of("wrote-mail-no") in await rita.texts()
        filed = await row(post.stage, _FILED, n=number)
        assert (filed.is_hers, filed.external_id) == (False, "claimed rita@acme.example")
        assert text_of("sender-is-not", name="Rita K.", number=number) in await olga.texts()
        assert text_of("mail-denied") in words(await olga.containing("Pay to Mallory"))
        assert await _asks(olga, number) == text_of("sender-denied", number=number)
        assert await _tickets(post) == 1, "the word was the answer"


async def test_a_late_yes_counts_for_nothing(database: Database) -> None:
    async with posted(database) as post:
        rita, olga = post.stage.rita, post.stage.olga
        await _rich(post, rita)
        number = await _claims(post, "First till is broken")
        await _asks(olga, number)
        question = await rita.last_id()
        await post.pass_time(hours=1)
        await rita.writes("yes")
        assert not (await row(post.stage, _FILED, n=number)).is_hers, "an hour later it may be a yes to anything"
        post.stage.clock.on(seconds=ASKED_FOR.total_seconds())
        await rita.presses(f"to:{number}", on=question, force=True)
        assert not (await row(post.stage, _FILED, n=number)).is_hers
        assert await _asks(olga, number) == text_of("done-whosemail", name="Rita K."), "asked again"


def _page_in(mail: EmailMessage) -> str:
    (page,) = re.findall(re.escape(SITE) + r"(/ask/wrote/[\w-]{40})", text_in(mail).replace("=\n", ""))
    return str(page)


_KIM = "(select person_id from external_people where external_id = 'kim@client.example')"


async def _block(post: Post, *, at: datetime | None) -> None:
    async with post.stage.database.unit_of_work() as session:
        await session.execute(text(f"update people set barred_at = :at where id = {_KIM}"), {"at": at})  # noqa: S608


async def test_an_owner_without_telegram_is_asked_at_the_address(database: Database) -> None:
    """By a mail without a word of the other one. Only a press on its page answers, once, for this request."""
    claimed = "claimed kim@client.example"
    async with posted(database, web__url=SITE) as post, panel_of(post.stage) as port, browser_at(port) as visitor:
        olga = post.stage.olga
        await post.writes(KIM, "This one is proven")
        numbers = []
        for said in ("First till is broken", "Other till is broken"):
            await post.writes(KIM, said, subject="Pay Mallory", Authentication_Results="")
            numbers.append(await _number(post))
        post.take_sent()
        number, other = numbers
        assert await _asks(olga, number) == text_of("done-whosemail-by-mail", name="Kim Lee")
        assert await _asks(olga, other) == text_of("sender-busy", name="Kim Lee", number=number)
        await post.settle()
        asked = post.take_one()
        assert (asked["To"], "Mallory" in asked.as_string()) == ("kim@client.example", False)
        page = _page_in(asked)
        await visitor.opens(page)
        assert "Pay Mallory" in visitor.text
        await _block(post, at=post.stage.clock())
        await visitor.sends(f"{page}/yes")
        assert (visitor.status, (await row(post.stage, _FILED, n=number)).external_id) == (404, claimed), "blocked"
        await _block(post, at=None)
        await visitor.sends(f"{page}/yes")
        assert text_of("webform-wrote-yes") in visitor.text
        filed = await row(post.stage, _FILED, n=number)
        assert (filed.external_id, filed.said) == ("kim@client.example", ["First"])
        assert (await row(post.stage, _FILED, n=other)).external_id == claimed
        await post.settle()
        assert text_of("sender-is-theirs", name="Kim Lee", number=number) in await olga.texts()
        await visitor.sends(f"{page}/no")
        assert visitor.status == 404, "said is said"
        assert await _asks(olga, other) == text_of("done-whosemail-by-mail", name="Kim Lee")
        await post.settle()
        page = _page_in(post.take_sent()[-1])
        kim = await post.stage.phone("Kim")
        async with post.stage.database.unit_of_work() as session:
            join = text(f"update people set telegram_id = :t where id = {_KIM}")  # noqa: S608
            await session.execute(join, {"t": kim.id})
        await kim.writes("yes")
        assert (await row(post.stage, _FILED, n=other)).external_id == claimed, "it was not asked there"
        post.stage.clock.on(seconds=ASKED_FOR.total_seconds())
        await visitor.sends(f"{page}/yes")
        assert (visitor.status, (await row(post.stage, _FILED, n=other)).external_id) == (404, claimed)


async def test_who_cannot_be_asked_is_not(database: Database) -> None:
    async with posted(database) as post:
        rita, olga = post.stage.rita, post.stage.olga
        refused = text_of("sender-unreachable", address="rita@acme.example")
        number = await _claims(post, "First till is broken")
        assert await _asks(olga, number) == refused, "an address of nobody here"
        assert text_of("mail-unaskable") in words(await olga.containing("First till"))
        await _rich(post, rita)
        await execute(post.stage, "update people set blocked_at = now() where telegram_id = :id", id=rita.id)
        assert await _asks(olga, number) == refused
        await post.writes(RITA, "This one is proven")
        proven = await _number(post)
        await olga.writes(f"/ticket {proven}")
        await olga.presses(f"whosemail:{proven}", on=await olga.last_id(), force=True)
        assert await _questions(rita) == []
