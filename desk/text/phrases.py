"""Files of phrases: sections in brackets, phrases between |, words that stand for each other between /."""

from collections.abc import Iterator, Mapping
from itertools import chain, product
from pathlib import Path
from sys import intern
from types import MappingProxyType

SENTENCES = Path(__file__).parent / "sentences"


def read_sections(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file, each with the name of its section."""
    section = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield section, line


def list_spellings(phrase: str, aliases: Mapping[str, str] = MappingProxyType({})) -> Iterator[tuple[str, ...]]:
    """Yield the phrases that a folded line stands for: "can/could you help /me" is four. Words that are spellings of
    others are given as those."""
    choices = ([_split(one, aliases) for one in words.split("/")] for words in phrase.split())
    return map(tuple, map(chain.from_iterable, product(*choices)))


def _split(words: str, aliases: Mapping[str, str]) -> list[str]:
    return [intern(aliases.get(word, word)) for word in words.replace("_", " ").split()]
