"""Names as people see them: short, without control and direction marks."""

import unicodedata

from desk.text import clean_text, strip_marks
from desk.text.rich_text import JOINERS

LONGEST_NAME = 64
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffd")
_EDGES = " " + "".join(JOINERS)


def clean_person_name(name: str | None) -> str:
    """Return a name on one line, without control and direction marks or characters that are drawn as nothing."""
    kept = [_replace_unseen(char) for char in strip_marks(clean_text(name or ""))]
    return " ".join("".join(kept).split())[:LONGEST_NAME].strip(_EDGES)


def _replace_unseen(char: str) -> str:
    if char in _BLANK or char.isspace():
        return " "
    return "" if unicodedata.category(char) in _UNSEEN and char not in JOINERS else char


def _is_visible(name: str) -> bool:
    """Return True if the name has more than combining marks."""
    return any(not unicodedata.category(char).startswith(("M", "Z")) for char in name)


def make_display_name(first: str | None, last: str | None, username: str | None, number: int) -> str:
    """Return the first name and the initial of the last, cleaned; if neither is visible, @username, else "Requester
    <number>"."""
    given, family = clean_person_name(first), clean_person_name(last)
    given = given if _is_visible(given) else ""
    family = family if _is_visible(family) else ""
    if given:
        return f"{given} {family[0]}." if family else given
    if family:
        return family
    name = clean_person_name(username)
    return f"@{name}" if _is_visible(name) else f"Requester {number}"


def make_full_name(first: str | None, last: str | None) -> str | None:
    """Return first and last name, cleaned, or None if nothing of them is visible."""
    names = [name for name in (clean_person_name(first), clean_person_name(last)) if _is_visible(name)]
    return " ".join(names) or None
