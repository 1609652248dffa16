"""Splits long texts where a reader would pause. Lengths are in UTF-16 units, as Telegram counts them."""

import re
import unicodedata

from desk.text.rich_text import RichText, count_units, cut_text

_PAUSES = (
    re.compile(r"\n[ \t]*\n\s*"),  # between paragraphs
    re.compile(r"\n"),
    re.compile(r"[.!?…][\"'»”)]*\s+"),  # between sentences
    re.compile(r"\s+"),
)
_JOINER, _VARIANTS = "\u200d", re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")


def split_text(words: RichText, limit: int) -> list[RichText]:
    """Return parts of at most `limit` units. Each is cut after a paragraph, a line, a sentence or a word in its second
    half, else between characters as people see them. Together they are the text; entities are clipped to their part."""
    parts, start, total = [], 0, count_units(words.text)
    while total - start > limit:
        whole = RichText(words.text)
        end = start + _end(
            cut_text(whole, start, start + limit).text, cut_text(whole, start + limit, start + limit + 4).text
        )
        parts.append(cut_text(words, start, end))
        start = end
    return [*parts, cut_text(words, start, total)] if start else [words]


def _end(piece: str, after: str) -> int:
    """Return where to end a full piece that `after` follows; its last character may be half of one."""
    if 0xD800 <= ord(piece[-1]) <= 0xDBFF:
        piece, after = piece[:-1], "?"
    for pause in _PAUSES:
        found = [at.end() for at in pause.finditer(piece) if at.end() >= len(piece) // 2]
        if found:
            return count_units(piece[: found[-1]])
    return count_units(piece[: _between_characters(piece + after, len(piece))]) or 1


def _between_characters(text: str, most: int) -> int:
    """Return the last index up to `most` that is not inside an emoji sequence, a flag or a letter with marks, or `most`
    if there is none near."""
    for at in range(most, max(most - 40, 0), -1):
        if not (_continues(text[at]) or text[at - 1] == _JOINER or _is_flag(text[at])):
            return at
    return most


def _continues(char: str) -> bool:
    return char == _JOINER or unicodedata.combining(char) != 0 or _VARIANTS.match(char) is not None


def _is_flag(char: str) -> bool:
    """Return True for half of a flag: which half cannot be told here, so the text is not cut next to it."""
    return 0x1F1E6 <= ord(char) <= 0x1F1FF
