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
FILES = ("synonyms.txt", "asking.txt", "common.txt")
_HERE = Path(__file__).parent
_LONGEST = 3  # words of a phrase


@dataclass(frozen=True, slots=True)
class WordGroups:
    """`members`: the stems of each group; `of`: the groups of a stem, or of the stems of a phrase; `idle`: stems that
    say nothing; `common`: those that say little; `known`: all of them."""

    members: Sequence[frozenset[str]]
    of: Mapping[tuple[str, ...], Sequence[int]]
    idle: frozenset[str]
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
    stems: dict[str, str | None] = json.loads((_HERE / "stems.json").read_text(encoding="utf-8"))
    members, of = [], defaultdict[tuple[str, ...], list[int]](list)
    for at, said in enumerate(lines("synonyms.txt")):
        keys = [tuple(stems[word] or word for word in tokens(one)) for one in said]
        for key in dict.fromkeys(keys):
            of[key].append(at)
        words = [tokens(one) for one in said]
        members.append(frozenset(stem for each in words if len(each) == 1 and (stem := stems[each[0]]) is not None))
    idle, common = (
        frozenset(stem for said in lines(name) for one in said for word in tokens(one) if (stem := stems[word]))
        for name in ("asking.txt", "common.txt")
    )
    return WordGroups(members, dict(of), idle, common - idle, frozenset(stem for stem in stems.values() if stem))


def names(stem: str) -> list[str]:
    """A word for each of the groups it stands in, the same for all that stand there."""
    return [min(groups().members[group]) for group in groups().of.get((stem,), ())]


def is_known(stem: str | None) -> bool:
    """Whether a word with that stem is no mistake, whatever texts hold; one without a stem says nothing."""
    return stem is None or stem in groups().known


def meanings(said: Sequence[tuple[str, str | None]]) -> list[dict[str, float]]:
    """What a text asks for, from its words and their stems in order: for each thing the stems that stand for it, and
    how far; each once. A phrase is a thing beside its words; words that say nothing are none."""
    table = groups()
    keys = [stem or word for word, stem in said]
    asked: dict[tuple[str, ...], dict[str, float]] = {}
    for at, (_, stem) in enumerate(said):
        if stem is not None and stem not in table.idle:
            asked.setdefault((keys[at],), table.same_as(keys[at]) | {stem: 1.0})
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
