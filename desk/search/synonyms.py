"""Words that ask for the same, and words that say nothing of what is asked, at any help desk: data of this room, read
once. Knows no table and no article.

They are compared by their stems. Those are PostgreSQL's, which cannot be asked here: `stems.json` holds the stem of
each word of the data, and `python -m tests.desk.search.stems` writes it anew.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desk.search.words import tokens

SAME = 0.7
"""How far a word stands for another of its group."""
_HERE = Path(__file__).parent
_LONGEST = 3  # words of a phrase


@dataclass(frozen=True, slots=True)
class WordGroups:
    """`members`: the stems of each group; `of`: the groups of a stem, or of the stems of a phrase; `idle`: stems that
    say nothing; `known`: all of them."""

    members: Sequence[frozenset[str]]
    of: Mapping[tuple[str, ...], Sequence[int]]
    idle: frozenset[str]
    known: frozenset[str]

    def same_as(self, *stems: str) -> dict[str, float]:
        """What stands for a word or a phrase, without itself."""
        return {one: SAME for group in self.of.get(stems, ()) for one in self.members[group] if (one,) != stems}


def lines(name: str) -> Iterator[list[str]]:
    """The words and phrases of each line of the data."""
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [one.strip().replace("~", " ") for one in line.split(",")]


@cache
def groups() -> WordGroups:
    """All there is."""
    stems: dict[str, str | None] = json.loads((_HERE / "stems.json").read_text(encoding="utf-8"))
    members, of = [], defaultdict[tuple[str, ...], list[int]](list)
    for at, said in enumerate(lines("synonyms.txt")):
        keys = [tuple(stems[word] or word for word in tokens(one)) for one in said]
        for key in dict.fromkeys(keys):
            of[key].append(at)
        words = [tokens(one) for one in said]
        members.append(frozenset(stem for each in words if len(each) == 1 and (stem := stems[each[0]]) is not None))
    idle = {stem for said in lines("asking.txt") for one in said for word in tokens(one) if (stem := stems[word])}
    return WordGroups(members, dict(of), frozenset(idle), frozenset(stem for stem in stems.values() if stem))


def names(stem: str) -> list[str]:
    """A word for each of the groups it stands in, the same for all that stand there."""
    return [min(groups().members[group]) for group in groups().of.get((stem,), ())]


def is_known(stem: str | None) -> bool:
    """Whether a word with that stem is no mistake, whatever texts hold; one without a stem says nothing."""
    return stem is None or stem in groups().known


def meanings(said: Sequence[tuple[str, str | None]]) -> list[dict[str, float]]:
    """What a text asks for, from its words and their stems in order: for each thing the stems that stand for it, and
    how far; each once. A phrase is one thing; words that say nothing are left out."""
    table = groups()
    keys = [stem or word for word, stem in said]
    phrases = dict(_phrases(table, keys))
    asked: dict[tuple[str, ...], dict[str, float]] = {}
    at = 0
    while at < len(keys):
        size = phrases.get(at, 1)
        key = tuple(keys[at : at + size])
        own = [stem for _, stem in said[at : at + size] if stem is not None and stem not in table.idle]
        stands = table.same_as(*key)
        if (own and size == 1) or (size > 1 and stands):
            asked.setdefault(key, stands | dict.fromkeys(own, 1.0 if len(own) == 1 else SAME))
        at += size
    return list(asked.values())


def _phrases(table: WordGroups, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the longest known phrases begin, and of how many words they are."""
    at = 0
    while at < len(keys):
        sizes = (size for size in range(_LONGEST, 1, -1) if tuple(keys[at : at + size]) in table.of)
        size = next((size for size in sizes if at + size <= len(keys)), 1)
        if size > 1:
            yield at, size
        at += size
