"""Finds out whether a message in a group is meant for the bot: it names the bot, or begins with `/ticket`.

It reads plain JSON, so that this is known before anything of the message is stored.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.text import RichText, count_units, cut_text

_COMMAND = re.compile(r"/ticket(?:@(\w{1,64}))?(?:\s+|$)", re.IGNORECASE)


_DELETE = re.compile(r"/delete(?:@(\w{1,64}))?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addressed:
    """The words of a message to the bot, without the name of the bot or the command (`is_command`)."""

    words: RichText
    is_command: bool = False


def read_addressed(message: dict[str, Any], username: str, bot_id: int) -> Addressed | None:
    """Return what a message in a group says to the bot; None if it is not meant for it."""
    name = "text" if isinstance(message.get("text"), str) else "caption"
    text = message.get(name)
    if not isinstance(text, str):
        return None
    entities = message.get("entities" if name == "text" else "caption_entities") or []
    words = RichText.load(text, entities)
    command = _COMMAND.match(text)
    if command is not None and (command[1] is None or command[1].lower() == username.lower()):
        return Addressed(_cut(words, [(0, count_units(text[: command.end()]))]), is_command=True)
    named = [_span(one) for one in entities if _is_name(text, one, username, bot_id)]
    return Addressed(_cut(words, named)) if named else None


def is_deletion(message: dict[str, Any], username: str) -> bool:
    """Return True for `/delete`, by which people withdraw the message it replies to."""
    found = _DELETE.fullmatch(str(message.get("text") or ""))
    return found is not None and (found[1] is None or found[1].lower() == username.lower())


def is_other_command(message: dict[str, Any]) -> bool:
    """Return True for a command: no words for a request, whoever it is for."""
    return str(message.get("text") or message.get("caption") or "").startswith("/")


def _span(entity: dict[str, Any]) -> tuple[int, int]:
    return int(entity["offset"]), int(entity["offset"]) + int(entity["length"])


def _is_name(text: str, entity: dict[str, Any], username: str, bot_id: int) -> bool:
    if entity.get("type") == "text_mention":
        return bool((entity.get("user") or {}).get("id") == bot_id)
    if entity.get("type") != "mention" or not username:
        return False
    start, end = _span(entity)
    said = text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "replace")
    return said.lower() == f"@{username.lower()}"


def _cut(words: RichText, spans: Sequence[tuple[int, int]]) -> RichText:
    """Return the words without these parts and the blanks around them."""
    kept, at = RichText(), 0
    for start, end in sorted(spans):
        kept += cut_text(words, at, start)
        at = end
    kept += cut_text(words, at, count_units(words.text))
    text = kept.text
    begin, stop = len(text) - len(text.lstrip(" ,:\n\t")), len(text.rstrip())
    return cut_text(kept, count_units(text[:begin]), count_units(text[: max(begin, stop)]))
