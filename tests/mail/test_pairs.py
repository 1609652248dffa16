"""Mail beside what may happen meanwhile to a request or a person: nothing is lost, and nothing reaches anybody else."""

from sqlalchemy import text

from db.database import Database
from db.models import Origin
from desk import Desk
from desk.privacy import erasing
from tests.desk.privacy.filling import MARK, find_marker
from tests.flows.acts import answers
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.mail.post import ADDRESS, Post, posted, text_in
from tests.mail.test_by_mail import KIM, _tickets
from tests.mail.test_endings import _revoke
from tests.mail.test_side_conversations import ON, SUPPLIER, _forwarded, _held
from tests.texts import text_of

BOSS = "boss@client.example"


async def test_an_answer_while_the_mailbox_is_revoked_is_told_to_its_author(database: Database) -> None:
    async with posted(database, **ON) as post:
        olga, number = post.stage.people["Olga"], await _held(post, "The pump leaks", Cc=BOSS)
        await _revoke(post, "now()")
        await answers(olga, number, "We come on Tuesday")
        await post.settle()
        assert words(await olga.last()) == text_of("answer-mail-revoked", number=number, name="Kim Lee")
        await _revoke(post, "null")
        await post.pass_time(minutes=10)
        assert post.take_sent() == [], "nor does it leave later, when they may have said it in another way"
        await answers(olga, number, "And we bring a seal")
        await post.settle()
        assert "And we bring a seal" in text_in(post.take_one())


async def _erase(post: Post, address: str) -> None:
    async with post.stage.database.unit_of_work() as session:
        found = "select person_id from external_people where external_id = :it"
        person = await session.scalar(text(found), {"it": address})
        desk = Desk(session, Origin.CLOCK, None, now=post.stage.clock(), rules=post.stage.settings)
        assert await erasing.erase_from_jobs(desk, person, 0) is None
        await erasing.erase_person(desk, person, since=post.stage.clock())


async def test_whom_a_server_refused_for_now_stands_in_no_job_once_they_are_erased(database: Database) -> None:
    late = f"{MARK}@other.example"
    async with posted(database, **ON) as post:
        olga, number = (
            post.stage.people["Olga"],
            await _held(post, "The pump leaks", to=f"{ADDRESS}, {late}"),
        )
        post.server.replies["rcpt"] = ["250 ok", "451 later"]
        await answers(olga, number, "Which pump?")
        await post.settle()
        await post.writes(late, "The red one", answers=post.take_one())
        await _erase(post, late)
        await post.pass_time(minutes=6)
        assert post.take_sent() == []
        async with post.stage.database.unit_of_work() as session:
            assert (await find_marker(session)).keys() <= {"blob_pieces"}, "only the requester's own mail names them"


async def test_long_words_go_on_whole_and_without_any_address_of_those_outside(database: Database) -> None:
    async with posted(database, **ON) as post:
        olga = post.stage.people["Olga"]
        number = await _held(post, "\n".join(f"The pump {n} leaks, and it is late by now" for n in range(120)))
        sent = await _forwarded(post, number, "A seal?")
        assert "> The pump 119 leaks" in text_in(sent)
        said = "\n".join(f"Seal {n} fits, and sales@supplier.example has it" for n in range(120))
        await post.writes("Sam <sam@supplier.example>", f"{said}\n\nSam, SAM@supplier.example", answers=sent)
        (note,) = await row(post.stage, "select max(id) from entries where kind = 'note'")
        await olga.presses(f"sendon:{number}:{note}")
        await post.settle()
        mail = text_in(post.take_one())
        assert "Seal 119 fits" in mail and "supplier.example" not in mail
        await post.writes(SUPPLIER, "\n".join(f"Seal {n} is red, {'x' * 90}" for n in range(120)), answers=sent)
        (note,) = await row(post.stage, "select max(id) from entries where kind = 'note'")
        await olga.presses(f"sendon:{number}:{note}")
        (*_, said_no) = await olga.answers()
        assert said_no["text"] == text_of("page-too-long", n=12_000), "no word is lost without a word"


async def test_a_forged_id_takes_no_reply_away_from_those_who_take_part(database: Database) -> None:
    async with posted(database, **ON) as post:
        await post.writes(KIM, "The pump leaks", Cc=BOSS, message_id="<x1@client.example>")
        await post.writes("eve@evil.example", "Buy my pumps", message_id="<x1@client.example>")
        for sender in (BOSS, KIM):
            await post.writes(sender, f"It is late, {sender[:3]}", In_Reply_To="<x1@client.example>")
        assert await _tickets(post) == 2
        first = await row(post.stage, "select count(*) as n from entries where ticket_id = 1 and kind = 'comment'")
        assert first.n == 3
