"""Reads tickets from a table: a row is a ticket, or one message of a ticket whose rows have the same key, in any order.

The file is read twice: once to count the rows of each ticket, then a ticket is complete with the last of them, so that
a table by time needs no more memory than the tickets that are open at one moment.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import BinaryIO

from desk.importing.records import (
    LONGEST_KEY,
    Clock,
    PastEntry,
    PastFile,
    PastKind,
    PastPerson,
    PastState,
    PastTicket,
    Unread,
    fold,
    read_id,
)
from desk.text.mail_address import find_address
from desk.text.spreadsheets.table_files import NoTableError, TableFile, UnclosedRow, find_columns, is_unread, open_table

LONGEST_CELL = 16 * 1024 * 1024
_SAMPLE = 256 * 1024


class PastColumn(StrEnum):
    """A column of the table."""

    KEY = "key"
    CREATED = "created"
    CLOSED = "closed"
    STATE = "state"
    SUBJECT = "subject"
    TOPIC = "topic"
    LABELS = "labels"
    NAME = "name"
    EMAIL = "email"
    TELEGRAM = "telegram_id"
    ASSIGNEE = "assignee"
    AT = "at"
    KIND = "kind"
    AUTHOR = "author"
    TEXT = "text"
    ANSWER = "answer"
    FILES = "files"


_NAMES: Mapping[PastColumn, Sequence[str]] = {
    PastColumn.KEY: ("key", "id", "number", "ticket", "ticket id", "ticket number", "#", "номер", "заявка"),
    PastColumn.CREATED: ("created", "created at", "created_at", "opened", "создана", "создано"),
    PastColumn.CLOSED: ("closed", "closed at", "closed_at", "close_at", "решена", "закрыта", "закрыто"),
    PastColumn.STATE: ("state", "status", "статус", "состояние"),
    PastColumn.SUBJECT: ("subject", "title", "тема письма", "заголовок"),
    PastColumn.TOPIC: ("topic", "category", "group", "тема", "категория"),
    PastColumn.LABELS: ("labels", "tags", "метки", "теги"),
    PastColumn.NAME: ("name", "requester", "customer", "customer name", "имя", "автор заявки", "клиент"),
    PastColumn.EMAIL: ("email", "e-mail", "customer email", "requester email", "почта"),
    PastColumn.TELEGRAM: ("telegram_id", "telegram id", "telegram"),
    PastColumn.ASSIGNEE: ("assignee", "agent", "owner", "assigned to", "исполнитель"),
    PastColumn.AT: ("at", "date", "sent at", "message date", "время", "дата"),
    PastColumn.KIND: ("kind", "type", "direction", "вид"),
    PastColumn.AUTHOR: ("author", "from", "sender", "автор"),
    PastColumn.TEXT: ("text", "message", "body", "question", "description", "текст", "вопрос", "сообщение"),
    PastColumn.ANSWER: ("answer", "reply", "resolution", "ответ"),
    PastColumn.FILES: ("files", "attachments", "файлы", "вложения"),
}
_STATES = {
    PastState.OPEN: "new open active assigned in_progress in progress reopened новая открыта в работе",
    PastState.PENDING: "pending waiting on_hold on hold pending reminder pending close отложена ожидает",
    PastState.CLOSED: "closed resolved solved done merged completed answered закрыта решена выполнена",
    PastState.CANCELLED: "cancelled canceled spam deleted rejected отменена спам",
}
_KINDS = {
    PastKind.ANSWER: "answer reply agent outgoing out staff ответ",
    PastKind.NOTE: "note internal private comment_private заметка",
}
_TWO_WORDS = ("in progress", "on hold", "pending reminder", "pending close", "в работе")


@dataclass(frozen=True, slots=True)
class _TableOnDisk(TableFile):
    """A table that is read from its file each time."""

    opener: Callable[[], BinaryIO]

    def open_content(self) -> BinaryIO:
        """Return the bytes from the beginning."""
        return self.opener()


_Row = Mapping[PastColumn, str]


def read_table(opener: Callable[[], BinaryIO], clock: Clock) -> Iterator[PastTicket | Unread]:
    """Yield the tickets of a table as they are complete, and what cannot be read. `opener`: opens the file anew."""
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        found = open_table(_take_sample(opener))
        table = _TableOnDisk(b"", found.encoding, found.separator, opener)
        counts = Counter(row.get(PastColumn.KEY, "") for _, row in _list_rows(table) if not isinstance(row, Unread))
        yield from _read_tickets(table, counts, clock)
    except NoTableError as error:
        yield Unread(
            f"line {error.line}", "no table in UTF-8, UTF-16 or a charset of Windows: nothing after it is read"
        )
    finally:
        csv.field_size_limit(usual)


def _take_sample(opener: Callable[[], BinaryIO]) -> bytes:
    """Return the beginning, and the first piece with letters beyond ASCII, which shows the encoding."""
    with opener() as file:
        head = file.read(_SAMPLE)
        more = b"" if not head.isascii() else next((one for one in iter(lambda: file.read(_SAMPLE), b"")
                                                     if not one.isascii()), b"")  # fmt: skip
    return head + more.partition(b"\n")[2]


def _list_rows(table: TableFile) -> Iterator[tuple[int, _Row | Unread]]:
    rows = table.read_rows()
    _, header = next(rows, (0, ()))
    columns = find_columns(header, _NAMES)
    if PastColumn.KEY not in columns or PastColumn.TEXT not in columns:
        lacking = [one.value for one in (PastColumn.KEY, PastColumn.TEXT) if one not in columns]
        yield 1, Unread("line 1", f"the first line names no column {' and no column '.join(lacking)}: nothing is read")
        return
    for line, cells in rows:
        where = f"line {line}"
        if isinstance(cells, UnclosedRow):
            yield line, Unread(where, "a quotation mark is never closed")
            continue
        row = table.read_cells(columns, cells)
        if not row.get(PastColumn.KEY):
            yield line, Unread(where, "no key")
        elif len(row[PastColumn.KEY]) > LONGEST_KEY:
            yield line, Unread(where, f"a key of more than {LONGEST_KEY} characters")
        elif is_unread(cells):
            yield line, Unread(where, f"letters that are none in {table.encoding}")
        else:
            yield line, row


def _read_tickets(table: TableFile, counts: Counter[str], clock: Clock) -> Iterator[PastTicket | Unread]:
    gathered: dict[str, list[tuple[int, _Row]]] = {}
    for line, row in _list_rows(table):
        if isinstance(row, Unread):
            yield row
            continue
        key = row[PastColumn.KEY]
        gathered.setdefault(key, []).append((line, row))
        if len(gathered[key]) == counts[key]:
            yield from _Ticket(key, gathered.pop(key), clock).read()


class _Ticket:
    """The rows of one ticket. What is said of the ticket itself is taken from the first row that says it."""

    def __init__(self, key: str, rows: Sequence[tuple[int, _Row]], clock: Clock) -> None:
        self._key, self._rows, self._clock = key, rows, clock
        self._where = f"line {rows[0][0]}"
        self._said: dict[PastColumn, str] = {}
        for _, row in reversed(rows):
            self._said.update(row)
        self._unread: list[Unread] = []

    def read(self) -> Iterator[PastTicket | Unread]:
        """Yield what cannot be read of it, and the ticket if it has a time and words."""
        created, closed = self._read_time(PastColumn.CREATED), self._read_time(PastColumn.CLOSED)
        entries = sorted(self._read_entries(created), key=lambda one: one.at)
        state = self._read_state(is_closed=closed is not None)
        yield from self._unread
        if not entries:
            yield Unread(self._where, f"{self._key}: no message with a time")
            return
        assignee = self._said.get(PastColumn.ASSIGNEE)
        yield PastTicket(
            self._key, self._where, min(created or entries[0].at, entries[0].at), self._read_requester(), entries,
            state, closed, self._said.get(PastColumn.SUBJECT, ""), self._said.get(PastColumn.TOPIC, ""),
            [one.strip() for one in self._said.get(PastColumn.LABELS, "").replace(";", ",").split(",") if one.strip()],
            PastPerson(assignee, read_id(assignee)) if assignee else None,
        )  # fmt: skip

    def _read_time(self, column: PastColumn) -> datetime | None:
        said = self._said.get(column)
        at = self._clock.read(said)
        if said and at is None:
            self._unread.append(Unread(self._where, f"{column.value}: “{said[:40]}” is no time"))
        return at

    def _read_requester(self) -> PastPerson:
        address = self._said.get(PastColumn.EMAIL, "")
        email = find_address(address)
        if address and email is None:
            self._unread.append(Unread(self._where, f"email: “{address[:60]}” is no address"))
        telegram = self._said.get(PastColumn.TELEGRAM, "")
        name = self._said.get(PastColumn.NAME, "") or (email or "").partition("@")[0]
        return PastPerson(name, read_id(telegram), email, email or name or None)

    def _read_state(self, *, is_closed: bool) -> PastState:
        said = fold(self._said.get(PastColumn.STATE, ""))
        for state, words in _STATES.items():
            if said and (said in words.split() or (said in _TWO_WORDS and said in words)):
                return state
        if said and not is_closed:
            self._unread.append(Unread(self._where, f"state “{said[:40]}” is not known: taken as closed"))
        return PastState.CLOSED

    def _read_entries(self, created: datetime | None) -> Iterator[PastEntry]:
        at = created
        for line, row in self._rows:
            said = row.get(PastColumn.AT)
            at = self._clock.read(said) or at
            if said and self._clock.read(said) is None:
                of_other = "" if at is None else ": it has that of the one before"
                self._unread.append(Unread(f"line {line}", f"“{said[:40]}” is no time{of_other}"))
            files = [PastFile(one.rpartition("/")[2], one) for one in _split_files(row.get(PastColumn.FILES, ""))]
            if at is not None and (row.get(PastColumn.TEXT) or files):
                yield self._make_entry(row, at, files)
            if at is not None and row.get(PastColumn.ANSWER):
                closed = self._clock.read(row.get(PastColumn.CLOSED))
                author = PastPerson(row.get(PastColumn.ASSIGNEE, ""))
                yield PastEntry(max(closed or at, at), PastKind.ANSWER, row[PastColumn.ANSWER], author)

    def _make_entry(self, row: _Row, at: datetime, files: Sequence[PastFile]) -> PastEntry:
        said = fold(row.get(PastColumn.KIND, ""))
        kind = next((kind for kind, words in _KINDS.items() if said and said in words.split()), PastKind.QUESTION)
        author = PastPerson(row.get(PastColumn.AUTHOR, ""))
        if not author.name and kind is PastKind.ANSWER:
            author = replace(author, name=self._said.get(PastColumn.ASSIGNEE, ""))
        return PastEntry(at, kind, row.get(PastColumn.TEXT, ""), author, files)


def _split_files(said: str) -> list[str]:
    return [one.strip() for one in chain.from_iterable(line.split(";") for line in said.splitlines()) if one.strip()]
