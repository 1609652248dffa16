"""Texts by their keys, for tests that look for a text and not for its wording. Knows no key by name."""

import re
from functools import cache

from desk.i18n import Arg, say
from desk.i18n.bundles import read_entries

_UNKNOWN = "\ufffc"


def text_of(key: str, language: str = "en", /, **args: Arg) -> str:
    """Return the whole text of `key` as plain characters; give every argument it has."""
    return say(language, key, **args)


def piece_of(key: str, language: str = "en", /, **args: Arg) -> str:
    """Return the longest part of a text that stays the same whatever the arguments are that were not given.

    Where one of these chooses between words, the text's default is taken: give it if you expect another.
    """
    left = {name: _UNKNOWN for name in _variables(language, key) if name not in args}
    return max(say(language, key, **args, **left).split(_UNKNOWN), key=len).strip()


def _variables(language: str, key: str) -> set[str]:
    source = _sources(language)[key]
    mentioned = re.findall(r"{ *([a-z][\w-]*) *}", source)
    return set(re.findall(r"\$(\w+)", source)).union(*(_variables(language, other) for other in mentioned))


@cache
def _sources(language: str) -> dict[str, str]:
    return {key: source for _, key, source in read_entries(language)}
