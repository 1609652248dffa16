"""A sheet measured in pixels from its upper left corner: fitted text, boxes, lines. Knows no block."""

import struct
import zlib
from functools import lru_cache
from itertools import starmap
from typing import Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from reports.drawing.theme import DPI, EDGE, GROUND, LEAD, TEXT, WIDTH, Face, list_glyphs

_HAIR = 2.0  # lines as thin as this lie below everything else
_HEADING, _HEADING_LINE = Face(LEAD, bold=True), 52
_COMPRESSED = 2  # of 9: a fifth larger than with 4, in two thirds of the time
_MEASURED = 4096
_APART = "\u2068\u2069"  # around what has its own direction (`desk/text/rich_text.py`); without glyphs, yet heard
_LONGEST = 400  # characters of what people have typed
Side = Literal["left", "center", "right"]


class Sheet:
    """A picture while it is drawn; its height in pixels is fixed."""

    def __init__(self, height: int) -> None:
        self.figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=GROUND)
        FigureCanvasAgg(self.figure)
        self._place = Affine2D().scale(1, -1).translate(0, height)

    def draw_text(
        self, x: float, y: float, words: str, face: Face, *, color: str = TEXT, side: Side = "left",
        width: float | None = None,
    ) -> None:  # fmt: skip
        """Draw a line whose middle is at `y`, cut off at `width` pixels."""
        shown = keep_drawable(words) if width is None else fit_text(words, face, width)
        self._add(
            Text(
                x, y, shown, fontproperties=face.font, color=color, horizontalalignment=side,
                verticalalignment="center_baseline", parse_math=False,
            )
        )  # fmt: skip

    def draw_heading(self, y: float, words: str) -> None:
        """Draw the heading of a block in the lines that `heading_height` counts."""
        for number, line in enumerate(_heading_lines(words)):
            self.draw_text(EDGE, y + 24 + _HEADING_LINE * number, line, _HEADING, width=WIDTH - 2 * EDGE)

    def draw_box(self, x: float, y: float, width: float, height: float, color: str, *, round_by: float = 0.0) -> None:
        """Draw a filled box from its upper left corner."""
        if width <= 0 or height <= 0:
            return
        by = min(round_by, width / 2, height / 2)
        if by:
            self._add(
                FancyBboxPatch(
                    (x + by, y + by), width - 2 * by, height - 2 * by,
                    boxstyle=f"round,pad={by},rounding_size={by}", facecolor=color, linewidth=0,
                )
            )  # fmt: skip
        else:
            self._add(Rectangle((x, y), width, height, facecolor=color, linewidth=0))

    def draw_line(
        self, xs: list[float], ys: list[float], color: str, *, thick: float = _HAIR, dots: bool = False
    ) -> None:
        """Draw a line through these points, thickness in pixels; `dots` marks each."""
        self._add(
            Line2D(
                xs, ys, color=color, linewidth=thick * 72 / DPI, solid_capstyle="round", solid_joinstyle="round",
                marker="o" if dots else "", markersize=14 * 72 / DPI, zorder=2 if thick > _HAIR else 0,
            )
        )  # fmt: skip

    def _add(self, artist: Artist) -> None:
        """Place the artist in pixels from the upper left: axes would compute for each what is the same for all."""
        artist.set_transform(self._place)
        self.figure.add_artist(artist)


def measure_heading(words: str) -> int:
    """Return the height in pixels, with the space below it."""
    return 14 + _HEADING_LINE * len(_heading_lines(words)) if words else 0


def _heading_lines(words: str) -> list[str]:
    return wrap_text(words, _HEADING, WIDTH - 2 * EDGE)[:2] if words else []


def keep_drawable(words: str) -> str:
    """Return the characters that have glyphs, on one line, with isolation marks kept; a dash if nothing is left."""
    known = list_glyphs()
    kept = "".join(c if c in _APART or (ord(c) in known and c.isprintable()) else " " for c in words[:_LONGEST])
    return " ".join(kept.split()) if kept.strip(_APART + " ") else "–"


@lru_cache(maxsize=_MEASURED)
def measure_width(words: str, face: Face) -> float:
    """Return the width of a line in pixels; cached, because a block asks for its height and again when drawn."""
    width, _, _ = text_to_path.get_text_width_height_descent(keep_drawable(words), face.font, ismath=False)
    return float(width) * DPI / 72


def fit_text(words: str, face: Face, width: float) -> str:
    """Return as much of a line as fits, with an ellipsis if it is cut."""
    whole = keep_drawable(words)
    if measure_width(whole, face) <= width:
        return whole
    short, long = 0, len(whole)
    while short + 1 < long:
        middle = (short + long) // 2
        if measure_width(whole[:middle].rstrip() + "…", face) <= width:
            short = middle
        else:
            long = middle
    return whole[:short].rstrip() + "…"


def wrap_text(words: str, face: Face, width: float) -> list[str]:
    """Return a sentence in lines that fit; a word longer than a line continues in the next."""
    lines: list[str] = []
    for word in keep_drawable(words).split():
        if lines and measure_width(f"{lines[-1]} {word}", face) <= width:
            lines[-1] += f" {word}"
        else:
            lines += _break_word(word, face, width)
    return lines


def _break_word(word: str, face: Face, width: float) -> list[str]:
    """Return a word in pieces that fit, split at hyphens if it has some."""
    pieces: list[str] = []
    while measure_width(word, face) > width and len(word) > 1:
        fits = next((n for n in range(1, len(word)) if measure_width(word[: n + 1], face) > width), 1)
        at = word.rfind("-", 0, fits) + 1 or fits
        pieces.append(word[:at])
        word = word[at:]
    return [*pieces, word]


def save_sheet(figure: Figure) -> bytes:
    """Return the picture as PNG, the same bytes for the same picture. Without transparency, and with unfiltered rows:
    the filters that a library tries on each row do not make a picture smaller that is mostly background."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each begins with the number of its filter, 0: none
    rows[:, 1:] = pixels[:, :, :3].reshape(height, 3 * width)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # eight bits each of red, green and blue
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.data, _COMPRESSED)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(starmap(_build_chunk, parts))


def _build_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
