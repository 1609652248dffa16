"""Names of the rows of a metric: people, topics, events. Reads names, no metrics."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.models import Category, Event, Organization, Outlet, Person, ReviewCriterion, RootCause, any_of
from desk.i18n import say
from desk.metrics import Dimension, Label
from desk.tickets.fields import select_topic_name

_OF_OUTLET = select(Organization.name).where(Organization.id == Outlet.organization_id).scalar_subquery()
_BY_ID: dict[str, tuple[InstrumentedAttribute[int], ColumnElement[str]]] = {
    "agent": (Person.id, Person.name.expression),
    "requester": (Person.id, Person.name.expression),
    "category": (Category.id, Category.name.expression),
    "event": (Event.id, Event.name.expression),
    "criterion": (ReviewCriterion.id, ReviewCriterion.name.expression),
    "root_cause": (RootCause.id, RootCause.name.expression),
    "organization": (Organization.id, Organization.name.expression),
    "outlet": (Outlet.id, _OF_OUTLET + " · " + Outlet.name),
}


_TITLES = {
    "article": text("""
        select distinct on (article_id) article_id as id, title as name from article_texts
        where article_id = any(:ids) order by article_id, language = :language desc, current desc, version desc"""),
    "preset": text("select id, title as name from preset_answers where id = any(:ids)"),
    "canned": text("""
        select id, case when owner_id is null then '!' || key else :own end as name from canned_replies
        where id = any(:ids)"""),
}
"""Queries of the titles of answers, by kind."""


async def load_names(
    session: AsyncSession, language: str, by: Dimension, labels: Collection[Label]
) -> dict[Label, str]:
    """Return the name of each label; a deleted object is named by its id."""
    if by is Dimension.ANSWER:
        return await _answers(session, language, labels)
    if by.value not in _BY_ID:
        return {label: _name_of(language, by, label) for label in labels}
    key, column = _BY_ID[by.value]
    name: ColumnElement[str] = select_topic_name(language) if by is Dimension.CATEGORY else column
    ids = [label for label in labels if isinstance(label, int)]
    found: dict[Label, str] = {
        row[0]: row[1] for row in await session.execute(select(key, name).where(any_of(key, ids)))
    }
    unknown = say(language, f"stats-nobody-{by.value}")
    return {label: unknown if label is None else found.get(label, f"#{label}") for label in labels}


def _name_of(language: str, by: Dimension, label: Label) -> str:
    if label is None:
        return say(language, "stats-none")
    if by is Dimension.PRIORITY:
        return say(language, "priority-name", priority=label if isinstance(label, int) else 0)
    if by is Dimension.WEEKDAY:
        return say(language, "weekday-short", day=f"d{label}")
    if by is Dimension.HOUR:
        return say(language, "stats-hour", hour=f"{label:02d}" if isinstance(label, int) else str(label))
    return say(language, "stats-source", source=str(label)) if by is Dimension.SOURCE else str(label)


async def _answers(session: AsyncSession, language: str, labels: Collection[Label]) -> dict[Label, str]:
    """Return titles of articles and automatic answers, keys of canned replies; personal ones are not named."""
    named: dict[Label, str] = {None: say(language, "stats-nobody-answer")}
    for kind, titles in _TITLES.items():
        ids = {int(str(one).partition("-")[2]) for one in labels if str(one).startswith(f"{kind}-")}
        given = {"ids": list(ids), "language": language, "own": say(language, "stats-own-canned")}
        rows = await session.execute(titles, {key: given[key] for key in titles.compile().params}) if ids else ()
        named |= {f"{kind}-{row.id}": row.name for row in rows}
    return {label: named.get(label, f"#{str(label).partition('-')[2]}") for label in labels}
