"""By what a figure can be told apart and filtered. Knows how a row is labelled; knows no figure."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Text, case, cast, func, literal, null

from desk.metrics.periods import Period

Label = int | str | date | None
"""Of a person, category, event or root cause its id, of an answer what `answer_label` says; None: nobody, none."""


class Dimension(StrEnum):
    """By whom or what; of time always in the desk's zone. AGENT: whoever did it; all others are the ticket's, as they
    are now; ANSWER: the article, preset answer or canned reply it was. HOUR 0-23, WEEKDAY 0: Monday; WEEK its Monday,
    MONTH its first."""

    AGENT = "agent"
    CATEGORY = "category"
    PRIORITY = "priority"
    REQUESTER = "requester"
    EVENT = "event"
    ROOT_CAUSE = "root_cause"
    SOURCE = "source"
    ANSWER = "answer"
    HOUR = "hour"
    WEEKDAY = "weekday"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


OF_TICKET = {
    Dimension.CATEGORY: "category_id",
    Dimension.PRIORITY: "priority",
    Dimension.REQUESTER: "requester_id",
    Dimension.EVENT: "event_id",
    Dimension.ROOT_CAUSE: "root_cause_id",
    Dimension.SOURCE: "origin",
}
"""Columns of tickets, and of their facts."""
OF_DAYS = (Dimension.WEEKDAY, Dimension.DAY, Dimension.WEEK, Dimension.MONTH)
OF_TIME = frozenset({Dimension.HOUR, Dimension.WEEKDAY, Dimension.DAY, Dimension.WEEK, Dimension.MONTH})


ANSWER_KINDS = ("article", "preset", "canned")
"""What can be given as an answer: the table has its id in `<kind>_id`."""


def answer_label(columns: Any) -> ColumnElement[Any]:
    """ "article-12", in SQL, by whichever ids these columns of a table hold; none where they hold none."""
    held = [(kind, columns[f"{kind}_id"]) for kind in ANSWER_KINDS if f"{kind}_id" in columns]
    named = [(one.is_not(None), literal(f"{kind}-", Text) + cast(one, Text)) for kind, one in held]
    return (case(*named) if named else cast(null(), Text)).label("answer")


def of_moment(by: Dimension, at: ColumnElement[Any], zone: ColumnElement[str]) -> ColumnElement[Any]:
    """The label of a moment, in SQL."""
    local = func.timezone(zone, at)
    if by is Dimension.HOUR:
        return cast(func.extract("hour", local), Integer)
    if by is Dimension.WEEKDAY:
        return cast(func.extract("isodow", local), Integer) - 1
    if by is Dimension.DAY:
        return cast(local, Date)
    return cast(func.date_trunc(by.value, local), Date)


def of_day(by: Dimension, day: date) -> Label:
    """The label of a day; raises ValueError for what is no dimension of days."""
    if by is Dimension.DAY:
        return day
    if by is Dimension.WEEKDAY:
        return day.weekday()
    if by is Dimension.WEEK:
        return day - timedelta(days=day.weekday())
    if by is Dimension.MONTH:
        return day.replace(day=1)
    raise ValueError(by)


def expected(by: Dimension, period: Period) -> Iterable[Label]:
    """The labels that a period has, also where nothing happened; none where only what happened has one."""
    if by is Dimension.HOUR:
        return range(24)
    if by is Dimension.WEEKDAY:
        return range(7)
    return dict.fromkeys(of_day(by, day) for day in period.days()) if by in OF_TIME else ()
