"""Putting words together: lines, separators, quotes, clipping. Knows nothing of tickets."""

from collections.abc import Iterable

from desk.text.rich_text import Words, concatenated, cut, units

_QUOTES = ("blockquote", "expandable_blockquote")
ELLIPSIS = "…"


def joined(parts: Iterable[Words | str], between: str) -> Words:
    """The parts that are not empty, with `between` between them."""
    return concatenated((Words(part) if isinstance(part, str) else part for part in parts), between)


def lines(parts: Iterable[Words | str]) -> Words:
    """One part a line."""
    return joined(parts, "\n")


def dotted(parts: Iterable[Words | str]) -> Words:
    """Parts of a line: "Anna K. · 🟡 · Technical"."""
    return joined(parts, " · ")


def bold(text: str) -> Words:
    """A text in bold."""
    return Words(text).styled("bold")


def folded(words: Words) -> Words:
    """A text one line of which is seen until it is opened; quotes within it become plain, they cannot be nested
    (Bot API, formatting options, read 2026-11)."""
    plain = Words(words.text, tuple(e for e in words.entities if e.type not in _QUOTES))
    return plain.styled("expandable_blockquote")


def quoted(words: Words) -> Words:
    """A text as somebody's words within another text."""
    plain = Words(words.text, tuple(e for e in words.entities if e.type not in _QUOTES))
    return plain.styled("blockquote")


def clipped(words: Words, limit_units: int) -> Words:
    """At most so many UTF-16 units, with an ellipsis where something was left out."""
    if units(words.text) <= limit_units:
        return words
    kept = cut(words, 0, limit_units - 1)
    if kept.text and 0xD800 <= ord(kept.text[-1]) <= 0xDFFF:
        kept = cut(words, 0, limit_units - 2)
    return kept + ELLIPSIS
