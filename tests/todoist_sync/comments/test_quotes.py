"""Which message a comment answers by the quote it begins with: one of its ticket, said outside, before it."""

from datetime import timedelta
from typing import Any

import pytest

from db.models import EntryKind
from desk.text import count_units
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW
from todoist_sync.comments import layout, quotes
from todoist_sync.comments.quotes import AnsweringComment

COMMENT, REPLY, NOTE = EntryKind.COMMENT, EntryKind.REPLY, EntryKind.NOTE


async def answering(reading: Reading, ticket: int, content: str, *, before: int | None = None) -> AnsweringComment:
    said = layout.parse_comment(content, None)
    return await reading.does(quotes.find_answered_entry, ticket, said, before=before)  # type: ignore[no-any-return]


async def test_it_is_looked_for_in_its_own_ticket_and_before_the_comment_that_is_edited(
    reading: Reading, rita: int
) -> None:
    ticket, other = await reading.ticket(1, rita), await reading.ticket(2, rita)
    elsewhere = await reading.entry(other, rita, "Room 7 is cold", kind=COMMENT)
    first = await reading.entry(ticket, rita, "Room 7 is cold", kind=COMMENT)
    later = await reading.entry(ticket, rita, "Room 7 is cold", kind=COMMENT)
    found = {
        before: (await answering(reading, ticket, "> Room 7 is cold\nSince when?", before=before)).answers_id
        for before in (None, later, first)
    }
    assert found == {None: None, later: first, first: None}
    assert (await answering(reading, other, "> Room 7 is cold\nSince when?")).answers_id == elsewhere


async def test_a_whole_message_is_meant_before_parts_of_others(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita)
    await reading.entry(ticket, rita, "Room 7 is cold and dark", kind=COMMENT)
    whole = await reading.entry(ticket, rita, "  Room 7\nis cold ", kind=COMMENT)
    found = await answering(reading, ticket, "> Room 7 is cold\n\nSince when?")
    assert (found.answers_id, found.quote, found.said.words.text) == (whole, "Room 7\nis cold", "Since when?")


@pytest.mark.parametrize(
    ("kind", "more", "content", "said", "is_note"),
    [
        (NOTE, {}, "> he owes us\nNothing new", "Nothing new", False),
        (NOTE, {}, "> he owes us", "he owes us", True),
        (COMMENT, {"withdrawn_at": NOW}, "> he owes us\nNothing new", "Nothing new", False),
        (COMMENT, {"withdrawn_at": NOW}, "> he owes us", "he owes us", True),
        (EntryKind.REMARK, {}, "> he owes us\nNothing new", "he owes us\nNothing new", False),
    ],
)
async def test_what_stays_inside_or_was_taken_back_is_quoted_to_nobody(
    reading: Reading, rita: int, kind: EntryKind, more: dict[str, Any], content: str, said: str, is_note: bool
) -> None:
    ticket = await reading.ticket(1, rita)
    await reading.entry(ticket, rita, "he owes us money", kind=kind, **more)
    found = await answering(reading, ticket, content)
    assert (found.answers_id, found.quote) == (None, None)
    assert (found.said.words.text, found.said.is_note) == (said, is_note)


@pytest.mark.parametrize(
    "content",
    [
        "Yes\n> Room 7 is cold",
        "> Room 7 is cold",
        "> oom 7 is cold\nYes",
        "> Room 7 is col\nYes",
        "// > Room 7 is cold",
    ],
)
async def test_a_quote_alone_or_behind_or_of_half_a_word_is_text(reading: Reading, rita: int, content: str) -> None:
    ticket = await reading.ticket(1, rita)
    await reading.entry(ticket, rita, "Room 7 is cold", kind=COMMENT)
    found = await answering(reading, ticket, content)
    assert found == AnsweringComment(layout.parse_comment(content, None))


async def test_the_name_that_stands_above_a_quote_is_its_writers_alone(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita)
    mine = await reading.entry(ticket, rita, "It is cold", kind=COMMENT, author_name="Rita K.")
    assert (await answering(reading, ticket, "> **Rita K.:** It is cold\nYes")).answers_id == mine
    assert (await answering(reading, ticket, "> **Olga:** It is cold\nYes")).answers_id is None


async def test_a_word_is_found_where_it_is_whole_and_as_it_was_written(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita)
    said = "uncold  (cold),\n is it"
    answered = await reading.entry(ticket, rita, said, kind=REPLY, created_at=NOW + timedelta(seconds=1))
    for quote, part in (("> cold", "cold"), ("> (cold), is", "(cold),\n is"), ("> is it", "is it")):
        found = await answering(reading, ticket, f"{quote}\nYes")
        assert (found.answers_id, found.quote) == (answered, part)


async def test_of_a_long_quote_as_much_is_quoted_as_telegram_takes(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita)
    answered = await reading.entry(ticket, rita, "😀" * 600, kind=COMMENT)
    found = await answering(reading, ticket, f"> {'😀' * 600}\nYes")
    assert (found.answers_id, count_units(found.quote or "")) == (answered, 1024)
