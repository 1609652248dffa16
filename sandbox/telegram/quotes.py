"""The quoted part of a message that is replied to: an exact part of it, with its formatting; must not know chats.

Bot API, ReplyParameters and TextQuote, read 2026-11: bold, italic, underline, strikethrough, spoiler, custom emoji
and date entities belong to a quote, all others do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sandbox.telegram.content import formatted
from sandbox.telegram.errors import bad_request
from sandbox.telegram.text import Entity, utf16_len, utf16_slice

MAX_UNITS: Final = 1024
_INVALID: Final = "QUOTE_TEXT_INVALID"
_KEPT: Final = frozenset(("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time"))
_EXTRAS: Final = ("custom_emoji_id", "unix_time", "date_time_format")


def of_reply(body: dict[str, Any], reply: dict[str, Any]) -> dict[str, Any]:
    """Return the `quote` field for what reply parameters ask for, or nothing without a quote.

    Raises 400 if the message (`body`) has no such part.
    """
    if not reply.get("quote"):
        return {}
    quote, entities = formatted(reply["quote"], reply.get("quote_parse_mode") or "", reply.get("quote_entities"))
    text, wanted = _text(body), _styles(entities, 0, utf16_len(quote))
    if not quote or utf16_len(quote) > MAX_UNITS:
        raise bad_request(_INVALID)
    for place in _places(text, quote, reply.get("quote_position") or 0):
        if _styles(_entities(body), place, utf16_len(quote)) == wanted:
            return _field(body, quote, place)
    raise bad_request(_INVALID)


def of_person(body: dict[str, Any], quote: str) -> dict[str, Any] | None:
    """Return the `quote` field for a part that a person marked, or None if the message has no such words."""
    place = next(_places(_text(body), quote, 0), None)
    return None if place is None else _field(body, quote, place)


def _field(body: dict[str, Any], quote: str, place: int) -> dict[str, Any]:
    end, kept = place + utf16_len(quote), []
    for entity in _entities(body):
        first, last = max(entity["offset"], place), min(entity["offset"] + entity["length"], end)
        if entity["type"] in _KEPT and first < last:
            kept.append({**entity, "offset": first - place, "length": last - first})
    field = {"text": quote, "position": place, "is_manual": True} | ({"entities": kept} if kept else {})
    return {"quote": field}


def _text(body: dict[str, Any]) -> str:
    return str(body.get("text") or body.get("caption") or "")


def _entities(body: dict[str, Any]) -> list[Entity]:
    return list(body.get("entities") or body.get("caption_entities") or [])


def _places(text: str, quote: str, near: int) -> Iterator[int]:
    """Yield the positions of a quote in UTF-16 units, the one that was given first."""
    if utf16_slice(text, near, utf16_len(quote)) == quote:
        yield near
    at = text.find(quote)
    while at >= 0:
        yield utf16_len(text[:at])
        at = text.find(quote, at + 1)


def _styles(entities: list[Entity], start: int, length: int) -> list[frozenset[tuple[str, ...]]]:
    """Return the formatting of each unit of a part, as far as a quote keeps it."""
    found: list[set[tuple[str, ...]]] = [set() for _ in range(length)]
    for entity in entities:
        if entity["type"] not in _KEPT:
            continue
        first, last = entity["offset"] - start, entity["offset"] + entity["length"] - start
        for unit in found[max(first, 0) : max(last, 0)]:
            unit.add((entity["type"], *(str(entity.get(name)) for name in _EXTRAS)))
    return [frozenset(unit) for unit in found]
