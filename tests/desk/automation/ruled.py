"""A desk with rules, for tests: rules are stored and read again as every process does."""

from typing import Any

from sqlalchemy import select

from db.models import History, RuleEvent, RuleRun
from desk.admin_settings.changes import CurrentSettings
from desk.automation import rules
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleSpec, RuleTrigger
from desk.settings import VERSION, remember_version
from tests.desk.stage import RULES, Someone, Stage
from tests.sql import scalars

PRIORITY_1 = Condition(ConditionField.PRIORITY, (1,))


def rule(name: str, trigger: RuleTrigger, *parts: Condition | Action, **options: Any) -> RuleSpec:
    """Return a rule made of these conditions and actions."""
    met = tuple(part for part in parts if isinstance(part, Condition))
    return RuleSpec(name, trigger, met, tuple(part for part in parts if isinstance(part, Action)), **options)


def set_priority(priority: int) -> Action:
    return Action(ActionKind.PRIORITY, priority)


def label(name: str) -> Action:
    return Action(ActionKind.ADD_LABEL, name)


async def reread(stage: Stage) -> None:
    """Read the settings again, as a process does that sees a new version."""
    async with stage.database.sessions() as session:
        remember_version(session, await session.scalar(select(VERSION)))
        stage.rules = await CurrentSettings(RULES).get_for_session(session)


async def put(stage: Stage, admin: Someone, *specs: RuleSpec, on: bool = True) -> list[int]:
    """Store these rules and switch them on; return their ids."""
    ids = [await stage.does(admin, rules.add_rule, spec) for spec in specs]
    for rule_id in ids if on else []:
        await stage.does(admin, rules.switch_rule, rule_id, on=True)
    await reread(stage)
    return ids


async def runs(stage: Stage) -> list[tuple[int, int]]:
    """Return which rules have run on which tickets."""
    async with stage.database.sessions() as session:
        rows = await session.execute(select(RuleRun.rule_id, RuleRun.ticket_id).order_by(RuleRun.at, RuleRun.rule_id))
        return [(row.rule_id, row.ticket_id) for row in rows]


async def waiting(stage: Stage) -> list[str]:
    """Return the events that wait for rules."""
    return await scalars(stage, select(RuleEvent.event).order_by(RuleEvent.id))


async def changes(stage: Stage, field: str) -> list[tuple[str | None, str | None, str | None]]:
    """Return the changes of a field: by whom, old, new."""
    async with stage.database.sessions() as session:
        rows = await session.scalars(select(History).where(History.field == field).order_by(History.id))
        return [(row.actor_name, row.old, row.new) for row in rows]
