"""Which tickets hold words, by full text over subjects and entries. Knows no view; who may see what is given.

Words of which the database guesses that thousands of entries hold them are looked for among the latest only, or among
the latest tickets of a filter that leaves few: there are more tickets with them than anybody reads, and finding all of
them takes seconds. Otherwise all are found.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    TextClause,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Ticket, any_of

MOST_TYPED = 200  # characters of a search
MOST_FOUND = 1000
FREQUENT = 5000  # entries
LATEST = 3000  # entries
_FURTHER = 10  # times as many, where a filter leaves too little of those
_LATEST_SUBJECTS = 50
_TICKETS = 1000  # whose words are all read, where a filter leaves few of the latest
_ENOUGH = 10  # tickets; of fewer among all these all are looked for
_MOST_WORDS, _LONGEST_WORD, _SHORTEST_BEGINNING = 10, 60, 3
_SPOKEN = (EntryKind.COMMENT, EntryKind.REPLY)
_said = Entry.__table__.c


def _wanted(config: str) -> str:
    """What is looked for, in SQL: any typed text as `websearch_to_tsquery` reads it, or beginnings of words, which
    `to_tsquery` knows (PostgreSQL 15, text search functions); an empty one adds nothing."""
    return f"tsquery_or(websearch_to_tsquery('{config}', :words), to_tsquery('{config}', :begun))"


EITHER = f"tsquery_or({_wanted('russian')}, {_wanted('english')})"
_PLAN = text(f"explain (format json) select from entries where words @@ {_wanted('russian')}")
"""What is Russian for full text has English stems too."""


@dataclass(frozen=True, slots=True)
class Held:
    """Ids of tickets, in no order; `more`: there are others, older ones."""

    ids: list[int]
    more: bool = False


async def held(session: AsyncSession, words: str, may_see: ColumnElement[bool], as_staff: ColumnElement[bool]) -> Held:
    """Tickets that may be seen and whose subject or an entry holds the words (Russian and English, any text). Notes and
    remarks count only where who looks is staff."""
    given = given_words(words)
    if await _guessed(session, given) >= FREQUENT:
        for many in (LATEST, _FURTHER * LATEST):
            latest = await _found(session, given, may_see, as_staff, latest=many)
            if len(latest) >= _ENOUGH:
                return Held(latest, more=True)
        among, all_of_them = await _among(session, given, may_see, as_staff)
        if all_of_them or len(among) >= _ENOUGH:
            return Held(among, more=not all_of_them)
    found = await _found(session, given, may_see, as_staff)
    return Held(found, more=len(found) >= MOST_FOUND)


async def held_of(session: AsyncSession, words: str, requester_id: int) -> list[int]:
    """The same of what somebody filed, as they see it: all their words are read, as these are few."""
    given = given_words(words)
    theirs = Ticket.requester_id == requester_id
    spoken = (_said.withdrawn_at.is_(None), _said.kind.in_(_SPOKEN))
    said = select(_said.ticket_id, _said.words).join(Ticket, Ticket.id == _said.ticket_id).where(theirs, *spoken)
    own = _first(said, "own")
    entries = select(own.c.ticket_id).where(_holds(own.c.words)).distinct()
    return await _ids(session, given, entries, select(Ticket.id).where(theirs, _named(Ticket.subject)))


async def _guessed(session: AsyncSession, given: dict[str, str]) -> int:
    """How many entries hold it, as the planner sees it without looking."""
    plan = await session.scalar(_PLAN, given)
    read = json.loads(plan) if isinstance(plan, str) else plan
    return int(read[0]["Plan"]["Plan Rows"])


async def _found(
    session: AsyncSession,
    given: dict[str, str],
    may_see: ColumnElement[bool],
    as_staff: ColumnElement[bool],
    *,
    latest: int = 0,
) -> list[int]:
    holding = _holding_latest(latest) if latest else _holding()
    named = _latest_named(may_see) if latest else _named_and_seen(may_see)
    return await _ids(session, given, _seen(holding, may_see, as_staff), named)


async def _among(
    session: AsyncSession, given: dict[str, str], may_see: ColumnElement[bool], as_staff: ColumnElement[bool]
) -> tuple[list[int], bool]:
    """The same of the newest tickets that may be seen, all of whose words are read; whether these are all there are."""
    newest = select(Ticket.id).where(may_see).order_by(Ticket.id.desc()).limit(_TICKETS + 1)
    theirs = list(await session.scalars(newest))
    tickets = theirs[:_TICKETS]
    where = (any_of(Entry.ticket_id, tickets), _said.withdrawn_at.is_(None))
    own = _first(select(_said.id, _said.ticket_id, _said.kind, _said.words).where(*where), "own")
    holding = select(own.c.id, own.c.ticket_id, own.c.kind).where(_holds(own.c.words)).cte("holding")
    subjects = _first(select(Ticket.id, Ticket.subject).where(any_of(Ticket.id, tickets)), "subjects")
    named = select(subjects.c.id).where(_named(subjects.c.subject))
    return await _ids(session, given, _seen(holding, may_see, as_staff), named), len(theirs) <= _TICKETS


async def _ids(session: AsyncSession, given: dict[str, str], *queries: Select[Any]) -> list[int]:
    found = [list(await session.scalars(query, given)) for query in queries]
    return list(dict.fromkeys(one for part in found for one in part))


def _holding() -> CTE:
    """Entries that hold it, read by the index over words and before anything else: guesses of how rare a word is may be
    wrong, and then any other order would read all there is."""
    where = (_holds(_said.words), _said.ticket_id.is_not(None), _said.withdrawn_at.is_(None))
    return _first(select(_said.id, _said.ticket_id, _said.kind).where(*where), "holding")


def _holding_latest(many: int) -> CTE:
    """Those of the latest entries that hold it, these read first: by the index over words that would be all of them."""
    own = (_said.id, _said.ticket_id, _said.kind, _said.words, _said.withdrawn_at)
    latest = _first(select(*own).order_by(_said.id.desc()).limit(_exactly(many)), "latest")
    where = (_holds(latest.c.words), latest.c.ticket_id.is_not(None), latest.c.withdrawn_at.is_(None))
    return select(latest.c.id, latest.c.ticket_id, latest.c.kind).where(*where).cte("holding")


def _seen(holding: CTE, may_see: ColumnElement[bool], as_staff: ColumnElement[bool]) -> Select[Any]:
    """Their tickets, as far as they may be seen, the newest words first; no more are looked at than wanted."""
    newest = func.max(holding.c.id)
    spoken = newest.filter(holding.c.kind.in_(_SPOKEN))
    each = select(holding.c.ticket_id, newest.label("newest"), spoken.label("spoken")).group_by(holding.c.ticket_id)
    by_age = each.order_by(newest.desc()).subquery()
    counts = or_(as_staff, by_age.c.spoken.is_not(None))
    seen = select(literal(1)).where(Ticket.id == by_age.c.ticket_id, may_see, counts)
    query = select(by_age.c.ticket_id).join(seen.limit(1).lateral(), true())
    return query.order_by(by_age.c.newest.desc()).limit(MOST_FOUND)


def _named_and_seen(may_see: ColumnElement[bool]) -> Select[Any]:
    """Tickets whose subject holds it."""
    first = _first(select(Ticket.id).where(_named(Ticket.subject)), "named")
    query = select(Ticket.id).join(first, first.c.id == Ticket.id).where(may_see)
    return query.order_by(Ticket.id.desc()).limit(MOST_FOUND)


def _latest_named(may_see: ColumnElement[bool]) -> Select[Any]:
    """Those of the latest tickets, each looked up by its id: guesses would read all tickets instead."""
    latest = select(Ticket.id, Ticket.subject).order_by(Ticket.id.desc()).limit(_exactly(_LATEST_SUBJECTS))
    among = _first(latest, "latest")
    first = _first(select(among.c.id).where(_named(among.c.subject)), "named")
    seen = select(literal(1)).where(Ticket.id == first.c.id, may_see)
    return select(first.c.id).join(seen.limit(1).lateral(), true())


def _first(query: Any, name: str) -> CTE:
    """A part that is read before the rest, whatever the planner guesses."""
    first: CTE = query.cte(name).prefix_with("materialized")
    return first


def _exactly(many: int) -> ColumnElement[int]:
    """A limit that the planner sees; of one that is given later it guesses a tenth of the table."""
    return literal_column(str(many), Integer)


def _holds(column: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.op("@@", is_comparison=True)(_once(EITHER))
    return found


def _named(subject: Any) -> ColumnElement[bool]:
    """As the indexes over subjects are written."""
    return or_(
        *(
            func.to_tsvector(literal_column(f"'{config}'"), subject).op("@@")(_once(_wanted(config)))
            for config in ("russian", "english")
        )
    )


def _once(wanted: str) -> TextClause:
    """Made once, not for every row (an InitPlan); indexes take it all the same."""
    return text(f"(select {wanted})")


def given_words(words: str) -> dict[str, str]:
    """What statements over words are given."""
    typed = words[:MOST_TYPED]
    if all(word.startswith("-") for word in typed.split()):  # all that is left out of nothing would be everything
        typed = " ".join(word.lstrip("-") for word in typed.split())
    return {"words": typed, "begun": beginnings(typed)}


def beginnings(words: str) -> str:
    """What was typed as a `to_tsquery` in which every word of three letters or more may go on; "" where the typed text
    is more than words: quoted, excluded, either-or."""
    typed = words.casefold().split()
    plain = len(typed) <= _MOST_WORDS and all(len(word) <= _LONGEST_WORD and word.isalnum() for word in typed)
    if not plain or "or" in typed:
        return ""
    return " & ".join(f"'{word}':*" if len(word) >= _SHORTEST_BEGINNING else f"'{word}'" for word in typed)
