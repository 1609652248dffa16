"""Mails leave once: whatever the server answers, and wherever the process dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import DBAPIError

from db.database import Database, create_engine
from db.models import Box, Entry, EntryKind, Job, JobState, Origin, Person, Ticket
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.conversation.undelivered_answers import UNSURE
from desk.files import uploads
from desk.queries.entries import describe_entries
from desk.text import RichText
from mail.alarm import MailAlarm, Side
from mail.outbox import MOST_SENDS
from mail.servers import OutgoingConnection, ServerError
from mail.settings import ServerAccess
from tests.chaos.facts import gather
from tests.chaos.verdict import buried
from tests.flows.acts import answers
from tests.flows.scenes import row
from tests.mail.post import ADDRESS, Post, make_bounce, posted, text_in
from tests.mail.test_by_mail import KIM, _number
from tests.sql import execute, scalar, scalars
from tests.texts import piece_of, text_of


@asynccontextmanager
async def _asked(database: Database) -> AsyncIterator[tuple[Post, int]]:
    """Kim has asked by mail, and Olga has taken it; nothing waits to be sent."""
    async with posted(database) as post:
        await post.writes(KIM, "The printer is on fire")
        number = await _number(post)
        await post.stage.olga.presses(f"claim:{number}")
        await post.settle()
        post.take_sent()
        yield post, number


async def _answer(post: Post, number: int) -> None:
    await answers(post.stage.olga, number, "Take the extinguisher.")
    await post.settle()


async def _answer_with_file(post: Post, number: int, content: bytes) -> None:
    """Let Olga answer with a file on the panel."""

    async def whole() -> AsyncIterator[bytes]:
        yield content

    async with post.stage.database.unit_of_work() as session:
        olga = (await session.scalars(select(Person).where(Person.name == "Olga"))).one()
        desk = Desk(session, Origin.PANEL, olga, now=post.stage.clock(), rules=post.stage.settings)
        file = await uploads.store_upload(desk, "plan.png", "image/png", whole(), left=len(content))
        await thread.add_reply(desk, number, NewEntry(RichText("Take the extinguisher."), (file,)))
    await post.settle()


async def _restart(post: Post) -> Post:
    """Let the process die, and start another, for which its jobs are free."""
    await post.aclose()
    await execute(post.stage, "update job_keys set worker = null where box in ('to_mail', 'from_mail')")
    return await Post.open(post.stage, post.server)


async def _find_delivery(post: Post) -> str:
    """Return what the team reads of how far the newest answer got."""
    async with post.stage.database.reading() as session:
        newest = select(Entry).where(Entry.kind == EntryKind.REPLY).order_by(Entry.id.desc()).limit(1)
        entry = (await session.scalars(newest)).one()
        (info,) = await describe_entries(session, [entry], await session.get_one(Ticket, entry.ticket_id))
        return info.delivered


async def test_a_server_that_does_not_answer_is_shown_soon_and_its_end_too(database: Database) -> None:
    async with posted(database) as post:
        seconds = [100.0]
        outbox, alarm = post.outbox, post.outbox._alarm
        outbox.reach._clock = lambda: seconds[0]
        for is_away, passed in ((False, 0), (True, 0), (True, 8), (False, 1), (False, 6)):
            seconds[0] += passed
            post.server.is_away = is_away
            await outbox.probe()
            outage = outbox.reach.measure_outage()
            if outage is not None:
                await outbox.note_outage(outage)
            found = (await row(post.stage, "select troubles from desk")).troubles
            assert ("mail-sending" in found) is (passed in (8, 1)), (is_away, passed)
        assert alarm._since == {}, "admins are told of none"


async def test_a_server_that_is_away_gets_it_when_it_is_back(database: Database) -> None:
    async with _asked(database) as (post, number):
        post.server.is_away = True
        await answers(post.stage.olga, number, "Take the extinguisher.")
        for _ in range(5):
            post.stage.clock.on(hours=1)
            await post.send()
        assert post.outbox.trouble
        assert post.take_sent() == []
        assert await _find_delivery(post) == "mail-waiting"
        post.server.is_away = False
        post.stage.clock.on(minutes=6)
        await post.send()
        assert await _find_delivery(post) == "mail-sent"
        assert "extinguisher" in text_in(post.take_one())
        assert post.outbox.trouble is None


@pytest.mark.parametrize("where", ["rcpt", "data", "end"])
async def test_a_greylisted_mail_is_tried_again(database: Database, where: str) -> None:
    async with _asked(database) as (post, number):
        post.server.replies[where] = ["450 4.2.0 greylisted", "451 later"]
        await _answer(post, number)
        assert post.take_sent() == []
        for _ in range(2):
            post.stage.clock.on(minutes=6)
            await post.send()
        assert "extinguisher" in text_in(post.take_one())


@pytest.mark.parametrize("where", ["rcpt", "end"])
async def test_a_refused_answer_is_told_to_its_author(database: Database, where: str) -> None:
    async with _asked(database) as (post, number):
        post.server.replies[where] = ["550 5.1.1 no such user"]
        await _answer(post, number)
        assert piece_of("answer-bounced") in await post.stage.olga.reads()
        assert await _find_delivery(post) == "mail-failed"
        post.stage.clock.on(days=1)
        await post.send()
        assert post.take_sent() == []


async def test_a_bounce_is_told_to_the_author_of_the_answer(database: Database) -> None:
    async with _asked(database) as (post, number):
        await _answer(post, number)
        sent = next(one for one in post.take_sent() if "extinguisher" in text_in(one))
        assert await _find_delivery(post) == "mail-sent"
        post.server.deliver(make_bounce(sent["Message-ID"]))
        await post.settle()
        assert await _find_delivery(post) == "mail-failed", "it came back after it was taken"
        assert piece_of("answer-bounced") in await post.stage.olga.reads()
        assert post.take_sent() == []
        heard = len(await post.stage.olga.texts())
        await execute(database, "delete from jobs where box = 'to_mail'")
        post.server.deliver(make_bounce(sent["Message-ID"]).replace(b"No such user", b"Still no such user"))
        await post.settle()
        left = select(Job.error).where(Job.box == Box.FROM_MAIL, Job.state == JobState.BURIED)
        assert str(await scalar(database, left)).endswith("a bounce of no answer"), "its job is forgotten"
        assert len(await post.stage.olga.texts()) == heard


_RENAMED = "<0100@email.amazonses.example>"
COMES_BACK = {
    "its Reply-To": "Message-ID: {new}\r\nReply-To: {reply}\r\n",
    "its References": "Message-ID: {new}\r\nReferences: <x@y.example> {sent}\r\n",
}
"""By the mark of ours that is left, the head of what a service renamed and could not deliver."""


async def test_any_mark_of_ours_names_what_came_back(database: Database) -> None:
    async with _asked(database) as (post, number):
        olga = post.stage.olga
        await _answer(post, number)
        sent = next(one for one in post.take_sent() if "extinguisher" in text_in(one))
        for n, (name, head) in enumerate(COMES_BACK.items()):
            named = head.format(new=_RENAMED, reply=sent["Reply-To"], sent=sent["Message-ID"])
            raw = make_bounce(_RENAMED).replace(f"Message-ID: {_RENAMED}\r\n".encode(), named.encode())
            post.server.deliver(raw.replace(b"No such user", f"No such user {n}".encode()))
            before = len(await olga.texts())
            await post.settle()
            told = (await olga.texts())[before:]
            assert [one for one in told if piece_of("answer-bounced") in one] or n, name
        errors = await scalars(database, select(Job.error).where(Job.box == Box.FROM_MAIL))
        assert not [one for one in errors if one and "nothing that was sent" in one]


async def test_killed_before_the_bytes_leave_it_is_sent_once(database: Database) -> None:
    async with _asked(database) as (post, number):
        await answers(post.stage.olga, number, "Take the extinguisher.")

        async def die(*_: object) -> None:
            raise asyncio.CancelledError

        post.outbox._note_sends = die  # type: ignore[assignment,method-assign]
        async with asyncio.timeout(10):  # the server, which waits for the mail, would answer no farewell
            await post.outbox.run_once()
        assert post.take_sent() == []
        again = await _restart(post)
        await again.send()
        assert len(post.take_sent()) == 1
        await again.aclose()


async def test_a_connection_that_ends_within_a_mail_has_sent_none(database: Database) -> None:
    async with _asked(database) as (post, number):
        post.server.cuts["body"] = MOST_SENDS + 1
        await _answer_with_file(post, number, b"\x89PNG\r\n\x1a\n" + b"0" * 5_000_000)
        for _ in range(MOST_SENDS + 1):
            assert post.take_sent() == []
            post.stage.clock.on(hours=1)
            await post.send()
        assert "extinguisher" in text_in(post.take_one())
        assert not await scalar(post.stage, select(func.sum(Job.unknown)).where(Job.box == Box.TO_MAIL))


async def test_a_process_that_is_stopped_does_not_wait_for_the_server(database: Database) -> None:
    async with posted(database) as post:
        hold = post.server.hold_at("end")
        await asyncio.to_thread(asyncio.run, _sends_for_a_moment(post.server.smtp))  # which waits for its threads
        assert hold.reached.is_set()
        hold.goes_on.set_result(False)


async def _sends_for_a_moment(access: ServerAccess) -> None:
    connection = OutgoingConnection(access, "desk.example")
    await connection.begin("a@desk.example", ["b@client.example"])
    with suppress(TimeoutError):
        await asyncio.wait_for(connection.finish(b"Subject: x\r\n\r\n" + b"y" * 200), 0.5)
    await connection.aclose()


async def test_killed_after_the_bytes_left_a_copy_has_the_same_id_and_is_counted(database: Database) -> None:
    async with _asked(database) as (post, number):
        await answers(post.stage.olga, number, "Take the extinguisher.")
        one, before = post, len(post.server.sent)
        for _ in range(4):
            post.server.replies["end"] = [None]  # taken, but the answer is lost
            await one.send()
            post.stage.clock.on(hours=1)
            one = await _restart(one)
        await one.aclose()
        sent = post.server.sent[before:]
        assert [text_in(one).count("extinguisher") for one in sent] == [1] * MOST_SENDS
        assert len({one["Message-ID"] for one in sent}) == 1
        jobs = await scalars(post.stage, select(Job).where(Job.box == Box.TO_MAIL).order_by(Job.id))
        assert jobs[-1].unknown >= 1
        assert jobs[-1].state.value == "buried"
        assert piece_of("answer-unsure") in await post.stage.olga.reads()
        await post.stage.vera.writes("/failed")
        await post.stage.vera.presses(f"retry:{jobs[-1].id}")
        again = await Post.open(post.stage, post.server)
        await again.send()
        assert len(post.server.sent) == before + MOST_SENDS + 1
        await again.aclose()


async def test_a_receipt_of_which_nobody_knows_is_no_fault_of_a_day_while_admins_read_of_it(database: Database) -> None:
    """Judged as in days of chaos (`tests/chaos`)."""
    async with posted(database) as post:
        await post.writes_unread(KIM, "The printer is on fire")
        post.server.replies["end"] = [None]
        await post.settle()
        one = post
        for _ in range(4):
            post.stage.clock.on(minutes=6)
            one = await _restart(one)
            post.server.replies["end"] = [None]
            await one.send()
        await one.aclose()
        found = await gather(database)
        assert [(row["box"], row["error"]) for row in found.rows["buried"]] == [("to_mail", UNSURE)]
        assert not list(buried(found))
        (listed,) = found.rows["listed"]
        assert list(buried(replace(found, rows={**found.rows, "listed": []}))), "admins know nothing of it"
        told_else = [{**listed, "why": "refused"}]
        assert list(buried(replace(found, rows={**found.rows, "listed": told_else}))), "admins are told something else"


async def test_a_restart_while_the_server_has_a_mail_sends_it_once(database: Database) -> None:
    async with _asked(database) as (post, number):
        await answers(post.stage.olga, number, "Take the extinguisher.")
        hold, stop = post.server.hold_at("taken"), asyncio.Event()
        sending = asyncio.create_task(post.outbox.run(stop))
        await hold.reached.wait()
        stop.set()
        post.stage.database.job_signal.notify(Box.TO_MAIL)
        hold.goes_on.set_result(True)
        await sending
        again = await _restart(post)
        await again.send()
        await again.aclose()
        assert [text_in(mail).count("extinguisher") for mail in post.take_sent()] == [1]


async def test_an_answer_that_was_taken_back_in_time_is_not_sent(database: Database) -> None:
    async with _asked(database) as (post, number):
        olga = post.stage.olga
        await answers(olga, number, "Never mind")
        await execute(post.stage, "update entries set withdrawn_at = now() where body = 'Never mind'")
        await post.settle()
        assert all("Never mind" not in text_in(one) for one in post.take_sent())


async def test_a_file_that_an_agent_sent_in_telegram_goes_along(database: Database) -> None:
    async with _asked(database) as (post, number):
        olga = post.stage.olga
        card = await olga.message_with(f"release:{number}")
        await olga.sends("document", caption="See the plan", reply_to=card["message_id"])
        await post.settle()
        answer = next(one for one in post.take_sent() if "See the plan" in text_in(one))
        (file,) = answer.iter_attachments()
        assert len(file.get_content()) > 0


async def test_an_answered_request_takes_three_mails(database: Database) -> None:
    async with posted(database) as post:
        await post.writes(KIM, "The printer is on fire")
        number, olga = await _number(post), post.stage.olga
        await olga.presses(f"claim:{number}")
        await post.settle()
        await _answer(post, number)
        await olga.presses(f"resolve:{number}")
        await post.stage.pass_time(minutes=1)
        await post.settle()
        receipt, answer, question = post.take_sent()
        assert "Take the extinguisher." in text_in(answer)
        assert text_in(receipt) != text_in(question)


async def test_a_server_that_comes_and_goes_stays_shown_until_its_outage_is_over(database: Database) -> None:
    """One mail gets through; what falls silent again within the same outage is told to nobody once more."""
    async with posted(database) as post:
        alarm = post.outbox._alarm
        for seconds, is_shown in ((8.0, True), (None, True), (0.0, False)):
            if seconds is None:
                await alarm.end(Side.SENDING)
            else:
                await alarm.note_outage(Side.SENDING, seconds)
            found = (await row(post.stage, "select troubles from desk")).troubles
            assert ("mail-sending" in found) is is_shown, seconds


def _refuse_writes(connection: Connection) -> None:
    connection.exec_driver_sql("set transaction read only")


@pytest.mark.parametrize("is_read_only", [False, True])
async def test_an_outage_that_cannot_be_noted_is_noted_later(
    database: Database, emptied_url: str, is_read_only: bool
) -> None:
    async with posted(database) as post:
        alarm, there = post.outbox._alarm, post.stage.database
        url = emptied_url if is_read_only else "postgresql+asyncpg://nobody@127.0.0.1:1/none"
        for seconds in (8.0, 0.0):
            alarm._database = Database(create_engine(url))
            event.listen(alarm._database.engine.sync_engine, "begin", _refuse_writes)
            with pytest.raises((OSError, DBAPIError), match=r"Connect|read-only"):
                await alarm.note_outage(Side.SENDING, seconds)
            await alarm._database.engine.dispose()
            alarm._database = there
            await alarm.note_outage(Side.SENDING, seconds)
            found = (await row(post.stage, "select troubles from desk")).troubles
            assert ("mail-sending" in found) is bool(seconds)


async def test_two_processes_have_one_outage_of_each_side_and_tell_of_it_once(database: Database) -> None:
    """The one that reads is killed during an outage; the other one only sends, then reads, and is started anew. None
    ends what another server's silence began, the second one ends what the first one left."""
    reading, sending, slow = Side.READING, Side.SENDING, ServerError("no answer", is_silent=True)
    async with posted(database, mailbox=(ADDRESS,)) as post:
        clock, vera = post.stage.clock, post.stage.vera
        first, second, third = (MailAlarm(database, clock) for _ in "abc")

        async def tell() -> tuple[set[str], int, int]:
            await post.stage.settle()
            told = await vera.texts()
            over = text_of("mail-stopped-over")
            found = set((await row(post.stage, "select troubles from desk")).troubles)
            return found, sum(piece_of("mail-stopped") in one for one in told), told.count(over)

        await first.note_outage(reading, 8)
        await first.report(reading, slow)
        began = (await row(post.stage, "select troubles from desk")).troubles
        for other in (second, third):
            await other.note_outage(sending, 0)  # as it starts
            await other.end(sending)  # as it sends
        assert await tell() == ({"mail-reading"}, 0, 0)
        clock.on(minutes=16)
        await first.report(reading, slow)
        del first
        await second.report(reading, slow)
        await second.note_outage(reading, 8)
        await third.note_outage(sending, 8)
        assert await tell() == ({"mail-reading", "mail-sending", "mail-told"}, 1, 0)
        assert (await row(post.stage, "select troubles from desk")).troubles["mail-reading"] == began["mail-reading"]
        await second.note_outage(reading, 0)
        await second.end(reading)
        assert await tell() == ({"mail-sending", "mail-told"}, 1, 0), "one side still has a trouble"
        for one in (second, third, MailAlarm(database, clock)):
            await one.note_outage(sending, 0)
            await one.end(sending)
        assert await tell() == (set(), 1, 1)


async def test_a_server_that_greets_and_says_no_more_is_shown_at_the_second_failure(database: Database) -> None:
    """What failed during an outage, and is told of after its end, is no new one."""
    slow = ServerError("no answer", is_silent=True)
    async with posted(database, mailbox=(ADDRESS,)) as post:
        alarm = MailAlarm(database, post.stage.clock)
        for minutes, seconds, is_shown in (
            (0, None, False),
            (1, None, True),
            (0, 8, True),
            (3, 0, False),
            (0, None, False),
        ):
            post.stage.clock.on(minutes=minutes)
            await (alarm.report(Side.READING, slow) if seconds is None else alarm.note_outage(Side.READING, seconds))
            found = (await row(post.stage, "select troubles from desk")).troubles
            assert ("mail-reading" in found) is is_shown, (minutes, seconds)
