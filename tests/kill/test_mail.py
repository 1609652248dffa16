"""kill -9 of the process of the mailbox at each step of receiving and of sending, against real IMAP and SMTP servers:
no mail is lost, each is one request, and nothing is sent twice but what is counted."""

import base64
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db import queue
from db.database import Database, create_engine
from db.models import Box
from tests.flows.panel.browser import URL, Browser, browser_at
from tests.flows.panel.doors import KeptDoor
from tests.flows.panel.test_ask import sends_again
from tests.kill.door import Door
from tests.kill.test_kill import OLGA, _answers, _meet
from tests.kill.town import VERA, Town, _now, free_port, town
from tests.mail.post import ADDRESS, SITE, make_bounce, text_in
from tests.mail.servers import PASSWORD, USER, Hold, MailServer, serving_mail
from tests.texts import piece_of
from web.context import WebContext
from web.settings import WebSettings

RECEIVING = ["fetch", "part", "store", "stored"]
SENDING = {"ehlo": 1, "mail": 1, "rcpt": 1, "body": 1, "end": 1, "taken": 2}
"""Where the server waits while the process is killed, and how often it has the mail in the end."""
FROM_FORM, OF_FORM = "kim@client.example", {"rcpt": 1, "end": 1, "taken": 2}
"""The address in the web form, and the same of answers that go there."""
MAILS, LARGE, MOST_MB = int(os.environ.get("MAILS", "40")), int(os.environ.get("LARGE_MAILS", "5")), 350
"""How many mails are read while processes die, and how many of 20 MB; the most memory that these may cost."""
FILM = "--b\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.mov\r\n\r\n"
MAILBOX = "select 1 from systems where door = 'mail'"
WAITS = "select 1 from pg_locks where not granted and locktype in ('transactionid', 'tuple')"
OF_KIM = "select id from people where name = 'Kim' for update"
OF_ANSWER = "select id from jobs where box = 'to_mail' and state = 'waiting' for update"


@dataclass(slots=True)
class Counter:
    """A desk with a mailbox, and the one process of it that is killed."""

    town: Town
    server: MailServer
    others: Database

    @property
    def door(self) -> Door:
        """The process of the mailbox."""
        return self.town.doors["mail"]

    def writes(self, word: str, address: str = "kim@client.example", film: bytes = b"") -> None:
        """Let Kim write a mail. `film`: the base64 of a file in it."""
        head = f"From: Kim <{address}>\r\nTo: {ADDRESS}\r\nMessage-ID: <{word}@client.example>\r\n"
        kind, end = ("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", FILM) if film else ("", "")
        said = f"{head}Subject: About {word}\r\n{kind}\r\nPlease look at {word}, it is broken\r\n{end}"
        self.server.deliver(said.encode() + film)

    async def killed(self) -> None:
        """Kill the process, and start another."""
        await self.door.kill()
        await self.door.start()

    async def killed_at(self, hold: Hold, what: str) -> None:
        """Kill the process while the server waits."""
        await self.town.until(lambda: _is_reached(hold), f"the server waits: {what}")
        await self.killed()
        hold.goes_on.set_result(False)

    @asynccontextmanager
    async def locked(self, rows: str) -> AsyncIterator[None]:
        """Keep these rows, and leave once the process waits for them and was killed."""
        async with self.others.sessions() as session:
            await session.execute(text(rows))
            yield
            await self.town.until(lambda: self.find(WAITS), f"the process waits for {rows}")
            await self.killed()
            await session.rollback()

    async def find(self, query: str, **given: str) -> Any:
        """Return the first row of an answer, or None."""
        async with self.town.database.sessions() as session:
            return (await session.execute(text(query), given)).first()

    async def is_filed(self, word: str) -> bool:
        """Whether a request has this word, and its mail was read."""
        entry = await self.find("select 1 from entries where body like :body", body=f"%{word},%")
        return entry is not None and all(mail.is_seen for mail in self.server.mails)

    async def is_filed_of(self, word: str) -> bool:
        """Whether a request has this word."""
        return await self.find("select 1 from entries where body like :body", body=f"%{word},%") is not None

    def sent(self, word: str) -> list[str]:
        """Return the ids of the sent mails with this word."""
        return [str(mail["Message-ID"]) for mail in self.server.sent if f"{word} " in text_in(mail)]

    async def is_told(self) -> bool:
        """Whether nothing waits to be sent."""
        return await self.find("select 1 from jobs where box = 'to_mail' and state = 'waiting'") is None


async def _is_reached(hold: Hold) -> bool:
    return hold.reached.is_set()


