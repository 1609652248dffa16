"""Every figure there is: a row each. What it is called and what it means are the texts `figure-<key>` and
`figure-<key>-definition`. Knows no statement: how a row is computed, `compute.py`; of what, `streams.py`.
"""

from dataclasses import dataclass
from enum import StrEnum


class FigureGroup(StrEnum):
    """What a figure is about; the seven forms and the use of the bot."""

    NOW = "now"
    VOLUME = "volume"
    SPEED = "speed"
    PROMISES = "promises"
    PEOPLE = "people"
    QUALITY = "quality"
    STAGES = "stages"
    USE = "use"


class FigureUnit(StrEnum):
    """What its numbers are: how many; seconds; a part of one (0 to 1); how many on average; stars (1 to 5)."""

    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    MEAN = "mean"
    STARS = "stars"


class How(StrEnum):
    """How rows of a stream become one number. TOP_SHARE: the part of whoever has most of them."""

    COUNT = "count"
    SUM = "sum"
    DISTINCT = "distinct"
    MEAN = "mean"
    MEDIAN = "median"
    P90 = "p90"
    LONGEST = "longest"
    SHARE = "share"
    TOP_SHARE = "top_share"


TOO_FEW = 10
"""A share of fewer is not shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: of which stream's rows, which column (empty: the rows themselves), made one number how. Only rows
    whose column is not empty count."""

    key: str
    group: FigureGroup
    unit: FigureUnit
    stream: str
    how: How
    column: str = ""

    @property
    def name(self) -> str:
        """The key of its name."""
        return f"figure-{self.key}"

    @property
    def definition(self) -> str:
        """The key of what it means."""
        return f"figure-{self.key}-definition"

    @property
    def is_share(self) -> bool:
        """Whether it is too little to be shown where it is of few."""
        return self.unit is FigureUnit.SHARE


def _volume() -> list[Figure]:
    happened = ("filed", "taken", "answered", "solved", "closed", "reopened", "cancelled", "handed_over", "released")
    return [Figure(key, FigureGroup.VOLUME, FigureUnit.COUNT, key, How.COUNT) for key in happened]


FIGURES: dict[str, Figure] = {one.key: one for one in _volume()}
