"""A mail server that is away for hours: what came meanwhile arrives, once and in order, and the log stays readable."""

import asyncio

from structlog.testing import capture_logs

from db.database import Database
from tests.flows.acts import answers
from tests.mail.post import posted, text_in
from tests.mail.test_by_mail import KIM, _comments, _number, _tickets

HOURS, LINES_AN_HOUR = 6, 6


async def test_hours_without_the_server_lose_nothing_and_fill_no_log(database: Database) -> None:
    async with posted(database) as post:
        olga, stop = post.stage.olga, asyncio.Event()
        await post.writes(KIM, "The printer is on fire")
        number, receipt = await _number(post), post.take_one()
        await olga.presses(f"claim:{number}")
        await post.settle()
        post.server.is_away = True
        post.collector.mailbox.close()
        with capture_logs() as logs:
            for hour in range(HOURS):
                await post.writes_unread(KIM, f"It burns since {hour} hours", answers=receipt)
                await post.writes_unread(f"p{hour}@client.example", f"My lamp {hour} is broken")
                await answers(olga, number, f"Water comes in {hour} hours.")
                for _ in range(60):
                    post.stage.clock.on(minutes=1)
                    assert await post.collector.look(stop) == 60
                    await post.send()
        assert post.collector.trouble
        assert post.outbox.trouble
        for line in ("the mailbox cannot be read", "the server takes no mail"):
            assert 1 <= sum(one["event"] == line for one in logs) <= HOURS * LINES_AN_HOUR + 1, line
        assert len(logs) <= 2 * (HOURS * LINES_AN_HOUR + 1), {one["event"] for one in logs}
        assert await _tickets(post) == 1
        post.server.is_away = False
        post.stage.clock.on(minutes=6)
        with capture_logs() as logs:
            assert await post.collector.look(stop) == 0
            await post.settle()
        assert "the mailbox is back after 365 min" in [one["event"] for one in logs]
        assert [body for body in await _comments(post) if "burns" in body] == [
            f"It burns since {hour} hours" for hour in range(HOURS)
        ]
        assert await _tickets(post) == 1 + HOURS
        sent = [text_in(one) for one in post.take_sent()]
        water = [text.partition("\n")[0].strip() for text in sent if "Water" in text]
        assert water == [f"Water comes in {hour} hours." for hour in range(HOURS)]
        assert len(sent) == 2 * HOURS  # who has it is no mail of its own
        assert all(one.is_seen for one in post.server.mails)


async def test_a_crowd_after_that_waits_its_turn_and_is_one_line_of_the_log(database: Database) -> None:
    async with posted(database) as post:
        with capture_logs() as logs:
            for n in range(60):
                head = f"From: eve@evil.example\r\nMessage-ID: <{n}@e>\r\n\r\n"
                post.server.deliver(f"{head}Meter {n} shows {n}\r\n".encode())
            await post.settle()
            await post.pass_time(minutes=5)
        assert sum(not one.is_seen for one in post.server.mails) == 30
        assert sum("too many mails" in one["event"] for one in logs) == 1
        await post.pass_time(minutes=61)
        assert all(one.is_seen for one in post.server.mails)