@asynccontextmanager
async def _counter(database_url: str, folder: Path, **given: str) -> AsyncIterator[Counter]:
    """A desk with Olga, and a mailbox that is read; `given`: further settings."""
    account = f"{USER}:{PASSWORD}@127.0.0.1"
    async with serving_mail(_now) as server:
        server.idle = "yes"
        mail = {
            "MAIL_URL": f"imap://{account}:{server.imap_port}",
            "MAIL_SMTP_URL": f"smtp://{account}:{server.smtp_port}",
            "MAIL_ADDRESS": ADDRESS,
            "MAIL_HTTP_PORT": str(free_port()),
        }
        given = {"TODOIST_API_TOKEN": "", **mail, **given}
        async with town(database_url, folder, names=["bot", "mail"], **given) as made:
            others = Database(create_engine(database_url, pool_size=1))
            try:
                await _meet(made)
                yield Counter(made, server, others)
            finally:
                await others.aclose()


@pytest.mark.limit(400)
async def test_a_mail_is_one_request_wherever_its_process_is_killed(database_url: str, tmp_path: Path) -> None:
    async with _counter(database_url, tmp_path) as made:
        for place in RECEIVING:
            hold = made.server.hold_at(place)
            made.writes(f"word-{place}")
            await made.killed_at(hold, place)
            await made.town.until(lambda p=place: made.is_filed(f"word-{p}"), f"killed at {place}")  # type: ignore[misc]
        async with made.locked(OF_KIM):
            made.writes("word-taken-in")
        await made.town.until(lambda: made.is_filed("word-taken-in"), "killed while it was taken in")
        await made.town.until(made.is_told, "the receipt is sent")
        words = [f"word-{place}" for place in [*RECEIVING, "taken-in"]]
        (requests,) = await made.find("select array_agg(body order by id) from entries where kind = 'comment'")
        assert [[word for word in words if f"{word}," in one] for one in requests] == [[word] for word in words]
        assert await made.find("select 1 from jobs where box = 'from_mail' and state <> 'done'") is None
        receipts = len(made.server.sent)
        assert receipts == 1, [text_in(mail) for mail in made.server.sent]
        assert await made.door.stop() == 0


@pytest.mark.limit(400)
async def test_an_answer_is_sent_once_or_counted_wherever_its_process_is_killed(
    database_url: str, tmp_path: Path
) -> None:
    async with _counter(database_url, tmp_path) as made:
        made.writes("word-1")
        await made.town.press(OLGA, "claim:1")
        await made.town.until(made.is_told, "the receipt is sent")
        await _answers_while_killed(made, SENDING)
        for place, word in (("data", "word-noted"), ("taken", "word-settled")):  # what the job says is under way
            hold = made.server.hold_at(place)
            await _answers(made.town, f"{word} is an answer", "word-1,")
            await made.town.until(lambda h=hold: _is_reached(h), word)  # type: ignore[misc]
            async with made.locked(OF_ANSWER):
                hold.goes_on.set_result(True)
            await made.town.until(lambda w=word: _has(made, w), word)  # type: ignore[misc]
        expected = {f"word-{place}": times for place, times in SENDING.items()} | {"word-noted": 1, "word-settled": 2}
        ids = {word: made.sent(word) for word in expected}
        assert {word: len(found) for word, found in ids.items()} == expected
        assert all(len(set(found)) == 1 for found in ids.values())
        async with made.town.database.reading() as session:
            counted = (await queue.count_repeats(session))[Box.TO_MAIL.value]
        assert sum(expected.values()) - len(expected) <= counted <= len(expected)
        await _never_known(made)
        assert await made.door.stop() == 0


async def _answers_while_killed(made: Counter, places: Iterable[str]) -> None:
    """Let Olga answer once for each place, and kill the process there."""
    for place in places:
        hold = made.server.hold_at(place)
        await _answers(made.town, f"word-{place} is an answer", "word-1,")
        await made.killed_at(hold, place)
        await made.town.until(lambda p=place: _has(made, f"word-{p}"), f"killed at {place}")  # type: ignore[misc]


@pytest.mark.limit(400)
async def test_an_answer_to_the_web_form_is_mailed_once_and_its_bounce_told_once(
    database_url: str, tmp_path: Path
) -> None:
    async with _counter(database_url, tmp_path, WEB_URL=SITE) as made, _visiting(database_url) as visitor:
        await made.town.until(lambda: made.find(MAILBOX), "the mailbox is known")
        await made.town.says(VERA, "/settings web_form on")
        await made.town.until(lambda: _asks(visitor), "Kim asks by the form")
        await made.town.press(OLGA, "claim:1")
        await _answers_while_killed(made, OF_FORM)
        ids = {place: made.sent(f"word-{place}") for place in OF_FORM}
        assert {place: len(found) for place, found in ids.items()} == OF_FORM
        assert {mail["To"] for mail in made.server.sent} == {FROM_FORM}
        hold = made.server.hold_at("store")
        made.server.deliver(make_bounce(ids["end"][0]))
        await made.killed_at(hold, "a bounce is marked as read")
        told = piece_of("answer-bounced")
        await made.town.until(lambda: made.town.got(OLGA, told), "Olga is told of the bounce")
        await made.town.until(lambda: _is_seen(made), "the bounce is marked as read")
        assert [told in str(one.get("text")) for one in await made.town.chat(OLGA)].count(True) == 1
        assert await made.door.stop() == 0


