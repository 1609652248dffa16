"""Pages of a conversation by length: every entry stands on one, in order."""

from hypothesis import given
from hypothesis import strategies as st

from db.database import Database
from db.models import Entry, EntryKind
from desk import Desk
from desk.conversation import editing
from desk.queries.entries import HEADING, PAGE, PAGE_LENGTH, SCREEN, cut_pages, cut_thread
from desk.text import RichText
from tests.desk.cast import PRINTER
from tests.desk.stage import Stage


@given(st.lists(st.integers(0, 20_000), max_size=60))
def test_every_entry_stands_on_one_page_and_only_a_single_one_is_too_long(lengths: list[int]) -> None:
    pages = cut_pages(lengths)
    assert [at for start, count in pages for at in range(start, start + count)] == list(range(len(lengths)))
    for start, count in pages:
        taken = sum(length + HEADING for length in lengths[start : start + count])
        assert count <= PAGE
        assert count <= 1 or taken <= PAGE_LENGTH
    assert len(pages) == 1 or all(count for _, count in pages)


def test_short_entries_come_ten_a_page() -> None:
    assert cut_pages([80] * 25) == [(0, 10), (10, 10), (20, 5)]
    assert cut_pages([]) == [(0, 0)]


@given(st.lists(st.integers(0, 30_000), max_size=100))
def test_in_the_panel_the_newest_page_is_as_full_as_any(lengths: list[int]) -> None:
    *older, (start, count) = cut_pages(lengths, SCREEN)
    assert {at for begin, n in [*older, (start, count)] for at in range(begin, begin + n)} == set(range(len(lengths)))
    assert start + count == len(lengths)
    taken = sum(length + HEADING for length in lengths[start:])
    assert count <= 1 or taken <= SCREEN.characters
    if start:
        assert count == SCREEN.entries or taken + lengths[start - 1] + HEADING > SCREEN.characters


async def test_what_edited_ones_said_before_takes_room_for_staff(database: Database) -> None:
    """The last three wordings, 200 characters of each at most, whatever was said how often; what a content without
    words is called takes room for all."""
    stage = Stage(database)
    rita = await stage.person("Rita")
    number = await stage.files(rita, PRINTER)
    for n in range(4):
        stage.later(minutes=1)
        await stage.says(rita, f"{n} still burning")

    async def edit(desk: Desk) -> None:
        for entry in await stage.entries(number):
            own = await desk.session.get_one(Entry, entry.id)
            for word in ("y", "z", "w", "v"):
                await editing.edit_entry(desk, own, RichText(word * 680))

    kinds, ticket = [EntryKind.COMMENT], await stage.ticket(number)
    for edited in (False, True):
        if edited:
            await stage.does(rita, edit)
        async with database.sessions() as session:
            assert await cut_thread(session, ticket, kinds, stage.now) == ([(0, 4), (4, 1)] if edited else [(0, 5)])
            with_earlier = await cut_thread(session, ticket, kinds, stage.now, of_staff=True)
            assert with_earlier == ([(0, 2), (2, 2), (4, 1)] if edited else [(0, 5)])
    async with database.unit_of_work() as session:
        for entry in (await stage.entries(number))[:2]:
            (await session.get_one(Entry, entry.id)).withdrawn_at = stage.now
        await session.flush()
        assert await cut_thread(session, ticket, kinds, stage.now) == [(0, 3)]
        (await session.get_one(Entry, (await stage.entries(number))[2].id)).content_line = "a poll" + "." * 2000
        await session.flush()
        assert await cut_thread(session, ticket, kinds, stage.now) == [(0, 2), (2, 1)]
