"""A sheet of so many pixels, from its upper left corner: text that is fitted, boxes, lines. Knows no block."""

import io
from typing import Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.textpath import text_to_path

from reports.drawing.theme import DPI, EDGE, GROUND, LEAD, TEXT, WIDTH, Face, glyphs

_HAIR = 2.0  # lines as thin as this lie under all else
_HEADING, _HEADING_LINE = Face(LEAD, bold=True), 52
_COMPRESSED = 4  # of 9: a third larger than at most, in half the time
_LONGEST = 400  # characters of what people have typed
Side = Literal["left", "center", "right"]


class Sheet:
    """A picture while it is made; its height in pixels is known from the start."""

    def __init__(self, height: int) -> None:
        self.figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=GROUND)
        FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)

    def text(
        self, x: float, y: float, words: str, face: Face, *, color: str = TEXT, side: Side = "left",
        width: float | None = None,
    ) -> None:  # fmt: skip
        """A line whose middle is at `y`; cut off at `width` pixels."""
        shown = drawable(words) if width is None else fitted(words, face, width)
        self._axes.text(
            x, y, shown, fontproperties=face.font, color=color, ha=side, va="center_baseline", parse_math=False
        )

    def heading(self, y: float, words: str) -> None:
        """What a block shows, in as many lines as `heading_height` says."""
        for number, line in enumerate(_heading_lines(words)):
            self.text(EDGE, y + 24 + _HEADING_LINE * number, line, _HEADING, width=WIDTH - 2 * EDGE)

    def box(self, x: float, y: float, width: float, height: float, color: str, *, round_by: float = 0.0) -> None:
        """A filled box from its upper left corner."""
        if width <= 0 or height <= 0:
            return
        by = min(round_by, width / 2, height / 2)
        if by:
            self._axes.add_artist(
                FancyBboxPatch(
                    (x + by, y + by), width - 2 * by, height - 2 * by,
                    boxstyle=f"round,pad={by},rounding_size={by}", facecolor=color, linewidth=0,
                )
            )  # fmt: skip
        else:
            self._axes.add_artist(Rectangle((x, y), width, height, facecolor=color, linewidth=0))

    def line(self, xs: list[float], ys: list[float], color: str, *, thick: float = _HAIR, dots: bool = False) -> None:
        """A line through these points, thickness in pixels; with `dots` on each."""
        self._axes.plot(
            xs, ys, color=color, linewidth=thick * 72 / DPI, solid_capstyle="round", solid_joinstyle="round",
            marker="o" if dots else "", markersize=14 * 72 / DPI, zorder=2 if thick > _HAIR else 0,
        )  # fmt: skip


def heading_height(words: str) -> int:
    """In pixels, with the room under it."""
    return 14 + _HEADING_LINE * len(_heading_lines(words)) if words else 0


def _heading_lines(words: str) -> list[str]:
    return wrapped(words, _HEADING, WIDTH - 2 * EDGE)[:2] if words else []


def drawable(words: str) -> str:
    """What of it has glyphs, on one line; what is nothing then is a dash."""
    known = glyphs()
    kept = "".join(c if ord(c) in known and c.isprintable() else " " for c in words[:_LONGEST])
    return " ".join(kept.split()) or "–"


def width_of(words: str, face: Face) -> float:
    """Pixels that a line takes."""
    width, _, _ = text_to_path.get_text_width_height_descent(drawable(words), face.font, ismath=False)
    return float(width) * DPI / 72


def fitted(words: str, face: Face, width: float) -> str:
    """As much of a line as fits, with an ellipsis where that is not all."""
    whole = drawable(words)
    if width_of(whole, face) <= width:
        return whole
    short, long = 0, len(whole)
    while short + 1 < long:
        middle = (short + long) // 2
        if width_of(whole[:middle].rstrip() + "…", face) <= width:
            short = middle
        else:
            long = middle
    return whole[:short].rstrip() + "…"


def wrapped(words: str, face: Face, width: float) -> list[str]:
    """A sentence in lines that fit; a word that is longer than a line goes on in the next."""
    lines: list[str] = []
    for word in drawable(words).split():
        if lines and width_of(f"{lines[-1]} {word}", face) <= width:
            lines[-1] += f" {word}"
        else:
            lines += _broken(word, face, width)
    return lines


def _broken(word: str, face: Face, width: float) -> list[str]:
    """A word in pieces that fit, after its hyphens where it has some."""
    pieces: list[str] = []
    while width_of(word, face) > width and len(word) > 1:
        fits = next((n for n in range(1, len(word)) if width_of(word[: n + 1], face) > width), 1)
        at = word.rfind("-", 0, fits) + 1 or fits
        pieces.append(word[:at])
        word = word[at:]
    return [*pieces, word]


def saved(figure: Figure) -> bytes:
    """The picture's bytes as PNG, the same for the same picture."""
    into = io.BytesIO()
    figure.savefig(into, format="png", metadata={"Software": None}, pil_kwargs={"compress_level": _COMPRESSED})
    return into.getvalue()
