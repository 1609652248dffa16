"""Words by which a topic is guessed: as an admin types them, and where they stand in a text. Knows no table."""

import re
from collections.abc import Iterable, Sequence

LONGEST, MOST = 40, 50  # characters of one; how many a topic has
_BETWEEN = re.compile(r"[,;\n]+")


class KeywordsWrongError(ValueError):
    """What was typed cannot be keywords; `key` says what would be right."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def plain(text: str) -> str:
    """As words are compared: without case, ё as е, blanks single."""
    return " ".join(text.casefold().replace("ё", "е").split())


def typed(text: str) -> tuple[str, ...]:
    """Between commas or in lines of their own, each once. Raises KeywordsWrongError for too long or too many ones, and
    for one without a letter or digit."""
    found = tuple(dict.fromkeys(word for part in _BETWEEN.split(text) if (word := plain(part))))
    if len(found) > MOST:
        raise KeywordsWrongError("topic-keywords-many")
    if any(len(word) > LONGEST or not any(char.isalnum() for char in word) for word in found):
        raise KeywordsWrongError("topic-keywords-long")
    return found


def found_in(text: str, words: Iterable[str]) -> list[str]:
    """Those of the words (`plain`) that begin anywhere in the text (`plain`), so that "fail" finds "failed"; one that
    is the beginning of another that was found says nothing more."""
    hits = [word for word in words if re.search(rf"(?<!\w){re.escape(word)}", text)]
    return [word for word in hits if not any(other != word and other.startswith(word) for other in hits)]


def best(text: str, topics: Sequence[tuple[int, tuple[str, ...]]]) -> tuple[int, list[str]] | None:
    """The topic most of whose words stand in the text, and these; of as many, the one with the longer ones. None where
    there are none, or two are alike."""
    said = plain(text)
    ranked = sorted(((_weight(hits := found_in(said, words)), key, hits) for key, words in topics), reverse=True)
    if not ranked or not ranked[0][2] or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return ranked[0][1], ranked[0][2]


def _weight(hits: Sequence[str]) -> tuple[int, int]:
    return len(hits), sum(map(len, hits))
