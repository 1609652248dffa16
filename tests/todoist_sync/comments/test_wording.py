"""The desk's own lines on the board: what is quoted there, and what a file is called."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.models import Entry, EntryFile, EntryKind, FileKind, FileLack, Origin, Person, Ticket
from desk.conversation.new_entry import dump_line
from desk.queries.lists import EarlierSummary
from desk.settings.defaults.board import ShownOnBoard
from tests.rules import rules_with
from tests.texts import piece_of
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND
from todoist_sync.comments import backfill, entry_files, wording
from todoist_sync.context import SyncContext


@pytest.mark.parametrize(
    ("answered", "kind", "quoted"),
    [
        (EntryKind.COMMENT, EntryKind.REPLY, True),
        (EntryKind.REPLY, EntryKind.COMMENT, True),
        (EntryKind.NOTE, EntryKind.COMMENT, False),
        (EntryKind.NOTE, EntryKind.NOTE, True),
        (None, EntryKind.REPLY, False),
    ],
)
def test_what_was_said_outside_is_quoted_whoever_said_it(
    answered: EntryKind | None, kind: EntryKind, quoted: bool
) -> None:
    """What stays inside only by what stays inside."""
    old = Entry(kind=answered, body="the toner is empty") if answered is not None else None
    line = wording.get_quote_line(Entry(kind=kind, quote="toner", body="which one?"), old, ROUND)
    assert (line is not None and "toner" in line.text) is quoted


@pytest.mark.parametrize(("seconds", "line"), [(34, "📎 Voice message, 0:34"), (None, "📎 Voice message")])
def test_a_recording_says_how_long_it_is_where_that_is_known(seconds: int | None, line: str) -> None:
    assert wording.say_file(EntryFile(kind=FileKind.VOICE, name="v", seconds=seconds), ROUND) == line


def _with(**rules: Any) -> SyncContext:
    return replace(ROUND, rules=rules_with(ROUND.rules, **rules))


def test_what_is_quoted_of_an_edited_message_has_to_be_there_still() -> None:
    old = Entry(kind=EntryKind.COMMENT, body="the toner is  here")
    assert wording.get_quote_line(Entry(kind=EntryKind.REPLY, quote="toner is empty"), old, ROUND) is None
    line = wording.get_quote_line(Entry(kind=EntryKind.REPLY, quote="toner is\n here"), old, ROUND)
    assert line is None
    shown = wording.get_quote_line(Entry(kind=EntryKind.REPLY, quote="is  here"), old, ROUND)
    assert shown is not None and "is here" in shown.text


@pytest.mark.parametrize(("names", "shown"), [("initial", "Anna K."), ("full", "Anna Kern"), ("number", "Requester 7")])
async def test_as_whom_the_board_shows_who_asks(reading: Reading, names: str, shown: str) -> None:
    """Only who asks: of the team everybody is called as they are."""
    person, ctx = Person(id=7, name="Anna K.", full_name="Anna Kern"), _with(board__names=names)
    assert wording.name_requester(person, ctx) == shown
    key = await reading.person("Anna K.", full_name="Anna Kern")
    written = {"author_id": key, "author_name": "Ann"}
    of_today = {"initial": "Ann", "full": "Anna Kern", "number": f"Requester {key}"}

    async def called(session: Any, **entry: Any) -> str:
        return await wording.name_author(session, Entry(**{**written, **entry}), ctx)

    assert await reading.does(called, kind=EntryKind.COMMENT) == of_today[names]
    assert await reading.does(called, kind=EntryKind.REPLY) == "Ann"
    assert await reading.does(called, kind=EntryKind.NOTE) == "Ann"
    assert await reading.does(called, kind=EntryKind.COMMENT, author_id=None) == "Ann"


def test_who_has_no_full_name_is_shown_as_they_are_called() -> None:
    assert wording.name_requester(Person(id=7, name="Anna"), _with(board__names="full")) == "Anna"


@pytest.mark.parametrize(
    ("key", "args", "rules", "shown"),
    [
        ("content-contact", {"name": "Anna", "phone": "+79001234567"}, {"board__phone_numbers": True}, "+79001234567"),
        ("content-contact", {"name": "Anna", "phone": "+79001234567"}, {"board__phone_numbers": False}, "*** **-67"),
        ("content-location", {"latitude": "1.5", "longitude": "2.5"}, {"board__shows": ShownOnBoard()}, "1.5"),
        (
            "content-location",
            {"latitude": "1.5", "longitude": "2.5"},
            {"board__shows": ShownOnBoard(places=False)},
            "A place",
        ),
        ("content-venue", {"title": "Home", "address": "Elm 5"}, {"board__shows": ShownOnBoard()}, "Elm 5"),
        (
            "content-venue",
            {"title": "Home", "address": "Elm 5"},
            {"board__shows": ShownOnBoard(places=False)},
            "A place",
        ),
        ("content-hologram", {}, {}, "(hologram)"),
    ],
)
def test_what_the_board_shows_of_contacts_and_places(
    key: str, args: dict[str, str | int], rules: dict[str, Any], shown: str
) -> None:
    said = wording.say_content_line(dump_line(key, **args), _with(**rules)).text
    assert shown in said
    assert rules.get("board__shows", ShownOnBoard()).places or not {"Elm 5", "1.5"} & set(
        said.replace(",", " ").split()
    )


def test_what_was_filed_before_is_one_line() -> None:
    topics = (("P*C", 2), ("Keys", 1))
    assert wording.say_earlier_tickets(EarlierSummary(3, topics, 4.5, 2), ROUND) == (
        "Earlier requests: 3 · P\\*C ×2, Keys ×1 · ★ 4.5 (2)"
    )
    assert wording.say_earlier_tickets(EarlierSummary(1, (), None, 0), ROUND) == "Earlier requests: 1"


@pytest.mark.parametrize(
    ("lack", "said"),
    [
        (None, "stays in the bot"),
        (FileLack.TOO_LARGE, "too large for the board"),
        (FileLack.LOST, piece_of("board-file-lost")),
    ],
)
def test_of_a_file_that_is_not_there_a_note_says_why(lack: FileLack | None, said: str) -> None:
    line = wording.say_missing_file(EntryFile(kind=FileKind.DOCUMENT, name="a*b.pdf", size=9, lack=lack), ROUND)
    assert line.startswith("// ") and said in line and "a\\*b.pdf" in line


@pytest.mark.parametrize(
    ("kind", "origin", "seconds", "inside"),
    [
        (EntryKind.COMMENT, Origin.TELEGRAM, 0, True),
        (EntryKind.COMMENT, Origin.TELEGRAM, 1, False),
        (EntryKind.REPLY, Origin.TELEGRAM, 0, False),
        (EntryKind.COMMENT, Origin.TODOIST, 0, False),
    ],
)
def test_what_was_said_up_to_filing_stands_in_the_description(
    kind: EntryKind, origin: Origin, seconds: int, inside: bool
) -> None:
    early = NOW - timedelta(hours=1)
    for ticket in (Ticket(origin=origin, filed_at=NOW, created_at=early), Ticket(origin=origin, created_at=NOW)):
        said = Entry(kind=kind, created_at=NOW + timedelta(seconds=seconds))
        assert backfill.is_in_description(ticket, said) is inside


@pytest.mark.parametrize(("to_board", "carried"), [(True, [True, True]), (False, [False, True])])
def test_requesters_files_go_to_the_board_where_they_may(to_board: bool, carried: list[bool]) -> None:
    entries = [Entry(kind=kind) for kind in (EntryKind.COMMENT, EntryKind.REPLY)]
    assert [
        entry_files.can_upload_files(entry, _with(board__shows=ShownOnBoard(files=to_board))) for entry in entries
    ] == carried


@pytest.mark.parametrize(
    ("more", "waits"),
    [
        ({"telegram_file_id": "f"}, True),
        ({"blob_id": 1}, True),
        ({}, False),
        ({"blob_id": 1, "lack": FileLack.LOST}, False),
        ({"blob_id": 1, "todoist_attachment": {"file_url": "u"}}, False),
    ],
)
def test_a_file_is_waited_for_as_long_as_it_can_come(more: dict[str, Any], waits: bool) -> None:
    """From Telegram, or from here."""
    assert entry_files.is_uploading(EntryFile(kind=FileKind.PHOTO, name="p", **more)) is waits
