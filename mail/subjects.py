"""Subjects of mails without what mail programs and the desk put in front of them. Pure."""

import re

_PREFIX = re.compile(
    r"(?:re|fwd?|fw|aw|wg|sv|antw|отв|ответ|пересл\w{0,9}|回复|答复|转发)\s?(?:[\[(]\d{1,4}[\])])?\s?[:：]",
    re.IGNORECASE,
)
_MARK_IN_SUBJECT = re.compile(r"\s{0,9}\[#\d{1,12}\]\s{0,9}")
_MOST_PREFIXES = 20


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
