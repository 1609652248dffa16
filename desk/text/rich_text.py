"""Text as the desk stores it: plain characters and entities as Telegram has them. Knows no markup language.

Offsets and lengths are in UTF-16 code units (Bot API, MessageEntity, read 2026-11).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\u061c]")

JOINERS = frozenset("\u200c\u200d")
"""They choose how the letters beside them are drawn, and make one emoji of several."""
# Letters and marks that are drawn as a blank though Unicode does not class them as such.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")


def count_units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean_text(text: str) -> str:
    """Return `text` as PostgreSQL can store it. NUL and lone surrogates become replacement characters, so that entity
    offsets stay true."""
    return _SURROGATE.sub("\ufffd", text.replace("\x00", "\ufffd"))


def strip_invisible(text: str) -> str:
    """Return `text` without invisible characters, to decide what it begins with or if anything is left."""
    return _INVISIBLE.sub("", text)


def strip_marks(text: str) -> str:
    """Return a name without invisible characters, but with the joiners that its script or emoji needs: one between two
    letters, marks or signs."""
    kept = ""
    for at, char in enumerate(text):
        if char in JOINERS:
            kept += char if _is_joinable(kept[-1:]) and _is_joinable(text[at + 1 : at + 2]) else ""
        elif not _INVISIBLE.match(char):
            kept += char
    return kept


def _is_joinable(char: str) -> bool:
    return bool(char) and unicodedata.category(char)[0] in "LMS"


def is_blank(char: str) -> bool:
    """Return True for a blank or an invisible character."""
    return (
        char in _BLANK
        or char.isspace()
        or unicodedata.category(char) in ("Cf", "Cc", "Zs", "Zl", "Zp")
        or 0xFE00 <= ord(char) <= 0xFE0F
        or 0xE0000 <= ord(char) <= 0xE0FFF
    )


@dataclass(frozen=True, slots=True)
class Entity:
    """A range of formatted text; `extra` has what its type needs (`url`, `language`, `custom_emoji_id`, …)."""

    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def load(cls, data: dict[str, Any]) -> Self:
        """Read the JSON object that Telegram uses."""
        known = ("type", "offset", "length")
        extra = tuple((k, v) for k, v in sorted(data.items()) if k not in known and v is not None)
        return cls(data["type"], data["offset"], data["length"], extra)

    def dump(self) -> dict[str, Any]:
        """Return the JSON object that Telegram uses."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **dict(self.extra)}

    def move_by(self, by: int) -> "Entity":
        """Return the same range `by` UTF-16 units further on."""
        return Entity(self.type, self.offset + by, self.length, self.extra)


@dataclass(frozen=True, slots=True)
class RichText:
    """A text with its entities, never markup."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    @classmethod
    def load(cls, text: str, entities: Iterable[dict[str, Any]] = ()) -> Self:
        """Read a pair of columns or a Telegram message, and clean the text."""
        return cls(clean_text(text), tuple(Entity.load(e) for e in entities))

    def dump(self) -> list[dict[str, Any]]:
        """Return the entities as JSON."""
        return [e.dump() for e in self.entities]

    def __add__(self, other: "RichText | str") -> "RichText":
        """Join both texts and move the entities of the second one."""
        more = other if isinstance(other, RichText) else RichText(other)
        by = count_units(self.text)
        return RichText(self.text + more.text, self.entities + tuple(e.move_by(by) for e in more.entities))

    def __bool__(self) -> bool:
        return bool(self.text)

    def with_style(self, type_: str, **extra: Any) -> "RichText":
        """Put the whole text into one more entity."""
        if not self.text:
            return self
        whole = Entity(type_, 0, count_units(self.text), tuple(sorted(extra.items())))
        return RichText(self.text, (whole, *self.entities))


def join_texts(parts: Iterable[RichText], between: str) -> RichText:
    """Join the parts that are not empty, with `between` between them, in linear time."""
    texts: list[str] = []
    entities: list[Entity] = []
    at = 0
    for part in parts:
        if not part:
            continue
        at += count_units(between) if texts else 0
        texts.append(part.text)
        entities.extend(entity.move_by(at) for entity in part.entities)
        at += count_units(part.text)
    return RichText(between.join(texts), tuple(entities))


def cut_text(words: RichText, start: int, end: int) -> RichText:
    """Return the range [start, end) in UTF-16 units, with the entities in it clipped."""
    raw = words.text.encode("utf-16-le", "surrogatepass")[start * 2 : end * 2]
    kept = []
    for entity in words.entities:
        low, high = max(entity.offset, start), min(entity.offset + entity.length, end)
        if low < high:
            kept.append(Entity(entity.type, low - start, high - low, entity.extra))
    return RichText(raw.decode("utf-16-le", "surrogatepass"), tuple(kept))


def make_plain(words: RichText) -> str:
    """Return a text for readers who see no formatting: an address behind words follows them in brackets, and what is
    struck out has a tilde on both sides. Every way out without formatting uses it."""
    raw = words.text.encode("utf-16-le", "surrogatepass")
    total, added = len(raw) // 2, dict[int, str]()
    for entity in sorted(words.entities, key=lambda one: (one.offset, -one.length)):
        start, end = max(entity.offset, 0), min(entity.offset + entity.length, total)
        said = raw[start * 2 : end * 2].decode("utf-16-le", "replace").strip()
        address = clean_text(str(dict(entity.extra).get("url", "")))
        if not said:
            continue
        if entity.type == "text_link" and address and address.rstrip("/") != said.rstrip("/"):
            added[end] = f" ({address}){added.get(end, '')}"
        elif entity.type == "strikethrough":
            added[start], added[end] = f"{added.get(start, '')}~", f"~{added.get(end, '')}"
    cuts = [0, *sorted(added), total]
    pieces = [raw[a * 2 : b * 2].decode("utf-16-le", "surrogatepass") for a, b in pairwise(cuts)]
    return "".join(f"{piece}{added.get(at, '')}" for piece, at in zip(pieces, cuts[1:-1], strict=False)) + pieces[-1]
