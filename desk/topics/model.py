"""The model that guesses a topic where no keyword does: words' stems with a weight for each topic, learned from the
desk's own requests by `reports/topics/`. Predicts in plain Python; says which words decided. Knows no table.

Stems are those of `snowballstemmer`, of the optional extra `topics`; without it there is no model.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from math import log, sqrt
from typing import Any

from desk.search import synonyms

MOST_WORDS = 300  # of a message; what comes after them decides nothing
_DECIDED = 3
_WORD = re.compile(r"[^\W_]+")
_LANGUAGES = {True: "russian", False: "english"}  # whether a word is written in Cyrillic


@dataclass(frozen=True, slots=True)
class TopicWeights:
    """`topics`: ids; `intercepts` in their order; `stems`: how rare each is, and its weight by the topic's place;
    `least`: by how much the best one has to lead."""

    topics: tuple[int, ...]
    intercepts: tuple[float, ...]
    stems: Mapping[str, tuple[float, Mapping[int, float]]] = field(hash=False)
    least: float = 0.0

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        stems = {
            stem: [rarity, {str(at): weight for at, weight in by.items()}] for stem, (rarity, by) in self.stems.items()
        }
        return {"topics": list(self.topics), "intercepts": list(self.intercepts), "stems": stems, "least": self.least}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "TopicWeights":
        """From its JSON."""
        stems = {stem: (rarity, {int(at): w for at, w in by.items()}) for stem, (rarity, by) in data["stems"].items()}
        return cls(tuple(data["topics"]), tuple(data["intercepts"]), stems, data["least"])

    def best(self, text: str) -> tuple[int, list[str]] | None:
        """The best topic and the words that decided, as they were written, the weightiest first. None where none
        leads by enough, or no word of the text is known."""
        found = self.ranked(text)
        return (found[0], found[2]) if found is not None and found[1] >= self.least else None

    def ranked(self, text: str) -> tuple[int, float, list[str]] | None:
        """The same by however little it leads, and by how much."""
        written = _written(text)
        values = self._values(written)
        if not values:
            return None
        scores = list(self.intercepts)
        for stem, value in values.items():
            for at, weight in self.stems[stem][1].items():
                scores[at] += value * weight
        top = max(range(len(scores)), key=scores.__getitem__)
        lead = scores[top] - max((score for at, score in enumerate(scores) if at != top), default=0.0)
        first = dict(reversed(written))
        shares = defaultdict[str, float](float)
        for stem, value in values.items():
            shares[first[stem]] += value * self.stems[stem][1].get(top, 0.0)
        deciding = sorted((word for word in shares if shares[word] > 0), key=lambda word: -shares[word])
        return self.topics[top], lead, deciding[:_DECIDED]

    def _values(self, written: Sequence[tuple[str, str]]) -> dict[str, float]:
        """How much each known stem counts: rarer ones and repeated ones more; together of length 1."""
        times = Counter(stem for stem, _ in written if stem in self.stems)
        values = {stem: (1 + log(n)) * self.stems[stem][0] for stem, n in times.items()}
        length = sqrt(sum(value * value for value in values.values()))
        return {stem: value / length for stem, value in values.items()} if length else {}


def is_available() -> bool:
    """Whether the extra is installed."""
    return find_spec("snowballstemmer") is not None and find_spec("sklearn") is not None


def stems(text: str) -> list[str]:
    """The stems of a text's words, in both languages, and what they mean."""
    return [stem for stem, _ in _written(text)]


def _written(text: str) -> list[tuple[str, str]]:
    """Stems and what they mean, each with the word it was written as."""
    words = (found.group().casefold().replace("ё", "е") for found in _WORD.finditer(text))
    kept = [word for word in words if len(word) > 1 and len(word) < 40][:MOST_WORDS]
    return [(one, word) for word in kept for one in (_stem(word), *_meant(_stem(word)))]


@lru_cache(maxsize=20_000)
def _meant(stem: str) -> tuple[str, ...]:
    """What a word has in common with those that mean the same, in either language."""
    return tuple(f"={name}" for name in synonyms.names(stem))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_stemmer(_LANGUAGES["а" <= word[0] <= "я"]).stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    from snowballstemmer import stemmer  # of the extra: a desk without it starts as well

    return stemmer(language)
