"""The quoted part of a message that is replied to: an exact part of it, with its formatting; must not know chats.

Bot API, ReplyParameters and TextQuote, read 2026-11: bold, italic, underline, strikethrough, spoiler, custom emoji
and date entities belong to a quote, all others do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sandbox.telegram.errors import make_bad_request
from sandbox.telegram.message_content import format_text
from sandbox.telegram.text_entities import Entity, count_utf16_units, cut_utf16

MAX_UNITS: Final = 1024
_INVALID: Final = "QUOTE_TEXT_INVALID"
_KEPT: Final = frozenset(("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time"))
_EXTRAS: Final = ("custom_emoji_id", "unix_time", "date_time_format")


def make_reply_quote(body: dict[str, Any], reply: dict[str, Any]) -> dict[str, Any]:
    """Return the `quote` field for what reply parameters ask for, or nothing without a quote.

    Raises 400 if the message (`body`) has no such part.
    """
    if not reply.get("quote"):
        return {}
    quote, entities = format_text(reply["quote"], reply.get("quote_parse_mode") or "", reply.get("quote_entities"))
    text, wanted = _get_text(body), _get_styles(entities, 0, count_utf16_units(quote))
    if not quote or count_utf16_units(quote) > MAX_UNITS:
        raise make_bad_request(_INVALID)
    for place in _find_places(text, quote, reply.get("quote_position") or 0):
        if _get_styles(_get_entities(body), place, count_utf16_units(quote)) == wanted:
            return _make_field(body, quote, place)
    raise make_bad_request(_INVALID)


def find_marked_quote(body: dict[str, Any], quote: str) -> dict[str, Any] | None:
    """Return the `quote` field for a part that a person marked, or None if the message has no such words."""
    place = next(_find_places(_get_text(body), quote, 0), None)
    return None if place is None else _make_field(body, quote, place)


def _make_field(body: dict[str, Any], quote: str, place: int) -> dict[str, Any]:
    end, kept = place + count_utf16_units(quote), []
    for entity in _get_entities(body):
        first, last = max(entity["offset"], place), min(entity["offset"] + entity["length"], end)
        if entity["type"] in _KEPT and first < last:
            kept.append({**entity, "offset": first - place, "length": last - first})
    field = {"text": quote, "position": place, "is_manual": True} | ({"entities": kept} if kept else {})
    return {"quote": field}


def _get_text(body: dict[str, Any]) -> str:
    return str(body.get("text") or body.get("caption") or "")


def _get_entities(body: dict[str, Any]) -> list[Entity]:
    return list(body.get("entities") or body.get("caption_entities") or [])


def _find_places(text: str, quote: str, near: int) -> Iterator[int]:
    """Yield the positions of a quote in UTF-16 units, the one that was given first."""
    if cut_utf16(text, near, count_utf16_units(quote)) == quote:
        yield near
    at = text.find(quote)
    while at >= 0:
        yield count_utf16_units(text[:at])
        at = text.find(quote, at + 1)


def _get_styles(entities: list[Entity], start: int, length: int) -> list[frozenset[tuple[str, ...]]]:
    """Return the formatting of each unit of a part, as far as a quote keeps it."""
    found: list[set[tuple[str, ...]]] = [set() for _ in range(length)]
    for entity in entities:
        if entity["type"] not in _KEPT:
            continue
        first, last = entity["offset"] - start, entity["offset"] + entity["length"] - start
        for unit in found[max(first, 0) : max(last, 0)]:
            unit.add((entity["type"], *(str(entity.get(name)) for name in _EXTRAS)))
    return [frozenset(unit) for unit in found]
