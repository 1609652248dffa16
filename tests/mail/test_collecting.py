"""One mail is one mail: whatever it does, or the server about it, costs that mail alone, and admins are told of it."""

import asyncio
from datetime import timedelta

import pytest

from db import queue
from db.database import Database
from db.models import Box
from desk.operations import backlog_alerts, failed_jobs
from mail import collecting
from mail.reading import read_head
from mail.servers import ServerError
from tests.flows.phone import words
from tests.mail.post import Post, posted
from tests.mail.test_by_mail import _tickets

_MAIL = b"From: %s\r\nMessage-ID: <%d@x>\r\nSubject: Lamp %d\r\n\r\nThe lamp is broken\r\n"
_DEEP = (
    b"(" * 1200 + b"\r\n " + b")" * 1200 + b" kim@client.example",
    b"a:" * 1500 + b"kim@client.example",
    b"<@a,@b:" * 1500 + b"kim@client.example",
)
_POISONS = ("refuses", "unlisted", "nil", "nothing", "cuts")


def _deliver(post: Post, number: int, sender: bytes = b"Kim <kim@client.example>") -> int:
    return post.server.deliver(_MAIL % (sender, number, number)).uid


async def _list(post: Post) -> list[tuple[str | None, str]]:
    async with post.stage.database.reading() as session:
        return [(row.name, row.why) for row in await failed_jobs.list_failed(session) if row.box is Box.FROM_MAIL]


@pytest.mark.limit(60)
async def test_fifty_poisoned_mails_cost_the_ten_behind_them_nothing(database: Database) -> None:
    async with posted(database) as post:
        vera, stop, loop = post.stage.vera, asyncio.Event(), asyncio.get_running_loop()
        for number in range(50):
            post.server.poisons[_deliver(post, number)] = _POISONS[number % 5]
        good = [_deliver(post, number, b"lou%d@client.example" % number) for number in range(50, 60)]
        began = loop.time()
        assert await post.collector.look(stop) == 10, "soon again, without waiting for news"
        while await post.inbox.run_once():
            pass
        assert loop.time() - began < 10
        assert await _tickets(post) == 10
        assert post.collector.trouble is None
        assert await _list(post) == [], "nobody is told before it was tried again"
        for minutes in (0.2, 1.1):
            post.stage.clock.on(minutes=minutes)
            await post.collector.look(stop)
        assert [mail.uid for mail in post.server.mails if mail.is_seen] == good
        assert len(await _list(post)) == 10
        async with post.stage.database.unit_of_work() as session:
            await backlog_alerts.check_backlog(session, post.stage.clock(), post.stage.settings)
        await post.stage.settle()
        told = [said for said in await vera.texts() if "kim@client.example · Lamp 0" in said]
        assert len(told) == 1, "one line for all"
        assert "50" in told[0]
        assert "47" in told[0]


async def test_what_is_given_after_all_is_a_request_and_off_the_list(database: Database) -> None:
    async with posted(database) as post:
        stop = asyncio.Event()
        uid = _deliver(post, 1)
        post.server.poisons[uid] = "refuses"
        for minutes in (0, 0.2, 1.1):
            post.stage.clock.on(minutes=minutes)
            await post.collector.look(stop)
        assert await _list(post) == [("kim@client.example · Lamp 1", "answered NO")]
        post.server.poisons.clear()
        await post.collector.look(stop)
        assert await _list(post) != [], "its pause is not over"
        await post.pass_time(minutes=11)
        assert (await _list(post), await _tickets(post)) == ([], 1)


async def test_an_admin_tries_it_again_or_opens_the_request_anyway(database: Database) -> None:
    async with posted(database) as post:
        stop = asyncio.Event()
        first, second = (_deliver(post, number) for number in (1, 2))
        post.server.poisons = {first: "refuses", second: "nil"}
        for minutes in (0, 0.2, 1.1):
            post.stage.clock.on(minutes=minutes)
            await post.collector.look(stop)
        async with post.stage.database.reading() as session:
            anyway, again = [row.job for row in await failed_jobs.list_failed(session)]
        del post.server.poisons[first]
        vera = post.stage.vera
        await vera.writes("/failed")
        await vera.presses(f"retry:{again}")
        await post.settle()
        assert (await _tickets(post), len(await _list(post)), post.server.mails[0].is_seen) == (1, 1, True)
        await vera.presses(f"mailopen:{anyway}")
        await post.settle()
        assert (await _tickets(post), await _list(post)) == (2, [])
        card = words(await post.stage.olga.containing("could not be read"))
        assert "Lamp 2" in card


