"""Rules that depend on the time: when they look next, and which tickets they then have an event for.

A wait is over for a ticket at one moment: the rule looks each minute for the moments since its last look. A schedule
has an event for each open ticket whose conditions are met at that time, as far as its row tells; all of them are
checked when the event is run.

Conditions of rules as filters of a query of tickets: the same answers as `conditions.py`, for all tickets at once.
Words of a ticket and account data are no part of its row: `list_filters` leaves them out, and the caller checks them
ticket by ticket.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, DateTime, and_, func, insert, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AccountBlock, Category, DeskRow, Origin, Rule, RuleEvent, Status, Ticket
from desk import DeskSettings
from desk.automation.conditions import HOURS, NONE, SYSTEM
from desk.rule_specs import NOT_IN_ROWS, WAITS, Condition, ConditionField, RuleSpec, RuleTrigger, Value, fold_label
from desk.sla import desk_hours


def list_filters(conditions: Sequence[Condition], *, is_open: bool) -> list[ColumnElement[bool]]:
    """Return the filters of tickets that meet these conditions at a time, without those `NOT_IN_ROWS`. `is_open`: it is
    within business hours; nobody is the author of a time."""
    in_rows = [one for one in conditions if one.field not in NOT_IN_ROWS]
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
        case ConditionField.PERSON_LABEL:
            labels = [fold_label(str(one)) for one in values]
            return Ticket.requester_id.in_(select(AccountBlock.person_id).where(AccountBlock.labels.overlap(labels)))
        case _:
            return func.coalesce(Ticket.rating, NONE).in_(_list_numbers(values))


def _list_numbers(values: Sequence[Value]) -> list[int]:
    return [one for one in values if isinstance(one, int)]


def _has_topic(ids: list[int]) -> ColumnElement[bool]:
    """Match a topic, and the topics of a group."""
    topic = func.coalesce(Ticket.category_id, NONE)
    return or_(topic.in_(ids), topic.in_(select(Category.id).where(Category.parent_id.in_(ids))))


_LOOK_EVERY = timedelta(minutes=1)
ENDED = (Status.CLOSED, Status.CANCELLED)
_WEEK = 7
_FOR_TEAM = (Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED)


def get_next_look(rule: RuleSpec, now: datetime, zone: str) -> datetime | None:
    """Return when the rule looks next after `now`; None for a rule that waits for changes. Hours begin in UTC."""
    if rule.trigger in WAITS:
        return now + _LOOK_EVERY
    if rule.trigger is RuleTrigger.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if rule.trigger is not RuleTrigger.DAILY:
        return None
    here, at = ZoneInfo(zone), time.fromisoformat(rule.time)
    today = now.astimezone(here).date()
    days = (today + timedelta(days=ahead) for ahead in range(_WEEK + 1))
    moments = (datetime.combine(day, at, here).astimezone(now.tzinfo) for day in days if _is_day(rule, day.weekday()))
    return next(moment for moment in moments if moment > now)


def _is_day(rule: RuleSpec, weekday: int) -> bool:
    return not rule.days or weekday in rule.days


async def look_for_tickets(session: AsyncSession, rule_id: int, now: datetime, rules: DeskSettings) -> None:
    """Put the events of a rule whose time has come, and set when it looks next."""
    row = await session.get(Rule, rule_id, with_for_update=True, populate_existing=True)
    spec = next((one for one in rules.automation if one.id == rule_id), None)
    if row is None or row.next_at is None or row.next_at > now:
        return
    if spec is None or not row.enabled:
        row.next_at = None
        return
    due, since = row.next_at, row.looked_at or row.next_at - _LOOK_EVERY
    row.looked_at, row.next_at = now, get_next_look(spec, now, rules.timezone)
    if spec.trigger in WAITS:
        await _store_waits(session, spec, since, now)
    elif await session.scalar(select(DeskRow.recovery)) is None:  # else it was restored, and has perhaps done it
        is_open = desk_hours.get_opening_time(rules, now) is None
        await _put_schedule(session, spec, due, now, is_open=is_open)


async def _store_waits(session: AsyncSession, rule: RuleSpec, since: datetime, now: datetime) -> None:
    length = timedelta(minutes=rule.minutes)
    is_waiting, begun = _WAITING[rule.trigger]
    found = select(Ticket.id, begun).where(
        Ticket.filed_at.is_not(None), Ticket.merged_into_id.is_(None), is_waiting,
        begun > since - length, begun <= now - length,
    )  # fmt: skip
    for ticket_id, at in (await session.execute(found.order_by(begun, Ticket.id))).all():
        _put(session, rule, ticket_id, f"wait:{rule.minutes}:{int(at.timestamp() * 1000)}", now)


_WAITING: dict[RuleTrigger, tuple[ColumnElement[bool], ColumnElement[datetime]]] = {
    RuleTrigger.NO_ANSWER_TEAM: (
        and_(Ticket.status.in_(_FOR_TEAM), or_(Ticket.needs_answer, Ticket.first_response_at.is_(None))),
        func.greatest(Ticket.filed_at, Ticket.requester_spoke_at),
    ),
    RuleTrigger.NO_ANSWER_REQUESTER: (Ticket.status == Status.PENDING, Ticket.status_at.expression),
}
"""Which tickets wait, and since when."""


async def _put_schedule(session: AsyncSession, rule: RuleSpec, due: datetime, now: datetime, *, is_open: bool) -> None:
    """Put the events by one statement, however many tickets are open. What only a ticket's words tell is checked when
    its event is run."""
    key = f"at:{due.astimezone(UTC):%Y-%m-%dT%H:%M}"
    constants = (literal(rule.trigger.value), literal(key), literal(rule.id, BigInteger), literal(now, DateTime(True)))
    tickets = select(Ticket.id, *constants).where(
        Ticket.filed_at.is_not(None), Ticket.status.not_in(ENDED), Ticket.merged_into_id.is_(None),
        *list_filters(rule.conditions, is_open=is_open),
    )  # fmt: skip
    columns = ["ticket_id", "event", "key", "rule_id", "due_at"]
    await session.execute(insert(RuleEvent).from_select(columns, tickets.order_by(Ticket.id)))


def _put(session: AsyncSession, rule: RuleSpec, ticket_id: int, key: str, now: datetime) -> None:
    event = RuleEvent(ticket_id=ticket_id, event=rule.trigger.value, key=key, rule_id=rule.id, due_at=now)
    session.add(event)
