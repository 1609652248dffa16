"""Tables as spreadsheets save them: CSV in any encoding and with any separator, and what is in their cells. Pure."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from desk.errors import Refused
from desk.text.charsets import guess_charset
from desk.text.masking.separators import BLANKS, UNSEEN
from desk.text.spreadsheets.formula_guard import strip_guard

_Column = TypeVar("_Column", bound=str)

_PIECE = 1024 * 1024
_SAMPLE = 10_000
_SEPARATORS = ";,\t|"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_NO_TABLE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
"""How a workbook or another file begins that is no text."""
_SAID_SEPARATOR = re.compile(r'^"?sep=(.)"?$', re.IGNORECASE)
_UNREAD = re.compile("[\udc80-\udcff]")
_AS_TEXT = re.compile(r'^=(?:"((?:[^"]|"")*)"|(\+?\d[\d ()-]*))$', re.DOTALL)
_MARKED_TEXT = re.compile(r"^'(?=[\d+(])")
_ROUNDED = re.compile(r"^[+-]?\d+(?:[.,]\d+)?[eEеЕ][+-]?\d+$")
_POINT_ZERO = re.compile(r"(?<=\d)[.,]0+$")
_EDGES = rf"[\s{UNSEEN}]+"
_TRIM = re.compile(rf"^{_EDGES}|{_EDGES}$")


class NoTableError(ValueError):
    """The file cannot be read as a table; `line`: where, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class UnclosedRow(tuple[str, ...]):
    """The cells of a line with a quote that no other closes, as far as they can be told apart."""

    __slots__ = ()


