"""Similarity of two texts, 0 to 1, by their stems: the one measure for all comparisons of the desk. Pure.

A stem counts for more the fewer texts have it, for little if it fits anything, and not at all if it is a greeting or
thanks (`courtesy.txt`). Each use has its own threshold.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import log, sqrt

from desk.search.synonyms import load_groups

FEWEST_TEXTS = 30
"""Texts that are needed to know how rare a stem is."""
_FEWEST_SHARED = 2  # stems that both texts must have
_LITTLE = 0.4  # the most that a stem in `_OF_ANYTHING` counts for
_OF_ANYTHING = frozenset(
    "работа включа слома открыва откр груз загруз загружа больш мал нов".split()  # noqa: SIM905
    + "work broken break turn open load big small new".split()  # noqa: SIM905
)


def measure_rarity(held_by: int, texts: int) -> float:
    """Return how much a stem says that at least one text has: 1 if only one has it, less the more do."""
    return log(1 + texts / min(held_by, texts)) / log(1 + texts) if texts > 0 else 1.0


def measure_rarities(texts: Iterable[Collection[str]]) -> dict[str, float]:
    """Return the rarity of each stem in a desk's texts, or nothing if there are too few texts."""
    counted = [set(stems) for stems in texts]
    if len(counted) < FEWEST_TEXTS:
        return {}
    held = Counter(stem for stems in counted for stem in stems)
    return {stem: measure_rarity(n, len(counted)) for stem, n in held.items()}


def make_vector(stems: Iterable[str], weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of each known stem in a text, repetitions included, as a vector of length 1."""
    times = Counter(stem for stem in stems if stem in weights)
    values = {stem: (1 + log(n)) * weights[stem] for stem, n in times.items()}
    length = sqrt(sum(value * value for value in values.values()))
    return {stem: value / length for stem, value in values.items()} if length else {}


def measure_similarity(
    one: Collection[str], other: Collection[str], weights: Mapping[str, float], unknown: float = 1.0
) -> float:
    """Return what both texts share in proportion to what each says, so that a long text that mentions the topic of a
    short one is not similar to it. A stem without a weight counts as `unknown`. A single common stem is enough only if
    neither text says more."""
    mine, theirs = drop_courtesy(one), drop_courtesy(other)
    both = mine & theirs
    if not both or (len(both) == 1 and len(mine | theirs) > 1):
        return 0.0
    common, a, b = (sum(_weight(stem, weights, unknown) for stem in stems) for stems in (both, mine, theirs))
    return common / sqrt(a * b)


def measure_share(one: Collection[str], other: Collection[str]) -> float:
    """Return which share of the first text the other one has; 0 if they have fewer than two stems in common."""
    mine = drop_courtesy(one)
    both = mine & set(other)
    if len(both) < _FEWEST_SHARED:
        return 0.0
    return sum(_weight(stem, {}) for stem in both) / sum(_weight(stem, {}) for stem in mine)


def drop_courtesy(stems: Iterable[str]) -> frozenset[str]:
    """Return the stems without greetings and thanks."""
    return frozenset(stems) - load_groups().courtesy


def _weight(stem: str, weights: Mapping[str, float], unknown: float = 1.0) -> float:
    return min(weights.get(stem, unknown), _LITTLE if stem in _OF_ANYTHING else 1.0)
