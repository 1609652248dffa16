"""Which preset answer a request asks for, if it asks for one alone. Pure: stems in, one preset or none out.

A wrong answer costs its reader more than a missing one: what else a request says speaks against every preset, and of
two that fit equally well none is given. An admin makes it fit more by writing further examples.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.search.similarity import drop_courtesy, measure_share

MOST_WORDS = 40
"""Different words of a request; what says more is no typical question."""
_ABOUT = 0.6
"""Of what a request says, that the preset knows from its examples and keywords."""
_SAID, _SAID_NAMED = 0.66, 0.5
"""Of an example, that a request holds; and where a keyword stands in it."""
_APART = 0.1
"""By how much the best fits better than the next."""


@dataclass(frozen=True, slots=True)
class PresetStems:
    """A preset as it is compared: the stems of each example, and of each keyword."""

    id: int
    examples: tuple[frozenset[str], ...]
    keywords: tuple[frozenset[str], ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """All that it knows."""
        return frozenset().union(*self.examples, *self.keywords)


def fit(asked: frozenset[str], preset: PresetStems) -> float:
    """How well a preset fits what is asked, 0 to 1; 0: not well enough to be given."""
    named = any(keyword and keyword <= asked for keyword in map(drop_courtesy, preset.keywords))
    said = max((measure_share(example, asked) for example in preset.examples), default=0.0)
    about = measure_share(asked, preset.known)
    if about < _ABOUT or said < (_SAID_NAMED if named else _SAID):
        return 0.0
    return 2 * said * about / (said + about)


def chosen(asked: frozenset[str], presets: Iterable[PresetStems]) -> tuple[int, float] | None:
    """The preset to give and how well it fits; None: none fits, or two do."""
    fitting = sorted(((score, -one.id) for one in presets if (score := fit(asked, one)) > 0), reverse=True)
    if not fitting or (len(fitting) > 1 and fitting[0][0] - fitting[1][0] < _APART):
        return None
    score, key = fitting[0]
    return -key, score
