"""The typeface of pictures and documents: which characters it has, how wide they are, what of a text fits on a line.

DejaVu Sans with Latin, Cyrillic, Greek, Hebrew, Arabic, Armenian and Georgian, without kerning: a line is as wide as
its characters.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu Sans"
_LONGEST = 400  # characters of what people have typed
_APART = "\u2068\u2069"  # around what has its own direction (`desk/text/directions.py`); without glyphs, yet heard


@dataclass(frozen=True, slots=True)
class Font:
    """A TrueType font. `glyphs`: by character; `advances`: by glyph, in thousandths of the size; `outlines`: where each
    glyph is drawn in the file, and none is made of others."""

    content: bytes
    glyphs: dict[int, int]
    advances: tuple[int, ...]
    outlines: tuple[int, ...]

    def keep_glyphs(self, kept: Iterable[int]) -> bytes:
        """Return the font in which only these are drawn; what is empty takes no room once it is compressed."""
        made, first, last = bytearray(self.content), self.outlines[0], self.outlines[-1]
        made[first:last] = bytes(last - first)
        for start, end in (self.outlines[glyph : glyph + 2] for glyph in kept):
            made[start:end] = self.content[start:end]
        return bytes(made)


def _read_font(content: bytes) -> Font:
    (count,) = struct.unpack_from(">4xH", content)
    records = [struct.unpack_from(">4s4xII", content, 12 + 16 * at) for at in range(count)]
    starts, tables = {}, {}
    for tag, start, length in records:
        starts[tag], tables[tag] = start, content[start : start + length]
    (units,) = struct.unpack_from(">18xH", tables[b"head"])
    (known,) = struct.unpack_from(">34xH", tables[b"hhea"])
    advances = [round(1000 * one / units) for one, _ in struct.iter_unpack(">HH", tables[b"hmtx"][: 4 * known])]
    outlines = tuple(starts[b"glyf"] + one for (one,) in struct.iter_unpack(">I", tables[b"loca"]))
    return Font(content, _read_characters(tables[b"cmap"]), tuple(advances), outlines)


def _read_characters(table: bytes) -> dict[int, int]:
    """Return the glyphs of the table's groups of characters (format 12)."""
    (count,) = struct.unpack_from(">2xH", table)
    starts = (struct.unpack_from(">4xI", table, 4 + 8 * at)[0] for at in range(count))
    (start,) = (one for one in starts if table[one : one + 2] == b"\0\x0c")
    (groups,) = struct.unpack_from(">12xI", table, start)
    found: dict[int, int] = {}
    for at in range(groups):
        first, last, glyph = struct.unpack_from(">III", table, start + 16 + 12 * at)
        found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return found


@cache
def load_font(bold: bool = False) -> Font:
    """Return the font, or the bold one."""
    return _read_font((_FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")).read_bytes())


@dataclass(frozen=True, slots=True)
class Face:
    """A size of type in pixels, and a weight."""

    size: float
    bold: bool = False


def list_fonts() -> list[Path]:
    """Return the font files."""
    return sorted(_FONTS.glob("*.ttf"))


def is_drawable(character: str) -> bool:
    """Return True for one that has a glyph, or marks a direction of its own."""
    return character in _APART or (character.isprintable() and ord(character) in load_font().glyphs)


def keep_drawable(words: str) -> str:
    """Return the characters that have glyphs, on one line, with isolation marks kept; a dash if nothing is left."""
    kept = "".join(one if is_drawable(one) else " " for one in words[:_LONGEST])
    return " ".join(kept.split()) if kept.strip(_APART + " ") else "–"


def measure_width(words: str, face: Face) -> float:
    """Return the width of drawable words in pixels."""
    font = load_font(face.bold)
    return sum(font.advances[font.glyphs[ord(one)]] for one in words if one not in _APART) * face.size / 1000


def fit_text(words: str, face: Face, width: float) -> str:
    """Return as much of a line as fits, with an ellipsis if it is cut."""
    whole = keep_drawable(words)
    if measure_width(whole, face) <= width:
        return whole
    fits = next((n for n in range(len(whole), 0, -1) if measure_width(whole[:n].rstrip() + "…", face) <= width), 0)
    return whole[:fits].rstrip() + "…"


def wrap_text(words: str, face: Face, width: float, most: int) -> list[str]:
    """Return a sentence in at most so many lines that fit; a word longer than a line continues in the next."""
    lines: list[str] = []
    for word in keep_drawable(words).split():
        if lines and measure_width(f"{lines[-1]} {word}", face) <= width:
            lines[-1] += f" {word}"
        else:
            lines += _break_word(word, face, width)
    return lines if len(lines) <= most else [*lines[: most - 1], fit_text(" ".join(lines[most - 1 :]), face, width)]


def _break_word(word: str, face: Face, width: float) -> list[str]:
    """Return a word in pieces that fit, split at hyphens if it has some."""
    pieces: list[str] = []
    while measure_width(word, face) > width and len(word) > 1:
        fits = next((n for n in range(1, len(word)) if measure_width(word[: n + 1], face) > width), 1)
        at = word.rfind("-", 0, fits) + 1 or fits
        pieces.append(word[:at])
        word = word[at:]
    return [*pieces, word]
