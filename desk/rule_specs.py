"""The values a rule is made of: its event, conditions and actions, read from stored rows. Knows no table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RuleTrigger(StrEnum):
    """Events that a rule can wait for."""

    FILED = "filed"
    REQUESTER_MESSAGE = "requester_message"
    TEAM_MESSAGE = "team_message"
    STATUS = "status"
    PRIORITY = "priority"
    TOPIC = "topic"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    RATED = "rated"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ORGANIZATION = "organization"
    CUSTOMER = "customer"
    NO_ANSWER_TEAM = "no_answer_team"
    NO_ANSWER_REQUESTER = "no_answer_requester"
    HOURLY = "hourly"
    DAILY = "daily"


WAITS = (RuleTrigger.NO_ANSWER_TEAM, RuleTrigger.NO_ANSWER_REQUESTER)
"""Events that happen when nobody has answered for some minutes."""
SCHEDULES = (RuleTrigger.HOURLY, RuleTrigger.DAILY)
"""Times at which a rule looks at all open tickets."""
MESSAGES = (RuleTrigger.REQUESTER_MESSAGE, RuleTrigger.TEAM_MESSAGE)


class ConditionField(StrEnum):
    """The part of a ticket or event that a condition compares."""

    STATUS = "status"
    PRIORITY = "priority"
    TOPIC = "topic"
    LABEL = "label"
    ASSIGNEE = "assignee"
    ORGANIZATION = "organization"
    EVENT = "event"
    CHANNEL = "channel"
    WORDS = "words"
    HOURS = "hours"
    AUTHOR = "author"
    PERSON_LABEL = "person_label"
    ACCOUNT = "account"
    FIELD = "field"
    STARS = "stars"


TYPED = (ConditionField.WORDS, ConditionField.LABEL, ConditionField.PERSON_LABEL, ConditionField.ACCOUNT,
         ConditionField.FIELD)  # fmt: skip
"""Fields whose values are typed."""
NOT_IN_ROWS = (ConditionField.WORDS, ConditionField.ACCOUNT, ConditionField.FIELD)
"""Fields that no query of tickets compares: a ticket is read for them."""


def fold_label(said: str) -> str:
    """Return a label of a person, or a field of their account data or of a request such as `Tier = Gold`, as rules
    compare it: `tier=gold`."""
    return "=".join(" ".join(part.split()) for part in said.casefold().split("=", 1))


class ActionKind(StrEnum):
    """Kinds of actions that the desk names, in the order in which they are offered; an act that is declared for rules
    needs none. All of them are in `desk/acts/of_rules.py`."""

    TOPIC = "topic"
    PRIORITY = "priority"
    MOVE_UP = "move_up"
    ADD_LABEL = "add_label"
    REMOVE_LABEL = "remove_label"
    ASSIGN = "assign"
    SEND_CARD = "send_card"
    ESCALATE = "escalate"
    CANNED = "canned"
    NOTE = "note"
    NOTIFY = "notify"
    WEBHOOK = "webhook"
    CLOSE = "close"


Value = int | str


@dataclass(frozen=True, slots=True)
class Condition:
    """One of `values` has to be right, or with `negated` none of them. 0 among ids means: none is set."""

    field: ConditionField
    values: tuple[Value, ...]
    negated: bool = False

    @classmethod
    def load(cls, row: Mapping[str, Any]) -> "Condition":
        """Read a stored condition. Raises ValueError or KeyError for one of a newer version."""
        return cls(ConditionField(row["field"]), tuple(row["values"]), bool(row.get("negated")))

    def dump(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"field": self.field.value, "values": list(self.values), "negated": self.negated}


@dataclass(frozen=True, slots=True)
class Action:
    """`value`: a topic's, person's or canned reply's id, a priority, a label, minutes, or words. `to`: who is told, as
    in `desk/automation/receivers.py`."""

    kind: str
    value: Value | None = None
    to: tuple[str, ...] = ()

    @classmethod
    def load(cls, row: Mapping[str, Any]) -> "Action":
        """Read a stored action. Raises KeyError for one of a newer version."""
        return cls(str(row["kind"]), row.get("value"), tuple(row.get("to") or ()))

    def dump(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"kind": str(self.kind), "value": self.value, "to": list(self.to)}


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule as it runs. `minutes`: how long nobody has answered; `time`: of the day, as "09:30"; `days`: of the week,
    Monday is 0, empty means every day."""

    name: str
    trigger: RuleTrigger
    conditions: tuple[Condition, ...] = ()
    actions: tuple[Action, ...] = ()
    id: int = 0
    minutes: int = 0
    time: str = ""
    days: tuple[int, ...] = field(default=())

    @property
    def options(self) -> dict[str, Any]:
        """Return the options as they are stored."""
        given = {"minutes": self.minutes, "time": self.time, "days": list(self.days)}
        return {name: value for name, value in given.items() if value}

    def has_condition(self, *fields: ConditionField) -> bool:
        """Return True if one of its conditions compares one of these."""
        return any(one.field in fields for one in self.conditions)


def load_rule(row: Sequence[Any], kinds: Collection[str]) -> RuleSpec | None:
    """Read a stored rule (id, name, event, options, conditions, actions), or return None for one that only a newer
    version knows. `kinds`: of actions, those that are known."""
    rule_id, name, event, options, conditions, actions = row
    try:
        rule = RuleSpec(
            name,
            RuleTrigger(event),
            tuple(Condition.load(row) for row in conditions),
            tuple(Action.load(row) for row in actions),
            rule_id,
            int(options.get("minutes") or 0),
            str(options.get("time") or ""),
            tuple(options.get("days") or ()),
        )
    except (KeyError, TypeError, ValueError):
        return None
    return rule if all(action.kind in kinds for action in rule.actions) else None
