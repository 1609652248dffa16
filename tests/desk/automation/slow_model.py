"""Rules as anybody would do them by hand: a slow and obvious model, to compare the desk with.

It is told what people did, in order, and knows tickets only from that. It shares no code with `desk/automation`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desk.rule_specs import ActionKind, ConditionField, RuleSpec, RuleTrigger


@dataclass
class ModelTicket:
    """One ticket of the model."""

    status: str = "new"
    priority: int = 3
    labels: list[str] = field(default_factory=list)
    assignee: int | None = None
    touched: dict[str, datetime] = field(default_factory=dict)


class SlowModel:
    """All rules by hand. `acted`: what was done, in order: rule, ticket, kind of the action, and its value."""

    def __init__(self, rules: list[RuleSpec]) -> None:
        self.rules = rules
        self.tickets: dict[int, ModelTicket] = {}
        self.acted: list[tuple[str, int, str, str]] = []
        self.ran: list[tuple[str, int]] = []

    def happens(self, number: int, event: RuleTrigger, at: datetime, words: str = "") -> None:
        """Run every rule for one event, from the first to the last."""
        ticket = self.tickets[number]
        for rule in self.rules:
            if rule.trigger == event and self._is_right(rule, ticket, words):
                self.ran.append((rule.name, number))
                for action in rule.actions:
                    self._act(rule, number, ticket, action.kind, action.value, at)

    def _is_right(self, rule: RuleSpec, ticket: ModelTicket, words: str) -> bool:
        for condition in rule.conditions:
            if condition.field == ConditionField.PRIORITY:
                right = ticket.priority in condition.values
            elif condition.field == ConditionField.STATUS:
                right = ticket.status in condition.values
            elif condition.field == ConditionField.LABEL:
                right = any(one in ticket.labels for one in condition.values)
            elif condition.field == ConditionField.ASSIGNEE:
                right = (ticket.assignee or 0) in condition.values
            else:
                right = any(str(one) in words for one in condition.values)
            if right == condition.negated:
                return False
        return True

    def _act(self, rule: RuleSpec, number: int, ticket: ModelTicket, kind: str, value: object, at: datetime) -> None:
        column = {"priority": "priority", "close": "status"}.get(kind, "labels")
        if kind != ActionKind.NOTE and ticket.touched.get(column, datetime.min.replace(tzinfo=at.tzinfo)) > (
            at - timedelta(hours=1)
        ):
            return
        if kind == ActionKind.CLOSE and ticket.status in ("closed", "cancelled"):
            return
        self.acted.append((rule.name, number, str(kind), str(value)))
        if kind == ActionKind.PRIORITY:
            ticket.priority = int(str(value))
        elif kind == ActionKind.ADD_LABEL and str(value) not in ticket.labels:
            ticket.labels.append(str(value))
        elif kind == ActionKind.REMOVE_LABEL and str(value) in ticket.labels:
            ticket.labels.remove(str(value))
        elif kind == ActionKind.CLOSE:
            ticket.status = "closed"
