"""Whether a file can be had, and under which numbers."""

from dataclasses import replace

import pytest

from db.models import FileKind, Person, Role
from desk.conversation import thread
from desk.conversation.new_entry import IncomingFile, NewEntry
from desk.files.visible_files import OCTETS, TELEGRAM_BYTES, can_be_fetched, find_visible
from desk.merging import merging
from desk.queries.entries import FileInfo, load_files
from desk.text import RichText
from tests.desk.stage import BOT, RULES, Stage
from tests.rules import rules_with

AT_BOT = FileInfo(1, FileKind.DOCUMENT, "a.pdf", None, TELEGRAM_BYTES, None, BOT, "at", None)


@pytest.mark.parametrize(
    ("file", "board", "is_there"),
    [
        (AT_BOT, False, True),
        (replace(AT_BOT, size=TELEGRAM_BYTES + 1), True, False),
        (replace(AT_BOT, bot_id=BOT + 1), True, False),
        (replace(AT_BOT, bot_id=BOT + 1, attachment_url="https://files.example/a"), True, True),
        (replace(AT_BOT, bot_id=BOT + 1, attachment_url="https://files.example/a"), False, False),
        (replace(AT_BOT, bot_id=BOT + 1, blob_id=7), False, True),
    ],
)
def test_whether_this_door_can_give_it_out(file: FileInfo, board: bool, is_there: bool) -> None:
    assert can_be_fetched(file, rules_with(RULES, board__enabled=board, web__telegram_files=True)) is is_there


async def test_a_file_is_found_where_its_words_stand_and_called_what_is_no_risk(stage: Stage) -> None:
    olga, rita = await stage.person("Olga", Role.AGENT), await stage.person("Rita")
    into, part = await stage.files(rita, "The lamp flickers"), await stage.files(rita, "Both lamps flicker")
    other = await stage.files(rita, "The door is stuck")
    page = IncomingFile(FileKind.DOCUMENT, "a.html", "text/html", 10, None, "file-1", "u-1")
    said = await stage.does(olga, thread.add_reply, into, NewEntry(RichText("Look"), (page,)))
    await stage.does(olga, merging.merge_ticket, part, into)
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, olga.id)
        (file,) = (await load_files(session, [said.id]))[said.id]
        found = [await find_visible(session, file.id, viewer, number=number) for number in (into, part, other, 99)]
    assert [one.mime if one is not None else None for one in found] == [OCTETS, OCTETS, None, None]


async def test_a_file_of_a_note_is_the_teams(stage: Stage) -> None:
    olga, rita = await stage.person("Olga", Role.AGENT), await stage.person("Rita")
    number = await stage.files(rita, "The lamp flickers")
    plan = IncomingFile(FileKind.DOCUMENT, "a.pdf", "application/pdf", 10, None, "file-1", "u-1")
    found = []
    for put in (thread.add_note, thread.add_reply):
        said = await stage.does(olga, put, number, NewEntry(RichText("Look"), (plan,)))
        async with stage.database.reading() as session:
            (file,) = (await load_files(session, [said.id]))[said.id]
            viewers = [await session.get_one(Person, who.id) for who in (olga, rita)]
            found.append([await find_visible(session, file.id, viewer) is not None for viewer in viewers])
    assert found == [[True, False], [True, True]]
