"""Keys of canned replies: `!word`, in any alphabet, in any case. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from desk.text import strip_invisible

MARK = "!"
LONGEST = 32
_NEAREST = 3
_COMPARED = 64  # characters of a typed word that are compared


def parse_lone_key(text: str) -> str | None:
    """Return the word behind the mark if the text is that and nothing else, apart from blanks and invisible characters,
    or None. "!!!" is no word, as it has no letter or digit."""
    said = strip_invisible(unicodedata.normalize("NFKC", text)).strip()
    if not said.startswith(MARK) or len(said.split()) != 1:
        return None
    word = said.removeprefix(MARK)
    return word if any(char.isalnum() for char in word) else None


def fold_key(key: str) -> str:
    """Return a key as it is compared."""
    return unicodedata.normalize("NFKC", key).casefold().replace("ё", "е")


def parse_key(word: str) -> str | None:
    """Return a typed key without its mark, or None if it cannot be one: letters and digits of any alphabet, `-` and
    `_`, at most `LONGEST`."""
    key = strip_invisible(unicodedata.normalize("NFKC", word)).removeprefix(MARK)
    is_key = all(char in "-_" or unicodedata.category(char)[0] in "LMN" for char in key)
    return key if is_key and len(key) <= LONGEST and re.search(r"[^\W_]", key) else None


def find_nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return the three keys that are most similar to a word, best first; of equal keys the last one is named."""
    wanted = fold_key(word)[:_COMPARED]

    def alike(key: str) -> tuple[float, str]:
        return -SequenceMatcher(None, wanted, fold_key(key)).ratio(), key

    return sorted({fold_key(key): key for key in known}.values(), key=alike)[:_NEAREST]
