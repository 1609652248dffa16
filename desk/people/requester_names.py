"""Requesters by the name at the beginning of words, as in "@Rita K. hello". Changes nothing."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Role, Ticket

MOST = 8


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A requester. `newest`: the number of their last ticket, by which namesakes differ; `length`: how many characters
    of the words are their name."""

    id: int
    name: str
    newest: int | None
    length: int


async def find_named(session: AsyncSession, words: str) -> tuple[NamedPerson, ...]:
    """Return the requesters whose whole name, or else first name, the words begin with: the longest whole name counts,
    so one person unless it is ambiguous. At most `MOST`."""
    whole = await _find(session, words, Person.name.expression)
    if whole:
        longest = max(one.length for one in whole)
        return tuple(one for one in whole if one.length == longest)
    return tuple(await _find(session, words, func.split_part(Person.name, " ", 1)))


async def _find(session: AsyncSession, words: str, name: ColumnElement[str]) -> list[NamedPerson]:
    """Match names of which the words are a continuation, not in the middle of a word."""
    newest = select(func.max(Ticket.number)).where(Ticket.requester_id == Person.id, Ticket.filed_at.is_not(None))
    said = func.lower(literal(words))
    length = func.char_length(name)
    after = func.substr(said, length + 1, 1)
    reachable = or_(Person.telegram_id.is_not(None), Person.system_id.is_not(None))
    found = (
        select(Person.id, Person.name, newest.scalar_subquery().label("newest"), length.label("length"))
        .where(Person.role == Role.REQUESTER, reachable, length > 0, func.starts_with(said, func.lower(name)))
        .where(or_(after == "", ~after.regexp_match("[[:alnum:]]")))
        .order_by(length.desc(), Person.id.desc())
        .limit(MOST)
    )
    return [NamedPerson(row.id, row.name, row.newest, row.length) for row in await session.execute(found)]
