"""Rows into a file: CSV that a spreadsheet opens as it is, or JSON. Knows no table.

CSV: UTF-8 with a byte order mark, semicolons where the language writes decimals with a comma, and an apostrophe before
text that a spreadsheet would take for a formula (OWASP, "CSV injection", read 2026-11): at its beginning, and behind
what another spreadsheet than the reader's parts cells by.
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Protocol
from zoneinfo import ZoneInfo

from desk.metrics.exports import ExportFormat

_SIGN = "=+\\-@＝＋－＠"
_FORMULA = rf"^(?=[{_SIGN}\t\r\n])|(?:{{other}}|(?<=\S)[\t\r\n])[\s'\"]*(?=[{_SIGN}])"
"""Where a formula would begin; `other`: what parts cells in another language's spreadsheet."""
_DECIMAL_COMMA = frozenset({"ru"})


@dataclass(frozen=True, slots=True)
class FileStyle:
    """How files are written: their format, for readers of which language, in which time zone."""

    format: ExportFormat
    language: str
    zone: ZoneInfo


class RowWriter(Protocol):
    """Takes the rows of one table, then its end."""

    def row(self, values: Sequence[Any]) -> None:
        """One more."""

    def end(self) -> None:
        """There are no more."""


class CsvWriter:
    """A table as CSV: a line of names, then a line a row; times in the desk's zone, without their offset."""

    def __init__(self, to: IO[bytes], columns: Sequence[str], style: FileStyle) -> None:
        self._style = style
        self._comma = style.language in _DECIMAL_COMMA
        self._words = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
        self._lines = csv.writer(self._words, delimiter=";" if self._comma else ",")
        self._formula = re.compile(_FORMULA.format(other="," if self._comma else ";"))
        self.row(columns)

    def row(self, values: Sequence[Any]) -> None:
        """A line."""
        self._lines.writerow([self._cell(value) for value in values])

    def end(self) -> None:
        """All of it is in the file, which stays open."""
        self._words.detach()

    def _cell(self, value: object) -> object:
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, float):
            said = f"{value:.4f}".rstrip("0").rstrip(".")
            return said.replace(".", ",") if self._comma else said
        if isinstance(value, datetime):
            return value.astimezone(self._style.zone).strftime("%Y-%m-%d %H:%M:%S")
        if isinstance(value, str):
            return self._formula.sub(r"\g<0>'", value)
        return value


class JsonWriter:
    """A table as a JSON array, an object a row, a line each."""

    def __init__(self, to: IO[bytes], columns: Sequence[str]) -> None:
        self._to = to
        self._columns = columns
        self._before = b"[\n"

    def row(self, values: Sequence[Any]) -> None:
        """An object."""
        said = json.dumps(dict(zip(self._columns, map(_plain, values), strict=True)), ensure_ascii=False)
        self._to.write(self._before + said.encode())
        self._before = b",\n"

    def end(self) -> None:
        """The array is closed."""
        self._to.write((b"[" if self._before == b"[\n" else b"\n") + b"]\n")


def writer(to: IO[bytes], columns: Sequence[str], style: FileStyle) -> RowWriter:
    """Who writes a table into this file."""
    return CsvWriter(to, columns, style) if style.format is ExportFormat.CSV else JsonWriter(to, columns)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
