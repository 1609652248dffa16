"""Names of files, made safe to show and to store: one line, no path, no control characters."""

import re

from desk.text.rich_text import clean_text, strip_marks

LONGEST = 100
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SLASHES = re.compile(r"[/\\]+")


def clean_name(name: str, longest: int = LONGEST) -> str:
    """Return a name as one line without control and direction marks, of at most `longest` characters."""
    return " ".join(_CONTROL.sub(" ", strip_marks(clean_text(name))).split())[:longest]


def make_file_name(given: str | None, otherwise: str) -> str:
    """Return a file's name without slashes and double quotes (they would end it in a header), or `otherwise` if nothing
    is left. A long name keeps its end with the suffix."""
    name = _SLASHES.sub("_", clean_name(given or "", 4096)).replace('"', "'").strip(". ")
    if len(name) > LONGEST:
        stem, dot, suffix = name.rpartition(".")
        keeps = bool(dot) and len(suffix) <= 16
        name = stem[: LONGEST - len(suffix) - 1] + "." + suffix if keeps else name[:LONGEST]
    return name or otherwise
