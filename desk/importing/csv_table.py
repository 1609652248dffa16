"""Reads tickets from a table: a row is a ticket, or one message of a ticket whose rows have the same key, in any order.

The file is read twice: once to count the rows of each ticket, then a ticket is complete with the last of them, so that
a table by time needs no more memory than the tickets that are open at one moment.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
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
    list_meanings,
    name_left_out,
    read_id,
)
from desk.text.html_text import MARKS, list_lines
from desk.text.mail_address import LONGEST_MAIL_ID, find_address
from desk.text.spreadsheets.table_files import (
    NoTableError,
    TableFile,
    UnclosedRow,
    find_columns,
    is_rounded,
    is_unread,
    open_table,
)

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
    MAIL = "message_id"


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
    PastColumn.MAIL: ("message_id", "message id", "message-id"),
}
_STATES = {
    PastState.OPEN: "new open active assigned in_progress in progress reopened новая открыта в работе",
    PastState.PENDING: "pending waiting on_hold on hold pending reminder pending close отложена ожидает",
    PastState.CLOSED: "closed resolved solved done merged completed answered закрыта решена выполнена",
    PastState.CANCELLED: "cancelled canceled spam deleted rejected отменена спам",
}
_KINDS = {
    PastKind.QUESTION: "question comment message public request incoming in requester customer client user end-user "
    "вопрос сообщение комментарий клиент заявитель",
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


_Row = Mapping[str, str]
_Rows = list[tuple[int, _Row]]
_OF_TICKET = (PastColumn.CREATED, PastColumn.STATE, PastColumn.SUBJECT, PastColumn.TOPIC, PastColumn.LABELS)


@dataclass(slots=True)
class _Survey:
    """Counts what only the whole table tells: the rows of a key; whether long keys are whole, as a spreadsheet saves 0
    for each digit behind the fifteenth; whether a column writes the month or the day first; what is left out."""

    rows: Counter[str] = field(default_factory=Counter)
    keeps_digits: bool = False
    orders: dict[str, set[bool]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    has_customers: bool = False
    """A kind is "customer", as FreeScout and Help Scout have it: their "message" is of the team."""

    def add(self, row: _Row) -> None:
        """Look at the next row."""
        key = row[PastColumn.KEY]
        self.rows[key] += 1
        self.keeps_digits |= _LONG.fullmatch(key) is not None and not _ZEROS.fullmatch(key)
        self.left_out.update(row.keys() - set(PastColumn))
        self.has_customers |= fold(row.get(PastColumn.KIND, "")) == "customer"
        for column in _TIMES & row.keys():
            if len(orders := list_meanings(row[column])) == 1:
                self.orders.setdefault(column, set()).update(orders)

    def is_rounded(self, key: str) -> bool:
        """Return True for a key that has lost its last digits to a spreadsheet."""
        return is_rounded(key) or (not self.keeps_digits and _ZEROS.fullmatch(key) is not None)

    def choose_clocks(self, clock: Clock) -> dict[str, Clock]:
        """Return what reads the times of each column."""
        known = {column: min(one) for column, one in self.orders.items() if len(one) == 1}
        return {one: replace(clock, month_first=known.get(one)) for one in _TIMES}


_TIMES = {PastColumn.AT, PastColumn.CREATED, PastColumn.CLOSED}
_LONG, _ZEROS = re.compile(r"\d{16,}", re.ASCII), re.compile(r"[1-9]\d{14}0+(?:[.,]0+)?", re.ASCII)


def read_pages(past: PastTicket) -> PastTicket:
    """Return a ticket whose messages are HTML with the words that a reader of them sees."""
    said = ["\n".join(MARKS.sub("", line) for line in list_lines(one.text)) for one in past.entries]
    return replace(past, entries=[replace(one, text=words) for one, words in zip(past.entries, said, strict=True)])


def read_table(opener: Callable[[], BinaryIO], clock: Clock) -> Iterator[PastTicket | Unread]:
    """Yield the tickets of a table as they are complete, and what cannot be read. `opener`: opens the file anew."""
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        found = open_table(_take_sample(opener))
        table, survey = _TableOnDisk(b"", found.encoding, found.separator, opener), _Survey()
        for _, row in _list_rows(table):
            if not isinstance(row, Unread):
                survey.add(row)
        yield from _read_tickets(table, survey, clock)
        yield from name_left_out(survey.left_out)
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
    known = find_columns(header, _NAMES)
    others = {f"column {name.strip() or at + 1}": at for at, name in enumerate(header) if at not in known.values()}
    columns: dict[str, int] = {**others, **{str(one): at for one, at in known.items()}}
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
        if more := len([one for one in cells[len(header) :] if one.strip()]):
            yield line, Unread(where, f"{more} cells more than the first line has: left out")
        if not row.get(PastColumn.KEY):
            yield line, Unread(where, "no key")
        elif len(row[PastColumn.KEY]) > LONGEST_KEY:
            yield line, Unread(where, f"a key of more than {LONGEST_KEY} characters")
        elif is_unread(cells):
            yield line, Unread(where, f"letters that are none in {table.encoding}")
        else:
            yield line, row


def _read_tickets(table: TableFile, survey: _Survey, clock: Clock) -> Iterator[PastTicket | Unread]:
    gathered: dict[str, _Rows] = {}
    clocks = survey.choose_clocks(clock)
    for line, row in _list_rows(table):
        if isinstance(row, Unread):
            yield row
            continue
        key = row[PastColumn.KEY]
        is_of_team = survey.has_customers and fold(row.get(PastColumn.KIND, "")) == "message"
        if survey.is_rounded(key):
            why = (
                "was rounded by a spreadsheet, so that others have the same: make its column text there, save it again"
            )
            yield Unread(f"line {line}", f"key “{key}” {why}")
            continue
        gathered.setdefault(key, []).append((line, {**row, PastColumn.KIND: PastKind.ANSWER} if is_of_team else row))
        if len(gathered[key]) == survey.rows[key]:
            yield from _part(key, gathered.pop(key), clocks)


def _part(key: str, rows: _Rows, clocks: Mapping[str, Clock]) -> Iterator[PastTicket | Unread]:
    """Yield a ticket for each person whom questions under this key name. With one of them goes what names nobody."""
    people: list[tuple[str, ...]] = []
    for _, row in rows:
        who = _name_person(row)
        at = next((at for at, one in enumerate(people) if _agree(one, who)), None)
        if at is not None:
            people[at] = tuple(one or other for one, other in zip(people[at], who, strict=True))
        elif any(who) and _read_kind(row) is PastKind.QUESTION:
            people.append(who)
    theirs: list[_Rows] = [[] for _ in people or rows[:1]]
    for line, row in rows:
        at = next((at for at, one in enumerate(people) if _agree(one, _name_person(row))), None)
        if at is None and len(theirs) > 1:
            yield Unread(
                f"line {line}", f"names nobody, and rows with its key {key} name {len(theirs)} people: left out"
            )
            continue
        theirs[at or 0].append((line, row))
    for number, of_one in enumerate(theirs):
        if number:
            before = f"key {key} is that of another person's in line {theirs[0][0][0]}, too"
            yield Unread(f"line {of_one[0][0]}", f"{before}: comes apart")
        mark = (
            sha256("\0".join(people[number]).encode("utf-8", "replace")).hexdigest()[:8] if number or theirs[1:] else ""
        )
        yield from _Ticket(f"{key} ({mark})" if mark else key, of_one, clocks).read()


def _name_person(row: _Row) -> tuple[str, ...]:
    """Return what a row says of its requester, what tells people apart best first."""
    return tuple(fold(row.get(one, "")) for one in (PastColumn.TELEGRAM, PastColumn.EMAIL, PastColumn.NAME))


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    return next((mine == theirs for mine, theirs in zip(one, other, strict=True) if mine and theirs), False)


def _read_kind(row: _Row) -> PastKind | None:
    said = fold(row.get(PastColumn.KIND, "")) or PastKind.QUESTION.value
    return next((kind for kind, words in _KINDS.items() if said in words.split()), None)


class _Ticket:
    """The rows of one ticket. What is said of the ticket itself is taken from the first row that says it."""

    def __init__(self, key: str, rows: _Rows, clocks: Mapping[str, Clock]) -> None:
        self._key, self._rows, self._clocks = key, rows, clocks
        self._where = f"line {rows[0][0]}"
        self._said: dict[str, str] = {}
        for _, row in reversed(rows):
            self._said.update(row)
        self._unread = [
            Unread(self._where, f"{one.value}: its rows say more than one thing, the first counts")
            for one in _OF_TICKET if any(row.get(one, self._said.get(one)) != self._said.get(one) for _, row in rows)
        ]  # fmt: skip

    def read(self) -> Iterator[PastTicket | Unread]:
        """Yield what cannot be read of it, and the ticket if it has a time and words."""
        created, closed = self._read_time(PastColumn.CREATED), self._read_time(PastColumn.CLOSED)
        entries = sorted(self._read_entries(created), key=lambda one: one.at)
        state, requester = self._read_state(is_closed=closed is not None), self._read_requester()
        yield from self._unread
        if not entries:
            yield Unread(self._where, f"{self._key}: no message with a time")
            return
        assignee = self._said.get(PastColumn.ASSIGNEE)
        yield PastTicket(
            self._key, self._where, min(created or entries[0].at, entries[0].at), requester, entries,
            state, closed, self._said.get(PastColumn.SUBJECT, ""), self._said.get(PastColumn.TOPIC, ""),
            [one.strip() for one in self._said.get(PastColumn.LABELS, "").replace(";", ",").split(",") if one.strip()],
            PastPerson(assignee, read_id(assignee)) if assignee else None,
        )  # fmt: skip

    def _read_time(self, column: PastColumn) -> datetime | None:
        said = self._said.get(column)
        at = self._clocks[column].read(said)
        if said and at is None:
            self._unread.append(Unread(self._where, f"{column.value}: {self._clocks[column].refuse(said)}"))
        return at

    def _read_requester(self) -> PastPerson:
        address = self._said.get(PastColumn.EMAIL, "")
        email = find_address(address)
        if address and email is None:
            self._unread.append(Unread(self._where, f"email: “{address[:60]}” is no address"))
        telegram = self._said.get(PastColumn.TELEGRAM, "")
        if telegram and read_id(telegram) is None:
            self._unread.append(Unread(self._where, f"telegram_id: “{telegram[:40]}” is no id that Telegram has given"))
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
        at, clock = created, self._clocks[PastColumn.AT]
        for line, row in self._rows:
            said = row.get(PastColumn.AT)
            read = clock.read(said)
            at = read or at
            if said and read is None:
                of_other = "" if at is None else ": it has that of the one before"
                self._unread.append(Unread(f"line {line}", f"{clock.refuse(said)}{of_other}"))
            if at is None:
                self._unread.append(Unread(f"line {line}", "no time, nor any before it: left out"))
                continue
            kind = _read_kind(row)
            if kind is None:
                said = row[PastColumn.KIND][:40]
                self._unread.append(Unread(f"line {line}", f"kind “{said}” is not known: left out"))
                continue
            files = [PastFile(one.rpartition("/")[2], one) for one in _split_files(row.get(PastColumn.FILES, ""))]
            if row.get(PastColumn.TEXT) or files:
                yield self._make_entry(row, kind, at, files)
            if answer := row.get(PastColumn.ANSWER):
                closed = self._clocks[PastColumn.CLOSED].read(row.get(PastColumn.CLOSED))
                author = PastPerson(row.get(PastColumn.ASSIGNEE, ""))
                yield PastEntry(max(closed or at, at), PastKind.ANSWER, answer, author)

    def _make_entry(self, row: _Row, kind: PastKind, at: datetime, files: Sequence[PastFile]) -> PastEntry:
        author = PastPerson(row.get(PastColumn.AUTHOR, ""))
        if not author.name and kind is PastKind.ANSWER:
            author = replace(author, name=self._said.get(PastColumn.ASSIGNEE, ""))
        mail = row.get(PastColumn.MAIL, "").strip("<> ")[:LONGEST_MAIL_ID]
        return PastEntry(at, kind, row.get(PastColumn.TEXT, ""), author, files, mail=mail)


def _split_files(said: str) -> list[str]:
    return [one.strip() for one in chain.from_iterable(line.split(";") for line in said.splitlines()) if one.strip()]
