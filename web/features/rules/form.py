"""The form of the editor: a rule as typed, which may not be complete yet. Knows no page."""

import hashlib
import json
from collections.abc import Sequence

from starlette.datastructures import FormData

from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleSpec, RuleTrigger, Value
from desk.text import clean_text

UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}
"""Units of a wait, in minutes."""
OF_WORDS = (ConditionField.WORDS, ConditionField.LABEL)
"""Conditions whose values are typed, separated by commas."""
_WITH_NAMES = (ConditionField.STATUS, ConditionField.CHANNEL, ConditionField.HOURS, ConditionField.AUTHOR)
_WITH_NUMBERS = (ActionKind.TOPIC, ActionKind.PRIORITY, ActionKind.ASSIGN, ActionKind.CANNED)
_MOST_ROWS, _LONGEST = 20, 4000


class TypedForm:
    """The fields of a sent form, as the database can store them."""

    def __init__(self, sent: FormData) -> None:
        self._sent = sent

    def get(self, name: str) -> str:
        """Return one field, or an empty text."""
        value = self._sent.get(name, "")
        return clean_text(value)[:_LONGEST] if isinstance(value, str) else ""

    def list_values(self, name: str) -> list[str]:
        """Return all values of a field."""
        return [clean_text(one)[:_LONGEST] for one in self._sent.getlist(name) if isinstance(one, str)][:500]

    def get_number(self, name: str) -> int:
        """Return a whole number, or 0."""
        return _parse_number(self.get(name))


def _parse_number(typed: str) -> int:
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


def read_rule(form: TypedForm) -> RuleSpec:
    """Return the rule as typed, after the button that adds or removes a part."""
    event = form.get("event")
    is_known = event in {one.value for one in RuleTrigger}
    days = tuple(sorted({int(day) for day in form.list_values("day") if day in "0123456" and len(day) == 1}))
    return RuleSpec(
        form.get("name"),
        RuleTrigger(event) if is_known else RuleTrigger.FILED,
        tuple(_read_conditions(form)),
        tuple(_read_actions(form)),
        minutes=form.get_number("wait") * UNITS.get(form.get("unit"), 1),
        time=form.get("time"),
        days=days if len(days) < 7 else (),
    )


def _read_conditions(form: TypedForm) -> list[Condition]:
    found = []
    for row in range(_MOST_ROWS):
        field = form.get(f"c{row}_field")
        if field in {one.value for one in ConditionField} and form.get("then") != f"drop:c{row}":
            known, values = ConditionField(field), form.list_values(f"c{row}_value")
            found.append(Condition(known, _read_values(known, values), form.get(f"c{row}_not") == "yes"))
    if form.get("then") == "condition" and form.get("new_condition") in {one.value for one in ConditionField}:
        found.append(Condition(ConditionField(form.get("new_condition")), ()))
    return found


def _read_values(field: ConditionField, given: Sequence[str]) -> tuple[Value, ...]:
    if field in OF_WORDS:
        words = (" ".join(word.split()) for one in given for word in one.split(","))
        return tuple(dict.fromkeys(word for word in words if word))
    if field in _WITH_NAMES:
        return tuple(dict.fromkeys(given))
    return tuple(dict.fromkeys(int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 19))


def _read_actions(form: TypedForm) -> list[Action]:
    found = []
    for row in range(_MOST_ROWS):
        kind = form.get(f"a{row}_kind")
        if kind in {one.value for one in ActionKind} and form.get("then") != f"drop:a{row}":
            found.append(_read_action(form, row, ActionKind(kind)))
    if form.get("then") == "action" and form.get("new_action") in {one.value for one in ActionKind}:
        found.append(Action(ActionKind(form.get("new_action"))))
    return found


def _read_action(form: TypedForm, row: int, kind: ActionKind) -> Action:
    typed, to = form.get(f"a{row}_value").replace("\r\n", "\n").strip(), tuple(form.list_values(f"a{row}_to"))
    value: Value | None = typed or None
    if kind in _WITH_NUMBERS:
        value = _parse_number(typed) or None
    elif kind is ActionKind.HOLD:
        value = _parse_number(typed) * UNITS.get(form.get(f"a{row}_unit"), 1) or None
    return Action(kind, value, to)


def split_minutes(minutes: int) -> tuple[int, str]:
    """Return a length as a number and the largest unit that fits."""
    unit = next((name for name in ("days", "hours") if minutes and minutes % UNITS[name] == 0), "minutes")
    return minutes // UNITS[unit], unit


def make_fingerprint(rule: RuleSpec) -> str:
    """Return a short text that is the same for the same rule, by which a form knows what was tried."""
    parts = [[one.dump() for one in rule.conditions], [one.dump() for one in rule.actions]]
    said = json.dumps([rule.name, rule.trigger.value, rule.options, *parts])
    return hashlib.sha256(said.encode()).hexdigest()[:24]
