"""Shows a list one page at a time, with the buttons to turn it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from aiogram.filters.callback_data import CallbackData

from bot.views import Reader, Row, keyboards
from desk.listing import fit_page

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ShownPage(Generic[_T]):
    """The lines on page `number` of `count`; `said`: which page it is, empty for the only one; `turning`: the buttons
    to its neighbours."""

    shown: Sequence[_T]
    number: int
    count: int
    said: str
    turning: tuple[Row, ...]


def cut_shown_page(
    reader: Reader, everything: Sequence[_T], number: int, size: int, to: Callable[[int], CallbackData]
) -> ShownPage[_T]:
    """Return a page of so many lines; the last one if the number is too high. `to`: the press that shows a page."""
    number, count = fit_page(number, len(everything), size)
    return ShownPage(
        everything[(number - 1) * size : number * size],
        number,
        count,
        format_page_number(reader, number, count),
        keyboards.make_page_buttons(reader, number, count, to),
    )


def format_page_number(reader: Reader, page: int, pages: int) -> str:
    """Return “page 1 of 2”, or nothing if there is only one page."""
    return reader.say("list-pages", page=page, pages=pages) if pages > 1 else ""
