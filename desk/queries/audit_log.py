"""The audit log, a page at a time, newest first, for admins. Changes nothing, words nothing."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import outerjoin

from db.models import AuditRecord, Category, Contact, Event, Integration, Organization, Origin, Person, Rule, any_of
from desk import DeskSettings
from desk.i18n import catalog
from desk.listing import Key, ListQuery, Page, filter_by, read_day, read_id, read_words
from desk.queries.entries import PAGE
from desk.queries.lists import MOST_COUNTED
from desk.settings.desk_settings import SETTINGS

_SYSTEM = "s"
_MOST_WORDS = 8
_NEWEST = 100_000
"""Rows that are looked through for words, unless a person or a time narrows them down."""
_BY_NUMBER: dict[str, Any] = {
    "person": Person,
    "category": Category,
    "system": Integration,
    "organization": Organization,
    "contact": Contact,
    "rule": Rule,
}
"""Objects that have a number and a name."""
_SIGN_IN_ACTIONS = ("web-let-in", "web-refused", "web-wrong-code", "web-signed-in", "web-signed-out")


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A row of the audit log. `kind` and `key` tell what was changed, `name` is its name today, if it has one."""

    at: datetime
    by: str | None
    origin: Origin
    action: str
    kind: str
    key: str
    name: str | None
    old: str | None
    new: str | None
    address: str | None = None


