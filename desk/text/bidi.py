"""Words written from right to left, or with marks that turn the direction, among others: kept apart, so that nothing
beside them is turned round (Unicode Standard Annex 9, isolates, read 2026-11). Pure.
"""

import re

from desk.text.rich_text import Entity, RichText

_FIRST_STRONG, _END = "\u2068", "\u2069"
_TURNS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_APART = re.compile(f"{_FIRST_STRONG}[^\u2066-\u2069]*{_END}")
_OPENS = "\u2066\u2067\u2068"


def isolated(words: RichText) -> RichText:
    """A line with its own direction, which ends where it ends; as it is where nothing in it turns, or what does is kept
    apart already, and where it has several lines."""
    text = words.text
    if text.isascii() or "\n" in text or _TURNS.search(_APART.sub("", text)) is None:
        return words
    entities = tuple(Entity(one.type, one.offset + 1, one.length, one.extra) for one in words.entities)
    return RichText(f"{_FIRST_STRONG}{_balanced(text)}{_END}", entities)


def plain(words: str) -> str:
    """The same of words without entities: what is drawn, joined, filled in."""
    return isolated(RichText(words)).text


def _balanced(text: str) -> str:
    """The same length: an end that nothing has opened would end more than itself, an opening without an end would keep
    it from ending."""
    opened: list[int] = []
    kept = list(text)
    for at, char in enumerate(text):
        if char in _OPENS:
            opened.append(at)
        elif char == _END and opened:
            opened.pop()
        elif char == _END:
            kept[at] = "\u200b"
    for at in opened:
        kept[at] = "\u200b"
    return "".join(kept)
