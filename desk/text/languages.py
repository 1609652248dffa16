"""Detects the language of a text by its letters. Pure."""

import re

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


def detect_language(text: str) -> str | None:
    """Return "ru" or "en", whichever has more of its letters, or None if neither has more."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic == latin:
        return None
    return "ru" if cyrillic > latin else "en"
