"""Checks of a rule before it is saved: what is missing, unknown, too long, or names something that is gone."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from db.models import CannedReply, Category, Event, Organization, Origin, Person, Role, Status
from desk import Desk, Refused
from desk.acts.of_rules import LENGTHS, VALUES
from desk.acts.of_tickets import PRIORITIES
from desk.automation import receivers
from desk.automation.conditions import AUTHORS, HOURS
from desk.i18n import match_own_label
from desk.policy import permissions
from desk.rule_specs import (
    TYPED,
    WAITS,
    Action,
    ActionKind,
    Condition,
    ConditionField,
    RuleSpec,
    RuleTrigger,
    Value,
)
from desk.settings.kinds import Choice, Length, TypedLine, WordList

LONGEST_NAME, LONGEST_WORDS = 60, 2000
MOST_PARTS, MOST_VALUES = 10, 50
LONGEST_WAIT = 60 * 24 * 60
"""Minutes: sixty days."""
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_WITH_RECEIVERS = (ActionKind.SEND_CARD, ActionKind.NOTIFY)
_WITH_VALUE = frozenset(
    {ActionKind.ADD_LABEL, ActionKind.REMOVE_LABEL, ActionKind.ASSIGN, ActionKind.CANNED, ActionKind.NOTE}
    | {ActionKind.NOTIFY, *VALUES}
)
KINDS: Mapping[ConditionField, Choice | WordList] = {
    ConditionField.STATUS: Choice("status-staff", tuple(one.value for one in Status), "status"),
    ConditionField.PRIORITY: PRIORITIES,
    ConditionField.CHANNEL: Choice("history-door", tuple(one.value for one in Origin if one != Origin.CLOCK), "origin"),
    ConditionField.HOURS: Choice("rule-value", HOURS, "value"),
    ConditionField.AUTHOR: Choice("rule-value", AUTHORS, "value"),
    ConditionField.STARS: Choice("rule-stars", (1, 2, 3, 4, 5), "n"),
    **dict.fromkeys(TYPED, WordList(most=MOST_VALUES, longest=LONGEST_NAME)),
}
"""Kinds of the values of conditions; the others have ids of rows."""


async def check_rule(desk: Desk, rule: RuleSpec) -> None:
    """Raise Refused with what is wrong, unless the rule can be saved."""
    if not rule.name.strip() or len(rule.name) > LONGEST_NAME:
        raise Refused("rule-name-wrong", longest=LONGEST_NAME)
    if not rule.actions:
        raise Refused("rule-actions-missing")
    if len(rule.actions) > MOST_PARTS or len(rule.conditions) > MOST_PARTS:
        raise Refused("rule-parts-many", most=MOST_PARTS)
    _check_time(rule)
    for condition in rule.conditions:
        await _check_condition(desk, condition)
    for action in rule.actions:
        await _check_action(desk, action)


def _check_time(rule: RuleSpec) -> None:
    if rule.trigger in WAITS and not 1 <= rule.minutes <= LONGEST_WAIT:
        raise Refused("rule-wait-wrong")
    if rule.trigger is RuleTrigger.DAILY and not _TIME.fullmatch(rule.time):
        raise Refused("rule-time-wrong")
    if not set(rule.days) <= set(range(7)):
        raise Refused("rule-time-wrong")


async def _check_condition(desk: Desk, condition: Condition) -> None:
    values, field = condition.values, condition.field
    right = 0 < len(values) <= MOST_VALUES and all(str(one).strip() for one in values)
    if field in (ConditionField.ACCOUNT, ConditionField.FIELD):
        right = right and all(_is_fact(str(one)) for one in values)
    if right and field in KINDS:
        right = _fits(KINDS[field], values)
    elif right:
        right = await _is_known(desk, field, values)
    if not right:
        raise Refused("rule-condition-wrong", field=field.value)


def _fits(kind: Choice | WordList, values: Sequence[Value]) -> bool:
    try:
        for one in values if isinstance(kind, Choice) else [list(values)]:
            kind.load_value(one)
    except ValueError:
        return False
    return True


def _is_fact(said: str) -> bool:
    """Return True for a field with a value, such as `tier=gold`."""
    name, _, value = said.partition("=")
    return bool(name.strip() and value.strip())


async def _is_known(desk: Desk, field: ConditionField, values: Sequence[Value]) -> bool:
    ids = [one for one in values if one != 0]
    if not all(isinstance(one, int) and 0 < one < 2**63 for one in ids):
        return False
    queries = {
        ConditionField.TOPIC: select(Category.id).where(Category.removed_at.is_(None)),
        ConditionField.ASSIGNEE: select(Person.id).where(Person.dismissed_at.is_(None)),
        ConditionField.ORGANIZATION: select(Organization.id),
        ConditionField.EVENT: select(Event.id).where(Event.removed_at.is_(None)),
    }
    query = queries[field]
    found = set(await desk.session.scalars(query.where(query.selected_columns[0].in_(ids))))
    return found == set(ids)


async def _check_action(desk: Desk, action: Action) -> None:
    right = action.kind not in _WITH_VALUE or await _is_value_right(desk, action)
    if action.kind in _WITH_RECEIVERS:
        right = right and 0 < len(action.to) <= MOST_VALUES and all([await _is_receiver(desk, to) for to in action.to])
    if not right:
        raise Refused("rule-action-wrong", did=action.kind)


async def _is_value_right(desk: Desk, action: Action) -> bool:
    value, session = action.value, desk.session
    if action.kind in LENGTHS and value in (None, 0):
        return VALUES[action.kind].is_optional
    if action.kind in LENGTHS:
        most = kind.most if isinstance(kind := VALUES[action.kind].kind, Length) else LONGEST_WAIT
        return isinstance(value, int) and 1 <= value <= most
    if action.kind in VALUES and isinstance(kind := VALUES[action.kind].kind, Choice):
        return value in kind.presets
    if action.kind in VALUES and isinstance(kind, TypedLine):
        return isinstance(value, str) and 0 < len(value.strip()) <= kind.longest
    match action.kind:
        case ActionKind.NOTIFY:
            return value is None or (isinstance(value, str) and len(value) <= LONGEST_WORDS)
        case ActionKind.NOTE:
            return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_WORDS
        case ActionKind.ADD_LABEL | ActionKind.REMOVE_LABEL:
            if not isinstance(value, str) or match_own_label(value):
                return False
            return 0 < len(value.strip()) <= LONGEST_NAME
    if not isinstance(value, int) or not 0 < value < 2**63:
        return False
    if action.kind == ActionKind.TOPIC:
        topic = await session.get(Category, value)
        return topic is not None and topic.removed_at is None and not topic.is_group
    if action.kind == ActionKind.CANNED:
        reply = await session.get(CannedReply, value)
        return reply is not None and reply.removed_at is None and reply.owner_id is None
    person = await session.get(Person, value)
    return person is not None and permissions.is_staff(person)


async def _is_receiver(desk: Desk, to: str) -> bool:
    kind, _, key = to.partition(":")
    if kind == "role":
        return key in {one.value for one in Role if one in permissions.STAFF}
    if kind in ("person", "topic"):
        if not key.isdecimal() or int(key) >= 2**63:
            return False
        if kind == "topic":
            topic = await desk.session.get(Category, int(key))
            return topic is not None and topic.removed_at is None
        person = await desk.session.get(Person, int(key))
        return person is not None and permissions.is_staff(person)
    return to in (receivers.LEADS, receivers.ASSIGNEE, receivers.GROUP)
