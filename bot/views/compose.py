"""Composes texts: lines, separators, quotes, clipping."""

from collections.abc import Iterable

from desk.text import RichText, count_units, cut_text, isolate_direction, join_texts

_QUOTES = ("blockquote", "expandable_blockquote")
_ELLIPSIS = "…"


def join(parts: Iterable[RichText | str], between: str) -> RichText:
    """Join the parts that are not empty, with `between` between them."""
    return join_texts((RichText(part) if isinstance(part, str) else part for part in parts), between)


def join_lines(parts: Iterable[RichText | str]) -> RichText:
    """Join the parts, one a line."""
    return join(parts, "\n")


def join_dotted(parts: Iterable[RichText | str]) -> RichText:
    """Join the parts in a line, each with its own direction: "Anna K. · 🟡 · Technical"."""
    return join((isolate_direction(RichText(part) if isinstance(part, str) else part) for part in parts), " · ")


def make_bold(text: str) -> RichText:
    """Return the text in bold."""
    return RichText(text).with_style("bold")


def fold_quote(words: RichText) -> RichText:
    """Return the text as a quote that shows a few lines until it is opened; quotes within it become plain, as they
    cannot be nested (Bot API, formatting options, read 2026-11)."""
    plain = RichText(words.text, tuple(e for e in words.entities if e.type not in _QUOTES))
    return plain.with_style("expandable_blockquote")


def quote_text(words: RichText) -> RichText:
    """Return the text as a quote within another text."""
    plain = RichText(words.text, tuple(e for e in words.entities if e.type not in _QUOTES))
    return plain.with_style("blockquote")


def clip_text(words: RichText, limit_units: int) -> RichText:
    """Return at most so many UTF-16 units, with an ellipsis if something was left out."""
    if count_units(words.text) <= limit_units:
        return words
    kept = cut_text(words, 0, limit_units - 1)
    if kept.text and 0xD800 <= ord(kept.text[-1]) <= 0xDFFF:
        kept = cut_text(words, 0, limit_units - 2)
    return kept + _ELLIPSIS
