"""Full-text search for tickets, over subjects and entries. Knows no view; the caller says who may see what.

If the database estimates that thousands of entries have the words, only the latest entries are searched, or the latest
tickets of a narrow filter: there are more matches than people read, and finding all of them takes seconds. Otherwise
all are found.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    TextClause,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db import encryption
from db.models import Category, Entry, EntryKind, Person, Ticket, any_of
from desk.search.named import find_of_clients
from desk.search.prefix_query import make_query_parameters

_MOST_WORDS = 10
_LONGEST_NUMBER = 18
_NAME = re.compile(r"[\w .'-]{1,64}")


async def _find_by_names(
    session: AsyncSession, words: str, may_see: ColumnElement[bool], as_staff: ColumnElement[bool]
) -> list[int]:
    """Return the newest tickets that may be seen and match each of the words. Labels and agents count only if the
    searcher is staff."""
    each = [_match_word(word, as_staff) for word in words.split()[:_MOST_WORDS]]
    found = select(Ticket.id).where(may_see, *each).order_by(Ticket.id.desc()).limit(MOST_FOUND)
    return list(await session.scalars(found)) if each else []


def _match_word(word: str, as_staff: ColumnElement[bool]) -> ColumnElement[bool]:
    named = select(Person.id).where(Person.name.icontains(word, autoescape=True))
    topics = select(Category.id).where(Category.name.icontains(word, autoescape=True))
    labels = func.array_to_string(Ticket.tags, " ").icontains(word, autoescape=True)
    ways = [
        Ticket.requester_id.in_(named),
        Ticket.category_id.in_(topics),
        and_(as_staff, or_(Ticket.assignee_id.in_(named), labels)),
    ]
    number = word.removeprefix("#").removeprefix("№")
    if number.isdecimal() and len(number) <= _LONGEST_NUMBER:
        ways.append(any_of(Ticket.number, [int(number)]))
    return or_(*ways)


MOST_FOUND = 1000
FREQUENT = 5000  # entries
LATEST = 3000  # entries
_FURTHER = 10  # times as many, if a filter leaves too few of those
_LATEST_SUBJECTS = 50
_TICKETS = 1000  # tickets whose words are all read, if a filter leaves few of the latest
_ENOUGH = 10  # tickets; if there are fewer among these, all tickets are searched
_SPOKEN = (EntryKind.COMMENT, EntryKind.REPLY)
_said = Entry.__table__.c


def _write_query(config: str) -> str:
    """Return the query in SQL: any text as `websearch_to_tsquery` reads it, or prefixes of words, which `to_tsquery`
    knows (PostgreSQL 15, text search functions). An empty prefix query adds nothing."""
    return f"tsquery_or(websearch_to_tsquery('{config}', :words), to_tsquery('{config}', :begun))"


EITHER = f"tsquery_or({_write_query('russian')}, {_write_query('english')})"
_PLAN = text(f"explain (format json) select from entries where words @@ {_write_query('russian')}")
"""What PostgreSQL's Russian configuration stems includes English words."""


@dataclass(frozen=True, slots=True)
class FoundTickets:
    """Ids of tickets, in no order; `more` is True if older ones match too."""

    ids: list[int]
    more: bool = False


async def find_tickets(
    session: AsyncSession, words: str, may_see: ColumnElement[bool], as_staff: ColumnElement[bool]
) -> FoundTickets:
    """Return tickets that may be seen and whose subject or an entry has the words (Russian and English, any text).
    Notes and remarks count only if the searcher is staff, and so do names of organizations and addresses of people.
    Encrypted words are not searched, but names are. "#1" is that ticket, "@name" the tickets of that person."""
    if signed := await _find_by_sign(session, words, may_see, as_staff):
        return FoundTickets(signed, more=len(signed) >= MOST_FOUND)
    named = await find_of_clients(session, words, and_(may_see, as_staff), MOST_FOUND)
    held = await _find_by_words(session, words, may_see, as_staff)
    return FoundTickets(list(dict.fromkeys([*held.ids, *named])), held.more or len(named) >= MOST_FOUND)


