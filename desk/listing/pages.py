"""Pages of a list, as a door shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_Row = TypeVar("_Row")
_Line = TypeVar("_Line")


@dataclass(frozen=True, slots=True)
class Page(Generic[_Row]):
    """A page for people, from 1. `total`: of all pages; `more`: others match that are on none."""

    lines: Sequence[_Row]
    page: int
    pages: int
    total: int
    more: bool = False

    def show(self, lines: Iterable[_Line]) -> "Page[_Line]":
        """Return the page with what is shown of its rows."""
        return Page(tuple(lines), self.page, self.pages, self.total, self.more)


@dataclass(frozen=True, slots=True)
class Following(Generic[_Row]):
    """Rows behind a cursor, for programs; `cursor`: the place to go on from, None at the
    end."""

    lines: Sequence[_Row]
    cursor: str | None


def fit_page(number: int, total: int, size: int) -> tuple[int, int]:
    """Return the number of the page that is shown, the last one if there is none of that number, and of how many."""
    pages = max(1, -(-total // size))
    return min(max(number, 1), pages), pages
