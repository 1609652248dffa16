"""Verbs of managers on rules: save, switch, move, remove, add the ready ones. Each is audited."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Rule
from desk import Desk, Refused, history
from desk.acts.of_rules import NEEDED_BY_RULES
from desk.admin_settings.changes import bump_settings_version
from desk.automation import timed_rules
from desk.automation.receivers import ASSIGNEE, LEADS
from desk.automation.rule_checks import check_rule
from desk.automation.rule_list import load_spec
from desk.i18n import catalog
from desk.locked import MOST
from desk.policy.permissions import Grant, has_grant
from desk.rule_specs import (
    Action,
    ActionKind,
    Condition,
    ConditionField,
    RuleSpec,
    RuleTrigger,
)
from desk.topics.keywords import parse_keywords

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
    if not desk.is_integration:
        await desk.require_grant(Grant.RULES)
    await bump_settings_version(desk)


async def add_rule(desk: Desk, spec: RuleSpec, *, ready: str | None = None) -> int:
    """Add a rule at the end, switched off; return its id. Raises Refused with what is wrong."""
    await begin_change(desk)
    return await _add(desk, spec, ready)


async def _add(desk: Desk, spec: RuleSpec, ready: str | None) -> int:
    spec = replace(spec, name=" ".join(spec.name.split()))
    await _check(desk, spec)
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
    await _check(desk, spec)
    old, row.name, row.event = row.name, spec.name, spec.trigger.value
    row.changed_at, row.failed_at, row.failed_why = desk.now, None, None
    _fill(desk, row, spec)
    history.record_action(desk, "rule-changed", f"rule:{row.id}", old, row.name)


def _fill(desk: Desk, row: Rule, spec: RuleSpec) -> None:
    row.options = spec.options
    row.conditions = [one.dump() for one in spec.conditions]
    row.actions = [one.dump() for one in spec.actions]
    row.looked_at = desk.now
    row.next_at = timed_rules.get_next_look(spec, desk.now, desk.rules.timezone) if row.enabled else None


async def switch_rule(desk: Desk, rule_id: int, *, on: bool) -> bool:
    """Switch a rule on or off. Return False if it already was. Raises Refused if what it names is gone."""
    row = await _begin_change_of(desk, rule_id, None)
    if row.enabled is on:
        return False
    spec = load_spec(row)
    if on and spec is None:
        raise Refused("rule-unknown")
    if on and spec is not None:
        await _check(desk, spec)
    row.enabled, row.stopped_at, row.failed_at, row.failed_why = on, None, None, None
    row.looked_at = desk.now
    row.next_at = timed_rules.get_next_look(spec, desk.now, desk.rules.timezone) if on and spec is not None else None
    history.record_action(desk, "rule-on" if on else "rule-off", f"rule:{row.id}", None, row.name)
    return True


async def _check(desk: Desk, spec: RuleSpec) -> None:
    """Raise Refused for what the actor may not do by hand; of an integration that was weighed with its scope."""
    for action in spec.actions if not desk.is_integration else ():
        if not all(has_grant(desk.require_actor(), grant) for grant in NEEDED_BY_RULES[action.kind]):
            raise Refused("rule-above", did=action.kind)
    await check_rule(desk, spec)


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
    """Add those of the ready rules that are not there yet, all switched off; return how many. Raises Refused if there
    is none to add."""
    await begin_change(desk)
    there = set(await desk.session.scalars(select(Rule.ready).where(Rule.ready.is_not(None))))
    wanted = {key: spec for key, spec in list_ready(desk.rules.locale).items() if key not in there}
    if not wanted:
        raise Refused("rules-ready-there")
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
