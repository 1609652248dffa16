"""The text of comments, both ways: an entry as the comments that show it, a comment as what its writer said.

Only the desk writes a heading (`**Name:**`) at the start of a line: each further line of a person's text is in a quote.
Pure; knows no tables. Limit: 15,000 characters a comment (help centre, read 2026-11), taken as UTF-16 units.
"""

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.models import EntryKind, FileKind
from desk.conversation.new_entry import IncomingFile
from desk.text import RichText, clean_text, count_units, cut_text, make_file_name, note_mark
from desk.text.markdown import reader, writer
from desk.text.splitting import split_text

# The Telegram kind of a file from the board: a picture as photo, a recording as voice message, other sound as audio,
# a film as video, all else as a file. Telegram shows as photo only pictures it can scale, as video only MPEG-4, as
# voice message only Opus in Ogg, MP3 and M4A (Bot API, "Sending files" and sendVoice, read 2026-11). Only its bytes
# tell if an Ogg file holds Opus.


_EXACTLY = {
    "image/jpeg": FileKind.PHOTO,
    "image/jpg": FileKind.PHOTO,
    "image/png": FileKind.PHOTO,
    "image/webp": FileKind.PHOTO,
    "image/gif": FileKind.ANIMATION,
    "video/mp4": FileKind.VIDEO,
}
_OGG = frozenset({"audio/ogg", "application/ogg", "audio/opus"})
_OGG_NAMES = (".ogg", ".oga", ".opus")
_RECORDED = frozenset({"audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a", "audio/mp4a-latm"})


def read_attachment(attachment: dict[str, Any]) -> IncomingFile:
    """Return a comment's file as the desk takes it in."""
    name = make_file_name(str(attachment.get("file_name") or ""), "file")
    mime = _mime(attachment, name)
    return IncomingFile(
        kind=_kind(mime, name, attachment),
        name=name,
        mime=mime,
        size=_number(attachment.get("file_size")),
        attachment=_make_storable(attachment),
    )


def _make_storable(attachment: dict[str, Any]) -> dict[str, Any]:
    """Keep texts and numbers, cleaned for PostgreSQL: a program that uses Todoist's API may send anything."""
    texts = {name: clean_text(value) for name, value in attachment.items() if isinstance(value, str)}
    numbers = {name: value for name, value in attachment.items() if isinstance(value, int | float)}
    address = {"file_url": clean_text(str(attachment["file_url"] or ""))} if "file_url" in attachment else {}
    return {**texts, **numbers, **address}


def _mime(attachment: dict[str, Any], name: str) -> str | None:
    """Return the type that Todoist states, else the one that the name suggests."""
    said = str(attachment.get("file_type") or "").partition(";")[0].strip().lower()
    return mimetypes.guess_type(name)[0] or said or None if said in {"", "application/octet-stream"} else said[:100]


def _kind(mime: str | None, name: str, attachment: dict[str, Any]) -> FileKind:
    if mime in _OGG or (mime is None and name.lower().endswith(_OGG_NAMES)):
        return FileKind.VOICE
    if mime is None:
        return FileKind.PHOTO if attachment.get("resource_type") == "image" else FileKind.DOCUMENT
    if mime.startswith("audio/"):
        return FileKind.VOICE if mime in _RECORDED and _is_recording(attachment) else FileKind.AUDIO
    return _EXACTLY.get(mime, FileKind.DOCUMENT)


def _is_recording(attachment: dict[str, Any]) -> bool:
    """Return True for a recording made on the board: of an uploaded file Todoist knows no duration. The unit is not
    documented, so the duration itself is taken from Telegram."""
    return bool(_number(attachment.get("file_duration")))


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None


_HEADED = re.compile(rf"\s*(?:{re.escape(note_mark.MARK)}\s*)?\*\*.{{1,200}}?:\*\*(?:\s|$)")
COMMENT_LIMIT = 14_500
_LEAST = 16


