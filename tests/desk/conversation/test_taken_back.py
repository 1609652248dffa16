"""What goes with words that are taken back: theirs, and nobody else's."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Entry, EntryFile, EntryVersion, FileKind, Origin
from desk.conversation import editing, entry_versions
from desk.conversation.editing import WithdrawnWords
from desk.conversation.entry_parts import EntryPart
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.sql import get, scalars


async def _left(stage: Stage, kind: Any) -> list[int]:
    return await scalars(stage, select(kind.entry_id).order_by(kind.id))


@pytest.fixture
async def two(stage: Stage, rita: Someone) -> list[Entry]:
    """Two entries of one ticket, each with an earlier wording and a file; the second answers the first."""
    number = await stage.files(rita, "it is on fire")
    await stage.says(rita, "and it rains")
    stage.later(minutes=3)
    await stage.ticks()
    entries = await stage.entries(number)
    async with stage.database.unit_of_work() as session:
        for one in entries:
            session.add(EntryVersion(entry_id=one.id, at=stage.now, body=f"was {one.body}", origin=Origin.TELEGRAM))
            session.add(EntryFile(entry_id=one.id, kind=FileKind.PHOTO, name="a.jpg"))
        first, answer = [await session.get_one(Entry, one.id) for one in entries]
        first.quote, answer.answers_id, answer.quote = "hello", first.id, "fire"
    return entries


async def _withdrawn(stage: Stage, rita: Someone, entry: Entry) -> None:
    async def taken(desk: Any) -> None:
        await editing.withdraw_entry(desk, await desk.session.get_one(Entry, entry.id))

    await stage.does(rita, taken)


async def test_what_quoted_it_quotes_it_no_more(stage: Stage, rita: Someone, two: list[Entry]) -> None:
    await _withdrawn(stage, rita, two[0])
    first, second = [await get(stage, Entry, one.id) for one in two]
    assert (first.body, second.body, second.quote) == ("it is on fire", "and it rains", None)


async def test_what_answers_something_else_keeps_its_quote(stage: Stage, rita: Someone, two: list[Entry]) -> None:
    await _withdrawn(stage, rita, two[1])
    first = await get(stage, Entry, two[0].id)
    assert (first.body, first.quote) == ("it is on fire", "hello")


async def test_what_was_withdrawn_is_emptied_later(stage: Stage, two: list[Entry]) -> None:
    async with stage.database.unit_of_work() as session:
        await entry_versions.erase_entry(session, await session.get_one(Entry, two[0].id), now=stage.now)
    assert [await _left(stage, kind) for kind in (EntryVersion, EntryFile)] == [[two[1].id], [two[1].id]]
    first, second = [await get(stage, Entry, one.id) for one in two]
    assert (first.body, second.body) == ("", "and it rains")


async def test_of_a_message_taken_out_the_earlier_wordings_of_its_entry_go(
    stage: Stage, rita: Someone, two: list[Entry]
) -> None:
    async def taken(desk: Any) -> None:
        entry = await desk.session.get_one(Entry, two[0].id)
        await editing.remove_parts(desk, entry, [EntryPart(None, RichText("it is"))])

    await stage.does(rita, taken)
    assert await _left(stage, EntryVersion) == [two[1].id]
    assert await _left(stage, EntryFile) == [two[0].id, two[1].id]


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("My pin is 4711", True),
        ("The lamp · My pin is 4711", True),
        ("my  PIN is…", True),
        ("The lamp", False),
        ("pin", False),
        ("", False),
        (None, False),
    ],
)
def test_only_what_nothing_else_says_goes(text: str | None, goes: bool) -> None:
    """A part that was cut is the same words; one that somebody says still stays."""
    gone = WithdrawnWords(["my pin is 4711", "the lamp"], {1: ["the lamp, and a pin"], 2: []})
    assert gone.has_part_of(text, 1) is goes
    assert gone.has_part_of(text, 2) is bool(text)
