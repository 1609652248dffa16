"""Subjects of mails without what mail programs and the desk put in front of them. Pure."""

import re

_PREFIX = re.compile(
    r"(?:re|fwd?|fw|aw|wg|sv|antw|отв|ответ|пересл\w{0,9}|回复|答复|转发)\s?(?:[\[(]\d{1,4}[\])])?\s?[:：]",
    re.IGNORECASE,
)
_MARK_IN_SUBJECT = re.compile(r"\s{0,9}\[#\d{1,12}(?:-(\d{1,9}))?\]\s{0,9}")
_MOST_PREFIXES = 20


def make_mark(number: int, terms: int) -> str:
    """Return what stands behind the subject of a mail about request `number`; `terms`: the number of the terms that it
    asks to agree to, 0 for none."""
    return f"[#{number}-{terms}]" if terms else f"[#{number}]"


def list_terms(subject: str) -> set[int]:
    """Return the numbers of terms that a subject names."""
    return {int(found) for found in _MARK_IN_SUBJECT.findall(subject) if found}


def strip_prefixes(subject: str) -> str:
    """Return a subject without the "Re:" and "Fwd:" of mail programs in front of it and the desk's own marks in it, or
    as it is if nothing else is in it."""
    bare = _MARK_IN_SUBJECT.sub(" ", subject).strip()
    for _ in range(_MOST_PREFIXES):
        found = _PREFIX.match(bare)
        if found is None:
            break
        bare = bare[found.end() :].strip()
    return bare or subject
