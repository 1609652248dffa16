"""Removal of numbers, addresses and names from a text that is to be published. Pure; formatting stays where it is true.

It masks too much rather than too little: the reader of the draft puts back what is public.
"""

import re
from collections.abc import Iterable

from desk.text.masking.separators import BLANKS, DASHES
from desk.text.rich_text import Entity, RichText, count_units

MASK = "…"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w{3,}")
_LONG = re.compile(rf"(?<!\w)[+(]?\d(?:[{BLANKS}().{DASHES}]*\d){{3,}}(?!\w)")
_KEYS = re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[^\W\d_])\w{8,}(?!\w)")
_TICKET = re.compile(r"#\d+")
_SHORTEST_NAME = 3
_IDENTIFYING = ("mention", "text_mention", "phone_number", "email", "custom_emoji")


def mask_personal_data(words: RichText, names: Iterable[str]) -> RichText:
    """Replace each number of four digits or more, ticket number, address, key, and each of the names in all their forms
    by “…”."""
    spans = find_personal_data(words.text, names)
    return replace_spans(words, [(start, end, MASK) for start, end in spans], identifying=False)


def find_personal_data(text: str, names: Iterable[str], *more: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where that is in a text, ascending and apart from each other. `more`: what is found besides."""
    spans = [found.span() for one in (_ADDRESS, _LONG, _KEYS, _TICKET, *more) for found in one.finditer(text)]
    spans += [found.span() for name in names for found in match_name(name).finditer(text)]
    return _join_spans(spans)


def match_name(name: str) -> re.Pattern[str]:
    """Return what matches a name and each of its parts with a few letters more or one less: Anna, Anny; Иван,
    Ивана, Иваном."""
    parts = [part for part in re.findall(r"[^\W\d_]+", name) if len(part) >= _SHORTEST_NAME]
    if not parts:
        return re.compile(r"(?!)")
    stems = "|".join(re.escape(part[:-1] if len(part) > _SHORTEST_NAME else part) for part in parts)
    return re.compile(rf"(?<!\w)(?:{stems})[^\W\d_]{{0,3}}(?!\w)", re.IGNORECASE)


def _join_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def replace_spans(words: RichText, spans: Iterable[tuple[int, int, str]], *, identifying: bool = True) -> RichText:
    """Replace parts of a text, ascending and apart from each other, each by another text. Formatting of the rest stays;
    without `identifying`, mentions, addresses and links do not."""
    text, at, moved = "", 0, list[tuple[int, int, int]]()
    for start, end, instead in spans:
        text += words.text[at:start] + instead
        moved.append((count_units(words.text[:start]), count_units(words.text[:end]), count_units(text)))
        at = end
    text += words.text[at:]

    def place(unit: int) -> int:
        shift = 0
        for start, end, now in moved:
            if unit <= start:
                break
            if unit < end:
                return now
            shift = now - end
        return unit + shift

    kept = []
    for entity in words.entities:
        start, end = place(entity.offset), place(entity.offset + entity.length)
        names = entity.type in _IDENTIFYING or dict(entity.extra).get("url")
        if start < end and (identifying or not names):
            kept.append(Entity(entity.type, start, end - start, entity.extra))
    return RichText(text, tuple(kept))
