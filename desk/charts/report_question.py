"""The question of a report: which metrics, when, by which dimension, with which filters. A value that can be stored;
pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from desk.metrics import METRICS, Dimension, Period, periods
from desk.metrics.report_forms import REPORT_FORMS

Filters = Mapping[Dimension, int | str | None]
NO_FILTERS: Filters = MappingProxyType({})
_BETWEEN = ".."


class About(StrEnum):
    """The subject of a question: a report form, one metric, or a member of the team."""

    FORM = "form"
    FIGURE = "figure"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class StatsQuestion:
    """The question. `of`: a form's name, a metric's key, or a person's id. `period`: a name of `periods.NAMES`, or two
    days with two dots between them. `where`: filters by other dimensions; None: rows without one."""

    about: About = About.FORM
    of: str = "volume"
    period: str = "week"
    by: Dimension | None = None
    where: Filters = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        """Return the question as JSON."""
        where = {name.value: value for name, value in self.where.items()}
        by = self.by.value if self.by is not None else None
        return {"about": self.about.value, "of": self.of, "period": self.period, "by": by, "where": where}

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "StatsQuestion":
        """Return the question from JSON; raises ValueError for anything this version does not know."""
        about, of, by = About(stored["about"]), str(stored["of"]), stored.get("by")
        if (about is About.FORM and of not in REPORT_FORMS) or (about is About.FIGURE and of not in METRICS):
            raise ValueError(of)
        where = {Dimension(name): value for name, value in (stored.get("where") or {}).items()}
        made = cls(about, of, str(stored["period"]), Dimension(by) if by else None, where)
        made.get_period(date.max)
        return made

    def get_period(self, today: date) -> Period:
        """Return the days of the period, seen from today; raises ValueError for anything else."""
        if self.period in periods.NAMES:
            return periods.find_period(self.period, today)
        first, _, last = self.period.partition(_BETWEEN)
        return Period(date.fromisoformat(first), date.fromisoformat(last))


def format_period_word(period: Period) -> str:
    """Return a typed period as a question has it."""
    return f"{period.first.isoformat()}{_BETWEEN}{period.last.isoformat()}"
