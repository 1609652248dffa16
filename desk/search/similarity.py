"""How alike two texts are, 0 to 1, by the stems they hold: the one measure of all that the desk compares. Pure.

A stem counts for more the fewer texts hold it, for little where it is said of anything, and not at all where it greets
or thanks (`courtesy.txt`). From where on two texts are alike stands beside each use.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import log, sqrt

from desk.search.synonyms import groups

FEWEST_TEXTS = 30
"""Texts from which on it is known how rare a stem is."""
_FEWEST_SHARED = 2  # stems of a text that another has to hold
_LITTLE = 0.4  # the most that a stem of these counts for
_OF_ANYTHING = frozenset(
    "работа включа слома открыва откр груз загруз загружа больш мал нов".split()  # noqa: SIM905
    + "work broken break turn open load big small new".split()  # noqa: SIM905
)


def rarity(held_by: int, texts: int) -> float:
    """How much a stem says that at least one of the texts holds: 1 where one alone does, less the more hold it."""
    return log(1 + texts / min(held_by, texts)) / log(1 + texts) if texts > 0 else 1.0


def rarities(texts: Iterable[Collection[str]]) -> dict[str, float]:
    """How much each stem of a desk's texts says; nothing where these are too few."""
    counted = [set(stems) for stems in texts]
    if len(counted) < FEWEST_TEXTS:
        return {}
    held = Counter(stem for stems in counted for stem in stems)
    return {stem: rarity(n, len(counted)) for stem, n in held.items()}


def vector(stems: Iterable[str], weights: Mapping[str, float]) -> dict[str, float]:
    """How much each stem that has a weight counts in a text that repeats some: together of length 1."""
    times = Counter(stem for stem in stems if stem in weights)
    values = {stem: (1 + log(n)) * weights[stem] for stem, n in times.items()}
    length = sqrt(sum(value * value for value in values.values()))
    return {stem: value / length for stem, value in values.items()} if length else {}


def alike(one: Collection[str], other: Collection[str], weights: Mapping[str, float], unknown: float = 1.0) -> float:
    """What both texts hold in proportion to what each holds, so that a long text which mentions what a short one is
    about is not like it. A stem without a weight counts as `unknown`. A single stem in common is enough only where
    neither says more than that."""
    mine, theirs = telling(one), telling(other)
    both = mine & theirs
    if not both or (len(both) == 1 and len(mine | theirs) > 1):
        return 0.0
    common, a, b = (sum(_weight(stem, weights, unknown) for stem in stems) for stems in (both, mine, theirs))
    return common / sqrt(a * b)


def share(one: Collection[str], other: Collection[str]) -> float:
    """How much of what the first text says the other holds; of fewer than two stems in common, nothing."""
    mine = telling(one)
    both = mine & set(other)
    if len(both) < _FEWEST_SHARED:
        return 0.0
    return sum(_weight(stem, {}) for stem in both) / sum(_weight(stem, {}) for stem in mine)


def telling(stems: Iterable[str]) -> frozenset[str]:
    """Without those that say nothing of what a text is about."""
    return frozenset(stems) - groups().courtesy


def _weight(stem: str, weights: Mapping[str, float], unknown: float = 1.0) -> float:
    return min(weights.get(stem, unknown), _LITTLE if stem in _OF_ANYTHING else 1.0)
