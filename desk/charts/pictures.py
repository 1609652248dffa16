"""Blocks of a page: numbers, bars, plots, tables. Their values are worded already; knows no metric and no library."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Mood(StrEnum):
    """Whether a change is good or bad."""

    NEUTRAL = "neutral"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number: its name, the number, the value before (with its mood). `longer`: the change with its per cent, where
    there is room for it."""

    name: str
    value: str
    change: str = ""
    mood: Mood = Mood.NEUTRAL
    longer: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Numbers in two columns."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A target: its name, its value in the unit of the numbers next to it, and in words."""

    name: str
    number: float
    said: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A name with a number, and the number in words; None if there is none. `goal`: the target; `second`: another
    number of the same unit."""

    name: str
    number: float | None
    said: str
    goal: Goal | None = None
    second: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Names with numbers, one below the other. `note`: a last line under them; `names`: of the two numbers, if there
    are two; `most`: the largest possible number."""

    title: str
    bars: tuple[Bar, ...]
    note: str = ""
    names: tuple[str, ...] = ()
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers along the axis; None is a gap."""

    name: str
    numbers: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """One or two series over labels, as columns or lines. `said` words a number of the axis, `is_time`: numbers are
    seconds; `least`, `most`: the smallest and the largest possible number; `goals`: targets, the smallest first;
    `before`: the first series in the period before."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    said: Callable[[float], str]
    is_time: bool = False
    lines: bool = False
    least: float = 0.0
    most: float | None = None
    goals: tuple[Goal, ...] = ()
    before: Series | None = None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The mean of an hour of a weekday, and the mean in words; `closed`: the desk is closed then."""

    mean: float
    said: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Heat:
    """Weekdays by hours: a row of cells for each of `days`, in the order of `hours`; `totals`: of each day; `busiest`:
    a sentence about the hour with most; `said` words a mean."""

    title: str
    days: tuple[str, ...]
    hours: tuple[str, ...]
    rows: tuple[tuple[HeatCell, ...], ...]
    totals: tuple[str, ...]
    busiest: str
    said: Callable[[float], str]

    @property
    def has_closed(self) -> bool:
        """Return True if the desk is closed in some of these hours."""
        return any(cell.closed for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the number in words (None: there is none), or lines instead of one."""

    number: float | None = None
    said: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table: a value for each column."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A few things in columns, each under its name."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A block of one sentence."""

    text: str


Block = Tiles | Bars | Plot | Heat | Table | Note


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its title, its period or person, its blocks, a last small line."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    footer: str = ""
