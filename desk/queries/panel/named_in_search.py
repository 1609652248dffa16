"""Requesters and organizations whose names were typed into the search of tickets, each with how many tickets of the
list are theirs; and what is typed under a key, as in `requester:mira label:vip`. Changes nothing."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.models import AccountBlock, Membership, Organization, Origin, Person, Role, Ticket, any_of
from desk.i18n import catalog
from desk.policy import visibility
from desk.policy.permissions import is_member
from desk.policy.ticket_list import TICKETS, TicketFilters, read_as_staff
from desk.queries.people import fold_name, has_words, match_names

_MOST = 5
"""How many of each kind are found for words without a key."""
MOST_MATCHES = 50
"""How many of one name, with tickets in the list, are found at most."""
_MOST_WORDS, _LATEST = 5, 10_000


class Named(StrEnum):
    """The kinds of names that are found; each is a field of `TicketFilters`."""

    REQUESTER = "requester"
    ORGANIZATION = "organization"
    LABEL = "label"
    CHANNEL = "channel"


_KEYS = {
    **{one.value: one for one in Named},
    "автор": Named.REQUESTER, "организация": Named.ORGANIZATION, "метка": Named.LABEL, "канал": Named.CHANNEL,
}  # fmt: skip
_SPELLED = "|".join(said for one in _KEYS for said in (one, one.capitalize(), one.upper()))
"""Not by `re.IGNORECASE`, to which letters are alike that are not in small ones: a long s, a dotless i."""
_TYPED = re.compile(rf'(?<!\S)({_SPELLED}):(?:"([^"]*)"|([^\s"]+))')


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name that was found. `id`: the value of the filter; `count`: the tickets of the filter without its words, 0 if
    that is not counted; `firm`: the organization of a requester."""

    of: Named
    id: int | str
    name: str
    count: int = 0
    firm: str = ""


@dataclass(frozen=True, slots=True)
class _NameSearch:
    """A search for a viewer: `seen`, any ticket that they may see; `where`, those of the list."""

    session: AsyncSession
    words: Sequence[str]
    seen: ColumnElement[bool]
    where: ColumnElement[bool]
    most: int


def write_key(of: Named, words: str) -> str:
    """Return the words as they are typed under a key."""
    return f'{of}:"{words.replace(chr(34), " ").strip()}"'


def has_key(words: str) -> bool:
    """Return True if something is typed under a key."""
    return _TYPED.search(words) is not None


def drop_key(words: str) -> str:
    """Return the words without the first that is typed under a key; without one, none are left."""
    typed = _TYPED.search(words)
    return "" if typed is None else " ".join(f"{words[: typed.start()]} {words[typed.end() :]}".split())


async def find_names(
    session: AsyncSession, viewer: Person, chosen: TicketFilters, language: str, *, now: datetime
) -> tuple[NameMatch, ...]:
    """Return those that the first key or else the words name, most tickets first: under a key those with tickets that
    the viewer sees as staff, else with such in the list."""
    reader, typed = read_as_staff(viewer, now), _TYPED.search(chosen.q)
    where = TICKETS.match(reader, chosen)
    if typed is not None:
        return tuple(await _find_of_key(session, viewer, typed, where, language))
    words = chosen.q.removeprefix("@").split()[:_MOST_WORDS]
    if not words or not any(any(letter.isalpha() for letter in word) for word in words):
        return ()
    asked = _NameSearch(session, words, where, where, _MOST)
    return (*await _find_requesters(asked), *await _find_organizations(asked))


async def choose_named(
    session: AsyncSession, viewer: Person, chosen: TicketFilters, language: str, *, now: datetime
) -> TicketFilters:
    """Return the filters with what is typed under keys in its place, where only one can be meant: one of exactly that
    name, or the only one found."""
    for typed in {one[1].lower(): one for one in _TYPED.finditer(chosen.q)}.values():
        found = await find_names(session, viewer, replace(chosen, q=typed[0]), language, now=now)
        exact = [one for one in found if fold_name(one.name) == fold_name(_read_words(typed))]
        if len(one := exact if len(exact) == 1 else found) == 1:
            place: dict[str, Any] = {one[0].of.value: one[0].id}
            chosen = replace(chosen, q=" ".join(chosen.q.replace(typed[0], "", 1).split()), **place)
    return chosen


def _read_words(typed: re.Match[str]) -> str:
    return typed[2] if typed[2] is not None else typed[3]


