"""The words of comments, both ways: an entry as the comments that show it, a comment as what a person said.

Only the desk writes a heading (`**Name:**`) at the start of a line: each further line of a person's text stands in a
quote. Pure; knows no tables. Limit: 15,000 characters a comment (help centre, read 2026-11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.words import EntryKind, FileKind
from desk import notes
from desk.incoming import FileIn
from desk.text import Words, cut, units
from todoist_sync import markup

LIMIT = 14_500
_KINDS = {"image/gif": FileKind.ANIMATION}


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as it was meant: an internal note, or words for the requester; the `//` is taken off."""

    words: Words
    is_note: bool
    files: tuple[FileIn, ...] = ()


def parts(kind: EntryKind, name: str, words: Words, lines: Sequence[str] = (), *, limit: int = LIMIT) -> list[str]:
    """The comments that show an entry, each within `limit` characters and headed; `lines` are the desk's own."""
    head = "" if kind is EntryKind.REMARK else f"**{markup.escape(name)}:** "
    if kind in {EntryKind.NOTE, EntryKind.REMARK}:
        head = f"{notes.MARK} {head}"
    pieces = _pieces(words, limit - len(head)) if words or not lines else []
    bodies = [head + markup.quoted(markup.write(piece)) for piece in pieces]
    if not lines:
        return bodies
    below = "\n".join(lines)
    if not bodies:
        return [head + below]
    if len(bodies[-1]) + len(below) + 1 <= limit:
        return [*bodies[:-1], f"{bodies[-1]}\n{below}"]
    return [*bodies, head + below]


def understood(content: str, attachment: dict[str, Any] | None) -> Said:
    """What somebody meant by a comment."""
    words = markup.read(content.strip("\n"))
    files = (_file(attachment),) if attachment else ()
    return Said(notes.without_mark(words), is_note=notes.is_note(words.text), files=files)


def _pieces(words: Words, room: int) -> list[Words]:
    if len(markup.quoted(markup.write(words))) <= room or units(words.text) < 2:
        return [words]
    middle = units(words.text) // 2
    end = _break(words, middle)
    return [*_pieces(cut(words, 0, end), room), *_pieces(cut(words, end, units(words.text)), room)]


def _break(words: Words, middle: int) -> int:
    """A place near the middle: after a line, after a word, at least not inside a character."""
    first = cut(words, 0, middle).text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    for mark in ("\n", " "):
        at = first.rfind(mark)
        if at > len(first) // 2:
            return units(first[: at + 1])
    return units(first) or 1


def _file(attachment: dict[str, Any]) -> FileIn:
    mime = str(attachment.get("file_type") or "") or None
    size = attachment.get("file_size")
    image = (mime or "").startswith("image/") or attachment.get("resource_type") == "image"
    kind = _KINDS.get(mime or "", FileKind.PHOTO if image else FileKind.DOCUMENT)
    return FileIn(
        kind=kind,
        name=str(attachment.get("file_name") or "file"),
        mime=mime,
        size=size if isinstance(size, int) else None,
        attachment=attachment,
    )
