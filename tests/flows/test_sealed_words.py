"""People's words encrypted at rest: a story leaves none of them readable in any table, and people still read them."""

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from db import encryption, key_rotation
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import Integration, ReportResult
from desk.metrics import ExportChoice, exports
from desk.metrics.periods import find_period
from ops.backup import commands
from ops.backup.settings import BackupSettings
from tests.fixtures import WORDS_KEY
from tests.flows import cast
from tests.flows.acts import answers, filed_and_taken, linked
from tests.flows.clients import as_vera
from tests.flows.panel.browser import vera_at
from tests.flows.phone import Phone, words
from tests.flows.retention.expiry import find_traces
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Privacy")

MARK, SEARCHED = "zqxmarker", "zqxsearched"


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Return a database whose words are encrypted."""
    encryption.use_keys([WORDS_KEY], words=True)
    made = Database(create_engine(database_url))
    yield made
    await made.aclose()
    encryption.use_keys(())


async def _story(stage: Stage, rita: Phone, olga: Phone) -> int:
    """Say the marker in every way that the desk stores."""
    vera = stage.vera
    board = await linked(stage, olga)
    await vera.writes("/settings ideas on")
    number = await filed_and_taken(rita, olga, f"My heating {MARK} does not work")
    await answers(olga, number, f"We look for the {MARK}")
    await olga.writes(f"/note {number} the {MARK} again")
    await stage.board.comment(number, f"I ordered the {MARK}", by=board)
    await stage.board.comment(number, f"// {MARK} is not in stock", by=board)
    said = await rita.writes(f"It is cold, {MARK}")
    await stage.telegram.do("edit", person=rita.id, message_id=said, text=f"It is very cold, {MARK}")
    await rita.writes(f"/idea more {MARK} in winter")
    await olga.writes(f"/hold {number} waits for the {MARK}")
    await olga.writes(f"/subject {number} {MARK} in room 4")
    await olga.writes(f"/find {SEARCHED}")
    await olga.writes("/open")
    await vera.writes("/ideas")
    await vera.writes(f"/articles {SEARCHED}")
    await rita.writes(f"/new the light of {MARK}")
    await stage.pass_time(minutes=11)
    return number


async def test_a_story_leaves_no_word_readable(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _story(stage, rita, olga)
    assert await find_traces(stage.database, MARK) == {}
    assert set(await find_traces(stage.database, SEARCHED)) == {"jobs.payload", "messages.slot"}, "as the guide says"
    said = " ".join([words(one) for phone in (rita, olga) for one in await phone.chat()])
    for told in ("We look for the", "I ordered the", "in room 4", "It is very cold"):
        assert told in said
    task = await stage.board.task(number)
    assert MARK in task["content"]
    state = await stage.board.state()
    assert [one for one in state["comments"] if MARK in one["content"]]
    await olga.writes(f"/find {MARK}")
    assert text_of("search-sealed", staff=1) in await olga.reads()
    await olga.writes("/find rita")
    assert f"#{number}" in await olga.reads()


async def test_words_are_sealed_later_and_opened_again(stage: Stage, rita: Phone, olga: Phone) -> None:
    encryption.use_keys([WORDS_KEY])
    await _story(stage, rita, olga)
    readable = await find_traces(stage.database, MARK)
    assert len(readable) > 12
    async with stage.database.unit_of_work() as session:  # one that would hear of changed messages
        session.add(Integration(name="Shop", token_hash=b"hash", token_hint="hash", made_at=stage.clock()))
    assert await key_rotation.rotate_keys(stage.database, [WORDS_KEY], words=True) > 10
    assert await find_traces(stage.database, MARK) == {}
    async with stage.database.reading() as session:
        assert not await key_rotation.has_readable_words(session)
        assert await session.scalar(text("select count(*) from events_feed")) == 0
    assert await key_rotation.rotate_keys(stage.database, [WORDS_KEY], words=True) == 0
    await rita.writes(f"And the {MARK} of the kitchen")
    last = text("select body from entries where kind = 'comment' order by id desc limit 1")
    assert await scalar(stage, last) == f"And the {MARK} of the kitchen"
    assert await key_rotation.rotate_keys(stage.database, [WORDS_KEY], plain=True) > 10
    assert set(readable) - set(await find_traces(stage.database, MARK)) <= {"known_words.word", "known_words.stem"}


async def test_an_export_has_the_words(stage: Stage, rita: Phone, olga: Phone) -> None:
    await filed_and_taken(rita, olga, f"My heating {MARK} does not work")
    async with as_vera(stage) as desk:
        await exports.request_export(desk, ExportChoice(find_period("month", desk.today), names=True, words=True))
    await stage.settle()
    stored = await scalar(stage, "select content from report_results where kind = 'export'")
    content = await scalar(stage, select(ReportResult.content).where(ReportResult.kind == "export"))
    assert not bytes(stored).startswith(b"PK")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = archive.read("entries.csv").decode()
    assert f"My heating {MARK} does not work" in rows


async def test_the_panel_shows_the_words_and_says_what_it_searches(database: Database) -> None:
    async with vera_at(database, cast.rita, cast.olga) as (stage, browser):
        rita, olga = stage.rita, stage.olga
        number = await filed_and_taken(rita, olga, f"My heating {MARK} does not work")
        await answers(olga, number, f"We look for the {MARK}")
        await browser.opens(f"/tickets/{number}")
        assert f"We look for the {MARK}" in browser.page
        await browser.opens(f"/tickets?state=all&q={MARK}")
        assert text_of("search-sealed", staff=1) in browser.page
        assert f"/tickets/{number}" not in browser.page
        await browser.opens("/tickets?state=all&q=rita")
        assert f"/tickets/{number}" in browser.page
        await browser.opens("/palette?q=rita")
        assert text_of("search-sealed", staff=1) in browser.page
        assert MARK in browser.page


async def test_an_erasure_leaves_no_word_under_the_key(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.vera.writes("/settings erase_days 0")
    await _story(stage, rita, olga)
    await rita.writes("/forgetme")
    await rita.presses("forget")
    for minutes in (2, 11):
        await stage.pass_time(minutes=minutes)
    await key_rotation.rotate_keys(stage.database, [WORDS_KEY], plain=True)
    assert await find_traces(stage.database, MARK) == {}


async def test_a_backup_holds_no_readable_word_and_comes_back(
    stage: Stage, rita: Phone, olga: Phone, server: EmbeddedServer, tmp_path: Path
) -> None:
    number = await _story(stage, rita, olga)
    made = await commands.take_backup(BackupSettings(backup_dir=tmp_path), stage.database, now=stage.clock())
    restored = Database(create_engine(await server.create_database("sealed_restored")))
    await commands.copy_archive(made.path, [], restored, made.manifest)
    assert await find_traces(restored, MARK) == {}
    async with restored.reading() as session:
        subject = await session.scalar(text("select subject from tickets where number = :number"), {"number": number})
    assert MARK in subject
    await restored.aclose()
    await server.drop_database("sealed_restored")
