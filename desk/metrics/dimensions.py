"""Dimensions by which a metric can be grouped and filtered, and how a row is labelled. Knows no metric."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Text, case, cast, func, literal, null

from desk.metrics.periods import Period

Label = int | str | date | None
"""Of a person, topic, event, root cause, organization or outlet the id, of a criterion too, of an answer the text of
`make_answer_label`; None for rows without one."""


class Dimension(StrEnum):
    """A dimension; those of time are in the desk's zone. AGENT: the person who did it; all others are of the ticket as
    it is now. EQUIPMENT: the models at its outlet, as one text. ANSWER: the article, automatic answer or canned reply.
    CRITERION: of reviews. HOUR is 0 to 23, WEEKDAY 0 for Monday; WEEK its Monday, MONTH its first day."""

    AGENT = "agent"
    CATEGORY = "category"
    PRIORITY = "priority"
    REQUESTER = "requester"
    EVENT = "event"
    ROOT_CAUSE = "root_cause"
    ORGANIZATION = "organization"
    OUTLET = "outlet"
    EQUIPMENT = "equipment"
    SOURCE = "source"
    ANSWER = "answer"
    CRITERION = "criterion"
    HOUR = "hour"
    WEEKDAY = "weekday"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


TICKET_COLUMNS = {
    Dimension.CATEGORY: "category_id",
    Dimension.PRIORITY: "priority",
    Dimension.REQUESTER: "requester_id",
    Dimension.EVENT: "event_id",
    Dimension.ROOT_CAUSE: "root_cause_id",
    Dimension.SOURCE: "origin",
    Dimension.ORGANIZATION: "organization_id",
    Dimension.OUTLET: "outlet_id",
}
"""Columns of tickets, and of their facts."""
OF_ORGANIZATIONS = (Dimension.ORGANIZATION, Dimension.OUTLET, Dimension.EQUIPMENT)
"""Only while organizations are on."""
DAY_DIMENSIONS = (Dimension.WEEKDAY, Dimension.DAY, Dimension.WEEK, Dimension.MONTH)
TIME_DIMENSIONS = frozenset({Dimension.HOUR, Dimension.WEEKDAY, Dimension.DAY, Dimension.WEEK, Dimension.MONTH})


ANSWER_KINDS = ("article", "preset", "canned")
"""Kinds of answers; the table has the id in `<kind>_id`."""


def make_answer_label(columns: Any) -> ColumnElement[Any]:
    """Return "article-12" as SQL, by the ids that the table has; null if it has none."""
    held = [(kind, columns[f"{kind}_id"]) for kind in ANSWER_KINDS if f"{kind}_id" in columns]
    named = [(one.is_not(None), literal(f"{kind}-", Text) + cast(one, Text)) for kind, one in held]
    return (case(*named) if named else cast(null(), Text)).label("answer")


def label_moment(by: Dimension, at: ColumnElement[Any], zone: ColumnElement[str]) -> ColumnElement[Any]:
    """Return the label of a moment, as SQL."""
    local = func.timezone(zone, at)
    if by is Dimension.HOUR:
        return cast(func.extract("hour", local), Integer)
    if by is Dimension.WEEKDAY:
        return cast(func.extract("isodow", local), Integer) - 1
    if by is Dimension.DAY:
        return cast(local, Date)
    return cast(func.date_trunc(by.value, local), Date)


def label_day(by: Dimension, day: date) -> Label:
    """Return the label of a day; raises ValueError for a dimension that is not of days."""
    if by is Dimension.DAY:
        return day
    if by is Dimension.WEEKDAY:
        return day.weekday()
    if by is Dimension.WEEK:
        return day - timedelta(days=day.weekday())
    if by is Dimension.MONTH:
        return day.replace(day=1)
    raise ValueError(by)


def list_expected(by: Dimension, period: Period) -> Iterable[Label]:
    """Return the labels of a period, also for times when nothing happened; empty for other dimensions."""
    if by is Dimension.HOUR:
        return range(24)
    if by is Dimension.WEEKDAY:
        return range(7)
    return dict.fromkeys(label_day(by, day) for day in period.iterate_days()) if by in TIME_DIMENSIONS else ()
