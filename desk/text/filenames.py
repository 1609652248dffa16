"""Names that files come with, made fit for people and for both sides; never a path."""

import re

from desk.text.rich_text import clean, visible

LONGEST = 100
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SLASHES = re.compile(r"[/\\]+")


def clean_name(name: str, longest: int = LONGEST) -> str:
    """A name or line somebody gave: one line, without control and direction marks, at most `longest` characters."""
    return " ".join(_CONTROL.sub(" ", visible(clean(name))).split())[:longest]


def file_name(given: str | None, otherwise: str) -> str:
    """A file's name without slashes, and without the quotes that end it in a header; of a long one the end, with its
    suffix, is kept."""
    name = _SLASHES.sub("_", clean_name(given or "", 4096)).replace('"', "'").strip(". ")
    if len(name) > LONGEST:
        stem, dot, suffix = name.rpartition(".")
        keeps = bool(dot) and len(suffix) <= 16
        name = stem[: LONGEST - len(suffix) - 1] + "." + suffix if keeps else name[:LONGEST]
    return name or otherwise
