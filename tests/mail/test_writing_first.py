"""The team writes first by mail: what is answered from there is this request, and opens no other."""

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.acts import answers
from tests.flows.panel.browser import VERA, browser_at, panel_of, vera_let_in
from tests.flows.phone import words
from tests.flows.scenes import may
from tests.mail.post import ADDRESS, SITE, posted, text_in
from tests.mail.test_by_mail import KIM, _comments, _number, _tickets
from tests.sql import execute
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Writing first")

TO, BOSS = "kim@client.example", "boss@client.example"
ON = {"requests__write_first": True, "mailbox": (ADDRESS,)}


@IN_BOTH
async def test_the_team_writes_to_an_address_and_the_answer_is_this_request(database: Database, language: str) -> None:
    async with posted(database, language=language, locale=language, **ON) as post:
        olga = post.stage.olga
        subject = text_of("page-write-subject")
        await olga.writes(
            f"/write {TO}, {BOSS}\n{subject}: Your order 42\nThe projector is here.\n\nShall we bring it?"
        )
        await post.settle()
        sent, number = post.take_one(), await _number(post)
        assert (sent["To"], sent["Cc"]) == (TO, BOSS)
        assert sent["Subject"] == f"Your order 42 [#{number}]"
        assert "The projector is here.\r\n\r\nShall we bring it?\r\n" in text_in(sent)
        assert text_of("mail-claimed-why", number=number) not in text_in(sent)
        card = words(await olga.containing("Your order 42"))
        assert f"{text_of('mail-label-address')}: {TO}" in card and BOSS in card
        assert "claimed" not in card, "who has no name is called by the address"
        await post.writes("Eve <eve@evil.example>", "Send it to me", answers=sent)
        assert await _tickets(post) == 2, "the mark is of the address, not of who has it"
        await post.writes(KIM, "On Monday, please", answers=sent, Cc=BOSS)
        assert (await _tickets(post), (await _comments(post))[-1]) == (2, "On Monday, please")
        assert (await olga.reads()).endswith("On Monday, please")
        await answers(olga, number, "On Monday then")
        await post.settle()
        again = post.server.sent[-1]
        assert (again["To"], again["Cc"], again["Subject"]) == (TO, BOSS, f"Re: Your order 42 [#{number}]")
        assert again["References"] == sent["References"]
        await post.writes(KIM, "Another matter", subject="Lamp")
        assert await _tickets(post) == 3


REFUSED = {
    "x@y": "write-no-address",
    f"{TO}, ян@client.example": "write-no-address",
    f"{TO}, Support+t7@desk.example": "write-own-address",
    "eve@evil.example": "write-blocked",
    f"{TO}, eve@evil.example": "write-blocked",
    ", ".join(f"n{n}@client.example" for n in range(21)): "write-too-many",
}


async def test_an_address_that_cannot_be_written_to_is_refused_with_a_sentence(database: Database) -> None:
    async with posted(database, **ON) as post:
        olga = post.stage.olga
        await post.writes("eve@evil.example", "Buy this")
        await execute(post.stage, "update people set barred_at = now() where name = 'eve@evil.example'")
        for to, key in REFUSED.items():
            await olga.writes(f"/write {to} Good morning")
            told = await olga.reads()
            said = {"write-no-address": to.rpartition(" ")[2], "write-own-address": "support+t7@desk.example"}.get(
                key, ""
            )
            assert told == text_of(key, said=said, name="eve@evil.example", n=20)
        await olga.writes(f"/write {TO}")
        assert await olga.reads() == text_of("write-empty")
        await may(post.stage, olga, write=False)
        await olga.writes(f"/write {TO} Good morning")
        assert await olga.reads() == text_of("not-granted")
        await may(post.stage, olga, write=True)
        await execute(post.stage, "update systems set revoked_at = now()")
        await olga.writes(f"/write {TO} Good morning")
        assert await olga.reads() == text_of("write-no-mailbox")
        await post.settle()
        assert (await _tickets(post), post.take_sent()[1:]) == (1, []), "the receipt alone"


async def test_a_mail_is_written_in_the_panel_with_a_file(database: Database) -> None:
    async with (
        posted(database, begins=(cast.rita, cast.olga, vera_let_in), web__url=SITE, **ON) as post,
        panel_of(post.stage, mail_address=ADDRESS) as port,
        browser_at(port) as browser,
    ):
        vera = post.stage.vera
        await browser.signs_in(vera, str(VERA))
        await vera.writes("/settings write_first on")
        await browser.opens("/write")
        assert text_of("page-write-mail-effect") in browser.text
        given = {
            "form": browser.form,
            "once": "a1b2",
            "to": TO,
            "copies": f"{BOSS}, ",
            "subject": "",
            "text": "**Here**",
        }
        files = {"files": ("bill.txt", b"7 euros", "text/plain")}
        for _ in range(2):
            answer = await browser.client.post("/write", data=given, files=files)
            assert (answer.status_code, answer.headers["location"]) == (303, "/tickets/1")
        await post.settle()
        sent = post.take_one()
        assert (sent["To"], sent["Cc"], sent["Subject"]) == (TO, BOSS, "Here [#1]")
        assert [one.get_content() for one in sent.iter_attachments()] == ["7 euros"]
        answer = await browser.client.post("/write", data={**given, "once": "c", "to": "x", "text": "Typed <b>"})
        assert (answer.status_code, text_of("write-no-address", said="x") in answer.text) == (422, True)
        assert "Typed &lt;b&gt;" in answer.text, "what was typed stays"
        answer = await browser.client.post("/write", data={**given, "form": "forged", "once": "d"})
        assert answer.status_code == 403
        assert await _tickets(post) == 1
