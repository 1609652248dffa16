"""Places a text names, and whether two texts name different ones. Pure functions."""

import re
from collections.abc import Iterable

from desk.search.stemming import split_tokens

_SMALL_WORDS = frozenset("викосуяаi")  # of one letter, after the word for a room
_NUMBERS = re.compile(r"[0-9]")
_ROOMS = "ауд|аудитори?|комнат|каб|зал|холл|этаж|корпус|здани|ряд|room|hall|floor|building|row|wing|auditorium"
_ROOM = re.compile(rf"^(?:{_ROOMS})\w{{0,3}}$")
_PLACE = re.compile(rf"^(?:{_ROOMS}|кабинет|стол|подъезд|desk|table|office)\w{{0,3}}$")
_ORDINALS = {
    one: n
    for n, names in enumerate(
        (
            "перв first", "втор second", "трет third", "четверт fourth", "пят fifth", "шест sixth", "седьм seventh",
        ),
        start=1,
    )
    for one in names.split()
}  # fmt: skip


def drop_places(stems: Iterable[str]) -> set[str]:
    """Return stems without numbers and words for rooms, which say where something is, not what."""
    return {one for one in stems if not _NUMBERS.search(one) and not _ROOM.match(one)}


def is_elsewhere(later: str, earlier: str) -> bool:
    """Return True if both texts name places or numbers, and the later one names some that the earlier one does not."""
    there, before = find_places(later), find_places(earlier)
    return bool(there and before and not there <= before)


def find_places(text: str) -> frozenset[str]:
    """Return numbers, names next to a word for a room, and ordinals next to it, in one spelling."""
    words = split_tokens(text)
    named = {word for word in words if _NUMBERS.search(word)}
    for at, word in enumerate(words):
        if _PLACE.match(word):
            named |= {_get_ordinal(near) for near in words[max(at - 1, 0) : at]}
            named |= {_get_ordinal(near) or _get_letter(near) for near in words[at + 1 : at + 2]}
    return frozenset(named - {""})


def _get_letter(word: str) -> str:
    return word if len(word) == 1 and word not in _SMALL_WORDS else ""


def _get_ordinal(word: str) -> str:
    return next((str(n) for stem, n in _ORDINALS.items() if word.startswith(stem)), "")