@asynccontextmanager
async def _visiting(database_url: str) -> AsyncIterator[Browser]:
    """A browser at the panel's pages, which this process serves: they are not what is killed."""
    database = Database(create_engine(database_url, pool_size=2))
    settings = WebSettings(_env_file=None, web_url=URL, mail_address=ADDRESS)
    kept = await KeptDoor.of(WebContext(database, settings, _now))
    try:
        async with browser_at(kept.port) as visitor:
            yield visitor
    finally:
        await kept.left()
        await database.aclose()


async def _asks(visitor: Browser) -> bool:
    """Fill in the form, as long as it takes to be no program; return True once it is a request."""
    if not visitor.page or visitor.status not in (200, 422):
        await visitor.opens("/ask")
        return False
    shown = visitor.page
    if (await sends_again(visitor, contact=FROM_FORM, text="word-1, it is late")).startswith("/ask/"):
        return True
    visitor.page = shown  # the time that it says goes on
    return False


async def _is_seen(made: Counter) -> bool:
    return all(mail.is_seen for mail in made.server.mails)


async def _has(made: Counter, word: str) -> bool:
    return bool(made.sent(word)) and await made.is_told()


async def _never_known(made: Counter) -> None:
    """An answer of which nobody knows is sent twice at most, and its author is told."""
    hold = made.server.hold_at("taken")
    await _answers(made.town, "word-lost is an answer", "word-1,")
    await made.town.until(lambda: _is_reached(hold), "the first")
    again = made.server.hold_at("taken")
    await made.killed()
    hold.goes_on.set_result(False)
    await made.killed_at(again, "the second")
    await made.town.until(lambda: made.town.got(OLGA, piece_of("answer-unsure")), "Olga is told")
    assert len(made.sent("word-lost")) == 2


async def _count_seen(made: Counter, least: int) -> bool:
    return sum(mail.is_seen for mail in made.server.mails) >= least


@pytest.mark.limit(400 + MAILS)
async def test_each_of_many_mails_is_one_entry_while_two_processes_die_in_turns(
    database_url: str, tmp_path: Path
) -> None:
    async with _counter(database_url, tmp_path) as made:
        await made.town.doors["bot"].stop()
        (tmp_path / "twin").mkdir()
        twin = made.door.twin(tmp_path / "twin", MAIL_HTTP_PORT=str(free_port()))
        for number in range(MAILS):
            made.writes(f"word-{number}", f"kim{number // 5}@client.example")
        await twin.start()
        try:
            for least in range(0, MAILS, min(200, MAILS // 4)):
                await made.town.until(lambda n=least: _count_seen(made, n), f"{least} mails are read")  # type: ignore[misc]
                dying = (made.door, twin)[made.door.kills > twin.kills]
                await dying.kill()
                await dying.start()
            await made.town.until(lambda: made.is_filed(f"word-{MAILS - 1}"), "all mails are read")
            left = "select 1 from jobs where box = 'from_mail' and state in ('waiting', 'parked')"
            await made.town.until(lambda: _is_none(made, left), "all mails are taken in")
            (said,) = await made.find("select array_agg(body) from entries where kind = 'comment'")
            assert sorted(said) == sorted(f"Please look at word-{number}, it is broken" for number in range(MAILS))
        finally:
            assert await twin.stop() == 0


async def _is_none(made: Counter, query: str) -> bool:
    return await made.find(query) is None


@pytest.mark.limit(400 + 20 * LARGE)
async def test_memory_stays_flat_with_large_mails(database_url: str, tmp_path: Path) -> None:
    async with _counter(database_url, tmp_path) as made:
        made.writes("word-small")
        await made.town.until(lambda: made.is_filed("word-small"), "a small mail is filed")
        before, peaks = _read_peak(made.door), list[float]()
        body = base64.encodebytes(bytes(range(256)) * (58 * 1024))  # 20 MB
        for number in range(LARGE):
            made.writes(f"word-large-{number}", f"kim{number}@client.example", body)
        for number in range(LARGE):
            await made.town.until(lambda n=number: made.is_filed_of(f"word-large-{n}"), f"mail {number} is filed")  # type: ignore[misc]
            peaks.append(_read_peak(made.door) - before)
        sys.stderr.write(f"\n{LARGE} mails: {peaks} MB above {before:.0f}\n")
        assert peaks[-1] < MOST_MB, (before, peaks)


def _read_peak(door: Door) -> float:
    """The most memory that a process has had, in MB."""
    lines = Path(f"/proc/{door.pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))
