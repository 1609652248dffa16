"""Fluent texts by language, each parsed when it is first used: a process uses a tenth of them. Knows no key by name."""

import re
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle
from fluent.runtime.resolver import Message
from fluent.syntax import FluentParser

LOCALES = Path(__file__).parent.parent / "locales"

_ENTRY = re.compile(r"^(?=[a-z])", re.MULTILINE)
_MENTIONED = re.compile(r"{ *([a-z][\w-]*) *}")


class LazyBundle:
    """The texts of one language. Isolation marks are off: they would end up in buttons and on the board."""

    def __init__(self, language: str) -> None:
        self.fluent = FluentBundle([language], use_isolating=False)
        self._parser = FluentParser(with_spans=False)
        self._sources = {key: source for _, key, source in read_entries(language)}

    def __contains__(self, key: str) -> bool:
        return key in self._sources

    def get_message(self, key: str) -> Message:
        """Return the message of `key`, parsed on first use together with the messages it refers to; raises KeyError."""
        if not self.fluent.has_message(key):
            source = self._sources[key]
            self.fluent.add_resource(self._parser.parse(source))
            for mentioned in _MENTIONED.findall(source):
                self.get_message(mentioned)
        return self.fluent.get_message(key)


@cache
def get_bundle(language: str) -> LazyBundle:
    """Return all texts of one language."""
    return LazyBundle(language)


def read_entries(language: str) -> list[tuple[str, str, str]]:
    """Return the name of its file, the key and the Fluent source of each text. A text goes from a line that begins with
    a letter up to the next such line."""
    paths = sorted((LOCALES / language).glob("*.ftl"))
    found = ((path.stem, entry) for path in paths for entry in _ENTRY.split(path.read_text("utf-8")))
    return [(file, entry.partition("=")[0].strip(), entry) for file, entry in found if entry[:1].isalpha()]