async def _find_of_key(
    session: AsyncSession, viewer: Person, typed: re.Match[str], where: ColumnElement[bool], language: str
) -> Sequence[NameMatch]:
    of, words = _KEYS[typed[1].lower()], _read_words(typed).split()[:_MOST_WORDS]
    asked = _NameSearch(session, words, visibility.is_seen_by_staff(viewer), where, MOST_MATCHES)
    if not words:
        return ()
    if of is Named.CHANNEL:
        return list(_list_channels(" ".join(words), language))
    find = {
        Named.REQUESTER: _find_requesters, Named.ORGANIZATION: _find_organizations, Named.LABEL: _find_labels,
    }  # fmt: skip
    return await find[of](asked)


async def _find_requesters(asked: _NameSearch) -> list[NameMatch]:
    named = select(Person.id, Person.name).where(match_names(" ".join(asked.words)), Person.role != Role.GROUP)
    found = await _count(asked, Named.REQUESTER, named, Person.name, Ticket.requester_id)
    firms = await name_firms(asked.session, [int(one.id) for one in found])
    return [replace(one, firm=firms.get(int(one.id), "")) for one in found]


async def name_firms(session: AsyncSession, people: Collection[int]) -> dict[int, str]:
    """Return an organization of each of these people who is a member of one."""
    if not people:
        return {}
    name = func.min(Organization.name)
    of = select(Membership.person_id, name).join(Organization, Organization.id == Membership.organization_id)
    theirs = of.where(is_member(), Organization.removed_at.is_(None), any_of(Membership.person_id, people))
    return {row[0]: row[1] for row in await session.execute(theirs.group_by(Membership.person_id))}


async def _find_organizations(asked: _NameSearch) -> list[NameMatch]:
    named = select(Organization.id, Organization.name).where(
        Organization.removed_at.is_(None), has_words([fold_name(one) for one in asked.words], Organization.name)
    )
    return await _count(asked, Named.ORGANIZATION, named, Organization.name, Ticket.organization_id)


async def _count(
    asked: _NameSearch, of: Named, matches: Select[int, str], name: InstrumentedAttribute[str],
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> list[NameMatch]:  # fmt: skip
    """Return the first of them, those of exactly that name before others."""
    key, exact = matches.selected_columns[0], func.lower(name) == " ".join(asked.words).lower()
    first = matches.where(exists().where(column == key, asked.seen)).order_by(exact.desc(), key.desc())
    names = {row[0]: row[1] for row in await asked.session.execute(first.limit(MOST_MATCHES))}
    if not names:
        return []
    counted = select(column, func.count()).where(any_of(column, names), asked.where).group_by(column)
    counts = {row[0]: row[1] for row in await asked.session.execute(counted)}
    found = [NameMatch(of, one, called, counts.get(one, 0)) for one, called in names.items()]
    words = fold_name(" ".join(asked.words))
    return sorted(found, key=lambda one: (fold_name(one.name) != words, -one.count, one.name, one.id))[: asked.most]


async def _find_labels(asked: _NameSearch) -> list[NameMatch]:
    """Return labels of the latest tickets that may be seen, and of people who have such."""
    latest = select(Ticket.tags).where(asked.seen).order_by(Ticket.filed_at.desc()).limit(_LATEST).subquery()
    theirs = select(func.unnest(AccountBlock.labels)).where(
        exists().where(Ticket.requester_id == AccountBlock.person_id, asked.seen)
    )
    label = union_all(select(func.unnest(latest.c.tags).label("label")), theirs).subquery().c.label
    exact = func.lower(label) == " ".join(asked.words).lower()
    found = select(label).where(has_words([fold_name(one) for one in asked.words], label)).group_by(label)
    ordered = found.order_by(exact.desc(), func.count().desc(), label).limit(asked.most)
    return [NameMatch(Named.LABEL, one, one) for one in await asked.session.scalars(ordered)]


def _list_channels(said: str, language: str) -> Iterator[NameMatch]:
    """Yield the channels that the words name in any language."""
    for one in Origin:
        names = [catalog.say(spoken, "stats-source", source=one.value) for spoken in catalog.LANGUAGES]
        if any(f" {fold_name(said)}" in f" {fold_name(name)}" for name in (one.value, *names)):
            yield NameMatch(Named.CHANNEL, one, catalog.say(language, "stats-source", source=one.value))
