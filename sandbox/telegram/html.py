"""`parse_mode=HTML`: Telegram's small set of tags becomes entities; must not know limits of length.

Source: Bot API, "HTML style"; error texts as tdlib/td `parse_html`, read 2026-11.
"""

from __future__ import annotations

import html
import re
from typing import Any, Final

from sandbox.telegram.errors import ApiError, make_bad_request
from sandbox.telegram.text_entities import Entity, count_utf16_units

_TOKEN: Final = re.compile(r"<(/?)([a-zA-Z-]*)([^<>]*)>|&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);|<", re.ASCII)
_ATTRIBUTE: Final = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_PLAIN: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Split markup into text and entities. Raises 400 "can't parse entities: …" with a byte offset."""
    return _Reader(source).read_all()


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        self._open: list[tuple[str, Entity | None]] = []
        self._entities: list[Entity] = []

    def read_all(self) -> tuple[str, list[Entity]]:
        place = 0
        for match in _TOKEN.finditer(self._source):
            self._text(self._source[place : match.start()])
            self._token(match)
            place = match.end()
        self._text(self._source[place:])
        if self._open:
            tag = self._open[-1][0]
            raise self._wrong(f'Can\'t find end tag corresponding to start tag "{tag}"', None)
        kept = [entity for entity in self._entities if entity["length"] > 0]
        return "".join(self._parts), sorted(kept, key=lambda item: (item["offset"], -item["length"]))

    def _text(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += count_utf16_units(text)

    def _token(self, match: re.Match[str]) -> None:
        closing, tag, rest, name = match.group(1), match.group(2), match.group(3), match.group(4)
        if name is not None:
            self._text(html.unescape(f"&{name};"))
        elif not tag:
            raise self._wrong('Unsupported start tag ""', match.start())
        elif closing:
            self._close(tag.lower(), match.start())
        else:
            self._start(tag.lower(), rest, match.start())

    def _start(self, tag: str, rest: str, place: int) -> None:
        attributes: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(rest):
            value = found.group(2) or found.group(3) or found.group(4) or ""
            attributes[found.group(1).lower()] = html.unescape(value)
        entity = self._entity(tag, attributes)
        if entity is None and tag not in ("a", "span"):
            raise self._wrong(f'Unsupported start tag "{tag}"', place)
        if entity is not None:
            entity["offset"] = self._length
        self._open.append((tag, entity))

    def _entity(self, tag: str, attributes: dict[str, str]) -> dict[str, Any] | None:
        if tag == "a":
            return {"type": "text_link", "url": attributes["href"]} if attributes.get("href") else None
        if tag == "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
        if tag == "tg-time":
            return {
                "type": "date_time",
                "unix_time": int(attributes.get("unix", "0")),
                "date_time_format": attributes.get("format", ""),
            }
        if tag == "span":
            return {"type": "spoiler"} if attributes.get("class") == "tg-spoiler" else None
        if tag == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        kind = _PLAIN.get(tag)
        if tag == "code" and self._open and self._open[-1][0] == "pre" and "class" in attributes:
            self._language(attributes["class"])
        return None if kind is None else {"type": kind}

    def _language(self, name: str) -> None:
        outer = self._open[-1][1]
        if outer is not None and name.startswith("language-"):
            outer["language"] = name.removeprefix("language-")

    def _close(self, tag: str, place: int) -> None:
        if not self._open:
            raise self._wrong("Unexpected end tag", place)
        started, entity = self._open.pop()
        if started != tag:
            raise self._wrong(f'Unmatched end tag, expected "</{started}>", found "</{tag}>"', place)
        if entity is not None:
            entity["length"] = self._length - entity["offset"]
            self._entities.append(entity)

    def _wrong(self, what: str, place: int | None) -> ApiError:
        at = "" if place is None else f" at byte offset {len(self._source[:place].encode())}"
        return make_bad_request(f"can't parse entities: {what}{at}")
