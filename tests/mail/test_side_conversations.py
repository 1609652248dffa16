"""A side conversation: a supplier is asked by mail, what they answer is a note, and the requester sees neither."""

from email.message import EmailMessage
from typing import Any

from sqlalchemy import select, text

from db.database import Database
from db.models import ClientRole, Origin, Person
from desk import Desk
from desk.inbound import blocklist
from desk.organizations import organization_verbs
from desk.organizations.record_fields import ContactValues
from desk.privacy import erasing
from mail import marks
from tests.desk.privacy.filling import MARK, find_marker
from tests.flows import cast
from tests.flows.acts import answers
from tests.flows.clients import as_vera, joined, with_organization
from tests.flows.panel.browser import VERA, browser_at, panel_of, vera_let_in
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.mail.post import ADDRESS, SITE, Post, make_bounce, posted, text_in
from tests.mail.test_by_mail import KIM, _comments, _number, _tickets
from tests.sql import execute, fetch
from tests.texts import IN_BOTH, text_of

SUPPLIER, OTHER = "sales@supplier.example", "sam@other.example"
ON = {"mailbox": (ADDRESS,)}


async def _notes(post: Post) -> list[tuple[str, str]]:
    said = "select author_name, body from entries where kind = 'note' order by id"
    return [(one.author_name, one.body) for one in await fetch(post.stage, said)]


async def _held(post: Post, said: str, **more: Any) -> int:
    """Kim writes, and Olga takes it."""
    await post.writes(KIM, said, **more)
    number = await _number(post)
    await post.stage.olga.presses(f"claim:{number}")
    await post.settle()
    post.take_sent()
    return number


async def _forwarded(post: Post, number: int, said: str, to: str = SUPPLIER) -> EmailMessage:
    await post.stage.olga.writes(f"/forward {number} {to} {said}")
    await post.settle()
    return post.take_one()


@IN_BOTH
async def test_a_supplier_is_asked_and_answers_in_a_note(database: Database, language: str) -> None:
    async with posted(database, language=language, locale=language, web__url=SITE, **ON) as post:
        olga, mark = post.stage.olga, marks.make_reply_address(b"k", ADDRESS, 1)
        said = f"The pump K-200 leaks.\n\nKIM@client.example wrote to {mark}, see {SITE}/ask/abc"
        number = await _held(post, said, Cc="boss@client.example")
        sent = await _forwarded(post, number, "Do you have a seal for it?")
        assert sent["To"] == SUPPLIER
        assert sent["Subject"] == text_of("aside-subject", number=number)
        said = text_in(sent)
        assert "Do you have a seal for it?" in said and "> The pump K-200 leaks." in said
        whole = sent.as_string() + said
        for hidden in ("client.example", "Kim", "support+t", "/ask/"):
            assert hidden not in whole, hidden
        assert sent["Reply-To"].startswith("support+s")
        assert await olga.reads() == text_of("done-forward", number=number, address=SUPPLIER)
        await post.writes(
            f"Sam <{SUPPLIER}>", "Yes, ten of them", subject="Re: x", answers=sent, files={"seal.pdf": b"x"}
        )
        assert words(await olga.containing("Yes, ten of them"))
        name = text_of("mail-aside", name="Sam", address=SUPPLIER)
        assert (await _notes(post))[-1] == (name, "Yes, ten of them")
        again = text_in(await _forwarded(post, number, "In red?"))
        assert "In red?" in again and "leaks" not in again, "they have the request already"
        second = await _forwarded(post, number, "And you?", OTHER)
        doubted = text_of("mail-aside-unproven", name="Bob", address="bob@other.example")
        await post.writes("Bob <bob@other.example>", "No", subject="x", In_Reply_To=second["Message-ID"],
                          Authentication_Results="")  # fmt: skip
        assert (await _notes(post))[-1] == (doubted, "No"), "whoever has the mark is heard, and doubted"
        assert await _tickets(post) == 1
        await answers(olga, number, "We have ordered a seal.")
        await post.settle()
        client = post.take_one()
        assert (client["To"], client["Cc"]) == ("kim@client.example", "boss@client.example")
        assert "supplier" not in client.as_string() + text_in(client)


