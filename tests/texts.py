"""Texts by their keys, for tests that look for a text and not for its wording. Knows no key by name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from desk.i18n import Arg, say
from desk.i18n.bundles import read_entries

LANGUAGES = ("en", "ru")
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)
"""For conversations in both languages."""
_UNKNOWN = "\ufffc"
_SPOKEN = ["en"]


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Look for texts in this language, unless a test names another."""
    _SPOKEN.append(language)
    try:
        yield
    finally:
        _SPOKEN.pop()


def get_spoken() -> str:
    """Return the language in which texts are looked for."""
    return _SPOKEN[-1]


def text_of(key: str, language: str | None = None, /, **args: Arg) -> str:
    """Return the whole text of `key` as plain characters; give every argument it has."""
    return say(language or get_spoken(), key, **args)


def piece_of(key: str, language: str | None = None, /, **args: Arg) -> str:
    """Return the longest part of a text that stays the same whatever the arguments are that were not given.

    Where one of these chooses between words, the text's default is taken: give it if you expect another.
    """
    language = language or get_spoken()
    left = {name: _UNKNOWN for name in _variables(language, key) if name not in args}
    return max(say(language, key, **args, **left).split(_UNKNOWN), key=len).strip()


def _variables(language: str, key: str) -> set[str]:
    source = _sources(language)[key]
    mentioned = re.findall(r"{ *([a-z][\w-]*) *}", source)
    return set(re.findall(r"\$(\w+)", source)).union(*(_variables(language, other) for other in mentioned))


@cache
def _sources(language: str) -> dict[str, str]:
    return {key: source for _, key, source in read_entries(language)}
