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
class Bar:
    """A name with a number, as it is and as it is said; None: there is none. `beside`: something more, said after the
    name."""

    name: str
    number: float | None
    said: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Names with numbers, one under the other. `note`: a last line under them."""

    title: str
    bars: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers along the axis; None: a gap."""

    name: str
    numbers: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """One or two series over labels, as columns or lines. `said` puts a number of the axis into words, `is_time`: these
    are seconds; `most`: the largest number there can be."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    said: Callable[[float], str]
    is_time: bool = False
    lines: bool = False
    most: float | None = None


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