async def test_the_mark_opens_nothing_but_the_side_conversation(database: Database) -> None:
    async with posted(database, **ON) as post:
        olga = post.stage.olga
        number = await _held(post, "The pump leaks")
        sent = await _forwarded(post, number, "A seal?")
        mark = sent["Reply-To"]
        await post.writes(KIM, "What did you send?", answers=sent)
        assert (await _notes(post))[-1][1] == "What did you send?", "the requester, too, is heard as a note there"
        await post.writes(SUPPLIER, "I am the client", subject="x", to=mark.replace("+s", "+t"))
        await post.writes(SUPPLIER, "I am the client", subject="x", In_Reply_To=sent["Message-ID"].replace("<s", "<t"))
        assert await _tickets(post) == 3, "no mark of one kind is one of the other"
        post.server.deliver(make_bounce(sent["Message-ID"]))
        await post.settle()
        assert await olga.reads() == text_of("aside-bounced", number=number, address=SUPPLIER)
        post.server.replies["rcpt"] = ["550 no such user"]
        await olga.writes(f"/forward {number} {OTHER} A seal?")
        await post.settle()
        assert await olga.reads() == text_of("aside-bounced", number=number, address=OTHER)
        post.server.deliver(sent.as_bytes())
        await post.settle()
        notes = len(await _notes(post))
        past = post.stage.clock()
        await execute(post.stage, "update tickets set status = 'closed', status_at = :at", at=past)
        await post.writes(SUPPLIER, "Late, but here", answers=sent)
        assert len(await _notes(post)) == notes + 1, "also on a request that has ended"
        post.stage.clock.on(days=31)
        await post.writes(SUPPLIER, "Very late", answers=sent)
        assert (len(await _notes(post)), await _tickets(post)) == (notes + 1, 4)


async def test_what_becomes_of_a_side_conversation_with_its_request(database: Database) -> None:
    """Merged, blocked, revoked, restored, erased; asked by somebody who has left the team."""
    async with posted(database, **ON) as post:
        olga, clock = post.stage.olga, post.stage.clock
        first, second = await _held(post, "The pump leaks"), await _held(post, "It leaks more", subject="Pump 2")
        sent = await _forwarded(post, first, "A seal?")
        await olga.writes(f"/merge {first} into {second}")
        await post.writes(SUPPLIER, "Yes", answers=sent)
        merged = await row(post.stage, "select t.number from entries e join tickets t on t.id = e.ticket_id "
                           "where e.body = 'Yes'")  # fmt: skip
        assert merged.number == second
        await execute(post.stage, "update ticket_participants set address = 'new@supplier.example'")
        await post.writes(SUPPLIER, "It is another one now", answers=sent)
        assert await _tickets(post) == 3, "the id is given again after a restore: the old mark opens it not"
        await execute(post.stage, "update ticket_participants set address = :to", to=SUPPLIER)
        await execute(post.stage, "update people set barred_at = now() where name = :to", to=SUPPLIER)
        notes = await _notes(post)
        await post.writes(SUPPLIER, "Buy two", answers=sent)
        assert await _notes(post) == notes, "who is blocked is kept apart"
        async with post.stage.database.unit_of_work() as session:
            rules, vera = post.stage.settings, await session.scalar(select(Person).where(Person.name == "Vera"))
            key = -await session.scalar(text("select id from people where name = :to"), {"to": SUPPLIER})
            await blocklist.unblock_requester(Desk(session, Origin.PANEL, vera, now=clock(), rules=rules), key)
        name = text_of("mail-aside", name=SUPPLIER, address=SUPPLIER)
        assert await _notes(post) == [*notes, (name, "Buy two")], "and goes where it belongs when they are unblocked"
        assert await _tickets(post) == 3
        await execute(post.stage, "update people set role = 'requester', dismissed_at = now() where name = 'Olga'")
        await execute(post.stage, "update tickets set assignee_id = null")
        await post.writes(SUPPLIER, "Still there?", answers=sent)
        assert (await _notes(post))[-1][1] == "Still there?", "it is on the request, whoever has gone"
        async with post.stage.database.unit_of_work() as session:
            kim = await session.scalar(text("select requester_id from tickets where number = :n"), {"n": second})
            desk = Desk(session, Origin.CLOCK, None, now=clock(), rules=post.stage.settings)
            await erasing.erase_person(desk, kim, since=clock())
        await post.writes(SUPPLIER, "Hello?", answers=sent)
        assert (await _comments(post))[-1] == "Hello?", "nothing is left of it, and no word is lost"
        assert all("leak" not in said for _, said in await _notes(post))


