"""A ticket's subject, made of what its requester wrote. Pure; callers word the subject of a message without text."""

import re
import unicodedata
from collections.abc import Sequence

from desk.text.rich_text import strip_invisible
from desk.text.short_sentences import hear

LONGEST_SLUG = 40
_CYRILLIC = "абвгдеёзийклмнопрстуфыэ"
_LATIN = "abvgdeeziyklmnoprstufye"
_LETTERS = dict(zip(_CYRILLIC, _LATIN, strict=True)) | {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


def make_slug(name: str) -> str:
    """Return the name in small Latin letters, digits and dashes, as a deep link allows them; may be empty."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in name.casefold())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")


ENOUGH = 25  # characters after which no further line is joined
LONGEST = 120
JOINT = " · "


def make_subject(texts: Sequence[str], without_text: str = "") -> str:
    """Join the first lines of `texts`, without greetings and openers, until there are `ENOUGH` characters; return
    `without_text` if nothing is left.

    The subject is a single line of at most `LONGEST` characters.
    """
    joined = ""
    for line in list_content(texts):
        joined = f"{joined}{JOINT}{line}" if joined else line
        if len(joined) >= ENOUGH:
            break
    return shorten_line(joined or without_text or next((" ".join(t.split()) for t in texts if _opens(t)), ""))


_OPENING = re.compile(r"(?P<said>[^,.!?:;\n—–-]{1,60})(?:[,.!?:;)]+|\s+[—–-])\s*(?=\S)")
_LONGEST_OPENING = 100


def _opens(text: str) -> bool:
    return hear(text).is_opening


_NAMES = re.compile(r"(?:@[A-Za-z]\w{3,31}[\s,:]+)*")


def strip_opening(line: str) -> str:
    """Return a line without the @usernames, greetings and openers it begins with ("Hi, can you help me? Team North…"
    becomes "Team North…"), or "" if there is nothing else."""
    found = _NAMES.match(line)
    start = found.end() if found is not None else 0
    while not (len(line) - start <= _LONGEST_OPENING and _opens(line[start:])):
        found = _OPENING.match(line, start)
        if found is None or not _opens(found["said"]):
            return line[start : start + 1].upper() + line[start + 1 :] if start else line
        start = found.end()
    return ""


def list_content(texts: Sequence[str]) -> list[str]:
    """Return the lines of the texts, without the greetings and openers they begin with; lines of nothing else are left
    out, and those that were sent too early and begin again."""
    lines = [" ".join(line.split()) for text in texts for line in text.splitlines()]
    whole = [
        line
        for at, line in enumerate(lines)
        if strip_invisible(line).strip() and not any(_goes_on(later, line) for later in lines[at + 1 : at + 1 + _NEXT])
    ]
    return [kept for line in whole if (kept := strip_opening(line))]


_NEXT = 3  # lines in which who sent one too early begins again


def _goes_on(later: str, line: str) -> bool:
    """Return True if a later line begins as this one and says more."""
    return len(later) > len(line) and f"{later.casefold()} ".startswith(f"{line.casefold().rstrip(' .…')} ")


def has_more_than_greeting(texts: Sequence[str]) -> bool:
    """Return True if the texts say more than greetings and openers, so that a subject made of them stays."""
    return next(iter(list_content(texts)), None) is not None


def shorten_line(line: str, longest: int = LONGEST) -> str:
    """Return a line in at most `longest` characters, cut with an ellipsis."""
    single = " ".join(line.split())
    return single if len(single) <= longest else single[: longest - 1].rstrip() + "…"


def is_about_none(texts: Sequence[str]) -> bool:
    """Return True if all that is said needs a request that exists: nothing says yet what this one is about."""
    return bool(texts) and all(hear(text).is_about_nothing for text in texts)


def is_thin(texts: Sequence[str]) -> bool:
    """Return True for a greeting or fewer than 15 characters: more is likely to follow."""
    whole = "\n".join(texts).strip()
    return len(strip_invisible(whole)) < 15 or not has_more_than_greeting(texts)
