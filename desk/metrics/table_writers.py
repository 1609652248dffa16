"""Write rows to a file: CSV that a spreadsheet opens as it is, or JSON. Knows no table. CSV: UTF-8 with a byte order
mark, semicolons if the language writes decimals with a comma, and an apostrophe before text that a spreadsheet would
take for a formula."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Protocol
from zoneinfo import ZoneInfo

from desk.metrics.exports import ExportFormat
from desk.text.spreadsheets.formula_guard import guard_cell, keep_apostrophe

_DECIMAL_COMMA = frozenset({"ru"})


@dataclass(frozen=True, slots=True)
class FileStyle:
    """How files are written: their format, the readers' language, the time zone."""

    format: ExportFormat
    language: str
    zone: ZoneInfo


class RowWriter(Protocol):
    """Writes the rows of one table."""

    def write_row(self, values: Sequence[Any]) -> None:
        """Write one row."""

    def finish_table(self) -> None:
        """Finish the table."""


class CsvWriter:
    """A table as CSV: a line of names, then a line for each row; times in the desk's zone, without their offset."""

    def __init__(self, to: IO[bytes], columns: Sequence[str], style: FileStyle) -> None:
        self._style = style
        self._words = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
        self._comma = style.language in _DECIMAL_COMMA
        self._separator = ";" if self._comma else ","
        self._lines = csv.writer(self._words, delimiter=self._separator)
        self.write_row(columns)

    def write_row(self, values: Sequence[Any]) -> None:
        self._lines.writerow([self._cell(value) for value in values])

    def finish_table(self) -> None:
        """Write everything to the file, which stays open."""
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
            return guard_cell(value, self._separator)
        return value


def write_texts(rows: Sequence[Sequence[str]], language: str) -> bytes:
    """Return a CSV file of texts, the names of its columns first, which an import reads back as they are."""
    to = io.BytesIO()
    writer = CsvWriter(to, rows[0], FileStyle(ExportFormat.CSV, language, ZoneInfo("UTC")))
    for row in rows[1:]:
        writer.write_row([keep_apostrophe(cell) for cell in row])
    writer.finish_table()
    return to.getvalue()


class JsonWriter:
    """A table as a JSON array, with an object for each row, a line each."""

    def __init__(self, to: IO[bytes], columns: Sequence[str]) -> None:
        self._to = to
        self._columns = columns
        self._before = b"[\n"

    def write_row(self, values: Sequence[Any]) -> None:
        said = json.dumps(dict(zip(self._columns, map(_plain, values), strict=True)), ensure_ascii=False)
        self._to.write(self._before + said.encode())
        self._before = b",\n"

    def finish_table(self) -> None:
        """Close the array."""
        self._to.write((b"[" if self._before == b"[\n" else b"\n") + b"]\n")


def make_writer(to: IO[bytes], columns: Sequence[str], style: FileStyle) -> RowWriter:
    """Return the writer of a table to this file."""
    return CsvWriter(to, columns, style) if style.format is ExportFormat.CSV else JsonWriter(to, columns)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