@dataclass(frozen=True, slots=True)
class CommentWords:
    """A comment as meant: an internal note, or words for the requester; the `//` is removed."""

    words: RichText
    is_note: bool
    files: tuple[IncomingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentPart:
    """One comment of an entry: its Markdown and, as Todoist takes one a comment, at most one file."""

    content: str
    attachment: dict[str, Any] | None = None

    @property
    def file_url(self) -> str | None:
        """The address of its file."""
        return get_file_url(self.attachment)


def get_file_url(attachment: dict[str, Any] | None) -> str | None:
    """Return the address that identifies a file on the board."""
    return str(attachment["file_url"]) if attachment and attachment.get("file_url") else None


def build_parts(
    kind: EntryKind,
    name: str,
    words: RichText,
    lines: Sequence[str] = (),
    files: Sequence[tuple[str, dict[str, Any]]] = (),
    *,
    limit: int = COMMENT_LIMIT,
) -> list[CommentPart]:
    """Return the comments that show an entry: its text, the first file with the end of it, then one comment a file.
    `lines` are the desk's own; `files` are pairs of a name to show and an attachment."""
    head = "" if kind is EntryKind.REMARK else f"{format_heading(name)} "
    if kind in {EntryKind.NOTE, EntryKind.REMARK, EntryKind.DRAFT}:
        head = f"{note_mark.MARK} {head}"
    made = [CommentPart(body) for body in _build_bodies(head, words, lines, limit, alone=not files)]
    for line, attachment in files:
        if made and made[-1].attachment is None:
            made[-1] = CommentPart(made[-1].content, attachment)
        else:
            made.append(CommentPart(head + line, attachment))
    return made


def _build_bodies(head: str, words: RichText, lines: Sequence[str], limit: int, *, alone: bool) -> list[str]:
    """Return the text as headed comments within `limit`; none if the files say it all."""
    if not (words or lines or alone):
        return []
    pieces = _split_words(words, limit - count_units(head)) if words or not lines else []
    bodies = [head + writer.quote_further_lines(writer.write_markdown(piece)) for piece in pieces]
    if not lines:
        return bodies
    below = "\n".join(lines)
    if not bodies:
        return [head + below]
    if count_units(bodies[-1]) + count_units(below) + 1 <= limit:
        return [*bodies[:-1], f"{bodies[-1]}\n{below}"]
    return [*bodies, head + below]


def parse_comment(content: str, attachment: dict[str, Any] | None) -> CommentWords:
    """Parse what the writer of a comment meant."""
    words = reader.read_markdown(content.strip("\n"))
    files = (read_attachment(attachment),) if attachment else ()
    return CommentWords(note_mark.strip_note_mark(words), is_note=note_mark.is_note(words.text), files=files)


def format_heading(name: str) -> str:
    """Return what a comment of ours begins with: the name of who wrote the words, in bold."""
    return f"**{writer.escape_markdown(name)}:**"


def has_heading(content: str) -> bool:
    """Return True if a comment begins with a name in bold, as ours do."""
    return _HEADED.match(content) is not None


def parse_edited_comment(content: str, name: str, *, lead: str | None = None) -> CommentWords | None:
    """Parse a comment of ours that was edited on the board: without its heading, and without the quote marks of further
    lines. `lead`: the line above the words; None is returned if it is no longer there unchanged."""
    before, heading, rest = content.strip().partition(format_heading(name))
    if not heading or (before and not (note_mark.is_note(before) and len(before.split()) == 1)):
        return parse_comment(content.strip(), None) if lead is None else None
    first, *more = rest.strip().split("\n")
    lines = [first, *(line.removeprefix(">").removeprefix(" ") if line.startswith(">") else line for line in more)]
    if lead is not None and lines.pop(0) != lead:
        return None
    words = reader.read_markdown("\n".join(lines).strip("\n"))
    return CommentWords(note_mark.strip_note_mark(words), is_note=bool(before) or note_mark.is_note(words.text))


def _split_words(words: RichText, room: int) -> list[RichText]:
    """Split into parts whose Markdown fits: escaping makes it longer than the text."""
    limit, whole = room, count_units(words.text)
    while True:
        found = [_trim_line_ends(piece) for piece in split_text(words, limit)]
        if limit < _LEAST or all(
            count_units(writer.quote_further_lines(writer.write_markdown(piece))) <= room for piece in found
        ):
            return found
        limit = limit * 3 // 4
        while limit >= max(whole, _LEAST):  # the same again
            limit = limit * 3 // 4


def _trim_line_ends(words: RichText) -> RichText:
    return cut_text(words, 0, count_units(words.text.rstrip("\n")))
