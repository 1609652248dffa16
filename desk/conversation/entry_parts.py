"""The messages that one entry was joined of, as they are kept with it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.models import (
    Entry,
)
from desk.conversation.new_entry import NAMELESS
from desk.text import RichText, join_texts, own_words
from desk.text.slashes import is_command


@dataclass(frozen=True, slots=True)
class EntryPart:
    """One message. `content` marks one that is neither text nor file, and can only be copied."""

    message_id: int | None
    words: RichText
    album: str | None = None
    forwarded_from: str | None = None
    content: bool = False


def list_parts(entry: Entry) -> list[EntryPart]:
    """Return the messages of an entry, in the order they came."""
    if entry.parts is not None:
        return [_load(part) for part in entry.parts]
    words = RichText.load(entry.body, entry.entities)
    return [EntryPart(entry.said_message_id, words, entry.album, None, entry.content_line is not None)]


def read_own_words(entry: Entry) -> str:
    """Return the words of an entry that its writer says: they alone answer and act."""
    return "\n".join(own_words.read_own_words(part.words, part.forwarded_from) for part in list_parts(entry)).strip()


def set_parts(entry: Entry, parts: Sequence[EntryPart]) -> None:
    """Make the entry of these messages. A single message is kept as plain text."""
    whole = join_words(part.words for part in parts)
    entry.body, entry.entities = whole.text, whole.dump()
    plain = len(parts) == 1 and parts[0].forwarded_from is None
    entry.parts = None if plain else [_dump(part) for part in parts]


def has_command(parts: Iterable[EntryPart]) -> bool:
    """Return True if one of the messages begins like a command."""
    return any(is_command(part.words.text) for part in parts)


def change_first_words(entry: Entry, change: Callable[[RichText], RichText]) -> None:
    """Change the words of the first message that has any."""
    parts = list_parts(entry)
    at = next((index for index, part in enumerate(parts) if part.words), 0)
    set_parts(entry, [replace(p, words=change(p.words)) if index == at else p for index, p in enumerate(parts)])


def join_with_origins(parts: Iterable[EntryPart], worded: Callable[[str], RichText]) -> RichText:
    """Join the words; each origin is named once above what was forwarded from there.

    The author's own words follow such a part after an empty line. `worded` makes a line of an origin's name.
    """
    said: list[RichText] = []
    last: str | None = None
    for part in parts:
        if part.forwarded_from is not None and part.forwarded_from != last:
            said.append(worded("none" if part.forwarded_from == NAMELESS else part.forwarded_from))
        own_again = last is not None and part.forwarded_from is None and bool(part.words)
        said.append(RichText("\n") + part.words if own_again else part.words)
        last = part.forwarded_from if part.words or part.forwarded_from else last
    return join_words(said)


def join_words(words: Iterable[RichText]) -> RichText:
    """Join texts, one a line, without empty ones."""
    return join_texts(words, "\n")


def _dump(part: EntryPart) -> dict[str, Any]:
    given = {
        "message": part.message_id,
        "text": part.words.text,
        "entities": part.words.dump(),
        "album": part.album,
        "from": part.forwarded_from,
        "content": part.content,
    }
    return {name: value for name, value in given.items() if value}


def _load(data: dict[str, Any]) -> EntryPart:
    words = RichText.load(data.get("text", ""), data.get("entities", ()))
    return EntryPart(data.get("message"), words, data.get("album"), data.get("from"), bool(data.get("content")))
