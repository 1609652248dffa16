"""Misspelt words of the table of meanings (`synonyms.txt`), which no text need hold: compared by how they sound,
since people write what they hear. Knows no table of the database.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from desk.search.letters import distance
from desk.search.synonyms import FILES, lines
from desk.search.words import folded

SOUNDS = str.maketrans("оеэыябвгджз", "аиииипфктшс", "ьъ")
"""Letters as others that are heard or written for them; soft and hard signs have no sound."""
_SPELLINGS = (("сч", "щ"), ("тьс", "тс"), ("тс", "ц"), ("дс", "ц"), ("ph", "f"), ("ck", "k"), ("й", "и"))
_SHORTEST = 6  # sounds of a word of which one may be another, missing or too many
_LETTERS = 4  # of a word that may be misspelt
_MOST_WRITTEN = 2  # letters that are written in another way


def heard(word: str) -> str:
    """A word by its sounds: letters that sound alike as one, double ones once, without those that have no sound."""
    for written, sound in _SPELLINGS:
        word = word.replace(written, sound)
    return "".join(letter for letter, _ in groupby(word.translate(SOUNDS)))


def meant(token: str) -> str | None:
    """The word of the table that was hardly anything else; None where there is none."""
    sound, table = heard(token), _table()
    alike = [
        (far, word) for word in table.get(sound, ()) if (far := distance(token, word, _MOST_WRITTEN)) <= _MOST_WRITTEN
    ]
    if alike:
        return min(alike)[1]
    if len(sound) < _SHORTEST:
        return None
    near = {word for cut in _cut(sound) for word in _cuts().get(cut, ()) if word[:1] == sound[:1]}
    best = min((word for word in near if len(word) >= _SHORTEST and distance(sound, word, 1) <= 1), default=None)
    return min(table[best]) if best is not None else None


@cache
def _table() -> Mapping[str, Sequence[str]]:
    said = {folded(one) for name in FILES for line in lines(name) for one in line}
    found = defaultdict[str, list[str]](list)
    for word in said:
        if word.isalpha() and len(word) >= _LETTERS:
            found[heard(word)].append(word)
    return found


@cache
def _cuts() -> Mapping[str, Sequence[str]]:
    """The sounds of words by what is left of them without one: two words one letter apart leave the same."""
    found = defaultdict[str, list[str]](list)
    for sound in _table():
        for cut in _cut(sound):
            found[cut].append(sound)
    return found


def _cut(sound: str) -> Iterator[str]:
    yield sound
    yield from {sound[:at] + sound[at + 1 :] for at in range(len(sound))}
