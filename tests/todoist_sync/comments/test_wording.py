"""The desk's own lines on the board: what is quoted there, and what a file is called."""

import pytest

from db.models import Entry, EntryFile, EntryKind, FileKind
from tests.todoist_sync.rows import ROUND
from todoist_sync.comments import wording


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
    line = wording.quote_of(Entry(kind=kind, quote="toner", body="which one?"), old, ROUND)
    assert (line is not None and "toner" in line.text) is quoted


@pytest.mark.parametrize(("seconds", "line"), [(34, "📎 Voice message, 0:34"), (None, "📎 Voice message")])
def test_a_recording_says_how_long_it_is_where_that_is_known(seconds: int | None, line: str) -> None:
    assert wording.file_line(EntryFile(kind=FileKind.VOICE, name="v", seconds=seconds), ROUND) == line
