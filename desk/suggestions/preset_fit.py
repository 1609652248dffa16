"""How well an automatic answer fits a question, by the stems of its words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.search.similarity import drop_courtesy, measure_share

_ABOUT = 0.6
"""The share of the request that the answer's examples and keywords must have."""
_SAID, _SAID_NAMED = 0.66, 0.5
"""The share of an example that the request must have, and the same if it has a keyword."""
_APART = 0.1
"""The lead that the best needs over the next."""


@dataclass(frozen=True, slots=True)
class PresetStems:
    """An automatic answer as it is compared: the stems of each example and each keyword."""

    id: int
    examples: tuple[frozenset[str], ...]
    keywords: tuple[frozenset[str], ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """All stems of the answer."""
        return frozenset().union(*self.examples, *self.keywords)


def measure_fit(asked: frozenset[str], preset: PresetStems) -> float:
    """Return how well the answer fits the request, 0 to 1; 0 if not well enough to be given."""
    named = any(keyword and keyword <= asked for keyword in map(drop_courtesy, preset.keywords))
    said = max((measure_share(example, asked) for example in preset.examples), default=0.0)
    about = measure_share(asked, preset.known)
    if about < _ABOUT or said < (_SAID_NAMED if named else _SAID):
        return 0.0
    return 2 * said * about / (said + about)


def choose_preset(asked: frozenset[str], presets: Iterable[PresetStems]) -> tuple[int, float] | None:
    """Return the answer to give and how well it fits, or None if none fits, or two do."""
    fitting = sorted(((score, -one.id) for one in presets if (score := measure_fit(asked, one)) > 0), reverse=True)
    if not fitting or (len(fitting) > 1 and fitting[0][0] - fitting[1][0] < _APART):
        return None
    score, key = fitting[0]
    return -key, score