async def test_an_answer_is_sent_to_the_requester_by_a_press(database: Database) -> None:
    async with (
        posted(database, begins=(cast.rita, cast.olga, vera_let_in), web__url=SITE, **ON) as post,
        panel_of(post.stage, mail_address=ADDRESS) as port,
        browser_at(port) as browser,
    ):
        olga, number = post.stage.olga, await _held(post, "The pump leaks")
        sent = await _forwarded(post, number, "A seal?")
        await post.writes(SUPPLIER, f"Ten of them. {SUPPLIER}", answers=sent, files={"seal.pdf": b"x"})
        (note,) = await row(post.stage, "select max(id) from entries where kind = 'note'")
        await olga.presses(f"sendon:{number}:{note}")
        await post.settle()
        mail = post.take_one()
        assert (mail["To"], [one.get_filename() for one in mail.iter_attachments()]) == (
            "kim@client.example",
            ["seal.pdf"],
        )
        assert "Ten of them. …" in text_in(mail) and "supplier" not in mail.as_string() + text_in(mail)
        await browser.signs_in(post.stage.vera, str(VERA))
        await browser.opens(f"/tickets/{number}")
        act = {"what": "sendon", "value": f"{note}"}
        assert text_of("btn-sendon") in browser.text
        assert await browser.sends(f"/tickets/{number}/act", **act) == ""
        assert text_of("aside-sent-on") in browser.text, "twice is once"
        await post.writes(SUPPLIER, "And two in red", answers=sent)
        act["value"] = f"{note + 2}"
        assert await browser.sends(f"/tickets/{number}/act", **act) == f"/tickets/{number}"
        await post.pass_time(seconds=11)
        assert "And two in red" in text_in(post.take_one())
        for wrong in (note + 1, 1, 0):  # an answer of the team, words of the requester, nothing
            assert await browser.sends(f"/tickets/{number}/act", **{**act, "value": f"{wrong}"}) == ""
        await post.pass_time(seconds=11)
        assert post.take_sent() == []


async def test_organizations_of_both_sides_stay_apart(database: Database) -> None:
    async with posted(database, organizations__enabled=True, **ON) as post:
        rita, olga = post.stage.rita, post.stage.olga
        acme, seals = await with_organization(post.stage), await with_organization(post.stage, "Seals")
        await joined(post.stage, rita, acme, ClientRole.DIRECTOR)
        async with as_vera(post.stage) as desk:
            for of, name, email in ((acme, "Kim Lee", "kim@client.example"), (seals, "Sam", SUPPLIER)):
                await organization_verbs.create_contact(desk, of, ContactValues(name, email=email))
        number = await _held(post, "The pump leaks")
        sent = await _forwarded(post, number, "A seal?")
        await post.writes(f"Sam <{SUPPLIER}>", "Ten of them", answers=sent)
        await post.writes(f"Sam <{SUPPLIER}>", "My own lamp is broken", subject="Lamp")
        async with post.stage.database.reading() as session:
            of = await session.scalars(text("select organization_id from tickets order by id"))
            assert of.all() == [acme, seals], "an answer moves no request to another organization"
        await rita.writes(f"/ticket {number}")
        shown = " ".join(words(one) for one in await rita.received())
        assert "The pump leaks" in shown and "A seal?" not in shown and "Ten of them" not in shown
        (note,) = await row(post.stage, "select id from entries where body = 'Ten of them'")
        await olga.presses(f"sendon:{number}:{note}")
        await post.settle()
        told = words(await rita.containing("Ten of them"))
        assert "supplier" not in told and "Sam" not in told, "a director reads the answer, and not whose words it has"
        assert "Ten of them" in text_in(next(one for one in post.take_sent() if one["To"] == "kim@client.example"))


