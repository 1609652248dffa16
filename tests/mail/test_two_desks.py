"""Two help desks that write to each other's mailbox by themselves: they stop, also where a server between them takes
away what says that a mail is automatic, and what it answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

import pytest
import pytest_asyncio

from db.database import Database, create_engine
from tests.flows.acts import answers
from tests.mail.post import Post, posted, text_in
from tests.mail.test_by_mail import _number

OTHER = "help@other.example"
AUTOMATIC = ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress")
THREAD = ("In-Reply-To", "References", "Reply-To")
MOST_MAILS = 2


@pytest_asyncio.fixture
async def other_database(database_url: str) -> AsyncIterator[Database]:
    """Return the database of the other desk."""
    made = Database(create_engine(database_url))
    yield made
    await made.aclose()


@asynccontextmanager
async def _two(database: Database, other_database: Database) -> AsyncIterator[tuple[Post, Post]]:
    async with posted(database) as ours, posted(other_database, address=OTHER) as theirs:
        yield ours, theirs


async def _carry(ours: Post, theirs: Post, lost: tuple[str, ...]) -> list[EmailMessage]:
    """Bring each what the other has sent, until nobody sends any more, or has sent far too much; return all mails."""
    carried: list[EmailMessage] = []
    while len(carried) < 5 * MOST_MAILS:
        sent = [(mail, to) for post, to in ((ours, theirs), (theirs, ours)) for mail in post.take_sent()]
        if not sent:
            break
        for mail, to in sent:
            assert mail["To"] == to.address
            for header in lost:
                del mail[header]
            to.server.deliver(mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            carried.append(mail)
            await to.settle()
    return carried


@pytest.mark.parametrize("lost", [(), AUTOMATIC, (*AUTOMATIC, *THREAD)])
async def test_two_desks_stop_after_two_automatic_mails(
    database: Database, other_database: Database, lost: tuple[str, ...]
) -> None:
    async with _two(database, other_database) as (ours, theirs):
        await ours.writes(OTHER, "This is no person: the other help desk is the sender")
        assert 1 <= len(await _carry(ours, theirs, lost)) <= MOST_MAILS
        olga, number = ours.stage.olga, await _number(ours)
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "Somebody has looked into it.")
        await olga.presses(f"resolve:{number}")
        await ours.settle()
        by_olga = ours.server.sent[ours.read :]
        assert any("Somebody has looked" in text_in(mail) for mail in by_olga)
        said = await _carry(ours, theirs, lost)
        assert len(said) - len(by_olga) <= MOST_MAILS, [text_in(mail) for mail in said]


@pytest.mark.parametrize("lost", [(), AUTOMATIC, (*AUTOMATIC, *THREAD)])
async def test_desks_that_nobody_reads_fall_silent(
    database: Database, other_database: Database, lost: tuple[str, ...]
) -> None:
    async with _two(database, other_database) as (ours, theirs):
        await ours.writes(OTHER, "This is no person: the other help desk is the sender")
        await _carry(ours, theirs, lost)
        counts = []
        for _ in range(12):
            for post in (ours, theirs):
                await post.pass_time(hours=21)
            counts.append([str(mail["From"]) for mail in await _carry(ours, theirs, lost)])
        assert counts[-4:] == [[]] * 4, counts
        assert lost or sum(map(len, counts)) == MOST_MAILS, counts
