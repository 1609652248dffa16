"""Isolates text that runs from right to left or holds direction marks, so that the text around it keeps its order."""

import re

from desk.text.rich_text import Entity, RichText

_FIRST_STRONG, _END = "\u2068", "\u2069"
_TURNS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_APART = re.compile(f"{_FIRST_STRONG}[^\u2066-\u2069]*{_END}")
_OPENS = "\u2066\u2067\u2068"


def isolate_direction(words: RichText) -> RichText:
    """Return a line inside an isolate of its own. Return it unchanged if nothing in it turns the direction, if what
    turns is isolated already, or if it has several lines."""
    text = words.text
    if text.isascii() or "\n" in text or _TURNS.search(_APART.sub("", text)) is None:
        return words
    entities = tuple(Entity(one.type, one.offset + 1, one.length, one.extra) for one in words.entities)
    return RichText(f"{_FIRST_STRONG}{_balance_marks(text)}{_END}", entities)


def isolate_plain(words: str) -> str:
    """Isolate a text without entities, to be drawn, joined or filled in."""
    return isolate_direction(RichText(words)).text


def _balance_marks(text: str) -> str:
    """Replace unpaired isolate marks by an invisible character of the same length: they would end the isolate around
    them or keep it open."""
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
