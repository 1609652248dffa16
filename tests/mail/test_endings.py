"""What is mailed and not taken now: kept on a list, asked about, or left where it was, and found again."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from db.database import Database
from db.models import Origin, Recovery
from desk import Desk, installation
from desk.operations import after_restore
from mail.collecting import AN_HOUR, OF_ALL, OF_ONE_ADDRESS, HourlyLimits
from mail.reading import read_head
from tests.flows.acts import unblocks
from tests.flows.phone import buttons, words
from tests.flows.retention.expiry import find_traces
from tests.flows.scenes import row
from tests.mail.post import ADDRESS, Post, posted, text_in
from tests.mail.test_by_mail import KIM, _number, _tickets
from tests.sql import execute, fetch
from tests.texts import text_of

_SERVER = "mx.desk.example"
_FORGED = f"{_SERVER}; dmarc=fail header.from=client.example"


def _head(verdict: str, sender: str = "kim@client.example") -> bytes:
    return f"From: {sender}\r\nAuthentication-Results: {_SERVER}; {verdict}\r\n\r\n".encode()


def test_what_is_forged_in_a_name_takes_no_room_of_what_is_proven() -> None:
    """Nor does all that nobody has proved, however much it is."""
    limits, now = HourlyLimits(), datetime(2026, 11, 30, 10, tzinfo=UTC)
    true, forged = read_head(_head("dmarc=pass header.from=client.example")), read_head(_head("dmarc=fail"))
    unknown = read_head(_head("dmarc=none"))
    for _ in range(OF_ONE_ADDRESS):
        limits.count(forged, now, _SERVER)
    assert [limits.has_room(one, now, _SERVER) for one in (true, unknown, forged)] == [True, True, False]
    for n in range(OF_ALL):
        limits.count(read_head(_head("dmarc=fail", f"v{n}@bank.example")), now, _SERVER)
    assert limits.has_room(unknown, now, _SERVER), "what is refuted has its own room"
    for n in range(OF_ALL):
        limits.count(read_head(_head("dmarc=none", f"v{n}@bank.example")), now, _SERVER)
    assert [limits.has_room(one, now, _SERVER) for one in (true, unknown)] == [True, False]
    for n in range(OF_ALL):
        limits.count(read_head(_head("dmarc=pass header.from=spam.example", f"v{n}@spam.example")), now, _SERVER)
    spam = read_head(_head("dmarc=pass header.from=spam.example", "one@spam.example"))
    assert [limits.has_room(one, now, _SERVER) for one in (true, spam)] == [True, False], "who proves a domain fills it"
    two = read_head(b"From: kim@client.example, eve@evil.example\r\n" + _head("dmarc=pass header.from=client.example"))
    assert not limits.has_room(two, now, _SERVER), "of two senders nothing is proven"
    assert limits.has_room(spam, now + AN_HOUR, _SERVER)


async def test_a_proven_mail_comes_in_behind_fifty_forged_ones_and_admins_hear_of_these(database: Database) -> None:
    async with posted(database) as post:
        for n in range(OF_ONE_ADDRESS + 20):
            await post.writes_unread(
                KIM, f"Forged {n}", Authentication_Results=_FORGED, Auto_Submitted="auto-generated"
            )
        await post.writes(KIM, "The lamp is broken")
        assert await _tickets(post) == 1
        for _ in range(2):
            await post.pass_time(minutes=16)
            for n in range(OF_ONE_ADDRESS):
                await post.writes_unread(KIM, f"More {n}", Authentication_Results=_FORGED, Auto_Submitted="yes")
            await post.settle()
        said = text_of("mail-stopped", side="room", why="", word="none").partition("(")[0]
        assert await post.stage.vera.containing(said)


async def test_a_clock_that_is_put_back_lets_no_mail_wait_longer(database: Database) -> None:
    async with posted(database) as post:
        for n in range(OF_ONE_ADDRESS + 1):
            await post.writes_unread(KIM, f"Mail {n}")
        await post.settle()
        post.stage.clock.is_set(hours=-5)
        post.stage.clock.on(hours=1, minutes=1)
        await post.collector.collect_once()
        assert all(one.is_seen for one in post.server.mails)


async def test_what_comes_to_a_revoked_mailbox_stays_unread_and_what_was_collected_is_listed(
    database: Database,
) -> None:
    async with posted(database) as post:
        await post.writes_unread(KIM, "The first lamp")
        assert await post.collector.collect_once() == 1
        await _revoke(post, "now()")
        await post.writes(KIM, "The second lamp")
        assert [one.is_seen for one in post.server.mails] == [True, False]
        assert "revoked" in (post.collector.trouble or "")
        assert (await row(post.stage, "select error from jobs where state = 'buried'")).error.startswith("not taken: ")
        await _revoke(post, "null")
        await post.settle()
        assert post.collector.trouble is None
        assert [one.is_seen for one in post.server.mails] == [True, True]
        assert await _tickets(post) == 1


async def _revoke(post: Post, at_: str) -> None:
    async with post.stage.database.unit_of_work() as session:
        await session.execute(text(f"update systems set revoked_at = {at_}"))  # noqa: S608


async def test_to_block_a_name_that_nobody_proved_is_asked_first(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        await post.writes(KIM, "Buy pills", Authentication_Results="")
        number = await _number(post)
        await olga.writes(f"/block {number}")
        asked = await olga.last()
        assert words(asked) == text_of("block-claimed", name="Kim Lee", address="kim@client.example")
        await post.writes(KIM, "Still heard", Authentication_Results="")
        assert await _tickets(post) == 2
        (press,) = buttons(asked)
        await olga.presses(press.replace(press.rpartition(":")[2], "1"), on=asked["message_id"], force=True)
        assert (await row(post.stage, "select count(barred_at) as n from people")).n == 0, "of somebody else"
        await olga.presses(press, on=asked["message_id"])
        await post.writes(KIM, "More pills", files={"pills.png": b"x"}, Authentication_Results="")
        await post.writes(KIM, "I am the real one")
        assert await _tickets(post) == 3, "who is proven is another person"
        assert "More pills" in await unblocks(olga)
        await post.settle()
        filed = "select t.origin, t.context::text as told from tickets t join entries e on e.ticket_id = t.id"
        of = await row(post.stage, f"{filed} where e.body like '%More pills%'")
        assert of.origin == "mail" and "kim@client.example" in of.told and "mail-unproven" in of.told


async def test_terms_are_asked_for_by_mail_once_and_agreed_to_by_a_reply(database: Database) -> None:
    async with posted(database, privacy__consent=1) as post:
        await post.writes(KIM, "The lamp is broken", subject="Lamp in the hall")
        asked = post.take_one()
        assert text_of("mail-consent", number=1) in text_in(asked) and text_of("privacy-text") in text_in(asked)
        await post.writes(KIM, "And the door", subject="Door")
        assert post.take_sent() == []
        assert (await row(post.stage, "select count(filed_at) as n from tickets")).n == 0
        await post.writes(KIM, "I do not agree yet", answers=asked)
        assert (await row(post.stage, "select count(filed_at) as n from tickets")).n == 0
        await post.writes(KIM, "I agree.\n\nKim", answers=asked)
        filed = await row(post.stage, "select subject, external_ref, filed_at is not null as is_filed from tickets")
        assert (filed.subject, filed.is_filed) == ("Lamp in the hall", True)
        assert text_of("mail-receipt", number=1) in text_in(post.take_one())
        assert "And the door" in words(await post.stage.olga.containing("The lamp"))


@pytest.mark.parametrize("is_marked", [True, False], ids=["to the mark", "to the desk"])
@pytest.mark.parametrize("said", [f"{_SERVER}; dmarc=pass header.from=client.example", ""])
async def test_an_agreement_from_a_program_that_names_no_mail_is_known_by_its_subject(
    database: Database, is_marked: bool, said: str
) -> None:
    async with posted(database, privacy__consent=1) as post:
        await post.writes(KIM, "The lamp is broken", subject="Lamp in the hall", Authentication_Results=said)
        first = post.take_one()
        await post.stage.vera.writes("/settings consent 2")
        await post.pass_time(minutes=1)
        second = post.take_one()
        for asked, version in ((first, None), (second, 2)):
            to = str(asked["Reply-To"]) if is_marked else ADDRESS
            await post.writes(KIM, "I agree", subject=f"Re: {asked['Subject']}", to=to, Authentication_Results=said)
            assert (await row(post.stage, "select max(consent_version) as n from people")).n == version
            (told,) = post.take_sent()
            key = "mail-receipt" if version else "mail-consent"
            assert text_of(key, number=1) in text_in(told), "asked once more, or told that it is filed"
        filed = await row(post.stage, "select count(*) as n, min(subject) as subject from tickets")
        assert (filed.n, filed.subject) == (1, "Lamp in the hall")


async def test_terms_that_a_restored_desk_gives_again_are_not_those_that_a_lost_mail_asked_for(
    database: Database,
) -> None:
    async with posted(database, privacy__consent=1) as post:
        await post.writes(KIM, "The lamp is broken")
        lost = post.take_one()
        await execute(post.stage, "update desk set backup_at = now() - interval '1 day'")
        for answers in (lost, None):
            await post.writes(KIM, "I agree", answers=answers, subject=f"Re: {lost['Subject']}")
            assert (await row(post.stage, "select max(consent_version) as n from people")).n is None
        *_, again = post.take_sent()
        await post.writes(KIM, "I agree", answers=again)
        assert (await row(post.stage, "select max(consent_version) as n from people")).n == 1


async def test_what_came_by_mail_after_a_backup_is_taken_again_after_its_restore(database: Database) -> None:
    """It is marked as read in the mailbox, so that nobody would look at it. What the backup has comes no second time,
    nor what came long before."""
    async with posted(database) as post:
        await post.writes(KIM, "The lamp is broken")
        await post.pass_time(days=3)
        await post.writes(KIM, "The bell is silent", subject="Bell")
        await post.pass_time(hours=2)
        lost = {"at": post.stage.clock()}
        await post.writes("Bob <bob@client.example>", "The door is stuck", subject="Door")
        async with post.stage.database.unit_of_work() as session:
            await session.execute(text("delete from jobs where box = 'from_mail' and created_at >= :at"), lost)
            found = await installation.load_row(session)
            found.recovery, found.backup_at = Recovery.BOARD, lost["at"]
            desk = Desk(session, Origin.CLOCK, None, now=post.stage.clock(), rules=post.stage.settings)
            await after_restore.finish_recovery(desk)
        await post.aclose()
        after = await Post.open(post.stage, post.server)
        post.server.is_away = True
        assert await after.inbox.run_once() and all(one.is_seen for one in post.server.mails)
        post.server.is_away = False
        post.stage.clock.on(minutes=2)
        assert await after.inbox.run_once()
        assert [one.is_seen for one in post.server.mails] == [True, False, False]
        await after.settle()
        await after.aclose()
        assert all(one.is_seen for one in post.server.mails)
        said = "select body, count(*) as n from entries where kind = 'comment' group by 1 order by 1"
        times = [tuple(one) for one in await fetch(database, said)]
        assert times == [("The bell is silent", 1), ("The door is stuck", 2), ("The lamp is broken", 1)]


async def test_who_never_agrees_is_mailed_that_the_words_are_erased(database: Database) -> None:
    async with posted(database, privacy__consent=1) as post:
        await post.writes(KIM, "The lamp is broken")
        post.take_sent()
        for _ in range(4):
            await post.pass_time(days=31)
        told = text_of("waited-too-long", number=1, days=60).replace("<b>", "").replace("</b>", "")
        assert told in text_in(post.take_one())


async def test_who_is_unblocked_is_asked_for_terms_by_mail_and_again_when_they_change(database: Database) -> None:
    """Also the subject of a mail is kept while they are blocked, and a picture in a signature is no answer."""
    async with posted(database) as post:
        olga, vera = post.stage.olga, post.stage.vera
        await post.writes(KIM, "Buy pills")
        await olga.writes("/block 1")
        await post.writes(KIM, "See above", subject="Lamp in the hall")
        await olga.writes("/blocked")
        assert "Lamp in the hall" in await olga.reads()
        await vera.writes("/settings consent 1")
        post.take_sent()
        await unblocks(olga)
        await post.settle()
        first = post.take_one()
        assert text_of("mail-consent", number=2) in text_in(first)
        await vera.writes("/settings consent 2")
        await post.pass_time(minutes=1)
        asked = post.take_one()
        assert text_of("mail-consent", number=2) in text_in(asked)
        await post.writes(KIM, "I agree", answers=first)
        assert (await row(post.stage, "select max(consent_version) as n from people")).n is None, "not to these"
        assert text_of("mail-consent", number=2) in text_in(post.take_one())
        await post.writes(KIM, "I agree", answers=asked, files={"logo.png": b"x"})
        assert (await row(post.stage, "select max(consent_version) as n from people")).n == 2
        assert (await row(post.stage, "select count(filed_at) as n from tickets")).n == 2
        assert "Lamp in the hall" in words(await olga.containing("See above"))


async def test_who_waited_for_terms_that_are_gone_gets_the_receipt(database: Database) -> None:
    async with posted(database) as post:
        await post.stage.vera.writes("/settings consent 1")
        await post.writes(KIM, "The lamp is broken")
        assert text_of("mail-consent", number=1) in text_in(post.take_one())
        await post.stage.vera.writes("/settings consent 0")
        await post.pass_time(minutes=1)
        assert text_of("mail-receipt", number=1) in text_in(post.take_one())


@pytest.mark.parametrize("said", [f"{_SERVER}; dmarc=pass header.from=client.example", ""])
async def test_the_sender_is_asked_for_terms_not_whom_the_mail_names_for_answers(database: Database, said: str) -> None:
    async with posted(database) as post:
        await post.stage.vera.writes("/settings consent 1")
        await post.writes(KIM, "The lamp is broken", Reply_To="bob@other.example", Authentication_Results=said)
        asked = post.take_one()
        assert asked["To"] == "kim@client.example" and text_of("mail-consent", number=1) in text_in(asked)
        await post.stage.vera.writes("/settings consent 2")
        await post.pass_time(minutes=1)
        again = post.take_one()
        assert again["To"] == "kim@client.example"
        await post.writes(KIM, "I agree", answers=again, Authentication_Results=said)
        assert (await row(post.stage, "select count(filed_at) as n from tickets")).n == 1


@pytest.mark.parametrize(
    ("sender", "more"),
    [
        (KIM, {"Authentication_Results": _FORGED}),
        (KIM, {"Authentication_Results": "", "Precedence": "bulk"}),
        ("no-reply@client.example", {"Reply_To": "kim@client.example"}),
    ],
)
async def test_who_cannot_be_asked_for_terms_is_listed_and_taken_by_a_press(
    database: Database, sender: str, more: dict[str, str]
) -> None:
    async with posted(database, privacy__consent=1) as post:
        await post.writes(sender, "The lamp is broken", **more)
        assert post.take_sent() == [] and await _tickets(post) == 0
        assert await find_traces(post.stage.database, "client.example")
        job = await row(post.stage, "select id, error from jobs where state = 'buried'")
        assert job.error == "not taken: its sender cannot be asked to agree to the terms"
        await post.stage.vera.writes("/failed")
        await post.stage.vera.presses(f"retry:{job.id}")
        await post.settle()
        assert (await row(post.stage, "select count(filed_at) as n from tickets")).n == 1


async def test_an_old_mail_of_somebody_who_is_blocked_is_kept_once_marked_unread_or_not(database: Database) -> None:
    async with posted(database) as post:
        await post.writes(KIM, "Buy pills")
        await post.stage.olga.writes("/block 1")
        kept = [await post.writes(KIM, said, subject=of) for said, of in (("See above", "Lamp"), ("", "The bell"))]
        post.stage.clock.on(days=15)
        await execute(post.stage, "delete from jobs where box = 'from_mail'")
        for raw in kept:
            post.server.deliver(raw)
            await post.settle()
        assert (await row(post.stage, "select count(*) as n from entries where ticket_id is null")).n == 2
        listed = await row(
            post.stage, "select string_agg(distinct error, ', ') as why from jobs where state = 'buried'"
        )
        assert listed.why == "not taken: it is in /blocked"


async def test_an_old_mail_that_somebody_marks_as_unread_is_listed_with_its_request(database: Database) -> None:
    """Also one that only went on with it, whose words are quoted in the next."""
    async with posted(database) as post:
        opened = await post.writes(KIM, "The lamp is broken")
        receipt = post.take_one()
        again = await post.writes(KIM, "Still dark here.\n\nMy card is 4242 4242 4242 4242", answers=receipt)
        await post.writes(KIM, "Thanks\n\n> Still dark here.", answers=receipt)
        said = await row(post.stage, "select count(*) as n from entries")
        post.stage.clock.on(days=15)
        await execute(post.stage, "delete from jobs where box = 'from_mail'")
        for raw in (opened, again):
            post.server.deliver(raw)
            await post.settle()
        assert await _tickets(post) == 1
        assert await row(post.stage, "select count(*) as n from entries") == said
        listed = await row(
            post.stage, "select string_agg(error, ', ' order by id) as why from jobs where state = 'buried'"
        )
        assert listed.why == "not taken: it is on #1, not taken: it is on #1"
        await post.writes(KIM, "Still dark here.", answers=receipt)
        assert (await row(post.stage, "select count(*) as n from entries")).n == said.n + 1, "sent today"
