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
_VOWELS = frozenset("аиуюaeiouy")
"""As `SOUNDS` leaves them: the letters that are mistaken for each other; another consonant is another word."""
_VOICED, _LETTERS_OF_VOWELS = frozenset("вбгджзфпктшс"), frozenset("аеиоуыэюя")
"""Consonants that are heard as their fellow at the end of a word or before another; what lets them be told apart."""
_SHORTEST = 6  # sounds of a word of which one may be wrong
_LONG = 8  # sounds of a word in which one may be missing, or a vowel another
_BEGINS = 3  # sounds that are heard right: what begins otherwise has another prefix
_LETTERS = 4  # of a word that may be misspelt
_MOST_WRITTEN = 2  # letters that are written in another way


def heard(word: str) -> str:
    """A word by its sounds: letters that sound alike as one, double ones once, without those that have no sound."""
    return "".join(letter for letter, _ in groupby(_spelled(word).translate(SOUNDS)))


def meant(token: str) -> str | None:
    """The word of the table that was hardly anything else; None where there is none."""
    sound, table = heard(token), _table()
    alike = [
        (far, word)
        for word in table.get(sound, ())
        if _sounds_alike(token, word) and (far := distance(token, word, _MOST_WRITTEN)) <= _MOST_WRITTEN
    ]
    if alike:
        return min(alike)[1]
    if len(sound) < _SHORTEST:
        return None
    near = {other for cut in _cut(sound) for other in _cuts().get(cut, ()) if other[:1] == sound[:1]}
    slipped = [
        (far, word)
        for other in near
        if _is_slip(sound, other)
        for word in table[other]
        if (far := distance(_spelled(token), _spelled(word), _MOST_WRITTEN)) <= _MOST_WRITTEN
    ]
    return min(slipped)[1] if slipped else None


def _is_slip(sound: str, other: str) -> bool:
    """Whether the second may have been meant by the first: two letters changed places, or within a long word a vowel
    stands for another or a letter is missing. What differs otherwise is a word of its own that merely looks like it."""
    if len(other) < _SHORTEST or distance(sound, other, 1) > 1:
        return False
    wrong = [(one, two) for one, two in zip(sound, other, strict=False) if one != two]
    if len(sound) == len(other) and len(wrong) != 1:
        return True
    if len(other) < _LONG or sound[:_BEGINS] != other[:_BEGINS]:
        return False
    if len(sound) == len(other):
        return _VOWELS.issuperset(wrong[0])
    return len(sound) < len(other) and sound[-1] == other[-1]


def _sounds_alike(token: str, word: str) -> bool:
    """Whether words of the same sounds are heard alike: before a vowel a consonant is heard as it is."""
    if len(token) != len(word):
        return True
    pairs = zip(token, word, token[1:], strict=False)
    return not any(one != two and one in _VOICED and after in _LETTERS_OF_VOWELS for one, two, after in pairs)


def _spelled(word: str) -> str:
    """A word with what is written in several ways written in one, its letters as they are."""
    for written, sound in _SPELLINGS:
        word = word.replace(written, sound)
    return word


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
