"""Rules as managers see them: the list, one rule, how often they acted lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Rule, RuleRun
from desk.acts.of_rules import ACTIONS
from desk.rule_specs import RuleSpec, load_rule

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with its state. `spec` is None if only a newer version knows it; `runs`: how often it acted in 30 days;
    `place`: which of all it is, from 1."""

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
    place: int

    @property
    def failed_action(self) -> str:
        """Return the kind of the action that was refused."""
        return (self.failed_why or "").partition(":")[0]


def load_spec(row: Rule) -> RuleSpec | None:
    """Return what the rule is made of."""
    return load_rule((row.id, row.name, row.event, row.options, row.conditions, row.actions), ACTIONS)


async def list_rules(session: AsyncSession, now: datetime) -> list[RuleLine]:
    """Return all rules in the order in which they run."""
    runs = select(RuleRun.rule_id, func.count()).where(RuleRun.at > now - LATELY).group_by(RuleRun.rule_id)
    counted = {row[0]: row[1] for row in await session.execute(runs)}
    rows = await session.scalars(select(Rule).order_by(Rule.position, Rule.id))
    return [_make_line(row, counted.get(row.id, 0), place) for place, row in enumerate(rows, 1)]


async def find_rule(session: AsyncSession, rule_id: int, now: datetime) -> RuleLine | None:
    """Return one rule."""
    return next((one for one in await list_rules(session, now) if one.id == rule_id), None)


def _make_line(row: Rule, runs: int, place: int) -> RuleLine:
    return RuleLine(
        row.id,
        row.name,
        row.event,
        row.enabled,
        load_spec(row),
        row.stopped_at,
        row.failed_at,
        row.failed_why,
        runs,
        row.ready,
        place,
    )