class _Taken:
    """Lines that are read one by one: those since the last record, and whether there are no more."""

    def __init__(self, text: Iterable[str]) -> None:
        self.lines: list[str] = []
        self.ended = False
        self._text = iter(text)

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.lines.append(line)
            yield line
        self.ended = True


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table whose encoding and separator were found."""

    content: bytes
    encoding: str
    separator: str

    def open_content(self) -> BinaryIO:
        """Return the bytes from the beginning."""
        return io.BytesIO(self.content)

    def read_rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the rows that are not empty, with the numbers of their last lines from 1. Letters that are none in the
        file's encoding stay, for `is_unread`. A line whose quote is never closed is an `UnclosedRow`: it does not
        swallow those below. Raises NoTableError."""
        errors = "replace" if self.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
        with io.TextIOWrapper(self.open_content(), self.encoding, errors=errors, newline="") as text:
            yield from self._read_filled(text)

    def _read_filled(self, text: Iterable[str]) -> Iterator[tuple[int, Sequence[str]]]:
        is_first = True
        for number, cells in self._read_records((line.replace("\0", "") for line in text), 0):
            if any(_trim(cell) for cell in cells):
                if not (is_first and _find_said(self.separator.join(cells))):
                    yield number, cells
                is_first = False

    def _read_records(self, text: Iterable[str], before: int) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield what is between line ends that no quote holds; `before`: how many lines were read already."""
        taken = _Taken(text)
        reader = csv.reader(taken, delimiter=self.separator)
        try:
            for cells in reader:
                lines, taken.lines = taken.lines, []
                if not taken.ended:
                    yield before + reader.line_num, cells
                    continue
                first = before + reader.line_num - len(lines) + 1  # the file ended within a quote that begins here
                yield first, UnclosedRow(lines[0].split(self.separator))
                yield from self._read_records(lines[1:], first)
        except csv.Error:
            raise NoTableError(before + reader.line_num) from None

    def read_cells(self, columns: Mapping[_Column, int], cells: Sequence[str]) -> dict[_Column, str]:
        """Return what a row says in these columns, without its empty cells; behind a guard of our own everything is as
        it was."""
        said = {column: self._read(cells[place]) for column, place in columns.items() if place < len(cells)}
        return {column: text for column, text in said.items() if text}

    def _read(self, cell: str) -> str:
        said = cell.strip()
        unguarded = strip_guard(said, self.separator)
        return read_cell(said) if unguarded == said else unguarded


def find_columns(header: Sequence[str], names: Mapping[_Column, Collection[str]]) -> dict[_Column, int]:
    """Return the place of each column that the header has, by the `names` it may have, in any case."""
    places = {_fold(name): place for place, name in reversed(list(enumerate(header)))}
    found: dict[_Column, int] = {}
    for column, known in names.items():
        place = next((places[name] for name in sorted(map(_fold, known)) if name in places), None)
        if place is not None:
            found[column] = place
    return found


def _fold(name: str) -> str:
    return " ".join(name.replace("\ufeff", "").casefold().split())


def open_table(content: bytes, *, otherwise: str = "cp1251") -> TableFile:
    """Find out how the table is written. `otherwise`: the encoding of one that is mostly no UTF-8 and looks like none.
    Raises NoTableError for a workbook and for other files that are no text."""
    if content.startswith(_NO_TABLE):
        raise NoTableError(1)
    encoding = _find_encoding(content, otherwise)
    sample = content[:_SAMPLE].decode(encoding, "replace")
    first = next((line for line in re.split(r"[\r\n]+", sample.lstrip("\ufeff")) if _trim(line)), "")
    return TableFile(content, encoding, _find_said(first) or max(_SEPARATORS, key=first.count))


def open_with_header(content: bytes, most_bytes: int) -> tuple[TableFile, list[str]]:
    """Return an import's table and the names of its columns. Raises Refused if it is too large or no table."""
    if len(content) > most_bytes:
        raise Refused("import-too-large", mb=most_bytes // 1024 // 1024)
    try:
        table = open_table(content)
        return table, [read_cell(name) for name in next(table.read_rows(), (0, ()))[1]]
    except NoTableError as error:
        raise Refused("import-not-csv", line=error.line) from None


def read_below_header(table: TableFile, most_lines: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of an import below its header, with their line numbers. Raises Refused for too many rows, and
    where it is no table."""
    rows = table.read_rows()
    next(rows)
    try:
        for count, row in enumerate(rows):
            if count >= most_lines:
                raise Refused("import-too-long", most=most_lines)
            yield row
    except NoTableError as error:
        raise Refused("import-not-csv", line=error.line) from None


def _find_said(line: str) -> str | None:
    """Return the separator that a line such as "sep=;" names."""
    found = _SAID_SEPARATOR.match(_trim(line)) or _SAID_SEPARATOR.match(line.strip("\r\n"))
    return found[1] if found is not None else None


def _find_encoding(content: bytes, otherwise: str) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    high, low = content[:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
    if max(high, low) > min(len(content), _SAMPLE) / 20:
        return "utf-16-be" if high > low else "utf-16-le"
    read, unread = _count_letters(content)
    if not unread or read >= unread or content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return guess_charset(content) or otherwise


def _count_letters(content: bytes) -> tuple[int, int]:
    """Return how many letters beyond ASCII the content has as UTF-8, and how many bytes that are none."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    beyond = unread = 0
    for at in range(0, max(len(content), 1), _PIECE):
        text = decoder.decode(content[at : at + _PIECE], final=at + _PIECE >= len(content))
        wrong = len(_UNREAD.findall(text))
        beyond, unread = beyond + sum(sign > "\x7f" for sign in text) - wrong, unread + wrong
    return beyond, unread


def is_unread(cells: Sequence[str]) -> bool:
    """Return True if a cell has letters that are none in the file's encoding."""
    return any(_UNREAD.search(cell) for cell in cells)


def read_cell(cell: str) -> str:
    """Return what is in a cell: a text that was kept as one by `="…"`, without that."""
    said = _trim(cell)
    found = _AS_TEXT.match(said)
    return _trim((found[1] or found[2] or "").replace('""', '"')) if found is not None else said


def read_number(cell: str) -> str:
    """Return a number as somebody would type it: without an apostrophe before it, signs that nobody sees, and the ".0"
    of a program that has saved it as one with a fraction."""
    said = _MARKED_TEXT.sub("", read_cell(cell))
    return _POINT_ZERO.sub("", re.sub(rf"[{BLANKS}]+", " ", said))


def is_rounded(cell: str) -> bool:
    """Return True for a number such as 2.74062E+08: the spreadsheet has not saved all its digits."""
    return _ROUNDED.match(cell) is not None


def _trim(cell: str) -> str:
    return _TRIM.sub("", cell)