async def test_an_erased_supplier_stands_in_no_line_of_the_team(database: Database) -> None:
    address = f"{MARK}@supplier.example"
    async with posted(database, **ON) as post:
        first, number = await _held(post, "The lift stands"), await _held(post, "The pump leaks", subject="Pump")
        sent = await _forwarded(post, number, "A seal?", address)
        await post.writes(f"Sam <{address}>", "Ten of them", answers=sent)
        post.server.deliver(make_bounce(sent["Message-ID"]))
        await post.settle()
        await post.stage.olga.writes(f"/merge {number} into {first}")
        await post.settle()
        async with post.stage.database.unit_of_work() as session:
            sam = await session.scalar(text("select id from people where name = 'Sam'"))
            desk = Desk(session, Origin.CLOCK, None, now=post.stage.clock(), rules=post.stage.settings)
            assert await erasing.erase_from_jobs(desk, sam, 0) is None
            await erasing.erase_person(desk, sam, since=post.stage.clock())
        await post.settle()
        async with post.stage.database.unit_of_work() as session:
            assert await find_marker(session) == {}
        assert (await _notes(post))[0][1].startswith("A seal?"), "what the team said stays"


async def test_no_address_of_a_merged_request_leaves(database: Database) -> None:
    async with posted(database, **ON) as post:
        home = "kim@home.example"
        first = await _held(post, f"It leaks, write to {home}", Reply_To=home, files={f"to {home}.txt": b"x"})
        second = await _held(post, "It leaks more", subject="Pump 2")
        await post.stage.olga.writes(f"/merge {first} into {second}")
        await post.settle()
        post.take_sent()
        sent = await _forwarded(post, second, "A seal?")
        assert "It leaks more" in text_in(sent)
        assert home not in text_in(sent)
        assert [one.get_filename() for one in sent.iter_attachments()] == ["to _.txt"]


REFUSED = {
    "kim@client.example": "aside-theirs", "Help@desk.example.": "write-no-address", ADDRESS: "write-own-address",
    "eve@evil.example": "write-blocked",
}  # fmt: skip


async def test_what_is_not_forwarded_is_refused_with_a_sentence(database: Database) -> None:
    async with posted(database, **ON) as post:
        olga = post.stage.olga
        await post.writes("eve@evil.example", "Buy this")
        number = await _held(post, "The pump leaks")
        await execute(post.stage, "update people set barred_at = now() where name = 'eve@evil.example'")
        for to, key in REFUSED.items():
            await olga.writes(f"/forward {number} {to} Look")
            assert await olga.reads() == text_of(key, said=to.lower(), name=to), to
        await olga.writes(f"/forward {number} Look")
        assert await olga.reads() == text_of("usage-forward")
        await post.settle()
        assert (post.take_sent(), await _notes(post)) == ([], [])


async def test_a_part_of_a_request_is_forwarded_in_the_panel(database: Database) -> None:
    async with (
        posted(database, begins=(cast.rita, cast.olga, vera_let_in), web__url=SITE, **ON) as post,
        panel_of(post.stage, mail_address=ADDRESS) as port,
        browser_at(port) as browser,
    ):
        await post.writes(KIM, "The pump leaks.\nMy boss is angry. kim@client.example")
        number, vera = await _number(post), post.stage.vera
        post.take_sent()
        await browser.signs_in(vera, str(VERA))
        await browser.opens(f"/tickets/{number}")
        assert "&gt; The pump leaks.\n&gt; My boss is angry. …</textarea>" in browser.page
        act = {"value": SUPPLIER, "more": "**A seal?**\n\n> The pump leaks."}
        to = f"/tickets/{number}/forward"
        given = {"form": browser.form, "once": "a1b2", **act}
        for _ in range(2):  # the second is the first one again
            answer = await browser.client.post(to, data=given, files={"files": ("seal.txt", b"7 euros", "text/plain")})
            assert answer.headers["location"] == f"/tickets/{number}", answer.text
        await post.pass_time(seconds=11)
        (sent,) = [one for one in post.take_sent() if one["To"] == SUPPLIER]
        assert [one.get_filename() for one in sent.iter_attachments()] == ["seal.txt"]
        assert "The pump leaks." in text_in(sent) and "angry" not in text_in(sent)
        await browser.opens(f"/tickets/{number}")
        assert text_of("aside-sent", address=SUPPLIER) in browser.text
        assert await browser.sends(to, **{**act, "value": "nobody"}) == ""
        assert text_of("write-no-address", said="nobody") in browser.text