def _read_actor(said: str) -> str:
    return f"{said[: -len(said.removeprefix(_SYSTEM))]}{read_id(said.removeprefix(_SYSTEM))}"


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows are listed. `q`: those with each of the words in the action, the actor, the object or the values;
    `by`: a person's id, or that of an integration after "s"; `day`: in the desk's time zone."""

    q: str = filter_by(None, "", read=read_words)
    by: str = filter_by(None, "", read=_read_actor)
    day: date | None = filter_by(None, None, read=read_day)


async def find_last_actor(session: AsyncSession, action: str, object_: str) -> int | None:
    """Return the id of the person who did this last to an object."""
    done = select(AuditRecord.actor_id).where(AuditRecord.object == object_, AuditRecord.action == action)
    return await session.scalar(done.order_by(AuditRecord.id.desc()).limit(1))


async def load_audit_page(
    session: AsyncSession, page: int, wanted: AuditFilter, rules: DeskSettings, language: str, *, a_page: int = PAGE
) -> Page[AuditLine]:
    """Load a page, from 1; one past the end is the last. There are as many as MOST_COUNTED rows fill. Actions are
    searched as they are called in the language."""
    where = and_(True, *await _match_words(session, wanted, language), *_match_actor_and_day(wanted, rules))
    if wanted.by.startswith(_SYSTEM):
        where = and_(where, AuditRecord.id > await _find_oldest_searched(session))
    by = outerjoin(AuditRecord, Person, Person.id == AuditRecord.actor_id)
    source = outerjoin(by, Integration, Integration.id == AuditRecord.system_id)
    some = select(AuditRecord.id).select_from(source).where(where).limit(literal_column(str(MOST_COUNTED + 1)))
    count = (await session.execute(select(func.count()).select_from(some.subquery()))).scalar_one()
    chosen = ListQuery(AuditRecord.id, where, (Key(AuditRecord.at, descending=True),), source=source)
    shown = select(AuditRecord, func.coalesce(Person.name, Integration.name)).select_from(source)
    found = await chosen.load_page(session, page, a_page, shown, total=min(count, MOST_COUNTED))
    names = await _load_names(session, {row.object for row, _ in found.lines})
    lines = found.show(_line(row, name, names.get(row.object)) for row, name in found.lines)
    return replace(lines, more=count > MOST_COUNTED)


def _match_actor_and_day(wanted: AuditFilter, rules: DeskSettings) -> Iterator[ColumnElement[bool]]:
    if wanted.by:
        key = wanted.by.removeprefix(_SYSTEM)
        yield (AuditRecord.actor_id if key == wanted.by else AuditRecord.system_id) == int(key)
    if wanted.day is not None:
        since = datetime.combine(wanted.day, time(), ZoneInfo(rules.timezone))
        yield AuditRecord.at >= since
        yield AuditRecord.at < since + timedelta(days=1)


_ACTIONS = text("""
with recursive known(action) as (
  select min(action) from audit
  union all select (select min(action) from audit where action > known.action) from known where action is not null
)
select action from known where action is not null
""")
_ACTORS = text("""
with recursive acted(id) as (
  select min(actor_id) from audit
  union all select (select min(actor_id) from audit where actor_id > acted.id) from acted where acted.id is not null
)
select p.id, p.name from people p join acted on acted.id = p.id order by p.name, p.id
""")
"""Both go from one value to the next along its index: a value has many rows."""


async def list_actors(session: AsyncSession) -> list[tuple[int, str]]:
    """Return ids and names of everyone with a row in the log, by name."""
    return [(key, name) for key, name in await session.execute(_ACTORS)]


async def list_integrations(session: AsyncSession) -> list[tuple[str, str]]:
    """Return how a filter calls all integrations, and their names, by name; their tokens may be withdrawn."""
    rows = await session.execute(select(Integration.id, Integration.name).order_by(Integration.name, Integration.id))
    return [(f"{_SYSTEM}{key}", name) for key, name in rows]


async def list_sign_ins(
    session: AsyncSession, since: datetime, until: datetime, people: Collection[int] | None, most: int
) -> list[tuple[datetime, str, str | None, str | None]]:
    """Return the newest sign-ins, refusals and sign-outs of the panel: time, action, name, address."""
    rows = select(AuditRecord.at, AuditRecord.action, Person.name, AuditRecord.address)
    query = rows.outerjoin(Person, Person.id == AuditRecord.actor_id).where(
        any_of(AuditRecord.action, _SIGN_IN_ACTIONS), AuditRecord.at >= since, AuditRecord.at < until
    )
    if people is not None:
        query = query.where(any_of(AuditRecord.actor_id, people))
    found = await session.execute(query.order_by(AuditRecord.at.desc(), AuditRecord.id.desc()).limit(most))
    return [(at, action, who, address) for at, action, who, address in found]


def _line(row: AuditRecord, by: str | None, name: str | None) -> AuditLine:
    kind, _, key = row.object.partition(":")
    if row.origin is Origin.API and kind == "system":  # an integration changes its own things itself
        by = by or name
    return AuditLine(row.at, by, row.origin, row.action, kind, key, name, row.old, row.new, row.address)


async def find_last_change(session: AsyncSession, object_: str, actions: Iterable[str]) -> int | None:
    """Return the id of the newest row about an object by one of these actions, or None."""
    done = select(AuditRecord.id).where(AuditRecord.object == object_, any_of(AuditRecord.action, actions))
    newest: int | None = await session.scalar(done.order_by(AuditRecord.id.desc()).limit(1))
    return newest


async def _match_words(session: AsyncSession, wanted: AuditFilter, language: str) -> list[ColumnElement[bool]]:
    words = wanted.q.casefold().split()[:_MOST_WORDS]
    if not words:
        return []
    said = {action: _describe(action, language) for action in await session.scalars(_ACTIONS)}
    found = [_match_word(word, [one for one in said if word in said[one]], language) for word in words]
    if wanted.by[:1] in ("", _SYSTEM) and wanted.day is None:
        found.append(AuditRecord.id > await _find_oldest_searched(session))
    return found


async def _find_oldest_searched(session: AsyncSession) -> int:
    """Return the id after which rows are looked through: known, so that its index is chosen."""
    return (await session.scalar(select(func.max(AuditRecord.id))) or 0) - _NEWEST


def _match_word(word: str, actions: list[str], language: str) -> ColumnElement[bool]:
    values = (AuditRecord.object, AuditRecord.old, AuditRecord.new, Person.name, Integration.name)
    return or_(
        any_of(AuditRecord.action, actions),
        any_of(AuditRecord.object, [*_find_settings(word, language), f"ticket:{word.removeprefix('#')}"]),
        *(AuditRecord.object.in_(of) for of in _select_names(word)),
        *(value.icontains(word, autoescape=True) for value in values),
    )


def _select_names(word: str) -> Iterator[Select[str]]:
    """Select the objects with the word in the name they have today."""
    account = func.coalesce(Person.todoist_name, Person.name)
    for kind, key, name in (
        ("person", Person.id, Person.name), ("category", Category.id, Category.name),
        ("system", Integration.id, Integration.name), ("event", Event.slug, Event.name),
        ("account", Person.todoist_id, account),
        ("organization", Organization.id, Organization.name), ("contact", Contact.id, Contact.name),
    ):  # fmt: skip
        yield select(func.concat(f"{kind}:", key)).where(name.icontains(word, autoescape=True))


def _find_settings(word: str, language: str) -> list[str]:
    return [f"setting:{one.key}" for one in SETTINGS if word in catalog.say(language, one.text).casefold()]


def _describe(action: str, language: str) -> str:
    key = f"audit-{action}"
    if not catalog.has_key(language, key):
        return action
    return catalog.say(language, key, object="", old="", new="").casefold()


async def _load_names(session: AsyncSession, objects: set[str]) -> dict[str, str]:
    """Return names of people, categories, integrations, events and the like by `object`."""
    keys: dict[str, list[str]] = {}
    for one in objects:
        kind, _, key = one.partition(":")
        keys.setdefault(kind, []).append(key)
    ids = {kind: [int(key) for key in keys.get(kind, ()) if key.isdecimal()] for kind in _BY_NUMBER}
    looked_up: dict[str, Any] = {
        **{kind: select(table.id, table.name).where(any_of(table.id, ids[kind])) for kind, table in _BY_NUMBER.items()},
        "event": select(Event.slug, Event.name).where(any_of(Event.slug, keys.get("event", ()))),
        "account": select(Person.todoist_id, func.coalesce(Person.todoist_name, Person.name)).where(
            any_of(Person.todoist_id, keys.get("account", ()))
        ),
    }
    named = {}
    for kind, query in looked_up.items():
        if keys.get(kind):
            named.update({f"{kind}:{key}": name for key, name in await session.execute(query)})
    return named
