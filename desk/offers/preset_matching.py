"""Which preset answer a request asks for, if it asks for one alone. Pure: stems in, one preset or none out.

A wrong answer costs its reader more than a missing one: what else a request says speaks against every preset, and of
two that fit equally well none is given. An admin makes it fit more by writing further examples.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desk.search.words import distinct
from desk.text import is_greeting, is_small_talk

MOST_WORDS = 30
"""Different words of a request; what says more is no typical question."""
_FEWEST_SHARED = 2
_ABOUT = 0.6
"""Of what a request says, that the preset knows from its examples and keywords."""
_SAID, _SAID_NAMED = 0.66, 0.5
"""Of an example, that a request holds; and where a keyword stands in it."""
_APART = 0.1
"""By how much the best fits better than the next."""
_POLITE = frozenset(
    """
    добрый доброе доброго день дня вечер утро здравствуйте здравствуй привет приветствую пожалуйста подскажите подскажи
    скажите скажи помогите помоги помощь помочь спасибо заранее благодарю хочу хотел хотела хотелось нужно надо нужна
    нужен можно могу можете можешь вопрос прошу просьба уважаемые коллеги ребята ребят дорогие вас вам плиз пж пжл
    срочно делать объясните расскажите посоветуйте очень просто сейчас уже
    hello hi hey dear good morning afternoon evening please thanks thank kindly could would can help need want question
    tell know wondering guys team sorry really just trying try pls plz damn now quick anyone somebody someone
    """.split()  # noqa: SIM905  (read as a text)
)


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


def content_words(text: str) -> list[str]:
    """The different words of a text that say what it is about, folded: no greeting, no courtesy."""
    return [word for word in distinct(text) if not (word in _POLITE or is_small_talk(word) or is_greeting(word))]


def fit(asked: frozenset[str], preset: PresetStems) -> float:
    """How well a preset fits what is asked, 0 to 1; 0: not well enough to be given."""
    if not asked:
        return 0.0
    named = any(keyword and keyword <= asked for keyword in preset.keywords)
    said = max((_share(asked, example) for example in preset.examples), default=0.0)
    about = len(asked & preset.known) / len(asked)
    if about < _ABOUT or said < (_SAID_NAMED if named else _SAID):
        return 0.0
    return 2 * said * about / (said + about)


def _share(asked: frozenset[str], example: frozenset[str]) -> float:
    shared = len(asked & example)
    return shared / len(example) if shared >= _FEWEST_SHARED else 0.0


def chosen(asked: frozenset[str], presets: Iterable[PresetStems]) -> tuple[int, float] | None:
    """The preset to give and how well it fits; None: none fits, or two do."""
    fitting = sorted(((fit(asked, one), -one.id) for one in presets), reverse=True)
    best = _apart([(score, -key) for score, key in fitting if score > 0])
    return None if best is None else (best[1], best[0])


def _apart(fitting: Sequence[tuple[float, int]]) -> tuple[float, int] | None:
    if not fitting or (len(fitting) > 1 and fitting[0][0] - fitting[1][0] < _APART):
        return None
    return fitting[0]
