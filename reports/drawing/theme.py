"""The look of every picture: a background of its own, so that it is legible in light and dark chats, and type for a
phone.

A picture is 1,080 px wide and shown some 300 dp wide in a chat: 36 px is the smallest legible type.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

WIDTH = 1080
EDGE = 56
DPI = 100

GROUND, PANEL, LINE = "#1d2733", "#273444", "#41536a"
TEXT, MUTED = "#f4f7fa", "#b4c1cf"
SERIES = ("#58a9ff", "#ffb454")
GOOD, BAD = "#62d9a4", "#ff9a8b"

SMALL, BODY, LEAD, TITLE, NUMBER = 36, 40, 42, 60, 74
"""Sizes of type, in pixels."""


@dataclass(frozen=True, slots=True)
class Face:
    """A size of type in pixels, and a weight."""

    size: int
    bold: bool = False

    @property
    def font(self) -> FontProperties:
        """Return the library's font: DejaVu Sans, which comes with it and has Latin, Cyrillic and Greek."""
        return FontProperties(family="DejaVu Sans", weight="bold" if self.bold else "normal", size=self.size * 72 / DPI)


@cache
def list_glyphs() -> frozenset[int]:
    """Return the code points that can be drawn."""
    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return frozenset(font_manager.get_font(path).get_charmap())
