"""What a page can hold: numbers, bars, time. Values already put into words; knows no figure and no library."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Mood(StrEnum):
    """How a change is taken."""

    NEUTRAL = "neutral"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number: what it is, the number, what was different before (with its mood)."""

    name: str
    value: str
    change: str = ""
    mood: Mood = Mood.NEUTRAL


@dataclass(frozen=True, slots=True)
class Tiles:
    """Numbers, two beside each other."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is promised: to whom, in the unit of the numbers beside it and as it is said."""

    name: str
    number: float
    said: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A name with a number, as it is and as it is said; None: there is none. `beside`: something more, said after the
    name; `goal`: what is promised there; `second`: another number of the same unit."""

    name: str
    number: float | None
    said: str
    beside: str = ""
    goal: Goal | None = None
    second: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Names with numbers, one under the other. `note`: a last line under them; `names`: of the two numbers, where there
    are two; `most`: the largest number there can be."""

    title: str
    bars: tuple[Bar, ...]
    note: str = ""
    names: tuple[str, ...] = ()
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers along the axis; None: a gap."""

    name: str
    numbers: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """One or two series over labels, as columns or lines. `said` puts a number of the axis into words, `is_time`: these
    are seconds; `most`: the largest number there can be; `goals`: what is promised, the smallest first; `before`: the
    first series in the days before."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    said: Callable[[float], str]
    is_time: bool = False
    lines: bool = False
    most: float | None = None
    goals: tuple[Goal, ...] = ()
    before: Series | None = None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The mean of an hour of a weekday, as it is and as it is said; `closed`: nobody is there then."""

    mean: float
    said: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Heat:
    """Weekdays by hours: a row of cells for each of `days`, in the order of `hours`; `totals`: of each day; `busiest`:
    the hour with most, in a sentence; `said` puts a mean into words."""

    title: str
    days: tuple[str, ...]
    hours: tuple[str, ...]
    rows: tuple[tuple[HeatCell, ...], ...]
    totals: tuple[str, ...]
    busiest: str
    said: Callable[[float], str]

    @property
    def has_closed(self) -> bool:
        """Whether there are hours in which nobody is there."""
        return any(cell.closed for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, as it is and as it is said (None: there is none), or lines instead of one."""

    number: float | None = None
    said: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """The same of each column."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A few things side by side, each under its name."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence."""

    text: str


Block = Tiles | Bars | Plot | Table | Note


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its title, of when or whom it is, what it holds, a last small line."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    footer: str = ""
