"""Entries as they are read: the same words said once more, files in their order, what can only be copied."""

from typing import Any

import pytest

from db.models import Entry, EntryFile, EntryKind, FileKind, Person
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.queries import entries
from desk.text import RichText
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def test_a_form_came_twice_where_the_same_person_said_the_same_since_what_it_knew(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    """Not where they had said it before that, nor where somebody else did."""
    number, words = await stage.files(rita, "The lamp flickers"), "Looking"
    said = [
        (await stage.does(who, lambda desk: thread.note(desk, number, NewEntry(RichText(words))))).id
        for who in (olga, vera)
    ]
    ticket = await stage.ticket(number)
    async with stage.database.reading() as session:
        for who, since, is_said in (
            (olga, said[0] - 1, True), (olga, said[0], False), (vera, said[0], True), (vera, said[1], False),
        ):  # fmt: skip
            by = await session.get_one(Person, who.id)
            found = await entries.is_said(session, ticket, by, kind=EntryKind.NOTE, words=words, since=since)
            assert found is is_said, (who, since)


async def test_a_file_that_took_anothers_place_stands_there(stage: Stage, rita: Someone) -> None:
    entry = (await stage.entries(await stage.files(rita, "The lamp flickers")))[0].id
    async with stage.database.unit_of_work() as session:
        for name, ordinal in (("second", 1), ("third", 2), ("first", 0)):
            session.add(EntryFile(entry_id=entry, ordinal=ordinal, kind=FileKind.PHOTO, name=name))
            await session.flush()
        files = (await entries.files_of(session, [entry]))[entry]
    assert [file.name for file in files] == ["first", "second", "third"]


def test_of_several_messages_the_one_that_is_neither_text_nor_file_is_copied() -> None:
    made_of: list[dict[str, Any]] = [
        {"message": 11, "text": "Here"},
        {"message": 12, "content": True},
        {"message": 13, "text": "Come"},
    ]
    entry = Entry(content_line="content-location", said_chat_id=5, said_message_id=11, parts=made_of)
    assert entries._content_at(entry) == (5, 12)
    entry.parts = [made_of[0]]
    assert entries._content_at(entry) is None
