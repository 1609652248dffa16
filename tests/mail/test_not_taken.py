"""Mails that opened no request: all are listed, taken whole, or dismissed; and an id that looks like a secret."""

import pytest
from sqlalchemy import text

from db.database import Database
from desk.text.masking.secret_masking import MASK
from tests.failing import BROKEN, failing
from tests.flows.acts import answers
from tests.flows.panel.browser import vera_at
from tests.flows.phone import buttons, words
from tests.flows.scenes import row
from tests.flows.stage import staged
from tests.mail.post import Post, posted
from tests.mail.test_by_mail import KIM, _comments, _number, _tickets
from tests.sql import execute
from tests.texts import text_of

_FILE = bytes(1_200_000)


async def _machine(post: Post, said: str, files: dict[str, bytes]) -> int:
    await post.writes(KIM, said, subject="Away", files=files, Auto_Submitted="auto-replied")
    return int((await row(post.stage, "select max(id) as id from jobs where state = 'buried'")).id)


_COPIES = """
insert into jobs (box, key, payload, state, due_at, created_at, settled_at, told_at, error)
select 'from_mail', 'k', convert_to('{"do":"mail","about":"kim@client.example · Away","raw":""}', 'UTF8'), 'buried',
  now(), now(), now(), now(), 'not taken: automatic: automatic' from generate_series(1, 12) returning id
"""


async def _have_twelve(database: Database) -> list[int]:
    async with database.unit_of_work() as session:
        return list(await session.scalars(text(_COPIES)))


async def test_all_are_listed_and_dismissed_one_by_one(database: Database) -> None:
    async with staged(database, board=False) as stage:
        vera = stage.vera
        first, *_ = await _have_twelve(database)
        await vera.writes("/failed")
        assert f"maildrop:{first}:2" not in await vera.buttons()
        await vera.presses("mailpage:2")
        shown = await vera.last()
        assert f"retry:{first}" in buttons(shown)
        assert text_of("list-pages", page=2, pages=2) in words(shown)
        await vera.presses(f"maildrop:{first}:2")
        assert f"retry:{first}" not in await vera.buttons()
        kept = await row(stage, "select state, payload from jobs where id = :id", id=first)
        assert (kept.state, bytes(kept.payload)) == ("done", b"{}")


async def test_failed_jobs_have_pages_too(database: Database) -> None:
    """What fails again and again hides nothing that failed before it."""
    async with vera_at(database) as (stage, browser):
        vera = stage.vera
        first, *_ = await _have_twelve(database)
        await execute(database, "update jobs set error = 'unreadable' where state = 'buried'")
        await vera.writes("/failed")
        assert f"retry:{first}" not in await vera.buttons()
        await vera.presses("mailpage:2")
        assert f"retry:{first}" in await vera.buttons()
        await browser.opens("/failed?page=2")
        assert f"/failed/{first}/retry" in browser.page


async def test_the_panel_has_them_too(database: Database) -> None:
    async with vera_at(database) as (_, browser):
        *_, last = await _have_twelve(database)
        await browser.opens("/failed?page=2")
        assert browser.text.count("kim@client.example") == 2
        assert await browser.sends(f"/failed/{last}/dismiss", page="2") == "/failed?page=2"
        await browser.opens("/failed?page=9")
        assert browser.text.count("kim@client.example") == 1
        await browser.sends(f"/failed/{last}/dismiss", page="1")
        assert text_of("outdated") in browser.text, "it is off the list already"


@pytest.mark.parametrize("gone", ["nothing", "the mail", "the mailbox"])
async def test_a_large_one_is_taken_whole_or_says_what_is_missing(database: Database, gone: str) -> None:
    is_gone = gone != "nothing"
    async with posted(database) as post:
        vera = post.stage.vera
        job = await _machine(post, "I am away until Monday", files={"log.bin": _FILE})
        kept = await row(post.stage, "select length(payload) as n from jobs where id = :id", id=job)
        assert kept.n < 10_000, "its body is in the mailbox"
        if gone == "the mail":
            post.server.poisons[1] = "nil"
        elif is_gone:
            post.inbox._mailbox = None
        await vera.writes("/failed")
        await vera.presses(f"retry:{job}")
        await post.settle()
        assert await _tickets(post) == 1
        said = " ".join(await _comments(post))
        files = await row(post.stage, "select coalesce(max(size), 0) as n from files")
        assert ("I am away until Monday" in said, files.n) == (not is_gone, 0 if is_gone else len(_FILE))
        assert (text_of("mail-too-large", mb=2, address=post.address) in said) is is_gone


async def test_a_large_one_stays_on_the_list_while_the_mailbox_is_away(database: Database) -> None:
    async with posted(database) as post:
        vera = post.stage.vera
        job = await _machine(post, "I am away until Monday", files={"log.bin": _FILE})
        reason = "select state, error, told_at is not null as told from jobs where id = :id"
        before = await row(post.stage, reason, id=job)
        post.server.is_away = True
        post.inbox._mailbox.close()
        await vera.writes("/failed")
        await vera.presses(f"retry:{job}")
        await post.settle()
        assert await row(post.stage, reason, id=job) == before, "one try, and it is as it was"
        assert text_of("mail-not-now", job=job) in await vera.reads()
        assert await _tickets(post) == 0
        post.server.is_away = False
        await vera.writes("/failed")
        await vera.presses(f"retry:{job}")
        await post.settle()
        assert await _tickets(post) == 1


async def test_an_id_that_looks_like_a_card_number_is_found_by_a_reply(database: Database) -> None:
    async with posted(database) as post:
        olga, mark = post.stage.olga, "<4111111111111111@mail.example>"
        await post.writes(KIM, "The lamp is broken", message_id=mark)
        number = await _number(post)
        assert MASK in (await row(post.stage, "select external_ref as r from tickets")).r
        await post.writes(KIM, "I forgot: in the hall", In_Reply_To=mark)
        assert await _tickets(post) == 1
        post.take_sent()
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "Which hall?")
        await post.settle()
        assert post.take_sent()[-1]["In-Reply-To"] is None, "a masked id is no id"


async def test_what_cannot_be_stored_is_listed_and_known_as_its_senders(database: Database) -> None:
    async with posted(database) as post:
        await post.writes("kim@client.example", "The printer is broken")
        async with failing(database, [BROKEN] * 99, table="tickets"):
            await post.writes("kim@client.example", "The lamp in room 4 hums", subject="Lamp")
            for _ in range(9):
                post.stage.clock.on(hours=6)
                await post.settle()
        known = "select person_id as id from jobs where box = 'from_mail' and state = 'buried'"
        theirs = "select person_id as id from external_people where external_id like '%kim@client.example'"
        assert (await row(post.stage, known)).id == (await row(post.stage, theirs)).id
