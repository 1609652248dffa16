"""Tickets of the past, as an import reads them from any format, and what could not be read. Knows no table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from desk.text import clean_text, strip_invisible

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Times before this are mistakes: each day from the first ticket on has figures."""
LARGEST_ID = 2**52
"""Ids of Telegram have at most 52 bits (Bot API, User, read 2026-11)."""
LONGEST_KEY = 200


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
    """A message of a ticket."""

    at: datetime
    kind: PastKind
    text: str
    author: PastPerson = PastPerson()
    files: Sequence[PastFile] = ()
    forwarded_from: str | None = None


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
_SHAPES = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")
_MILLISECONDS = 10**11
_A_DAY = len("20260131")


def read_moment(said: object, zone: tzinfo, now: datetime) -> datetime | None:
    """Return a moment in UTC: ISO 8601, seconds or milliseconds since 1970, or a day as it is written in Russia; in
    `zone` where it names none. None for what is none, for the future and for years before 2000."""
    text = clean_text(str(said)).strip()
    is_number = text.replace(".", "", 1).isdigit() and len(text) != _A_DAY
    found = _read_number(text) if is_number else _read_written(text)
    if found is None:
        return None
    try:
        at = (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return at if EARLIEST <= at <= now + timedelta(days=1) else None


def _read_number(text: str) -> datetime | None:
    if not text.isascii() or len(text) > 20:
        return None
    seconds = float(text)
    try:
        return datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS else seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _read_written(text: str) -> datetime | None:
    words = text.removesuffix(" UTC") + "+00:00" if text.endswith(" UTC") else text
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    for shape in _SHAPES:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007  (its zone is set by the caller)
        except ValueError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class Clock:
    """Reads the times of one source: in its `zone`, none after `now`."""

    zone: tzinfo
    now: datetime

    def read(self, said: object) -> datetime | None:
        """Return the moment, at most now; None for what is none."""
        at = None if said in (None, "") else read_moment(said, self.zone, self.now)
        return None if at is None else min(at, self.now)
