"""The text of comments, both ways: an entry as the comments that show it, a comment as what its writer said. Only the
desk writes a heading (`**Name:**`) at the start of a line: each further line of a person's text is in a quote. Pure;
knows no tables. Limit: 15,000 characters a comment (help centre, read 2026-11), taken as UTF-16 units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.models import EntryKind
from desk.conversation.new_entry import IncomingFile
from desk.text import RichText, count_units, cut_text, note_prefix
from desk.text.markdown import reader, writer
from desk.text.splitting import split_text
from todoist_sync.comments.attachments import read_attachment

_HEADED = re.compile(rf"\s*(?:{re.escape(note_prefix.MARK)}\s*)?\*\*.{{1,200}}?:\*\*(?:\s|$)")
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
    head = "" if kind is EntryKind.REMARK else f"{_format_heading(name)} "
    if kind in {EntryKind.NOTE, EntryKind.REMARK, EntryKind.DRAFT}:
        head = f"{note_prefix.MARK} {head}"
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
    return CommentWords(note_prefix.strip_note_mark(words), is_note=note_prefix.is_note(words.text), files=files)


def _format_heading(name: str) -> str:
    """Return what a comment of ours begins with: the name of who wrote the words, in bold."""
    return f"**{writer.escape_markdown(name)}:**"


def has_heading(content: str) -> bool:
    """Return True if a comment begins with a name in bold, as ours do."""
    return _HEADED.match(content) is not None


def parse_edited_comment(content: str, name: str, *, lead: str | None) -> CommentWords | None:
    """Parse a comment of ours that was edited on the board: without its heading, and without the quote marks of further
    lines. `lead`: the line above the words; None is returned if it is no longer there unchanged."""
    before, heading, rest = content.strip().partition(_format_heading(name))
    if not heading or (before and not (note_prefix.is_note(before) and len(before.split()) == 1)):
        return parse_comment(content.strip(), None) if lead is None else None
    first, *more = rest.strip().split("\n")
    lines = [first, *(line.removeprefix(">").removeprefix(" ") if line.startswith(">") else line for line in more)]
    if lead is not None and lines.pop(0) != lead:
        return None
    words = reader.read_markdown("\n".join(lines).strip("\n"))
    return CommentWords(note_prefix.strip_note_mark(words), is_note=bool(before) or note_prefix.is_note(words.text))


def _split_words(words: RichText, room: int) -> list[RichText]:
    """Split into parts whose Markdown fits: escaping makes it longer than the text."""
    limit, whole = room, count_units(words.text)
    while True:
        found = [cut_text(piece, 0, count_units(piece.text.rstrip("\n"))) for piece in split_text(words, limit)]
        if limit < _LEAST or all(
            count_units(writer.quote_further_lines(writer.write_markdown(piece))) <= room for piece in found
        ):
            return found
        limit = limit * 3 // 4
        while limit >= max(whole, _LEAST):  # the same again
            limit = limit * 3 // 4
