"""Draws a table on paper: pages of A4 as PDF, with its text as text. Cyrillic is in the library's own font."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

_A4 = (8.27, 11.69)
_LINES_ON_A_PAGE = 44
_LONGEST = 44  # characters of a line in the wide column
_LEFT = (0.08, 0.22)
_RIGHT = (0.76, 0.92)
_TOP, _STEP = 0.86, 0.0178
_INK, _MUTED = "#1f2328", "#6e7781"


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A title and rows of four columns: the first two begin at the left, the others are amounts. `page`: the word
    before a page's number."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, str, str, str]]
    page: str


def render_pdf(table: PaperTable) -> bytes:
    """Return the document; a long description continues on further lines."""
    lines = [line for row in table.rows for line in _split_row(row)]
    starts = range(0, max(len(lines), 1), _LINES_ON_A_PAGE)
    written = io.BytesIO()
    with matplotlib.rc_context({"pdf.fonttype": 42}), PdfPages(written) as pages:
        for number, start in enumerate(starts, start=1):
            page = f"{table.page} {number} / {len(starts)}"
            pages.savefig(_draw_page(table, lines[start : start + _LINES_ON_A_PAGE], page))
    return written.getvalue()


def _split_row(row: tuple[str, str, str, str]) -> list[tuple[str, str, str, str]]:
    first, *more = textwrap.wrap(row[1], _LONGEST) or [""]
    return [(row[0], first, row[2], row[3]), *(("", line, "", "") for line in more)]


def _draw_page(table: PaperTable, lines: Sequence[tuple[str, ...]], page: str) -> Figure:
    figure = Figure(figsize=_A4)
    title = "\n".join(textwrap.wrap(table.title, 60)[:2])
    figure.text(_LEFT[0], 0.95, title, size=14, weight="bold", color=_INK, va="top", parse_math=False)
    _draw_line(figure, table.heads, _TOP + 1.5 * _STEP, weight="bold", color=_MUTED)
    for place, line in enumerate(lines):
        _draw_line(figure, line, _TOP - place * _STEP, weight="normal", color=_INK)
    figure.text(_RIGHT[1], 0.03, page, size=8, color=_MUTED, ha="right", parse_math=False)
    return figure


def _draw_line(figure: Figure, cells: Sequence[str], y: float, *, weight: str, color: str) -> None:
    how: dict[str, Any] = {"size": 9, "weight": weight, "color": color, "parse_math": False}
    for x, cell in zip(_LEFT, cells[:2], strict=True):
        figure.text(x, y, cell, ha="left", **how)
    for x, cell in zip(_RIGHT, cells[2:], strict=True):
        figure.text(x, y, cell, ha="right", **how)
