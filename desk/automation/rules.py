"""Verbs of managers on rules: save, switch, move, remove, add the ready ones. Each is audited."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CannedReply, Category, Event, Organization, Origin, Person, Role, Rule, RuleRun, Status, any_of
from desk import Desk, Outdated, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.automation import looking, receivers
from desk.automation.conditions import AUTHORS, HOURS
from desk.automation.receivers import ASSIGNEE, LEADS
from desk.i18n import catalog, formats
from desk.locked import MOST
from desk.policy import permissions
from desk.policy.permissions import Grant
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
    load_rule,
)
from desk.tickets.topic_names import get_topic_name
from desk.topics.guess import parse_keywords

# A rule in words: when, if, then. Names of topics, people and the like are read for the whole rule at once.


Names = Mapping[tuple[str, int], str]
"""Names by kind (the table's) and id."""
_KINDS = {
    ConditionField.TOPIC: "topic",
    ConditionField.ASSIGNEE: "person",
    ConditionField.ORGANIZATION: "organization",
    ConditionField.EVENT: "event",
}
_OF_ACTIONS = {ActionKind.TOPIC: "topic", ActionKind.ASSIGN: "person", ActionKind.CANNED: "canned"}


@dataclass(frozen=True, slots=True)
class RuleInWords:
    """The parts of a rule as people read them."""

    when: str
    conditions: tuple[str, ...]
    actions: tuple[str, ...]


async def describe_rule(session: AsyncSession, rule: RuleSpec, language: str) -> RuleInWords:
    """Return the rule in words."""
    names = await load_names(session, [rule], language)
    return RuleInWords(
        describe_event(language, rule),
        tuple(_describe_condition(language, one, names) for one in rule.conditions),
        tuple(_describe_action(language, one, names) for one in rule.actions),
    )


async def load_names(session: AsyncSession, rules: Sequence[RuleSpec], language: str) -> Names:
    """Return the names of everything that these rules mention by id."""
    ids: dict[str, set[int]] = {}
    for kind, key in (mention for rule in rules for mention in _list_mentions(rule)):
        ids.setdefault(kind, set()).add(key)
    found: dict[tuple[str, int], str] = {}
    if wanted := ids.get("topic"):
        topics = await session.scalars(select(Category).where(any_of(Category.id, sorted(wanted))))
        found |= {("topic", one.id): get_topic_name(one, language) for one in topics}
    for kind, table, name in _TABLES:
        if wanted := ids.get(kind):
            rows = await session.execute(select(table.id, name).where(any_of(table.id, sorted(wanted))))
            found |= {(kind, row[0]): row[1] for row in rows}
    return found


_TABLES = (
    ("person", Person, Person.name),
    ("organization", Organization, Organization.name),
    ("event", Event, Event.name),
    ("canned", CannedReply, CannedReply.key),
)


def _list_mentions(rule: RuleSpec) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for condition in rule.conditions:
        if condition.field in _KINDS:
            found += [(_KINDS[condition.field], int(one)) for one in condition.values]
    for action in rule.actions:
        if action.kind in _OF_ACTIONS and action.value:
            found.append((_OF_ACTIONS[action.kind], int(action.value)))
        keyed = (to.partition(":") for to in action.to)
        found += [(kind, int(key)) for kind, _, key in keyed if key.isdecimal()]
    return found


def describe_event(language: str, rule: RuleSpec) -> str:
    """Return when the rule runs."""
    days = ", ".join(catalog.say(language, "weekday-short", day=f"d{day}") for day in rule.days)
    return catalog.say(
        language, "rule-when", event=rule.trigger.value, time=rule.time,
        length=formats.format_duration(language, timedelta(minutes=rule.minutes)),
        days=days or catalog.say(language, "rule-every-day"),
    )  # fmt: skip


def _describe_condition(language: str, condition: Condition, names: Names) -> str:
    said = [_word_value(language, condition.field, one, names) for one in condition.values]
    negated = "yes" if condition.negated else "no"
    field = catalog.say(language, "rule-field", field=condition.field.value)
    return catalog.say(language, "rule-condition", field=field, negated=negated, values=", ".join(said))


def _word_value(language: str, field: ConditionField, value: Value, names: Names) -> str:
    match field:
        case ConditionField.STATUS:
            return catalog.say(language, "status-staff", status=str(value))
        case ConditionField.PRIORITY:
            return catalog.say(language, "priority-name", priority=int(value))
        case ConditionField.CHANNEL:
            return catalog.say(language, "history-door", origin=str(value))
        case ConditionField.HOURS | ConditionField.AUTHOR:
            return catalog.say(language, "rule-value", value=str(value))
        case ConditionField.STARS:
            return catalog.STAR * int(value)
        case field if field in TYPED:
            return str(value)
    return _name(language, _KINDS[field], int(value), names)


def _name(language: str, kind: str, key: int, names: Names) -> str:
    if key == 0:
        return catalog.say(language, "rule-value", value="none")
    return names.get((kind, key)) or catalog.say(language, "rule-removed-value")


def _describe_action(language: str, action: Action, names: Names) -> str:
    to = ", ".join(_word_receiver(language, one, names) for one in action.to)
    value = _word_action_value(language, action, names)
    return catalog.say(language, "rule-then", did=action.kind.value, value=value, to=to)


def _word_action_value(language: str, action: Action, names: Names) -> str:
    if action.kind in _OF_ACTIONS:
        return _name(language, _OF_ACTIONS[action.kind], int(action.value or 0), names)
    if action.kind is ActionKind.PRIORITY:
        return catalog.say(language, "priority-name", priority=int(action.value or 0))
    if action.kind is ActionKind.HOLD:
        length = timedelta(minutes=int(action.value or 0))
        return formats.format_duration(language, length) if length else "none"
    return str(action.value or "")


def _word_receiver(language: str, to: str, names: Names) -> str:
    """Return whom a rule tells."""
    kind, _, key = to.partition(":")
    if kind == "role":
        return catalog.say(language, "role-name", role=key)
    if key.isdecimal():
        return _name(language, kind, int(key), names)
    return catalog.say(language, "rule-value", value=to)


# Check a rule before it is saved: what is missing, unknown, too long, or names something that is gone.


LONGEST_NAME, LONGEST_WORDS = 60, 2000
MOST_PARTS, MOST_VALUES = 10, 50
LONGEST_WAIT = 60 * 24 * 60
"""Minutes: sixty days."""
_PRIORITIES = range(1, 5)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_WITH_RECEIVERS = (ActionKind.SEND_CARD, ActionKind.NOTIFY)
_WITHOUT_VALUE = (
    ActionKind.ESCALATE, ActionKind.WEBHOOK, ActionKind.CLOSE, ActionKind.SEND_CARD, ActionKind.MOVE_UP,
)  # fmt: skip

_CLOSED: Mapping[ConditionField, Collection[Value]] = {
    ConditionField.STATUS: tuple(one.value for one in Status),
    ConditionField.PRIORITY: _PRIORITIES,
    ConditionField.CHANNEL: tuple(one.value for one in Origin if one is not Origin.CLOCK),
    ConditionField.HOURS: HOURS,
    ConditionField.AUTHOR: AUTHORS,
    ConditionField.STARS: range(1, 6),
}
"""Conditions whose values are a closed list."""


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
    is_words = field in TYPED
    right = bool(values) and len(values) <= MOST_VALUES
    if is_words:
        right = right and all(isinstance(one, str) and one.strip() and len(one) <= LONGEST_NAME for one in values)
        right = right and (field is not ConditionField.ACCOUNT or all(_is_fact(str(one)) for one in values))
    elif field in _CLOSED:
        right = right and all(one in _CLOSED[field] for one in values)
    else:
        right = right and await _is_known(desk, field, values)
    if not right:
        raise Refused("rule-condition-wrong", field=field.value)


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
    right = action.kind in _WITHOUT_VALUE or await _is_value_right(desk, action)
    if action.kind in _WITH_RECEIVERS:
        right = right and 0 < len(action.to) <= MOST_VALUES and all([await _is_receiver(desk, to) for to in action.to])
    if not right:
        raise Refused("rule-action-wrong", did=action.kind.value)


async def _is_value_right(desk: Desk, action: Action) -> bool:
    value, session = action.value, desk.session
    match action.kind:
        case ActionKind.PRIORITY:
            return value in _PRIORITIES
        case ActionKind.HOLD:
            return value in (None, 0) or (isinstance(value, int) and 1 <= value <= LONGEST_WAIT)
        case ActionKind.NOTIFY:
            return value is None or (isinstance(value, str) and len(value) <= LONGEST_WORDS)
        case ActionKind.NOTE:
            return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_WORDS
        case ActionKind.ADD_LABEL | ActionKind.REMOVE_LABEL:
            return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_NAME
    if not isinstance(value, int) or not 0 < value < 2**63:
        return False
    if action.kind is ActionKind.TOPIC:
        topic = await session.get(Category, value)
        return topic is not None and topic.removed_at is None and not topic.is_group
    if action.kind is ActionKind.CANNED:
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


# Rules as managers see them: the list, one rule, how often they acted lately.


LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with its state. `spec` is None if only a newer version knows it; `runs`: how often it acted in 30 days."""

    id: int
    name: str
    event: str
    enabled: bool
    spec: RuleSpec | None
    stopped_at: datetime | None
    failed_at: datetime | None
    failed_why: str | None
    runs: int
    ready: str | None

    @property
    def failed_action(self) -> str:
        """Return the kind of the action that was refused."""
        return (self.failed_why or "").partition(":")[0]


def _load_spec(row: Rule) -> RuleSpec | None:
    """Return what the rule is made of."""
    return load_rule((row.id, row.name, row.event, row.options, row.conditions, row.actions))


async def list_rules(session: AsyncSession, now: datetime) -> list[RuleLine]:
    """Return all rules in the order in which they run."""
    runs = select(RuleRun.rule_id, func.count()).where(RuleRun.at > now - LATELY).group_by(RuleRun.rule_id)
    counted = {row[0]: row[1] for row in await session.execute(runs)}
    rows = await session.scalars(select(Rule).order_by(Rule.position, Rule.id))
    return [_make_line(row, counted.get(row.id, 0)) for row in rows]


async def find_rule(session: AsyncSession, rule_id: int, now: datetime) -> RuleLine | None:
    """Return one rule."""
    return next((one for one in await list_rules(session, now) if one.id == rule_id), None)


def _make_line(row: Rule, runs: int) -> RuleLine:
    return RuleLine(
        row.id,
        row.name,
        row.event,
        row.enabled,
        _load_spec(row),
        row.stopped_at,
        row.failed_at,
        row.failed_why,
        runs,
        row.ready,
    )


# Eight rules that are ready to be switched on. Their names and words are texts: `ready-rule-<key>`.


_LEADS = Action(ActionKind.NOTIFY, to=(LEADS,))
_AGENT = Action(ActionKind.NOTIFY, to=(ASSIGNEE,))
_UNTAKEN = Condition(ConditionField.ASSIGNEE, (0,))
_URGENT = Condition(ConditionField.PRIORITY, (1, 2))


def list_ready(language: str) -> dict[str, RuleSpec]:
    """Return the ready rules by their keys, worded in a language."""

    def say(key: str) -> str:
        return catalog.say(language, key)

    def make(key: str, trigger: RuleTrigger, *parts: Condition | Action, **options: int | str) -> RuleSpec:
        met = tuple(part for part in parts if isinstance(part, Condition))
        done = tuple(part for part in parts if isinstance(part, Action))
        minutes, time = int(options.get("minutes", 0)), str(options.get("time", ""))
        days = tuple(range(5)) if trigger is RuleTrigger.DAILY else ()
        return RuleSpec(say(f"ready-rule-{key}"), trigger, met, done, minutes=minutes, time=time, days=days)

    words = parse_keywords(say("ready-rule-words"))
    return {
        "critical": make("critical", RuleTrigger.PRIORITY, Condition(ConditionField.PRIORITY, (1,)), _LEADS),
        "urgent": make(
            "urgent", RuleTrigger.FILED, Condition(ConditionField.WORDS, words), Action(ActionKind.PRIORITY, 2)
        ),
        "rating": make(
            "rating",
            RuleTrigger.RATED,
            Condition(ConditionField.STARS, (1, 2)),
            Action(ActionKind.ADD_LABEL, say("ready-rule-label-rating")),
            _LEADS,
        ),
        "untaken": make("untaken", RuleTrigger.NO_ANSWER_TEAM, _UNTAKEN, _LEADS, minutes=60),
        "hours": make(
            "hours",
            RuleTrigger.FILED,
            Condition(ConditionField.HOURS, ("closed",)),
            Action(ActionKind.ADD_LABEL, say("ready-rule-label-hours")),
        ),
        "overdue": make("overdue", RuleTrigger.OVERDUE, _URGENT, Action(ActionKind.ESCALATE)),
        "silent": make("silent", RuleTrigger.NO_ANSWER_REQUESTER, _AGENT, minutes=3 * 24 * 60),
        "hold": make("hold", RuleTrigger.DAILY, Condition(ConditionField.STATUS, ("on_hold",)), _AGENT, time="09:30"),
    }


_MOST_RULES = 100


async def begin_change(desk: Desk) -> None:
    """Begin a change of the rules, and keep out others until it ends. Raises NotAllowed."""
    if desk.actor is not None or desk.origin is not Origin.API:  # an integration may by its scope
        await desk.require_grant(Grant.RULES)
    await bump_settings_version(desk)


async def add_rule(desk: Desk, spec: RuleSpec, *, ready: str | None = None) -> int:
    """Add a rule at the end, switched off; return its id. Raises Refused with what is wrong."""
    await begin_change(desk)
    return await _add(desk, spec, ready)


async def _add(desk: Desk, spec: RuleSpec, ready: str | None) -> int:
    spec = replace(spec, name=" ".join(spec.name.split()))
    await check_rule(desk, spec)
    count, last = (await desk.session.execute(select(func.count(), func.max(Rule.position)).select_from(Rule))).one()
    if count >= _MOST_RULES:
        raise Refused("rules-many", most=_MOST_RULES)
    row = Rule(
        name=spec.name, event=spec.trigger.value, position=(last or 0) + 1, ready=ready, made_by=desk.actor_id,
        made_at=desk.now, changed_at=desk.now, enabled=False,
    )  # fmt: skip
    _fill(desk, row, spec)
    desk.session.add(row)
    await desk.session.flush()
    history.record_action(desk, "rule-added", f"rule:{row.id}", None, row.name)
    return row.id


async def change_rule(desk: Desk, rule_id: int, spec: RuleSpec, *, seen: int | None = None) -> None:
    """Replace what a rule is made of. `seen`: its version when it was shown. Raises Refused if it was changed since, or
    with what is wrong."""
    row = await _begin_change_of(desk, rule_id, seen)
    spec = replace(spec, name=" ".join(spec.name.split()))
    await check_rule(desk, spec)
    old, row.name, row.event = row.name, spec.name, spec.trigger.value
    row.changed_at, row.failed_at, row.failed_why = desk.now, None, None
    _fill(desk, row, spec)
    history.record_action(desk, "rule-changed", f"rule:{row.id}", old, row.name)


def _fill(desk: Desk, row: Rule, spec: RuleSpec) -> None:
    row.options = spec.options
    row.conditions = [one.dump() for one in spec.conditions]
    row.actions = [one.dump() for one in spec.actions]
    row.looked_at = desk.now
    row.next_at = looking.get_next_look(spec, desk.now, desk.rules.timezone) if row.enabled else None


async def switch_rule(desk: Desk, rule_id: int, *, on: bool) -> bool:
    """Switch a rule on or off. Return False if it already was. Raises Refused if what it names is gone."""
    row = await _begin_change_of(desk, rule_id, None)
    if row.enabled is on:
        return False
    spec = _load_spec(row)
    if on and spec is None:
        raise Refused("rule-unknown")
    if on and spec is not None:
        await check_rule(desk, spec)
    row.enabled, row.stopped_at, row.failed_at, row.failed_why = on, None, None, None
    row.looked_at = desk.now
    row.next_at = looking.get_next_look(spec, desk.now, desk.rules.timezone) if on and spec is not None else None
    history.record_action(desk, "rule-on" if on else "rule-off", f"rule:{row.id}", None, row.name)
    return True


async def move_rule_up(desk: Desk, rule_id: int) -> None:
    """Let a rule run before the one above it; the first stays."""
    row = await _begin_change_of(desk, rule_id, None)
    rows = list(await desk.session.scalars(select(Rule).order_by(Rule.position, Rule.id)))
    at = rows.index(row)
    if at == 0:
        return
    rows[at - 1 : at + 1] = [row, rows[at - 1]]
    for place, one in enumerate(rows, 1):
        one.position = place
    history.record_action(desk, "rule-moved", f"rule:{row.id}", str(at + 1), str(at))


async def remove_rule(desk: Desk, rule_id: int) -> None:
    """Remove a rule; the history of tickets still names it."""
    row = await _begin_change_of(desk, rule_id, None)
    history.record_action(desk, "rule-removed", f"rule:{row.id}", row.name, None)
    await desk.session.delete(row)


async def add_ready_rules(desk: Desk) -> int:
    """Add those of the ready rules that are not there yet, all switched off; return how many. Raises Outdated if there
    is none to add."""
    await begin_change(desk)
    there = set(await desk.session.scalars(select(Rule.ready).where(Rule.ready.is_not(None))))
    wanted = {key: spec for key, spec in list_ready(desk.rules.locale).items() if key not in there}
    if not wanted:
        raise Outdated
    for key, spec in wanted.items():
        await _add(desk, spec, key)
    return len(wanted)


async def find_version(session: AsyncSession, rule_id: int) -> int:
    """Return the number of a rule's last change."""
    return await history.find_newest_id(session, f"rule:{rule_id}")


async def _begin_change_of(desk: Desk, rule_id: int, seen: int | None) -> Rule:
    await begin_change(desk)
    row = await desk.session.get(Rule, rule_id, populate_existing=True) if 0 < rule_id < MOST else None
    if row is None:
        raise Refused("no-such-rule")
    if seen is not None and await find_version(desk.session, rule_id) != seen:
        raise Refused("edited-meanwhile")
    return row
