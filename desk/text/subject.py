"""A ticket's subject, made of what its requester wrote. Pure; callers word the subject of a message without text."""

from collections.abc import Sequence

from desk.text.rich_text import strip_invisible
from desk.text.small_talk import is_greeting, strip_greeting

ENOUGH = 25  # characters after which no further line is joined
LONGEST = 120
JOINT = " · "


def make_subject(texts: Sequence[str], without_text: str = "") -> str:
    """Join the first lines of `texts`, without bare greetings, until there are `ENOUGH` characters; return
    `without_text` if nothing is left.

    The subject is a single line of at most `LONGEST` characters.
    """
    joined = ""
    for line in _lines(texts):
        joined = f"{joined}{JOINT}{line}" if joined else line
        if len(joined) >= ENOUGH:
            break
    return shorten_line(joined or without_text or _greeting(texts))


def has_more_than_greeting(texts: Sequence[str]) -> bool:
    """Return True if the texts say more than greetings, so that a subject made of them stays."""
    return next(iter(_lines(texts)), None) is not None


def shorten_line(line: str, longest: int = LONGEST) -> str:
    """Return a line in at most `longest` characters, cut with an ellipsis."""
    single = " ".join(line.split())
    return single if len(single) <= longest else single[: longest - 1].rstrip() + "…"


def is_thin(texts: Sequence[str]) -> bool:
    """Return True for a greeting or fewer than 15 characters: more is likely to follow."""
    whole = "\n".join(texts).strip()
    return len(strip_invisible(whole)) < 15 or not has_more_than_greeting(texts)


def _lines(texts: Sequence[str]) -> list[str]:
    lines = (" ".join(line.split()) for text in texts for line in text.splitlines())
    return [kept for line in lines if strip_invisible(line).strip() and (kept := strip_greeting(line))]


def _greeting(texts: Sequence[str]) -> str:
    return next((" ".join(t.split()) for t in texts if is_greeting(t)), "")
