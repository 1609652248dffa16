"""Whether a text holds one of some words or phrases. Knows no language's grammar."""

import re
from collections.abc import Iterable


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words begins anywhere in the text, in any case: so "fail" finds "failed", not "unfailing"."""
    plain = " ".join(text.casefold().split())
    return any(re.search(rf"(?<!\w){re.escape(' '.join(word.casefold().split()))}", plain) for word in words)


def whole(text: str, words: Iterable[str]) -> list[str]:
    """Those of the words that stand in the text by themselves, in any case, in the order they are given."""
    plain = " ".join(text.casefold().split())
    return [w for w in words if re.search(rf"(?<!\w){re.escape(' '.join(w.casefold().split()))}(?!\w)", plain)]
