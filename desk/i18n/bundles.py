"""Fluent's texts by language, each parsed when it is first said: a desk says a tenth of them, and all of them as trees
would be 10 MB of each process. Knows no key by name.
"""

import re
from functools import cache
from pathlib import Path

from babel import core, localedata
from fluent.runtime import FluentBundle
from fluent.runtime.resolver import Message
from fluent.syntax import FluentParser

LOCALES = Path(__file__).parent.parent / "locales"

_ENTRY = re.compile(r"^(?=[a-z])", re.MULTILINE)
_MENTIONED = re.compile(r"{ *([a-z][\w-]*) *}")
_FOR_NUMBERS = frozenset(
    {"plural_form", "number_symbols", "default_numbering_system", "minimum_grouping_digits", "decimal_formats"}
)
"""What Fluent asks of Babel for texts whose only arguments are words and whole numbers."""


class LazyBundle:
    """The texts of one language; isolation marks are off, they would end up in buttons and on the board."""

    def __init__(self, language: str) -> None:
        self.fluent = FluentBundle([language], use_isolating=False)
        self._parser = FluentParser(with_spans=False)
        self._sources = {key: source for _, key, source in entries(language)}

    def __contains__(self, key: str) -> bool:
        return key in self._sources

    def message(self, key: str) -> Message:
        """The message of `key`, parsed with what it mentions when first asked for; raises KeyError."""
        if not self.fluent.has_message(key):
            source = self._sources[key]
            self.fluent.add_resource(self._parser.parse(source))
            for mentioned in _MENTIONED.findall(source):
                self.message(mentioned)
        return self.fluent.get_message(key)


@cache
def bundle(language: str) -> LazyBundle:
    """All texts of one language."""
    made = LazyBundle(language)
    _forget_all_but_numbers(language)
    return made


def entries(language: str) -> list[tuple[str, str, str]]:
    """Each key with the name of its file before it and its source behind, as Fluent writes it: from a line that begins
    with a letter up to the next."""
    paths = sorted((LOCALES / language).glob("*.ftl"))
    found = ((path.stem, entry) for path in paths for entry in _ENTRY.split(path.read_text("utf-8")))
    return [(file, entry.partition("=")[0].strip(), entry) for file, entry in found if entry[:1].isalpha()]


def _forget_all_but_numbers(language: str) -> None:
    """Babel keeps all that is known of a language: names of countries, currencies, units; nobody here says them."""
    for name in ("root", language):
        data = localedata.load(name)
        for unsaid in data.keys() - _FOR_NUMBERS:
            del data[unsaid]
    core._global_data = None  # which language is spoken where: read again if anybody asks
