"""Tickets of the past, as an import reads them from any format, and what could not be read. Knows no table."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from enum import StrEnum

from desk.text import clean_text, strip_invisible

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Times before this are mistakes: each day from the first ticket on has figures."""
LARGEST_ID = 10**10
"""Telegram has given people no id above this (2026-11); most numbers of telephones are."""
LONGEST_KEY = 200
_MOST_NAMES = 100


class PastKind(StrEnum):
    """The kind of a message: by the requester, by the team to them, by the team for itself."""

    QUESTION = "question"
    ANSWER = "answer"
    NOTE = "note"


class PastState(StrEnum):
    """The state of a ticket at its old place."""

    OPEN = "open"
    PENDING = "pending"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PastPerson:
    """A person as the source names them. `key`: what tells them apart there, the name where it has nothing better."""

    name: str = ""
    telegram_id: int | None = None
    email: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class PastFile:
    """A file of a message: its path below the folder of the export, None where the export has only its name."""

    name: str
    path: str | None = None
    mime: str | None = None
    kind: str | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class PastEntry:
    """A message of a ticket. `mail`: the Message-ID of the mail that it was, without its brackets."""

    at: datetime
    kind: PastKind
    text: str
    author: PastPerson = PastPerson()
    files: Sequence[PastFile] = ()
    forwarded_from: str | None = None
    mail: str = ""


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket with its messages in order, at least one. `key`: what it is called in the source; `where`: its place in
    the file, for people."""

    key: str
    where: str
    created_at: datetime
    requester: PastPerson
    entries: Sequence[PastEntry]
    state: PastState = PastState.CLOSED
    closed_at: datetime | None = None
    subject: str = ""
    topic: str = ""
    labels: Sequence[str] = ()
    assignee: PastPerson | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that the import leaves out, or reads in part: where it is and why."""

    where: str
    why: str


def name_left_out(counts: Counter[str]) -> Iterator[Unread]:
    """Yield one line that names all that a source holds and no ticket has."""
    if counts:
        named = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        shown = ", ".join(f"{strip_invisible(name)[:40]} ({many})" for name, many in named[:_MOST_NAMES])
        more = f", and {len(counts) - _MOST_NAMES} names more" if len(counts) > _MOST_NAMES else ""
        yield Unread("the file", f"left out, by name: {shown}{more}")


@dataclass(frozen=True, slots=True)
class Names:
    """People whom somebody chose: names as the source has them, in any case, or Telegram ids."""

    names: frozenset[str] = frozenset()
    ids: frozenset[int] = frozenset()

    @classmethod
    def of(cls, given: Sequence[str], ids: Sequence[int] = ()) -> "Names":
        """Return the set of what was typed: a number is an id."""
        numbers = {read_id(one) for one in given} - {None}
        return cls(frozenset(map(fold, given)), frozenset(ids) | frozenset(one for one in numbers if one is not None))

    def has(self, person: PastPerson) -> bool:
        """Return True if the person is among them."""
        return person.telegram_id in self.ids or (bool(person.name) and fold(person.name) in self.names)

    def __bool__(self) -> bool:
        return bool(self.names or self.ids)


def fold(said: str) -> str:
    """Return words as they are compared."""
    return " ".join(strip_invisible(said).casefold().split())


def read_id(said: object) -> int | None:
    """Return a Telegram id of a person, written in any way; None for what is none."""
    digits = str(said).strip().removeprefix("user")
    is_id = digits.isascii() and digits.isdigit() and len(digits) <= 16
    return int(digits) if is_id and 0 < int(digits) <= LARGEST_ID else None


NOBODY = Names()
_MILLISECONDS = 10**11
_A_DAY = len("20260131")
_DAYS, _DAY_ZERO = range(36_526, 73_051), datetime(1899, 12, 30)  # noqa: DTZ001  (days as spreadsheets count them)
_NUMBER = re.compile(r"\d{1,20}(?:[.,]\d{1,20})?", re.ASCII)
_FIGURES = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d{1,2})(?:,?[ T]+(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([ap])m)?)?",
    re.ASCII | re.IGNORECASE,
)
_OF_MAIL = re.compile(r"(?:[a-z]{3}, )?\d{1,2} [a-z]{3} \d{4} [\d: +-]{5,16}[a-z]{0,3}", re.ASCII | re.IGNORECASE)


def _read_number(text: str) -> datetime | None:
    """Return a moment that is a number: of seconds or milliseconds, or of days in a spreadsheet."""
    number = float(text.replace(",", "."))
    if int(number) in _DAYS:
        return _DAY_ZERO + timedelta(seconds=round(number * 24 * 3600))
    try:
        return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def list_meanings(said: str) -> Mapping[bool, datetime]:
    """Return what a time in figures can mean, by whether its month stands before its day; the same twice where the year
    is first, and behind dots, which stand behind the day."""
    found = _FIGURES.fullmatch(_tidy(said))
    if found is None:
        return {}
    first, sign, middle, last, hours, minutes, seconds, half = found.groups(default="0")
    days = {False: (last, middle, first), True: (last, first, middle)}
    if len(first) == len("2026"):
        days = dict.fromkeys(days, (first, middle, last))
    elif sign == ".":
        days[True] = days[False]
    if len(last) == len("26") and len(first) < len("2026"):
        days = {} if sign == "-" else {order: (f"20{last}", month, day) for order, (_, month, day) in days.items()}
    hour = int(hours) if half == "0" else int(hours) % 12 + 12 * (half in "pP")
    made = dict[bool, datetime]()
    for order, (year, month, day) in days.items():
        with suppress(ValueError):
            made[order] = datetime(int(year), int(month), int(day), hour, int(minutes), int(seconds))  # noqa: DTZ001
    return made


def _tidy(said: object) -> str:
    return " ".join(clean_text(str(said)).split())


@dataclass(frozen=True, slots=True)
class Clock:
    """Reads the times of one source: in its `zone`, none after `now`. `month_first`: how its days are written, where
    that is known."""

    zone: tzinfo
    now: datetime
    month_first: bool | None = None

    def read(self, said: object) -> datetime | None:
        """Return the moment in UTC, at most now: of ISO 8601, a number, or as it is written in figures or in a mail,
        if that can mean one moment only. None for others, for the future and for years before 2000."""
        text = _tidy("" if said is None else said)
        found = _read_number(text) if _NUMBER.fullmatch(text) and len(text) != _A_DAY else self._read_written(text)
        if found is None:
            return None
        try:
            at = (found if found.tzinfo is not None else found.replace(tzinfo=self.zone)).astimezone(UTC)
        except (OverflowError, ValueError):
            return None
        return min(at, self.now) if EARLIEST <= at <= self.now + timedelta(days=1) else None

    def _read_written(self, text: str) -> datetime | None:
        with suppress(ValueError):
            return datetime.fromisoformat(text.removesuffix(" UTC") + "+00:00" * text.endswith(" UTC"))
        if _OF_MAIL.fullmatch(text):
            with suppress(ValueError):
                return parsedate_to_datetime(text)
        meant = list_meanings(text)
        moments = {at for order, at in meant.items() if self.month_first in (None, order)}
        return moments.pop() if len(moments) == 1 else None

    def refuse(self, said: str) -> str:
        """Return why it is not read, and what to do."""
        if self.month_first is None and len({*list_meanings(said).values()}) > 1:
            either = "may begin with its day or with its month, and nothing else in its column tells which"
            return f"“{said[:40]}” {either}: save the column as 2026-11-20 09:15"
        return f"“{said[:40]}” is no time"
