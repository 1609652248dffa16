"""Rules: the list with switches and order, and the editor. A rule is tried on the last 30 days before it is saved.

The verbs check again that the visitor may change rules.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Context
from desk.acts.of_rules import ACTIONS, LENGTHS, VALUES, list_actions
from desk.automation import preview, rule_list, rule_words, rules
from desk.automation.rule_checks import KINDS, check_rule
from desk.policy import visibility
from desk.policy.permissions import Grant
from desk.rule_specs import TYPED, WAITS, Action, ActionKind, Condition, ConditionField, RuleSpec, RuleTrigger, Value
from desk.settings.kinds import Choice, TypedLine, WordList
from desk.text import clean_text
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.rules.choices import load_choices
from web.panel import repeated_forms
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import show_page, try_verb

UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}
"""Units of a wait, in minutes."""
_WITH_WORDS = frozenset({ActionKind.ADD_LABEL, ActionKind.REMOVE_LABEL, ActionKind.NOTE, ActionKind.NOTIFY}) | {
    name for name, one in VALUES.items() if isinstance(one.kind, TypedLine)
}
_MOST_ROWS, _LONGEST = 20, 4000
_CONDITION, _ACTION = "condition", "action"
"""Parts that a button adds: `condition:status`, `action:close`."""


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
    return parse_digits(typed.strip()) or 0


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
    what, _, added = form.get("then").partition(":")
    if what == _CONDITION and added in {one.value for one in ConditionField}:
        found.append(Condition(ConditionField(added), ()))
    return found


def _read_values(field: ConditionField, given: Sequence[str]) -> tuple[Value, ...]:
    kind = KINDS.get(field)
    if isinstance(kind, WordList):
        words = (" ".join(word.split()) for one in given for word in one.split(","))
        return tuple(dict.fromkeys(word for word in words if word))
    if isinstance(kind, Choice) and isinstance(kind.presets[0], str):
        return tuple(dict.fromkeys(given))
    return tuple(dict.fromkeys(one for one in map(parse_digits, given) if one is not None))


def _read_actions(form: TypedForm) -> list[Action]:
    found = []
    for row in range(_MOST_ROWS):
        kind = form.get(f"a{row}_kind")
        if kind in ACTIONS and form.get("then") != f"drop:a{row}":
            found.append(_read_action(form, row, kind))
    what, _, added = form.get("then").partition(":")
    if what == _ACTION and added in ACTIONS:
        found.append(Action(added))
    return found


def _read_action(form: TypedForm, row: int, kind: str) -> Action:
    typed, to = form.get(f"a{row}_value").replace("\r\n", "\n").strip(), tuple(form.list_values(f"a{row}_to"))
    unit = UNITS.get(form.get(f"a{row}_unit"), 1) if kind in LENGTHS else 1
    value = typed if kind in _WITH_WORDS else _parse_number(typed) * unit
    return Action(kind, value or None, to)


def split_minutes(minutes: int) -> tuple[int, str]:
    """Return a length as a number and the largest unit that fits."""
    unit = next((name for name in ("days", "hours") if minutes and minutes % UNITS[name] == 0), "minutes")
    return minutes // UNITS[unit], unit


def make_fingerprint(rule: RuleSpec) -> str:
    """Return a short text that is the same for the same rule, by which a form knows what was tried."""
    parts = [[one.dump() for one in rule.conditions], [one.dump() for one in rule.actions]]
    said = json.dumps([rule.name, rule.trigger.value, rule.options, *parts])
    return hashlib.sha256(said.encode()).hexdigest()[:24]


_NEW = 0


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/rules")
    async def listed(request: Request) -> Response:
        """Show all rules in their order."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_list(ctx, visitor)

    @made.post("/rules/ready")
    async def add_ready(request: Request) -> Response:
        """Add the ready rules, all of them switched off."""
        form = TypedForm(await request.form())
        async with ctx.admit_visitor(request, form=form.get("form")) as visitor:
            visitor.require(Grant.RULES)
            wrong = await try_verb(visitor, rules.add_ready_rules(visitor.desk))
            if wrong:
                return await _show_list(ctx, visitor, wrong=wrong)
        return RedirectResponse("/rules", 303)

    @made.get("/rules/new")
    async def new(request: Request, label: str = "") -> Response:
        """Show an empty rule, or one for requesters with a label."""
        typed = clean_text(label)[:_LONGEST]
        of_label = (Condition(ConditionField.PERSON_LABEL, (typed,)),) if typed else ()
        async with ctx.admit_visitor(request) as visitor:
            return await _show_rule(ctx, visitor, _NEW, RuleSpec("", RuleTrigger.FILED, of_label))

    @made.get("/rules/{rule_id:id}")
    async def one(request: Request, rule_id: Id) -> Response:
        """Show one rule in the editor."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.RULES)
            found = await rule_list.find_rule(visitor.session, rule_id, visitor.now)
            if found is None:
                return Response(status_code=404)
            return await _show_rule(ctx, visitor, rule_id, found.spec)

    @made.post("/rules/{rule_id:id}")
    async def edit(request: Request, rule_id: Id) -> Response:
        """Add or remove a part, try the rule, or save it as it was tried."""
        form = TypedForm(await request.form())
        async with ctx.admit_visitor(request, form=form.get("form")) as visitor:
            visitor.require(Grant.RULES)
            return await _edit(ctx, visitor, rule_id, form)

    @made.post("/rules/{rule_id:id}/{what}")
    async def change(request: Request, rule_id: Id, what: str) -> Response:
        """Switch, move or remove a rule."""
        form = TypedForm(await request.form())
        async with ctx.admit_visitor(request, form=form.get("form")) as visitor:
            visitor.require(Grant.RULES)
            if what not in _CHANGES:
                return Response(status_code=404)
            wrong = await try_verb(visitor, _CHANGES[what](visitor, rule_id))
            if wrong:
                return await _show_list(ctx, visitor, wrong=wrong)
        return RedirectResponse("/rules", 303)

    return made


_CHANGES: dict[str, Callable[[Visitor, int], Awaitable[object]]] = {
    "on": lambda visitor, rule_id: rules.switch_rule(visitor.desk, rule_id, on=True),
    "off": lambda visitor, rule_id: rules.switch_rule(visitor.desk, rule_id, on=False),
    "up": lambda visitor, rule_id: rules.move_rule_up(visitor.desk, rule_id),
    "remove": lambda visitor, rule_id: rules.remove_rule(visitor.desk, rule_id),
}
"""By the last word of the address."""


async def _edit(ctx: WebContext, visitor: Visitor, rule_id: int, form: TypedForm) -> Response:
    rule, then = read_rule(form), form.get("then")
    if not rule.name.strip() and rule.actions:
        rule = replace(rule, name=await rule_words.make_name(visitor.session, rule, visitor.language))
    if then in ("save", "on") and form.get("tried") == make_fingerprint(rule):
        return await _save(ctx, visitor, rule_id, rule, form)
    wrong = await try_verb(visitor, check_rule(visitor.desk, rule))
    if then not in ("try", "save", "on"):  # a part more or less, after which the rule may be complete
        named = rule if not wrong else replace(rule, name=form.get("name"))
        return await _show_rule(ctx, visitor, rule_id, named, is_tried=not wrong, added=then.partition(":")[0])
    return await _show_rule(ctx, visitor, rule_id, rule, wrong=wrong, is_tried=not wrong)


async def _save(ctx: WebContext, visitor: Visitor, rule_id: int, rule: RuleSpec, form: TypedForm) -> Response:
    sent = repeated_forms.extend_key(form.get(repeated_forms.FIELD), rule_id, rule)
    if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
        return again
    seen = form.get_number("seen")
    is_on = form.get("then") == "on"
    doing = rules.change_rule(visitor.desk, rule_id, rule, seen=seen) if rule_id else _add(visitor, rule, is_on=is_on)
    wrong = await try_verb(visitor, doing)
    if wrong:
        return await _show_rule(ctx, visitor, rule_id, rule, wrong=wrong)
    await repeated_forms.remember_answer(visitor, sent, "/rules")
    return RedirectResponse("/rules", 303)


async def _add(visitor: Visitor, rule: RuleSpec, *, is_on: bool) -> None:
    made = await rules.add_rule(visitor.desk, rule)
    if is_on:
        await rules.switch_rule(visitor.desk, made, on=True)


async def _show_list(ctx: WebContext, visitor: Visitor, *, wrong: str = "") -> Response:
    visitor.require(Grant.RULES)
    lines = await rule_list.list_rules(visitor.session, visitor.now)
    said = {
        one.id: await rule_words.describe_rule(visitor.session, one.spec, visitor.language) for one in lines if one.spec
    }
    has_ready = bool(rules.list_ready(visitor.language).keys() - {one.ready for one in lines})
    return show_page(
        ctx, visitor, "rules/rules.html", status=422 if wrong else 200, wrong=wrong, lines=lines, said=said,
        has_ready=has_ready,
    )  # fmt: skip


async def _show_rule(
    ctx: WebContext, visitor: Visitor, rule_id: int, rule: RuleSpec | None, *, wrong: str = "", is_tried: bool = False,
    added: str = "",
) -> Response:  # fmt: skip
    visitor.require(Grant.RULES)
    tried = None
    if rule is not None and is_tried:
        reader = Context(visitor.session, visitor.desk.origin, visitor.person, now=visitor.now,
                         rules=visitor.rules)  # fmt: skip
        tried = await preview.preview_rule(reader, rule, visibility.is_seen_by_staff(visitor.person))
    shown = rule or RuleSpec("", RuleTrigger.FILED)
    wait, unit = split_minutes(shown.minutes)
    return show_page(
        ctx, visitor, "rules/rule.html", status=422 if wrong else 200, wrong=wrong, rule_id=rule_id, rule=rule,
        added=added,
        choices=await load_choices(visitor, shown), tried=tried, triggers=list(RuleTrigger), waits=WAITS,
        fields=[one.value for one in ConditionField], kinds=list_actions(visitor.rules), units=list(UNITS),
        wait=wait, unit=unit,
        of_words=TYPED, lengths=LENGTHS, values=VALUES, split_minutes=split_minutes,
        fingerprint=make_fingerprint(shown) if tried else "",
        said=await rule_words.describe_rule(visitor.session, shown, visitor.language) if tried else None,
        seen=await rules.find_version(visitor.session, rule_id) if rule_id else 0, most=preview.MOST,
    )  # fmt: skip
