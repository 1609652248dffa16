"""The log of use, by person, ticket and day: messages, presses, commands, sign-ins. For those who
may read the audit log, with the words that are visible to them. Changes nothing, words nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, LoggedUse, Origin, Person, Ticket, any_of
from desk import DeskSettings
from desk.listing import filter_by, read_day, read_id, read_words
from desk.policy import permissions, visibility
from desk.policy.permissions import Grant
from desk.queries import audit_log
from desk.text.typed_digits import parse_digits

A_PAGE, MOST_PAGES = 50, 40
_MOST_PEOPLE, _MOST_WORDS = 50, 300


class LogKind(StrEnum):
    """Kinds of actions in the log."""

    MESSAGE = "message"
    BUTTON = "button"
    COMMAND = "command"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Conditions on the log; None and "": any. `person`: part of a name, or a Telegram id; `ticket`: a number."""

    kind: LogKind | None = filter_by(None, None, read=LogKind)
    person: str = filter_by(None, "", read=read_words)
    ticket: int | None = filter_by(None, None, read=lambda said: read_id(said.strip().removeprefix("#")))
    day: date | None = filter_by(None, None, read=read_day)


@dataclass(frozen=True, slots=True)
class LogLine:
    """An action. `what`: the kind of an entry, or the name of a button, command or audit action; `words`: of a
    message the viewer may read; `address`: of a browser."""

    at: datetime
    kind: LogKind
    what: str
    who: str
    ticket: int | None = None
    words: str | None = None
    origin: Origin | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, newest first; `more`: there is an older page."""

    lines: tuple[LogLine, ...]
    page: int
    more: bool


async def load_log_page(
    session: AsyncSession, viewer: Person, chosen: LogFilter, page: int, *, now: datetime, rules: DeskSettings
) -> LogPage:
    """Load a page, from 1, of the last `log_days` days. Raises NotAllowed unless the viewer is an admin."""
    permissions.require_grant(viewer, Grant.AUDIT)
    page = min(max(page, 1), MOST_PAGES)
    since, until = _get_span(chosen.day, now, rules)
    people = await _find_people(session, chosen.person)
    lines: list[LogLine] = []
    for kinds, rows_of in (
        ({LogKind.MESSAGE}, _list_messages), ({LogKind.BUTTON, LogKind.COMMAND}, _list_uses), ({LogKind.SIGN_IN},
        _list_sign_ins),
    ):  # fmt: skip
        if chosen.kind is None or chosen.kind in kinds:
            lines += await rows_of(session, viewer, chosen, (since, until, people), page * A_PAGE + 1)
    lines.sort(key=lambda line: line.at, reverse=True)
    start = (page - 1) * A_PAGE
    return LogPage(tuple(lines[start : start + A_PAGE]), page, page < MOST_PAGES and len(lines) > start + A_PAGE)


_Bounds = tuple[datetime, datetime, Sequence[int] | None]


def _get_span(day: date | None, now: datetime, rules: DeskSettings) -> tuple[datetime, datetime]:
    kept = now - rules.retention.log
    if day is None:
        return kept, now + timedelta(days=1)
    zone = ZoneInfo(rules.timezone)
    begins, ends = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    return max(begins, kept), ends


async def _find_people(session: AsyncSession, said: str) -> Sequence[int] | None:
    """Return ids of the people a filter names; None: everyone."""
    if not said:
        return None
    mark = said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    by_id = Person.telegram_id == (parse_digits(said) or 0)
    named = select(Person.id).where(or_(Person.name.ilike(f"%{mark}%"), by_id)).order_by(Person.id)
    return list(await session.scalars(named.limit(_MOST_PEOPLE)))


def _limit_to(query: Any, at: Any, person: Any, bounds: _Bounds) -> Select[Any]:
    since, until, people = bounds
    held: Select[Any] = query.where(at >= since, at < until)
    return held if people is None else held.where(any_of(person, people))


async def _list_messages(
    session: AsyncSession, viewer: Person, chosen: LogFilter, bounds: _Bounds, most: int
) -> list[LogLine]:
    sees = visibility.is_seen_by_staff(viewer)
    if not visibility.can_read_kind(viewer, EntryKind.NOTE):
        sees &= Entry.kind != EntryKind.NOTE
    words: ColumnElement[str | None] = case((Entry.withdrawn_at.is_(None) & sees, Entry.body), else_=null())
    query = (
        select(Entry.created_at, Entry.kind, Entry.author_name, Ticket.number, words.label("words"), Entry.origin)
        .outerjoin(Ticket, Ticket.id == Entry.ticket_id)
        .where(Entry.kind != EntryKind.REMARK)
    )
    if chosen.ticket is not None:
        query = query.where(Ticket.number == chosen.ticket)
    newest = Entry.id if chosen.day is None else Entry.created_at  # the whole is read backwards, a day by its index
    found = _limit_to(query, Entry.created_at, Entry.author_id, bounds).order_by(newest.desc()).limit(most)
    return [
        LogLine(at, LogKind.MESSAGE, kind.value, who or "", number, said[:_MOST_WORDS] if said else None, origin)
        for at, kind, who, number, said, origin in await session.execute(found)
    ]


async def _list_uses(
    session: AsyncSession, _viewer: Person, chosen: LogFilter, bounds: _Bounds, most: int
) -> list[LogLine]:
    query = select(LoggedUse, Person.name).outerjoin(Person, Person.id == LoggedUse.person_id)
    if chosen.kind is not None:
        query = query.where(LoggedUse.kind == chosen.kind.value)
    if chosen.ticket is not None:
        query = query.where(LoggedUse.ticket_number == chosen.ticket)
    found = _limit_to(query, LoggedUse.at, LoggedUse.person_id, bounds).order_by(LoggedUse.at.desc()).limit(most)
    return [
        LogLine(row.at, LogKind(row.kind), row.name, who or "", row.ticket_number)
        for row, who in await session.execute(found)
    ]


async def _list_sign_ins(
    session: AsyncSession, _viewer: Person, chosen: LogFilter, bounds: _Bounds, most: int
) -> list[LogLine]:
    if chosen.ticket is not None:
        return []
    return [
        LogLine(at, LogKind.SIGN_IN, action, who or "", address=address)
        for at, action, who, address in await audit_log.list_sign_ins(session, *bounds, most)
    ]
