"""Words that ask for the same, and words that say nothing of what is asked, at any help desk: data of this room, read
once and compared by their stems. Knows no table and no article.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desk.search.words import stem, tokens

SAME = 0.7
"""How far a word stands for another of its group."""
_HERE = Path(__file__).parent
_LONGEST = 3  # words of a phrase


@dataclass(frozen=True, slots=True)
class WordGroups:
    """`members`: the stems of each group; `of`: the groups of a stem, or of the stems of a phrase; `idle`: stems that
    say nothing of what is asked; `courtesy`: those of them that say nothing of any text; `common`: those that say
    little; `known`: all of them."""

    members: Sequence[frozenset[str]]
    of: Mapping[tuple[str, ...], Sequence[int]]
    idle: frozenset[str]
    courtesy: frozenset[str]
    common: frozenset[str]
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
    members, of = [], defaultdict[tuple[str, ...], list[int]](list)
    for at, said in enumerate(lines("synonyms.txt")):
        keys = dict.fromkeys(_stems(one) for one in said)
        for key in keys:
            of[key].append(at)
        members.append(frozenset(key[0] for key in keys if len(key) == 1))
    asking, courtesy, common = (
        frozenset(one for said in lines(name) for words in said for one in _stems(words))
        for name in ("asking.txt", "courtesy.txt", "common.txt")
    )
    idle = asking | courtesy
    known = idle | common | {one for key in of for one in key}
    return WordGroups(members, dict(of), idle, courtesy, common - idle, known)


def _stems(words: str) -> tuple[str, ...]:
    return tuple(map(stem, tokens(words)))


def names(of: str) -> list[str]:
    """A word for each of the groups it stands in, the same for all that stand there."""
    return [min(groups().members[group]) for group in groups().of.get((of,), ())]


def is_known(stored: str | None) -> bool:
    """Whether a word with that stem is no mistake, whatever texts hold; one without a stem says nothing."""
    return stored is None or stored in groups().known


def meanings(said: Sequence[tuple[str, str | None]]) -> list[dict[str, float]]:
    """What a text asks for, from its words and their stems in order: for each thing the stems that stand for it, and
    how far; each once. A phrase is a thing beside its words; words that say nothing are none."""
    table = groups()
    keys = [stored or stem(word) for word, stored in said]
    asked: dict[tuple[str, ...], dict[str, float]] = {}
    for _, stored in said:
        if stored is not None and stored not in table.idle:
            asked.setdefault((stored,), table.same_as(stored) | {stored: 1.0})
    for key in _phrases(table, keys):
        stands = table.same_as(*key)
        if stands:
            asked.setdefault(key, stands)
    return list(asked.values())


def _phrases(table: WordGroups, keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The longest known phrases, none of them within another."""
    at = 0
    while at < len(keys):
        sizes = (size for size in range(_LONGEST, 1, -1) if tuple(keys[at : at + size]) in table.of)
        size = next((size for size in sizes if at + size <= len(keys)), 1)
        if size > 1:
            yield tuple(keys[at : at + size])
        at += size