@pytest.mark.parametrize("sender", _DEEP)
async def test_no_header_stops_the_mailbox(database: Database, sender: bytes) -> None:
    async with posted(database) as post:
        _deliver(post, 1, sender)
        _deliver(post, 2, b"lou@client.example")
        assert await post.collector.look(asyncio.Event()) == 0
        await post.settle()
        assert [mail.is_seen for mail in post.server.mails] == [True, True]
        assert await _tickets(post) >= 1


async def test_a_mailbox_that_marks_nothing_is_a_trouble_and_takes_each_mail_once(database: Database) -> None:
    async with posted(database) as post:
        post.server.is_read_only = True
        for number in (1, 2):
            _deliver(post, number)
        for _ in range(2):
            with pytest.raises(ServerError, match="cannot be marked as read"):
                await post.collector.collect_once()
        day = (post.stage.clock() - timedelta(days=1)).strftime("%d-%b-%Y")
        assert any(f"SINCE {day}" in one for one in post.server.commands)
        assert [one for one in post.server.commands if "BODY.PEEK[]" in one] == [
            f"UID FETCH {uid} (BODY.PEEK[])" for uid in (1, 2)
        ]
        post.server.is_read_only = False
        await post.settle()
        assert (await _tickets(post), all(mail.is_seen for mail in post.server.mails)) == (2, True)


async def test_an_unforeseen_failure_is_a_trouble_of_the_mailbox(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with posted(database) as post:
        monkeypatch.setattr(collecting.Collector, "_list_postponed", lambda _self: 1 // 0)
        assert await post.collector.look(asyncio.Event()) > 0
        assert post.collector.trouble == "unforeseen: ZeroDivisionError"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (b"Message-ID: <1@x>\r\nDate: Mon\r\n\r\nx\r\n", b"Received: y\nMessage-ID: <1@x>\nDate: Mon\n\nx\n", True),
        (b"Message-ID: <1@x>\r\nDate: Mon\r\n\r\nx", b"Message-ID: <1@x>\r\nDate: Tue\r\n\r\nx", False),
        (b"Message-ID: <1@x>\r\n\r\nx", b"Message-ID: <1@x>\r\n\r\nx", False),
        (b"Subject: a\r\n\r\nx", b"Subject: a\r\n\r\nx", True),
    ],
)
def test_what_counts_as_the_same_mail(first: bytes, second: bytes, same: bool) -> None:
    names = [collecting._make_digest(raw, read_head(raw), number) for raw, number in ((first, "1.1"), (second, "1.2"))]
    assert (names[0] == names[1]) is same


@pytest.mark.parametrize(
    "sender", [b"Kim <KIM@Client.Example>", b"kim@client.example", b'"Kim, too" <Kim@CLIENT.example.>']
)
def test_mails_of_an_address_have_the_key_by_which_an_erasure_finds_them(sender: bytes) -> None:
    raw = b"From: %s\r\n\r\nx" % sender
    job = collecting.make_job(raw, len(raw), collecting.datetime(2026, 11, 27))
    assert job.key == collecting.sha256(b"kim@client.example").hexdigest()[:32]


async def test_a_mail_that_two_processes_take_is_one_request(database: Database) -> None:
    async with posted(database) as post:
        _deliver(post, 1)
        await post.collector.collect_once()
        async with database.unit_of_work() as session:
            (job,) = await queue.claim_jobs(session, Box.FROM_MAIL, worker=1, now=post.stage.clock(), limit=1)
        await post.inbox._work(job)
        with pytest.raises(queue.SettledBeforeError):
            await post.inbox._work(job)
        assert await _tickets(post) == 1


async def test_a_process_has_one_large_mail_at_a_time_and_small_ones_pass_it(database: Database) -> None:
    film = b"Content-Type: video/mp4\r\nContent-Disposition: attachment; filename=film.mp4\r\n"
    async with posted(database) as post:
        inbox, one_large = post.inbox, post.inbox._one_large
        hold = post.server.hold_at("part")
        post.server.deliver(film + _MAIL % (b"sam@client.example", 1, 1) + collecting.LARGE_BYTES * b"x")
        looking = asyncio.create_task(post.collector.collect_once())
        await hold.reached.wait()
        assert one_large.locked(), "nothing large is taken in while one is read"
        hold.goes_on.set_result(True)
        await looking
        async with one_large:
            await inbox._take()
            (waiting,) = inbox._under_way
            _deliver(post, 2)
            await post.collector.collect_once()
            await inbox._take()
            await asyncio.wait(set(inbox._under_way) - {waiting})
            assert (waiting.done(), await _tickets(post)) == (False, 1)
        await asyncio.wait({waiting})
        assert await _tickets(post) == 2
