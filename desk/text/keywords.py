"""Search for words or phrases in a text, without any grammar."""

import re
from collections.abc import Iterable


def has_any_keyword(text: str, words: Iterable[str]) -> bool:
    """Return True if one of the words begins anywhere in the text, in any case: "fail" matches "failed", not
    "unfailing"."""
    plain = " ".join(text.casefold().split())
    return any(re.search(rf"(?<!\w){re.escape(' '.join(word.casefold().split()))}", plain) for word in words)


def find_whole_words(text: str, words: Iterable[str]) -> list[str]:
    """Return those of the words that the text has as whole words, in any case, in the order they are given."""
    plain = " ".join(text.casefold().split())
    return [w for w in words if re.search(rf"(?<!\w){re.escape(' '.join(w.casefold().split()))}(?!\w)", plain)]
