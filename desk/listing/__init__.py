"""Lists: the rows that a reader sees, by filters and in orders. Declared once, read by each door in pages by number
(people), behind a cursor (programs) or from the first to the last (files)."""

from desk.listing.addresses import (
    change_filter,
    read_day,
    read_filters,
    read_flag,
    read_id,
    read_words,
    write_address,
    write_filters,
)
from desk.listing.keys import Key, skip_to, turn
from desk.listing.lists import ListOf, ListQuery, Shown, filter_by, make_line
from desk.listing.pages import Following, Page, fit_page

__all__ = [
    "Following", "Key", "ListOf", "ListQuery", "Page", "Shown", "change_filter", "filter_by", "fit_page", "make_line",
    "read_day", "read_filters", "read_flag", "read_id", "read_words", "skip_to", "turn", "write_address",
    "write_filters",
]  # fmt: skip