async def _find_by_words(
    session: AsyncSession, words: str, may_see: ColumnElement[bool], as_staff: ColumnElement[bool]
) -> FoundTickets:
    if encryption.has_sealed_words():
        named = await _find_by_names(session, words, may_see, as_staff)
        return FoundTickets(named, more=len(named) >= MOST_FOUND)
    given = make_query_parameters(words)
    if await _estimate_matches(session, given) >= FREQUENT:
        for many in (LATEST, _FURTHER * LATEST):
            latest = await _find(session, given, may_see, as_staff, latest=many)
            if len(latest) >= _ENOUGH:
                return FoundTickets(latest, more=True)
        among, all_of_them = await _find_among_newest(session, given, may_see, as_staff)
        if all_of_them or len(among) >= _ENOUGH:
            return FoundTickets(among, more=not all_of_them)
    found = await _find(session, given, may_see, as_staff)
    return FoundTickets(found, more=len(found) >= MOST_FOUND)


async def find_own_tickets(session: AsyncSession, words: str, requester_id: int) -> list[int]:
    """Return a requester's own tickets with the words, as the requester sees them. All their entries are read, as these
    are few."""
    theirs = Ticket.requester_id == requester_id
    if signed := await _find_by_sign(session, words, theirs, false()):
        return signed
    if encryption.has_sealed_words():
        return await _find_by_names(session, words, theirs, false())
    given = make_query_parameters(words)
    spoken = (_said.withdrawn_at.is_(None), _said.kind.in_(_SPOKEN))
    said = select(_said.ticket_id, _said.words).join(Ticket, Ticket.id == _said.ticket_id).where(theirs, *spoken)
    own = _materialize(said, "own")
    entries = select(own.c.ticket_id).where(_match_words(own.c.words)).distinct()
    return await _ids(session, given, entries, select(Ticket.id).where(theirs, _match_subject(Ticket.subject)))


async def _find_by_sign(
    session: AsyncSession, words: str, may_see: ColumnElement[bool], as_staff: ColumnElement[bool]
) -> list[int]:
    """Return the newest tickets that the text names by their number, or by the whole or first name of who asked or has
    them; none if it is other words. User names are known of the team, and of who shows no other name."""
    sign, name = words.strip()[:1], words.strip()[1:]
    if sign == "@" and _NAME.fullmatch(name):
        said = (Person.username, Person.name, func.split_part(Person.name, " ", 1), func.ltrim(Person.name, sign))
        called = or_(*(func.lower(one) == name.lower() for one in said))
        named = select(Person.id).where(called)
        which = or_(Ticket.requester_id.in_(named), and_(as_staff, Ticket.assignee_id.in_(named)))
    elif sign in ("#", "№") and name.isdecimal() and len(name) <= _LONGEST_NUMBER:
        which = any_of(Ticket.number, [int(name)])
    else:
        return []
    found = select(Ticket.id).where(which, may_see).order_by(Ticket.id.desc()).limit(MOST_FOUND)
    return list(await session.scalars(found))


async def _estimate_matches(session: AsyncSession, given: dict[str, str]) -> int:
    """Return the planner's estimate of how many entries match."""
    plan = await session.scalar(_PLAN, given)
    read = json.loads(plan) if isinstance(plan, str) else plan
    return int(read[0]["Plan"]["Plan Rows"])


async def _find(
    session: AsyncSession,
    given: dict[str, str],
    may_see: ColumnElement[bool],
    as_staff: ColumnElement[bool],
    *,
    latest: int = 0,
) -> list[int]:
    holding = _select_latest_matching(latest) if latest else _select_matching()
    named = _select_latest_named(may_see) if latest else _select_visible_named(may_see, as_staff)
    return await _ids(session, given, _select_visible(holding, may_see, as_staff), named)


async def _find_among_newest(
    session: AsyncSession, given: dict[str, str], may_see: ColumnElement[bool], as_staff: ColumnElement[bool]
) -> tuple[list[int], bool]:
    """Search the newest tickets that may be seen, and read all their words; the flag is True if these are all tickets
    there are."""
    newest = select(Ticket.id).where(may_see).order_by(Ticket.id.desc()).limit(_TICKETS + 1)
    theirs = list(await session.scalars(newest))
    tickets = theirs[:_TICKETS]
    where = (any_of(Entry.ticket_id, tickets), _said.withdrawn_at.is_(None))
    own = _materialize(select(_said.id, _said.ticket_id, _said.kind, _said.words).where(*where), "own")
    holding = select(own.c.id, own.c.ticket_id, own.c.kind).where(_match_words(own.c.words)).cte("holding")
    subjects = _materialize(select(Ticket.id, Ticket.subject).where(any_of(Ticket.id, tickets)), "subjects")
    named = select(subjects.c.id).where(_match_subject(subjects.c.subject))
    return await _ids(session, given, _select_visible(holding, may_see, as_staff), named), len(theirs) <= _TICKETS


