"""How alike two texts are, 0 to 1, and whether they name different places. Pure; stems come from PostgreSQL.
Whether an old answer helps again is another question: `desk/canned/similar.py`.

What both hold, in proportion to what each holds, rare stems counting for more: one long text that mentions what a short
one is about is not like it, and a greeting that both begin with says nothing.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import log, sqrt

from desk.search.words import tokens

ALIKE = 0.5
"""From here on two requests are about the same; measured by `tests/desk/likeness/test_score.py`."""


def _words(them: str) -> frozenset[str]:
    return frozenset(them.split())


FEWEST_IN_COMMON = 2
FEWEST_TEXTS = 30  # to know from which words are common
_SAYS_NOTHING = _words("""
здравств здравствуйт добр ден утр вечер привет пожалуйст помог помоч помощ подскаж спасиб заран сроч
срочн нужн очен сегодн вообщ сейчас прос hello hi hey dear good morn afternoon even pleas help thank
urgent need today
""")
_OF_ANYTHING = _words("""
работа включа слома открыва откр груз загруз загружа больш мал нов work broken break turn open load
big small new
""")
_LITTLE = 0.4  # the weight of what can be said of anything
_SMALL_WORDS = _words("в и к о с у я а i")  # of one letter, after the word for a room
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


def weights(texts: Iterable[Collection[str]]) -> dict[str, float]:
    """How much each stem says, by how many of the desk's other texts hold it; nothing where these are too few."""
    counted = [set(stems) for stems in texts]
    if len(counted) < FEWEST_TEXTS:
        return {}
    held = Counter(stem for stems in counted for stem in stems)
    whole = log(1 + len(counted))
    return {stem: log(1 + len(counted) / (1 + n)) / whole for stem, n in held.items()}


def alike(one: Collection[str], other: Collection[str], weighed: Mapping[str, float]) -> float:
    """Of two texts' stems, 0 to 1. A single stem in common is enough only where neither says more than that."""
    mine, theirs = _telling(one), _telling(other)
    both = mine & theirs
    if not both or (len(both) == 1 and len(mine | theirs) > 1):
        return 0.0
    common, a, b = (sum(_weight(stem, weighed) for stem in stems) for stems in (both, mine, theirs))
    return common / sqrt(a * b)


def share(one: Collection[str], other: Collection[str]) -> float:
    """How much of what the first text says the other holds, 0 to 1; of fewer than two stems in common, nothing."""
    mine = _telling(one)
    both = mine & _telling(other)
    if len(both) < FEWEST_IN_COMMON:
        return 0.0
    return sum(_weight(stem, {}) for stem in both) / sum(_weight(stem, {}) for stem in mine)


def _weight(stem: str, weighed: Mapping[str, float]) -> float:
    return min(weighed.get(stem, 1.0), _LITTLE if stem in _OF_ANYTHING else 1.0)


def _telling(stems: Collection[str]) -> set[str]:
    return {s for s in stems if s not in _SAYS_NOTHING and not _NUMBERS.search(s) and not _ROOM.match(s)}


def elsewhere(later: str, earlier: str) -> bool:
    """Whether the later text names a place, or any number, that the earlier one does not, while that names one too."""
    there, before = places(later), places(earlier)
    return bool(there and before and not there <= before)


def places(text: str) -> frozenset[str]:
    """Numbers, what stands beside the word for a room, and ordinals beside it, in one writing."""
    words = tokens(text)
    named = {word for word in words if _NUMBERS.search(word)}
    for at, word in enumerate(words):
        if _PLACE.match(word):
            named |= {_ordinal(near) for near in words[max(at - 1, 0) : at]}
            named |= {_ordinal(near) or _letter(near) for near in words[at + 1 : at + 2]}
    return frozenset(named - {""})


def _letter(word: str) -> str:
    return word if len(word) == 1 and word not in _SMALL_WORDS else ""


def _ordinal(word: str) -> str:
    return next((str(n) for stem, n in _ORDINALS.items() if word.startswith(stem)), "")
