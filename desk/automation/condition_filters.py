"""Conditions of rules as filters of a query of tickets: the same answers as `conditions.py`, for all tickets at once.

Words of a ticket are no part of its row: `list_filters` leaves them out, and the caller checks them ticket by ticket.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, literal, not_, or_, select

from db.models import Category, Origin, Status, Ticket
from desk.automation.conditions import HOURS, NONE, SYSTEM
from desk.rule_specs import Condition, ConditionField, Value


def list_filters(conditions: Sequence[Condition], *, is_open: bool) -> list[ColumnElement[bool]]:
    """Return the filters of tickets that meet these conditions at a time, without those about words. `is_open`: it is
    within business hours; nobody is the author of a time."""
    in_rows = [one for one in conditions if one.field is not ConditionField.WORDS]
    return [_filter(one, is_open) if not one.negated else not_(_filter(one, is_open)) for one in in_rows]


def _filter(condition: Condition, is_open: bool) -> ColumnElement[bool]:
    values = condition.values
    match condition.field:
        case ConditionField.STATUS:
            return Ticket.status.in_([one for one in Status if one.value in values])
        case ConditionField.PRIORITY:
            return Ticket.priority.in_(_list_numbers(values))
        case ConditionField.TOPIC:
            return _has_topic(_list_numbers(values))
        case ConditionField.LABEL:
            has_label: ColumnElement[bool] = Ticket.tags.overlap([str(one) for one in values])
            return has_label
        case ConditionField.ASSIGNEE:
            return func.coalesce(Ticket.assignee_id, NONE).in_(_list_numbers(values))
        case ConditionField.ORGANIZATION:
            return func.coalesce(Ticket.organization_id, NONE).in_(_list_numbers(values))
        case ConditionField.EVENT:
            return func.coalesce(Ticket.event_id, NONE).in_(_list_numbers(values))
        case ConditionField.CHANNEL:
            return Ticket.origin.in_([one for one in Origin if one.value in values])
        case ConditionField.HOURS:
            return literal((HOURS[0] if is_open else HOURS[1]) in values)
        case ConditionField.AUTHOR:
            return literal(SYSTEM in values)
        case _:
            return func.coalesce(Ticket.rating, NONE).in_(_list_numbers(values))


def _list_numbers(values: Sequence[Value]) -> list[int]:
    return [one for one in values if isinstance(one, int)]


def _has_topic(ids: list[int]) -> ColumnElement[bool]:
    """Match a topic, and the topics of a group."""
    topic = func.coalesce(Ticket.category_id, NONE)
    return or_(topic.in_(ids), topic.in_(select(Category.id).where(Category.parent_id.in_(ids))))
