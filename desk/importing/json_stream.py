"""JSON that is too large for memory: walked through key by key, with one value at a time in memory. Knows no format."""

import json
from collections.abc import Iterator
from typing import Any, TextIO

_PIECE = 256 * 1024
LONGEST_VALUE = 16 * 1024 * 1024
"""Characters of one value that is read as a whole."""
_DEEPEST = 50
_LONGEST_NUMBER = 300


class NotJsonError(ValueError):
    """The text is no JSON from this character on, or was cut off there."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def _read_whole(said: str) -> int | None:
    """Return a whole number; one that no program means becomes None."""
    return int(said) if len(said) <= _LONGEST_NUMBER else None


_DECODER = json.JSONDecoder(parse_int=_read_whole, parse_constant=lambda _: None)


class JsonStream:
    """A text that is read from its beginning. Whoever iterates over `list_keys` or `iterate_items` takes each value by
    one of these, by `read_value` or by `skip_value`. All of them raise NotJsonError."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._held, self._at, self._dropped = "", 0, 0

    def list_keys(self) -> Iterator[str]:
        """Yield the keys of the object that begins here."""
        yield from self._walk("{", "}")

    def iterate_items(self) -> Iterator[None]:
        """Yield once before each value of the list that begins here."""
        for _ in self._walk("[", "]"):
            yield

    def _walk(self, opening: str, closing: str) -> Iterator[str]:
        self._take(opening)
        if self._peek() == closing:
            self._at += 1
            return
        while True:
            key = ""
            if closing == "}":
                key = self.read_value()
                if not isinstance(key, str):
                    raise self._fail()
                self._take(":")
            yield key
            if self._peek() == closing:
                self._at += 1
                return
            self._take(",")

    def read_value(self) -> Any:
        """Return the value that begins here."""
        self._peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except RecursionError:
                raise self._fail() from None
            except ValueError:
                if len(self._held) - self._at > LONGEST_VALUE or not self._read_more():
                    raise self._fail() from None
                continue
            if end < len(self._held) or not self._read_more():
                self._at = end
                return value

    def skip_value(self, depth: int = 0) -> None:
        """Go past the value that begins here, with no more of it in memory than one of its parts."""
        if depth > _DEEPEST:
            raise self._fail()
        opening = self._peek()
        if opening not in "{[":
            self.read_value()
            return
        for _ in self.list_keys() if opening == "{" else self.iterate_items():
            self.skip_value(depth + 1)

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._fail()
        self._at += 1

    def _peek(self) -> str:
        """Return the next sign that is no blank; raises NotJsonError at the end."""
        while True:
            while self._at < len(self._held):
                if not self._held[self._at].isspace():
                    return self._held[self._at]
                self._at += 1
            if not self._read_more():
                raise self._fail()

    def _read_more(self) -> bool:
        """Read as much as is held already, at least a piece; return False at the end of the text."""
        more = self._text.read(max(_PIECE, len(self._held) - self._at))
        self._dropped += self._at
        self._held, self._at = self._held[self._at :] + more, 0
        return bool(more)

    def _fail(self) -> NotJsonError:
        return NotJsonError(self._dropped + self._at)
