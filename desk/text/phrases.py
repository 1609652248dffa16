"""Files of phrases: sections in brackets, phrases between |, words that stand for each other between /."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from sys import intern

SENTENCES = Path(__file__).parent / "sentences"


def read_sections(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file, each with the name of its section."""
    section = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield section, line


def list_spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield the phrases that a folded line stands for: "can/could you help /me" is four."""
    for chosen in product(*(words.split("/") for words in phrase.split())):
        yield tuple(map(intern, " ".join(chosen).replace("_", " ").split()))
