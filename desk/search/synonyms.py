"""Synonyms, and words that say nothing about a question at any help desk: data files of this package, read once and
compared by stems. Knows no table and no article."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desk.search.stemming import split_tokens, stem_word

SAME = 0.7
"""How well a word stands for another of its group."""
_HERE = Path(__file__).parent
_LONGEST = 3  # words of a phrase


@dataclass(frozen=True, slots=True)
class WordGroups:
    """The word lists, as stems.

    `members`: the stems of each group; `of`: the groups of a stem or a phrase; `idle`: stems that say nothing in a
    question; `courtesy`: those of them that say nothing in any text; `common`: those that say little; `known`: all of
    them.
    """

    members: Sequence[frozenset[str]]
    of: Mapping[tuple[str, ...], Sequence[int]]
    idle: frozenset[str]
    courtesy: frozenset[str]
    common: frozenset[str]
    known: frozenset[str]

    def find_synonyms(self, *stems: str) -> dict[str, float]:
        """Return what stands for a word or a phrase, without itself."""
        return {one: SAME for group in self.of.get(stems, ()) for one in self.members[group] if (one,) != stems}


def read_lines(name: str) -> Iterator[list[str]]:
    """Yield the words and phrases of each line of a data file."""
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [one.strip().replace("~", " ") for one in line.split(",")]


_ASIDE = ("asking.txt", "courtesy.txt", "common.txt")


@cache
def load_groups() -> WordGroups:
    """Return the word lists, read once."""
    members, of = [], defaultdict[tuple[str, ...], list[int]](list)
    for at, said in enumerate(read_lines("synonyms.txt")):
        keys = dict.fromkeys(_stems(one) for one in said)
        for key in keys:
            of[key].append(at)
        members.append(frozenset(key[0] for key in keys if len(key) == 1))
    asking, courtesy, common = (
        frozenset(one for said in read_lines(name) for words in said for one in _stems(words)) for name in _ASIDE
    )
    idle = asking | courtesy
    known = idle | common | {one for key in of for one in key}
    return WordGroups(members, dict(of), idle, courtesy, common - idle, known)


async def load_groups_slowly() -> None:
    """Read the word lists while the loop goes on: a stemmer must not be used in two threads. The stems are kept."""
    for name in ("synonyms.txt", *_ASIDE):
        for said in read_lines(name):
            for words in said:
                _stems(words)
            await asyncio.sleep(0)
    load_groups()


def _stems(words: str) -> tuple[str, ...]:
    return tuple(map(stem_word, split_tokens(words)))


def name_groups(of: str) -> list[str]:
    """Return one word for each group of a stem, the same for all stems of the group."""
    return [min(load_groups().members[group]) for group in load_groups().of.get((of,), ())]


def is_known(stored: str | None) -> bool:
    """Return True if a word with that stem is no mistake, whatever the texts have. A stop word (no stem) is none."""
    return stored is None or stored in load_groups().known


def find_meanings(said: Sequence[tuple[str, str | None]]) -> list[dict[str, float]]:
    """Return the terms that a text asks for, each once, from its words and their stems in order: for each the stems
    that stand for it, and how well. A phrase is a term besides its words; words that say nothing are none."""
    table = load_groups()
    keys = [stored or stem_word(word) for word, stored in said]
    asked: dict[tuple[str, ...], dict[str, float]] = {}
    for _, stored in said:
        if stored is not None and stored not in table.idle:
            asked.setdefault((stored,), table.find_synonyms(stored) | {stored: 1.0})
    for key in _phrases(table, keys):
        stands = table.find_synonyms(*key)
        if stands:
            asked.setdefault(key, stands)
    return list(asked.values())


def _phrases(table: WordGroups, keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the longest known phrases, without overlap."""
    at = 0
    while at < len(keys):
        sizes = (size for size in range(_LONGEST, 1, -1) if tuple(keys[at : at + size]) in table.of)
        size = next((size for size in sizes if at + size <= len(keys)), 1)
        if size > 1:
            yield tuple(keys[at : at + size])
        at += size
