"""Rules in words: what sets one off, what it asks, what it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CannedReply, Category, Event, Organization, Person, any_of
from desk.acts.of_rules import LENGTHS, VALUES
from desk.automation.rule_checks import KINDS, LONGEST_NAME
from desk.i18n import catalog, formats
from desk.rule_specs import (
    Action,
    ActionKind,
    Condition,
    ConditionField,
    RuleSpec,
    Value,
)
from desk.settings.kinds import Choice
from desk.text import shorten_line
from desk.tickets.topic_names import get_topic_name

Names = Mapping[tuple[str, int], str]
"""Names by kind (the table's) and id."""
_KINDS = {
    ConditionField.TOPIC: "topic",
    ConditionField.ASSIGNEE: "person",
    ConditionField.ORGANIZATION: "organization",
    ConditionField.EVENT: "event",
}
_OF_ACTIONS: Mapping[str, str] = {ActionKind.TOPIC: "topic", ActionKind.ASSIGN: "person", ActionKind.CANNED: "canned"}


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


async def make_name(session: AsyncSession, rule: RuleSpec, language: str) -> str:
    """Return a name for a rule that nobody has named: what it asks, and what it does."""
    said = await describe_rule(session, rule, language)
    asked, does = ", ".join(said.conditions), ", ".join(said.actions)
    named = catalog.say(language, "rule-named", n=len(said.conditions), asked=asked, does=does)
    return shorten_line(named, LONGEST_NAME)


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
    days = ", ".join(formats.format_weekday(language, day) for day in rule.days)
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
    kind = KINDS.get(field)
    if kind is None:
        return _name(language, _KINDS[field], int(value), names)
    return kind.format_value(language, value) if isinstance(kind, Choice) else str(value)


def _name(language: str, kind: str, key: int, names: Names) -> str:
    if key == 0:
        return catalog.say(language, "rule-value", value="none")
    return names.get((kind, key)) or catalog.say(language, "rule-removed-value")


def _describe_action(language: str, action: Action, names: Names) -> str:
    to = ", ".join(_word_receiver(language, one, names) for one in action.to)
    value = _word_action_value(language, action, names)
    shows = "length" if action.kind in LENGTHS else "value"
    shows = shows if action.kind in VALUES and action.value else "nothing"
    return catalog.say(language, "rule-then", did=action.kind, value=value, to=to, shows=shows)


def _word_action_value(language: str, action: Action, names: Names) -> str:
    if action.kind in _OF_ACTIONS:
        return _name(language, _OF_ACTIONS[action.kind], int(action.value or 0), names)
    if action.kind in VALUES and isinstance(kind := VALUES[action.kind].kind, Choice):
        return kind.format_value(language, action.value)
    if action.kind in LENGTHS:
        return formats.format_duration(language, timedelta(minutes=int(action.value or 0)))
    return str(action.value or "")


def _word_receiver(language: str, to: str, names: Names) -> str:
    """Return whom a rule tells."""
    kind, _, key = to.partition(":")
    if kind == "role":
        return catalog.say(language, "role-name", role=key)
    if key.isdecimal():
        return _name(language, kind, int(key), names)
    return catalog.say(language, "rule-value", value=to)