async def _ids(session: AsyncSession, given: dict[str, str], *queries: Select[Any]) -> list[int]:
    found = [list(await session.scalars(query, given)) for query in queries]
    return list(dict.fromkeys(one for part in found for one in part))


def _select_matching() -> CTE:
    """Select matching entries by the index over words, before anything else: the planner may misjudge how rare a word
    is, and then any other order would read everything."""
    where = (_match_words(_said.words), _said.ticket_id.is_not(None), _said.withdrawn_at.is_(None))
    return _materialize(select(_said.id, _said.ticket_id, _said.kind).where(*where), "holding")


def _select_latest_matching(many: int) -> CTE:
    """Select matches among the latest entries, which are read first: the index over words would read all entries."""
    own = (_said.id, _said.ticket_id, _said.kind, _said.words, _said.withdrawn_at)
    latest = _materialize(select(*own).order_by(_said.id.desc()).limit(_fix_limit(many)), "latest")
    where = (_match_words(latest.c.words), latest.c.ticket_id.is_not(None), latest.c.withdrawn_at.is_(None))
    return select(latest.c.id, latest.c.ticket_id, latest.c.kind).where(*where).cte("holding")


def _select_visible(holding: CTE, may_see: ColumnElement[bool], as_staff: ColumnElement[bool]) -> Select[Any]:
    """Select the tickets of these entries that may be seen, those with the newest matches first, and no more than
    wanted."""
    newest = func.max(holding.c.id)
    spoken = newest.filter(holding.c.kind.in_(_SPOKEN))
    each = select(holding.c.ticket_id, newest.label("newest"), spoken.label("spoken")).group_by(holding.c.ticket_id)
    by_age = each.order_by(newest.desc()).subquery()
    counts = or_(as_staff, by_age.c.spoken.is_not(None))
    seen = select(literal(1)).where(Ticket.id == by_age.c.ticket_id, may_see, counts)
    query = select(by_age.c.ticket_id).join(seen.limit(1).lateral(), true())
    return query.order_by(by_age.c.newest.desc()).limit(MOST_FOUND)


def _select_visible_named(may_see: ColumnElement[bool], as_staff: ColumnElement[bool]) -> Select[Any]:
    """Select tickets whose subject matches or, for staff, what a declared field holds."""
    held = func.to_tsvector(literal_column("'russian'"), Ticket.__table__.c.own_fields)
    fields, subject = and_(Ticket.own_fields.is_not(None), _match_words(held)), _match_subject(Ticket.subject)
    first = _materialize(select(Ticket.id, subject.label("by_subject")).where(or_(subject, fields)), "named")
    query = select(Ticket.id).join(first, first.c.id == Ticket.id).where(may_see, or_(first.c.by_subject, as_staff))
    return query.order_by(Ticket.id.desc()).limit(MOST_FOUND)


def _select_latest_named(may_see: ColumnElement[bool]) -> Select[Any]:
    """Select matches among the latest subjects, each looked up by its id: the planner would read all tickets
    instead."""
    latest = select(Ticket.id, Ticket.subject).order_by(Ticket.id.desc()).limit(_fix_limit(_LATEST_SUBJECTS))
    among = _materialize(latest, "latest")
    first = _materialize(select(among.c.id).where(_match_subject(among.c.subject)), "named")
    seen = select(literal(1)).where(Ticket.id == first.c.id, may_see)
    return select(first.c.id).join(seen.limit(1).lateral(), true())


def _materialize(query: Any, name: str) -> CTE:
    """Materialize a part, so that it is read before the rest."""
    first: CTE = query.cte(name).prefix_with("materialized")
    return first


def _fix_limit(many: int) -> ColumnElement[int]:
    """Return a limit that the planner knows; for a bound parameter it assumes a tenth of the table."""
    return literal_column(str(many), Integer)


def _match_words(column: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.op("@@", is_comparison=True)(_evaluate_once(EITHER))
    return found


def _match_subject(subject: Any) -> ColumnElement[bool]:
    """Return the condition as the indexes over subjects are written."""
    return or_(
        *(
            func.to_tsvector(literal_column(f"'{config}'"), subject).op("@@")(_evaluate_once(_write_query(config)))
            for config in ("russian", "english")
        )
    )


def _evaluate_once(wanted: str) -> TextClause:
    """Evaluate the query once, not for every row (an InitPlan); indexes are used all the same."""
    return text(f"(select {wanted})")
