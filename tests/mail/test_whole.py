"""The whole mail is kept beside the entry that was made of it, and one press shows it to who may read the inside."""

from datetime import timedelta

import httpx
from sqlalchemy import select

from db.database import Database
from db.models import Entry, Origin, Person
from desk import Desk
from desk.conversation.entry_versions import erase_entry
from desk.files import store, whole_mails
from desk.integrations.scopes import Scope
from desk.privacy import erasing
from tests.flows.acts import answers
from tests.flows.api.client import token_of
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.phone import buttons, words
from tests.flows.retention.expiry import expire
from tests.flows.stage import VERA
from tests.mail.forms import PNG, join, part
from tests.mail.post import SITE, Post, posted
from tests.mail.test_by_mail import KIM, _number
from tests.sql import fetch
from tests.texts import text_of

QUOTE = "On Fri, 27 Nov 2026 at 11:30, Help <support@desk.example> wrote:\n> Which model is it?"
WORDS = f"It is a K-200.\n\n{QUOTE}"


async def _rows(post: Post, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await fetch(post.stage, query)]


async def _answered(post: Post) -> int:
    """Olga has the request that Kim has answered by mail."""
    olga = post.stage.olga
    await post.writes(KIM, "The lamp is broken")
    number = await _number(post)
    await olga.presses(f"claim:{number}")
    await answers(olga, number, "Which model is it?")
    await post.settle()
    await post.writes(KIM, WORDS, answers=post.take_sent()[-1])
    return number


async def test_one_press_shows_the_whole_mail_in_chats_the_panel_and_the_api(database: Database) -> None:
    async with posted(database, web__url=SITE) as post, panel_of(post.stage) as port, browser_at(port) as visitor:
        olga, vera = post.stage.olga, post.stage.vera
        number = await _answered(post)
        told = await olga.containing("It is a K-200.")
        assert "wrote" not in words(told)
        ((entry,),) = await _rows(post, "select max(entry_id) from mails")
        assert f"mail:{number}:{entry}:1" in buttons(told)
        await olga.presses(f"mail:{number}:{entry}:1")
        shown = await olga.reads()
        for said in ("From: Kim Lee", "Subject: Printer", *WORDS.split("\n")):
            assert said in shown, shown
        await olga.presses(f"open:{number}")
        await olga.presses(f"more:open:{number}:2")
        await olga.presses(f"mail:{number}:0:1")
        assert "It is a K-200." in await olga.reads()
        await visitor.signs_in(vera, str(VERA))
        await visitor.opens(f"/tickets/{number}")
        assert f"/tickets/{number}/mails/{entry}?form=raw" in visitor.page
        answer = await visitor.client.get(f"/tickets/{number}/mails/{entry}")
        assert "> Which model is it?" in answer.text
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        raw = await visitor.client.get(f"/tickets/{number}/mails/{entry}?form=raw")
        assert raw.content == post.server.mails[-1].raw
        assert raw.headers["content-disposition"].startswith("attachment")
        assert (await visitor.client.get(f"/tickets/{number}/mails/{entry + 1}")).status_code == 404
        address = f"http://127.0.0.1:{port}/api/v1/tickets/{number}/messages/{entry}/mail"
        for scopes, status in (((Scope.ALL_READ,), 200), ((), 403)):
            token = await token_of(vera, f"Shop {status}", *scopes)
            async with httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http:
                answer = await http.get(address)
                assert answer.status_code == status, answer.text
                assert ("> Which model is it?" in answer.text) == (status == 200)


async def test_a_mail_that_was_forwarded_is_kept_whole_once(database: Database) -> None:
    theirs = "---------- Forwarded message ---------\nFrom: Zoe <zoe@far.example>\nSubject: Lamp\n\nThe lamp is broken"
    async with posted(database) as post:
        for own in ("See below, please.\n\n", ""):
            await post.writes(KIM, own + theirs, subject="Fwd: Lamp")
        said = await _rows(post, "select body from entries join mails on entry_id = id order by ticket_id")
        assert said == [("See below, please.",), (theirs,)]
        assert len(await _rows(post, "select id from blobs")) == 4


async def test_what_has_to_be_masked_does_not_come_back_by_the_whole_mail(database: Database) -> None:
    async with posted(database) as post:
        hidden = join(
            "alternative", part("text/plain", "Here is the card"), part("text/html", "<p>4111 1111 1111 1111</p>")
        )
        far = "y" * 7990  # where long texts were cut once, within a number of two lines
        await post.writes(KIM, f"My card is 5555 5555 5555 4444, the lamp is broken\n{far}\n5555 5555\n5555 4444")
        post.server.deliver(hidden.replace(b"Rita <rita@client.example>", KIM.encode()))
        await post.settle()
        assert await _rows(post, "select raw_id from mails") == [(None,), (None,)]
        kept = b"".join(bytes(row[0]) for row in await _rows(post, "select bytes from blob_pieces"))  # type: ignore[call-overload]
        assert b"Here is the card" in kept
        assert b"the lamp is broken" in kept
        assert not any(secret in kept for secret in (b"5555 5555", b"4111 1111"))
        assert kept.count("••• 4444".encode()) == 4, "in the text, and in the file of the long words"


