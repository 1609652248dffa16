"""Text as Telegram keeps it: UTF-16 offsets, cleaning, trimming, entities within bounds, detected entities.

Rules: tdlib/td `MessageEntity.cpp` (`clean_input_string_with_entities`, `fix_formatted_text`), read 2026-11. Must
not know which message the text is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any, Final

from sandbox.telegram.api_schema import ENTITY, check_fields
from sandbox.telegram.errors import ApiError, make_bad_request

Entity = dict[str, Any]

MAX_ENTITIES: Final = 100
_DIRTY: Final = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
_DROPPED: Final = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_SPACES: Final = " \n\t\u00a0"
_STYLES: Final = frozenset(
    ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "text_mention")
) | {"custom_emoji", "blockquote", "expandable_blockquote", "date_time"}
_FOUND: Final = frozenset(
    ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"]
)
_NEEDS: Final = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
_OPAQUE: Final = frozenset(["code", "pre", "text_link", "text_mention"])
_PATTERNS: Final = (
    ("url", re.compile(r"(?<![\w@])(?:https?|ftp|tg)://[^\s<>\"«»]*[^\s<>\"«».,;:!?'()\[\]{}]")),
    (
        "url",
        re.compile(r"(?<![\w@./:-])(?:[\w-]+\.)+(?:com|org|net|ru|io|dev|me|info|example)(?:/[^\s<>\"]*)?\b"),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>@])/\w{1,64}(?:@\w{3,32})?(?![\w/<>])", re.ASCII)),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#&])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")),
)
_HINTS: Final = re.compile(r"[./@#]")


def count_utf16_units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text) if not text.isascii() else len(text)


def cut_utf16(text: str, offset: int, length: int) -> str:
    """Return a part of a text by an offset and a length in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def _make_unit_index(text: str) -> Callable[[int], int]:
    """Return a function from an index of Python's to an offset in UTF-16 units."""
    if text.isascii() or max(text) <= "\uffff":
        return lambda index: index
    starts = [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]
    return starts.__getitem__


def require_utf8(text: str) -> None:
    """Raise 400 for text that UTF-8 cannot hold (lone surrogates)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise make_bad_request("strings must be encoded in UTF-8") from None


def read_entities(given: list[Any] | None) -> list[Entity]:
    """Return the entities a bot gave, without those the server detects itself. Raises 400 for unknown kinds."""
    read: list[Entity] = []
    for item in given or []:
        entity = check_fields(item, ENTITY, "MessageEntity")
        kind = entity.get("type")
        if kind in _FOUND:
            continue
        if kind not in _STYLES:
            raise _make_unreadable("Unsupported type specified")
        if _NEEDS.get(kind, "type") not in entity:
            raise _make_unreadable(f'Can\'t find field "{_NEEDS[kind]}"')
        if not isinstance(entity.get("offset"), int) or not isinstance(entity.get("length"), int):
            raise _make_unreadable('Field "offset" must be a Number')
        if entity["offset"] >= 0 and entity["length"] > 0:
            read.append(entity)
    return sorted(read, key=lambda entity: (entity["offset"], -entity["length"]))[:MAX_ENTITIES]


def _make_unreadable(reason: str) -> ApiError:
    return make_bad_request(f"can't parse MessageEntity: {reason}")


def check_bounds(text: str, entities: list[Entity]) -> None:
    """Raise 400 for an entity that leaves the text or splits a character of two units."""
    if not entities:
        return
    end = count_utf16_units(text)
    middles: set[int] = set()
    if end != len(text):
        starts = accumulate((2 if char > "\uffff" else 1 for char in text), initial=0)
        middles = set(range(end)) - set(starts)
    for entity in entities:
        first, last = entity["offset"], entity["offset"] + entity["length"]
        if first > end:
            raise make_bad_request(
                f"entity begins after the end of the text at UTF-16 offset {end}; its offset is {first}"
            )
        if last > end:
            raise make_bad_request(
                f"entity beginning at UTF-16 offset {first} ends after the end of the text at UTF-16 offset {end}"
            )
        for place, word in ((first, "begins"), (last, "ends")):
            if place in middles:
                raise make_bad_request(f"entity {word} in a middle of a UTF-16 symbol at UTF-16 offset {place}")


def clean_text(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return what the server keeps of a bot's text: no control characters, no blanks around it; entities move along."""
    if _DIRTY.search(text):
        text, entities = _drop_characters(text, entities)
        text = _DIRTY.sub(" ", text)
    return _trim(text, entities)


def _drop_characters(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    units = _make_unit_index(text)
    gone = [units(match.start()) for match in _DROPPED.finditer(text)]

    def moved(place: int) -> int:
        return place - sum(drop < place for drop in gone)

    kept = []
    for entity in entities:
        first, last = moved(entity["offset"]), moved(entity["offset"] + entity["length"])
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return _DROPPED.sub("", text), kept


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    cut = text.rstrip(_SPACES)
    lead = len(cut) - len(cut.lstrip(_SPACES))
    if entities:
        lead = min(lead, entities[0]["offset"])
    if not lead and len(cut) == len(text):
        return text, entities
    cut = cut[lead:]
    end = count_utf16_units(cut)
    kept = []
    for entity in entities:
        first = entity["offset"] - lead
        length = min(first + entity["length"], end) - first
        if length > 0:
            kept.append({**entity, "offset": first, "length": length})
    return cut, kept


def add_found_entities(text: str, entities: list[Entity]) -> list[Entity]:
    """Add the entities that Telegram detects: links, addresses, commands, mentions, hashtags."""
    if not _HINTS.search(text):
        return entities
    units = _make_unit_index(text)
    taken = [_get_span(entity) for entity in entities if entity["type"] in _OPAQUE]
    found: list[Entity] = []
    for kind, first, last in _find_matches(text):
        place = (units(first), units(last))
        if any(place[0] < end and start < place[1] for start, end in taken):
            continue
        taken.append(place)
        found.append({"type": kind, "offset": place[0], "length": place[1] - place[0]})
    if not found:
        return entities
    return sorted([*entities, *found], key=lambda entity: (entity["offset"], -entity["length"]))


def _find_matches(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()


def _get_span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]
