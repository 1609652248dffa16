"""Keywords of topics: as an admin types them, and where a text has them. Knows no table."""

import re
from collections.abc import Iterable, Sequence

LONGEST, MOST = 40, 50  # characters of one; how many a topic has
_BETWEEN = re.compile(r"[,;\n]+")


class KeywordsWrongError(ValueError):
    """The typed words cannot be keywords; `key` says what would be right."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _fold_words(text: str) -> str:
    """Return a text as words are compared: lower case, ё as е, single blanks."""
    return " ".join(text.casefold().replace("ё", "е").split())


def parse_keywords(text: str) -> tuple[str, ...]:
    """Split keywords at commas or line ends, each once. Raises KeywordsWrongError for too long or too many ones, and
    for one without a letter or digit."""
    found = tuple(dict.fromkeys(word for part in _BETWEEN.split(text) if (word := _fold_words(part))))
    if len(found) > MOST:
        raise KeywordsWrongError("topic-keywords-many")
    if any(len(word) > LONGEST or not any(char.isalnum() for char in word) for word in found):
        raise KeywordsWrongError("topic-keywords-long")
    return found


def find_in(text: str, words: Iterable[str]) -> list[str]:
    """Return the words that begin anywhere in the text (both plain), so that "fail" matches "failed"; one that is the
    beginning of another match is left out."""
    hits = [word for word in words if re.search(rf"(?<!\w){re.escape(word)}", text)]
    return [word for word in hits if not any(other != word and other.startswith(word) for other in hits)]


def choose_best(text: str, topics: Sequence[tuple[int, tuple[str, ...]]]) -> tuple[int, list[str]] | None:
    """Return the topic with most words in the text, and these words; of equal ones the one with the longer words. None
    if there are none, or two are equal."""
    said = _fold_words(text)
    ranked = sorted(((_weight(hits := find_in(said, words)), key, hits) for key, words in topics), reverse=True)
    if not ranked or not ranked[0][2] or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return ranked[0][1], ranked[0][2]


def _weight(hits: Sequence[str]) -> tuple[int, int]:
    return len(hits), sum(map(len, hits))
