"""Pages of a conversation by length: every entry stands on one, in order."""

from hypothesis import given
from hypothesis import strategies as st

from desk.queries.dto import PAGE
from desk.queries.paging import HEADING, ROOM, paged


@given(st.lists(st.integers(0, 20_000), max_size=60))
def test_every_entry_stands_on_one_page_and_only_a_single_one_is_too_long(lengths: list[int]) -> None:
    pages = paged(lengths)
    assert [at for start, count in pages for at in range(start, start + count)] == list(range(len(lengths)))
    for start, count in pages:
        taken = sum(length + HEADING for length in lengths[start : start + count])
        assert count <= PAGE
        assert count <= 1 or taken <= ROOM
    assert len(pages) == 1 or all(count for _, count in pages)


def test_short_entries_come_ten_a_page() -> None:
    assert paged([80] * 25) == [(0, 10), (10, 10), (20, 5)]
    assert paged([]) == [(0, 0)]
