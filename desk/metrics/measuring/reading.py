"""What everybody who reads for a measurement knows: what is asked, where it goes, what the same page has read or will
ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.metrics.dimensions import Dimension, Label
from desk.metrics.kept_values import Held
from desk.metrics.measuring.measured import Value
from desk.metrics.registry import Figure
from desk.metrics.statements import AskedFigures

_PLAN_ANEW = text("""
  select set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('max_parallel_workers_per_gather', '0', true)
""")
"""On one core: the others are for answers, and to begin there costs ten milliseconds."""
_PLANNED = "figures are planned anew"


@dataclass(frozen=True, slots=True)
class Reading:
    """`total`, `found`: what has been read, of all and by label, each by a figure's key; `held`: what was read for the
    same page, and is not read again; `ahead`: what will be asked of these days, and is read now, too."""

    session: AsyncSession
    asked: AskedFigures
    held: Held = field(default_factory=dict)
    ahead: Sequence[tuple[Figure, Dimension]] = ()
    total: dict[str, Value] = field(default_factory=dict)
    found: dict[Label, dict[str, Value]] = field(default_factory=dict)

    def put(self, figure: Figure, total: Value, by_label: Mapping[Label, Value]) -> None:
        """What a figure comes to, where it belongs."""
        self.total[figure.key] = total
        for label, value in by_label.items():
            self.found.setdefault(label, {})[figure.key] = value

    def aside(self) -> "Reading":
        """The same question, whose answer goes nowhere else."""
        return replace(self, total={}, found={})


async def plan_anew(session: AsyncSession) -> None:
    """Once a unit of work: a plan that is kept for all periods suits none, as it knows neither their days nor how much
    a filter leaves."""
    if not session.info.get(_PLANNED):
        session.info[_PLANNED] = True
        await session.execute(_PLAN_ANEW)