async def test_it_is_kept_as_long_as_its_request(database: Database) -> None:
    async with posted(database, retention__closed=timedelta(days=90)) as post:
        olga, vera = post.stage.olga, post.stage.vera
        number = await _answered(post)
        await post.writes("eve@other.example", "The lift stands still")
        other = await _number(post)
        ((author, newest),) = await _rows(post, "select requester_id, number from tickets order by id desc limit 1")
        assert newest == other
        await expire(post.stage, days=40)  # longer than other files that everybody has
        async with post.stage.database.unit_of_work() as session:
            now, kept = post.stage.clock(), timedelta(days=30)
            assert await store.prune_blobs(session, now=now, kept=kept, board=False, requesters=False) == 0
        assert await _rows(post, "select count(*) from mails") == [(3,)]
        assert len(await _rows(post, "select content from blobs")) == 6, "no file of these is in use elsewhere"
        async with post.stage.database.unit_of_work() as session:
            desk = Desk(session, Origin.CLOCK, None, now=post.stage.clock(), rules=post.stage.settings)
            await erasing.erase_person(desk, int(str(author)), since=post.stage.clock())
        assert len(await _rows(post, "select content from blobs")) == 4
        await olga.presses(f"resolve:{number}", force=True)
        await vera.writes("/settings")
        await post.pass_time(days=40)
        await expire(post.stage, days=100)
        await expire(post.stage, days=2)
        assert await _rows(post, "select count(*) from mails") == [(0,)]
        assert await _rows(post, "select count(*) from blob_pieces") == [(0,)]


def _with_logo(said: str, logo: bytes, subject: str = "Printer") -> bytes:
    page = f'<p>{said}</p><div class="gmail_signature">Kim<img src="cid:logo"></div>'
    picture = part("image/png; name=logo.png", logo, "Content-ID: <logo>", "Content-Disposition: inline")
    return join(
        "related", part("text/html; charset=utf-8", page), picture, From=KIM, Subject=subject, Message_ID=f"<{said}@x>"
    )


async def test_pictures_that_say_nothing_stay_out_of_chats(database: Database) -> None:
    shown = part("image/png; name=fault.png", PNG + b"2", "Content-ID: <fault>", "Content-Disposition: inline")
    async with posted(database) as post:
        post.server.deliver(_with_logo("The lamp is broken", PNG))
        told = join(
            "related", part("text/html", '<p>See <img src="cid:fault"></p>'), shown, From=KIM, Message_ID="<2@x>"
        )
        post.server.deliver(told)
        await post.settle()
        assert await _rows(post, "select name from files") == [("fault.png",)]
        post.server.deliver(told.replace(b"<2@x>", b"<3@x>").replace(b"See", b"And"))
        await post.settle()
        assert await _rows(post, "select name from files") == [("fault.png",)]
        assert await _rows(post, "select count(*) from mails where raw_id is not null") == [(3,)]


async def test_a_mail_without_words_says_what_came(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        number = await _answered(post)
        await post.writes(KIM, "", files={"lamp.png": PNG}, subject="Re: Printer", In_Reply_To=_id_of(post, number))
        assert text_of("mail-no-words", n=1, names="lamp.png") in words(await olga.containing("lamp.png"))


def _id_of(post: Post, number: int) -> str:
    return next(one["Message-ID"] for one in post.server.sent if f"#{number}" in one["Subject"])


async def test_after_a_merge_the_old_button_shows_it_and_a_requester_never_sees_it(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        first = await _answered(post)
        ((entry,),) = await _rows(post, "select max(entry_id) from mails")
        await post.writes(KIM, "The lift stands still")
        second = await _number(post)
        await olga.presses(f"claim:{second}")
        await olga.writes(f"/merge {first} into {second}")
        await olga.presses(f"mail:{first}:{entry}:1")
        assert "> Which model is it?" in await olga.reads()
        async with post.stage.database.unit_of_work() as session:
            people = {one.name: one for one in await session.scalars(select(Person))}
            for name, seen in (("Olga", True), ("Kim Lee", False)):
                mail = await whole_mails.find_readable(session, people[name], second, int(str(entry)))
                assert (mail is not None) == seen, name
            withdrawn = await session.get_one(Entry, entry)
            withdrawn.withdrawn_at = post.stage.clock()
            await session.flush()
            assert await whole_mails.find_readable(session, people["Olga"], second, int(str(entry))) is None
            await erase_entry(session, withdrawn, now=post.stage.clock())
        assert await _rows(post, "select count(*) from mails") == [(2,)]
