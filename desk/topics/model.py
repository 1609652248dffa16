"""The model that guesses a topic if no keyword does: a weight of each stem for each topic, learned from the desk's own
requests by `reports/topics/`. It says which words decided. Knows no table."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from desk.search import synonyms
from desk.search.similarity import make_vector
from desk.search.stemming import split_tokens, stem_word

MOST_WORDS = 300  # of a message; further words are ignored
_DECIDED = 3


@dataclass(frozen=True, slots=True)
class TopicWeights:
    """The learned weights. `topics`: ids; `intercepts` in their order; `stems`: how rare each is, and its weight by the
    topic's index; `least`: the lead that the best one needs."""

    topics: tuple[int, ...]
    intercepts: tuple[float, ...]
    stems: Mapping[str, tuple[float, Mapping[int, float]]] = field(hash=False)
    least: float = 0.0

    def dump(self) -> dict[str, Any]:
        """Return the weights as JSON."""
        stems = {
            one: [rarity, {str(at): weight for at, weight in by.items()}] for one, (rarity, by) in self.stems.items()
        }
        return {"topics": list(self.topics), "intercepts": list(self.intercepts), "stems": stems, "least": self.least}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "TopicWeights":
        """Read the weights from JSON."""
        stems = {one: (rarity, {int(at): w for at, w in by.items()}) for one, (rarity, by) in data["stems"].items()}
        return cls(tuple(data["topics"]), tuple(data["intercepts"]), stems, data["least"])

    def choose_topic(self, text: str) -> tuple[int, list[str]] | None:
        """Return the best topic and the words that decided, as they were written, the weightiest first. None if its
        lead is too small, or no word of the text is known."""
        found = self.rank_topics(text)
        return (found[0], found[2]) if found is not None and found[1] >= self.least else None

    def rank_topics(self, text: str) -> tuple[int, float, list[str]] | None:
        """Return the same with the lead, however small that is."""
        written = _stem_words(text)
        values = make_vector(
            (one for one, _ in written), {one: self.stems[one][0] for one, _ in written if one in self.stems}
        )
        if not values:
            return None
        scores = list(self.intercepts)
        for one, value in values.items():
            for at, weight in self.stems[one][1].items():
                scores[at] += value * weight
        top = max(range(len(scores)), key=scores.__getitem__)
        lead = scores[top] - max((score for at, score in enumerate(scores) if at != top), default=0.0)
        first = dict(reversed(written))
        shares = defaultdict[str, float](float)
        for one, value in values.items():
            shares[first[one]] += value * self.stems[one][1].get(top, 0.0)
        deciding = sorted((word for word in shares if shares[word] > 0), key=lambda word: -shares[word])
        return self.topics[top], lead, deciding[:_DECIDED]


def list_stems(text: str) -> list[str]:
    """Return the stems of a text's words, in both languages, and their synonyms."""
    return [one for one, _ in _stem_words(text)]


def _stem_words(text: str) -> list[tuple[str, str]]:
    """Return stems and synonyms, each with the word that was written."""
    kept = [token for token in split_tokens(text) if len(token) > 1][:MOST_WORDS]
    return [(one, token) for token in kept for one in _expand(token)]


@lru_cache(maxsize=20_000)
def _expand(token: str) -> tuple[str, ...]:
    """Return the stem of a word, and a name for each of its groups of synonyms."""
    return stem_word(token), *(f"={name}" for name in synonyms.name_groups(stem_word(token)))
