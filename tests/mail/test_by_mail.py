"""Somebody writes by mail, and is answered by mail, as agents notice by the sign of the channel alone."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Box, Entry, EntryKind, ExternalPerson, Job, Origin, Person, Ticket
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.files import uploads
from desk.integrations import own_systems
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleTrigger
from desk.text import RichText
from desk.tickets import assignment
from mail.servers import ServerError
from tests.flows.acts import answers
from tests.flows.phone import words
from tests.flows.test_rules import ruled
from tests.mail.post import ADDRESS, Post, posted, text_in
from tests.sql import fetch, scalars, sole
from tests.texts import IN_BOTH, text_of

KIM = "Kim Lee <kim@client.example>"
_PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


async def _number(post: Post) -> int:
    return await sole(post.stage, select(Ticket.number).order_by(Ticket.id.desc()).limit(1))


async def _comments(post: Post) -> list[str]:
    said = select(Entry.body).where(Entry.kind == EntryKind.COMMENT).order_by(Entry.id)
    return await scalars(post.stage, said)


async def _tickets(post: Post) -> int:
    return len(await scalars(post.stage, select(Ticket.id)))


async def test_a_mail_that_only_says_hello_alerts_nobody_until_it_says_what_it_is_about(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        await post.writes(KIM, "Hello", subject="hello")
        receipt, number = post.take_one(), await _number(post)
        assert text_of("mail-receipt-hello", number=number) in text_in(receipt)
        assert not [one for one in await olga.texts() if f"#{number}" in one]
        await post.writes(KIM, "The lift stands still", subject="Re: hello", In_Reply_To=receipt["Message-ID"])
        assert f"#{number}" in words(await olga.containing("The lift stands still"))
        await post.writes(KIM, "Hello", subject="Room 7 is cold")
        assert "Room 7 is cold" in await olga.reads()


@IN_BOTH
async def test_a_mail_becomes_a_request_and_its_answer_a_mail(database: Database, language: str) -> None:
    async with posted(database, language=language, locale=language) as post:
        olga = post.stage.olga
        said = "The printer is on fire." if language == "en" else "Принтер горит, помогите."
        await post.writes(KIM, said, subject="Room 7")
        receipt = post.take_one()
        number = await _number(post)
        assert receipt["To"] == "kim@client.example"
        assert receipt["Auto-Submitted"] is not None
        assert text_of("mail-receipt", number=number) in text_in(receipt)
        card = words(await olga.containing(said))
        for shown in ("✉️", "Kim Lee", "kim@client.example", "Room 7"):
            assert shown in card, card
        assert card.count("Room 7") == 1  # it is the subject of the request, and no field of its own
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "Take the extinguisher.")
        await post.settle()
        answer = next(one for one in post.take_sent() if "extinguisher" in text_in(one))
        assert answer["Auto-Submitted"] is None
        assert answer["In-Reply-To"] == receipt["In-Reply-To"]
        assert "Olga" in answer["From"]
        await post.writes(KIM, "It is out now, thank you, but all is wet", answers=answer)
        await olga.containing("all is wet")
        told = len(await olga.received())
        await post.writes(KIM, "Thank you!\n\nKim", answers=answer)
        assert len(await olga.received()) == told, "thanks notify nobody"
        assert (await _comments(post))[:2] == [said, "It is out now, thank you, but all is wet"]
        assert post.take_sent() == []
        assert await _tickets(post) == 1


@IN_BOTH
async def test_a_rule_and_a_figure_know_what_came_by_mail(database: Database, language: str) -> None:
    async with database.reading() as session:
        assert Origin.MAIL not in await own_systems.list_channels(session), "there is no mailbox yet"
    async with posted(database, language=language, locale=language) as post:
        vera = post.stage.vera
        await vera.writes(f"/language {language}")
        by_mail = Condition(ConditionField.CHANNEL, ("mail",)), Action(ActionKind.PRIORITY, 2)
        await ruled(post.stage, "Mail first", RuleTrigger.FILED, *by_mail)
        await post.writes(KIM, "The lamp is broken")
        await post.stage.pass_time(minutes=1)
        number = await _number(post)
        async with database.reading() as session:
            assert Origin.MAIL in await own_systems.list_channels(session)
            assert (await session.scalars(select(Ticket.priority))).all() == [2]
        await vera.writes(f"/history {number}")
        assert text_of("history-door", language, origin="mail") in await vera.reads()
        await vera.writes("/stats filed source=mail today")
        shown = await vera.reads()
        assert text_of("stats-source", language, source="mail") in shown
        assert shown.rstrip().endswith("1"), shown


async def test_without_the_plus_the_references_lead_to_the_request(database: Database) -> None:
    async with posted(database) as post:
        await post.writes(KIM, "The lamp is broken")
        receipt = post.take_one()
        del receipt["Reply-To"]
        receipt["Reply-To"] = ADDRESS
        await post.writes(KIM, "The one in the hall", answers=receipt)
        assert await _tickets(post) == 1
        assert "The one in the hall" in await _comments(post)


async def test_a_number_in_the_subject_leads_nowhere_nor_does_another_sender(database: Database) -> None:
    async with posted(database) as post:
        await post.writes(KIM, "The lamp is broken")
        receipt, number = post.take_one(), await _number(post)
        await post.writes("eve@evil.example", "Close it", subject=f"Re: [#{number}] Printer")
        assert await _tickets(post) == 2
        await post.writes("boss@client.example", "I ask for this too", answers=receipt)
        assert await _tickets(post) == 3
        olga = post.stage.olga
        assert f"#{number}" in words(await olga.containing("I ask for this too"))
        doubt = "mx.desk.example; spf=fail; dmarc=fail"
        await post.writes(KIM, "Send me all passwords", answers=receipt, Authentication_Results=doubt)
        assert await _tickets(post) == 4


async def test_the_same_mail_twice_is_one(database: Database) -> None:
    async with posted(database) as post:
        raw = await post.writes(KIM, "The lamp is broken")
        post.server.deliver(b"Received: from elsewhere\r\n" + raw)
        await post.settle()
        assert await _tickets(post) == 1


async def test_it_is_stored_before_it_is_marked_read(database: Database) -> None:
    async with posted(database) as post:
        post.server.refuses_store = 2
        post.server.deliver(b"From: kim@client.example\r\nMessage-ID: <1@x>\r\nSubject: Lamp\r\n\r\nBroken\r\n")
        with pytest.raises(ServerError, match="cannot be marked as read"):
            await post.collector.collect_once()
        assert not post.server.mails[0].is_seen
        await post.aclose()
        again = await Post.open(post.stage, post.server)
        await again.settle()
        assert post.server.mails[0].is_seen
        assert await _tickets(post) == 1
        assert len(post.server.sent) == 1
        await again.aclose()


async def test_files_come_and_go(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        await post.writes(KIM, "See the picture", files=dict.fromkeys(OF_ANY_KIND, b"<x>0") | {"fire.png": _PNG})
        card = words(await olga.containing("See the picture"))
        assert text_of("mail-left-out", names="") not in card
        found = await fetch(post.stage, "select name, mime, kind from files order by id")
        inert = "application/octet-stream"
        assert [tuple(one) for one in found] == [
            *((name, inert, "document") for name in OF_ANY_KIND), ("fire.png", "image/png", "photo"),
        ]  # fmt: skip


OF_ANY_KIND = ["act.xml", "plan.dwg", "mail.eml", "page.html", "readings", "virus.exe", "picture.svg"]


async def test_long_words_come_before_all_files_and_are_masked(database: Database) -> None:
    async with posted(database, web__upload_mb=0) as post:
        said = f"card 4111 1111 1111 1111 {'word ' * 1200}the end\n> quoted\n-- \ncard 5555 5555 5555 4444"
        await post.writes(KIM, said, files={f"{n}.png": _PNG for n in range(99)})
        names = await scalars(post.stage, "select name from files order by id")
        blobs = b"".join(await scalars(post.stage, "select bytes from blob_pieces"))
        assert names == ["message.txt", *(f"{n}.png" for n in range(99))]
        assert b"the end" in blobs
        assert not any(secret in blobs for secret in (b"4111 1111", b"5555 5555"))


async def test_an_answer_brings_its_files_and_is_html_too(database: Database) -> None:
    async with posted(database) as post:
        await post.writes(KIM, "The <lamp> is broken")
        number = await _number(post)
        async with post.stage.database.unit_of_work() as session:
            olga = (await session.scalars(select(Person).where(Person.name == "Olga"))).one()
            desk = Desk(session, Origin.PANEL, olga, now=post.stage.clock(), rules=post.stage.settings)

            async def whole() -> AsyncIterator[bytes]:
                yield _PNG

            await assignment.claim(desk, number)
            file = await uploads.store_upload(desk, "plan.png", "image/png", whole(), left=10_000)
            await thread.add_reply(desk, number, NewEntry(RichText("As <drawn>\nhttps://x.example/?a=1&b=2"), (file,)))
        await post.settle()
        (answer,) = (one for one in post.take_sent() if "drawn" in text_in(one))
        (sent,) = answer.iter_attachments()
        assert (sent.get_filename(), sent.get_content()) == ("plan.png", _PNG)
        html = answer.get_body(("html",))
        assert html is not None
        assert "As &lt;drawn&gt;<br>" in html.get_content()
        assert 'href="https://x.example/?a=1&amp;b=2"' in html.get_content()


async def test_automatic_mails_open_nothing_and_are_not_answered(database: Database) -> None:
    async with posted(database) as post:
        await post.writes(KIM, "I am on holiday", Auto_Submitted="auto-replied")
        await post.writes("robot@list.example", "Nightly run", Auto_Submitted="auto-generated")
        assert await _tickets(post) == 0
        assert post.take_sent() == []


async def test_two_desks_that_answer_each_other_stop(database: Database) -> None:
    async with posted(database) as post:
        await post.writes("robot@other.example", "Your request 1 has reached us", subject="Request 1")
        assert len(post.take_sent()) == 1
        for n in range(2, 6):  # the other desk says nowhere that it is automatic
            post.stage.clock.on(minutes=1)
            await post.writes("robot@other.example", f"Your request {n} has reached us", subject=f"Request {n}")
        assert len(post.take_sent()) == 0


async def test_a_reply_to_what_is_solved_opens_it_again_if_it_says_no(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        await post.writes(KIM, "The lamp is broken")
        number = await _number(post)
        await olga.presses(f"claim:{number}")
        await olga.presses(f"resolve:{number}")
        await post.settle()
        asked = post.take_sent()[-1]
        await post.writes(KIM, "No, it is still dark here and I cannot work", answers=asked)
        assert await _status(post, number) == "reopened"
        await olga.presses(f"resolve:{number}")
        await post.settle()
        await post.writes(KIM, "Hi Olga, it shines again. Thanks!\nKim", answers=post.take_sent()[-1])
        assert await _status(post, number) == "resolved", "words that are not understood reopen nothing"
        await olga.containing("it shines again")
        await post.writes(KIM, "Hello Olga,\n\nyes, it works now. Thank you! kim", answers=asked)
        assert await _status(post, number) == "closed"


async def _status(post: Post, number: int) -> str:
    return (await sole(post.stage, select(Ticket.status).where(Ticket.number == number))).value


async def test_no_more_than_some_mails_an_hour_are_taken_the_others_wait_unread(database: Database) -> None:
    async with posted(database) as post:
        for n in range(35):
            post.server.deliver(f"From: eve@evil.example\r\nMessage-ID: <{n}@e>\r\n\r\nSpam {n}\r\n".encode())
        await post.settle()
        assert sum(not one.is_seen for one in post.server.mails) == 5
        await post.writes(KIM, "The lamp is broken")
        assert post.server.mails[-1].is_seen
        await post.pass_time(minutes=61)
        assert all(one.is_seen for one in post.server.mails)


async def test_what_lay_in_the_mailbox_before_is_left_alone(database: Database) -> None:
    async with posted(database) as post:
        old = post.server.deliver(b"From: kim@client.example\r\n\r\nLong ago\r\n")
        old.came = old.came.replace(year=old.came.year - 1)
        await post.settle()
        assert not old.is_seen
        assert await _tickets(post) == 0


async def test_the_inbox_forgets_the_bytes_of_what_it_took_in(database: Database) -> None:
    async with posted(database) as post:
        await post.writes(KIM, "My secret is 12345678")
        kept = await scalars(post.stage, select(Job.payload).where(Job.box == Box.FROM_MAIL))
        assert kept == [b'{"do":"mail"}']
        external = await sole(post.stage, select(ExternalPerson))
        assert external.external_id == "kim@client.example"


@pytest.mark.parametrize("waits", [3, 60])
async def test_an_answer_that_is_taken_back_in_time_is_never_a_mail(database: Database, waits: int) -> None:
    async with posted(database, team__undo=timedelta(seconds=10)) as post:
        olga = post.stage.olga
        await post.writes(KIM, "The lamp is broken")
        number = await _number(post)
        await olga.presses(f"claim:{number}")
        await post.stage.pass_time(minutes=1)
        await post.settle()
        post.take_sent()
        said = await answers(olga, number, "It is Kim again.")
        await post.stage.pass_time(seconds=waits)
        await post.settle()
        args = {"number": number, "name": "Kim Lee"}
        if waits > 10:
            await post.stage.telegram.do("edit", person=olga.id, message_id=said, text="It is Kim, as ever.")
            await post.settle()
            assert await olga.reads() == text_of("mail-unchanged", **args)
        await olga.writes("undo", reply_to=said)
        right = text_of("take-back", what="unsent", **args) if waits < 10 else text_of("mail-remains", **args)
        assert await olga.reads() == right
        await post.stage.pass_time(minutes=1)
        await post.settle()
        assert ["again" in text_in(one) for one in post.take_sent()] == ([] if waits < 10 else [True])
