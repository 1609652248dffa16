"""The attendance of an event, from a file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.text.spreadsheets import table_files
from desk.text.spreadsheets.table_files import NoTableError

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 100_000
MOST_ATTENDANCE = 10_000_000
_LONGEST_CELL = 100
_EVENT, _NUMBER, _PERSON = "event", "attendance", "participant"
_COLUMNS = 2
_SHAPES = (frozenset({_EVENT, _NUMBER}), frozenset({_EVENT, _PERSON}))


class AttendanceWrongError(ValueError):
    """The file cannot be read; `key` and `args` say what would be right, and in which line."""

    def __init__(self, key: str, **args: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.args_ = args


@dataclass(frozen=True, slots=True)
class Attendance:
    """By event id: how many take part, and who, if the file names them."""

    numbers: Mapping[int, int]
    participants: Mapping[int, frozenset[str]]


def read_file(content: bytes, events: Mapping[str, int]) -> Attendance:
    """Read a file; `events` are ids by short name or platform's id, in lower case. Raises AttendanceWrongError."""
    rows = _rows(content)
    if not rows:
        raise AttendanceWrongError("attendance-columns")
    header = [name.strip().lower() for name in rows[0][1]]
    if frozenset(header) not in _SHAPES or len(header) != _COLUMNS:
        raise AttendanceWrongError("attendance-columns")
    event, value = header.index(_EVENT), 1 - header.index(_EVENT)
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for line, cells in rows[1:]:
        if len(cells) != _COLUMNS:
            raise AttendanceWrongError("attendance-cells", line=line, n=len(cells))
        name, said = cells[event].strip(), cells[value].strip()
        if name.casefold() not in events:
            raise AttendanceWrongError("attendance-unknown-event", line=line, name=name[:_LONGEST_CELL])
        found[events[name.casefold()]].append((line, said))
    if not found:
        raise AttendanceWrongError("attendance-empty")
    return _people(found) if _PERSON in header else _numbers(found)


def _rows(content: bytes) -> list[tuple[int, Sequence[str]]]:
    """Return the lines that are not empty, with their numbers from 1."""
    if len(content) > MOST_BYTES:
        raise AttendanceWrongError("attendance-too-large")
    rows: list[tuple[int, Sequence[str]]] = []
    try:
        for line, read in table_files.open_table(content, otherwise="utf-8-sig").read_rows():
            if table_files.is_unread(read):
                raise AttendanceWrongError("attendance-not-utf8", line=line)
            cells = [table_files.read_cell(cell) for cell in read]
            while len(cells) > _COLUMNS and not cells[-1]:  # as spreadsheets end their lines
                cells.pop()
            rows.append((line, cells))
            if len(rows) > MOST_LINES + 1:
                raise AttendanceWrongError("attendance-too-large")
    except NoTableError as error:
        raise AttendanceWrongError("attendance-cells", line=error.line, n=0) from None
    return rows


def _numbers(found: Mapping[int, Sequence[tuple[int, str]]]) -> Attendance:
    numbers = {}
    for event_id, said in found.items():
        for line, number in said:
            if not (number.isascii() and number.isdigit() and len(number) < 9 and int(number) <= MOST_ATTENDANCE):
                raise AttendanceWrongError("attendance-number", line=line)
        if len(said) > 1:
            raise AttendanceWrongError("attendance-twice", line=said[1][0])
        numbers[event_id] = int(said[0][1])
    return Attendance(numbers, {})


def _people(found: Mapping[int, Sequence[tuple[int, str]]]) -> Attendance:
    for said in found.values():
        for line, person in said:
            if not 0 < len(person) <= _LONGEST_CELL:
                raise AttendanceWrongError("attendance-person", line=line)
    people = {event_id: frozenset(person for _, person in said) for event_id, said in found.items()}
    return Attendance({event_id: len(ids) for event_id, ids in people.items()}, people)
