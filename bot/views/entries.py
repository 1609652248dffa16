"""Entries in words: what was written, what is attached, lines of a thread, and an entry passed on to the other side."""

from collections import Counter
from collections.abc import Sequence

from bot.signs import CLIP
from bot.views import joining, places
from bot.views.reader import Reader
from bot.views.rendered import Rendered, RenderedFile
from db.words import Delivery, EntryKind, FileKind
from desk.faces import EntryFace, FileFace
from desk.letters import Relay
from desk.saying import unline
from desk.text import Words
from desk.texts import known, playing_time, said_of

_COUNTED = {
    FileKind.PHOTO: "count-photos",
    FileKind.VIDEO: "count-videos",
    FileKind.VIDEO_NOTE: "count-videos",
    FileKind.ANIMATION: "count-videos",
    FileKind.VOICE: "count-voices",
}
_NOTES = (EntryKind.NOTE, EntryKind.REMARK)


def content_line(reader: Reader, stored: str | None) -> str:
    """A line of the desk's own inside an entry, in the reader's language."""
    if not stored:
        return ""
    key, args = unline(stored)
    if known(reader.language, key):
        return reader.say(key, **said_of(reader.language, args, now=reader.now, zone=reader.settings.timezone))
    return reader.say("content-unknown", kind=key.removeprefix("content-"))


def body(reader: Reader, entry: EntryFace) -> Words:
    """What the entry says: its words, else what it is."""
    return joining.lines([entry.words, content_line(reader, entry.content_line)])


def attached(reader: Reader, files: Sequence[FileFace]) -> str:
    """ "📎 1 photo, 2 files"; nothing where nothing is attached."""
    if not files:
        return ""
    counts = Counter(_COUNTED.get(file.kind, "count-files") for file in files)
    return f"{CLIP} " + ", ".join(reader.say(key, n=n) for key, n in counts.items())


def file_name(reader: Reader, file: FileFace) -> str:
    """A file as one line: "Voice message, 0:34"."""
    if file.kind is FileKind.DOCUMENT:
        return reader.say("kind-document-named", name=file.name)
    return reader.say(f"kind-{file.kind.value}", time=playing_time(file.seconds) or "none")


def thread_line(reader: Reader, entry: EntryFace, limit_units: int) -> Words:
    """An entry within a thread: who, when, what; notes marked, edits and deliveries said."""
    if entry.kind is EntryKind.REMARK:
        return Words("// ") + body(reader, entry) + Words(f" {reader.ago(entry.at)}").styled("italic")
    author = reader.say("open-you") if entry.author_id == reader.person.id else entry.author_name
    key = "heading-plain-note" if entry.kind in _NOTES else "heading-plain"
    head = reader.words(key, name=author) + Words(" ") + Words(reader.ago(entry.at)).styled("italic")
    said = joining.clipped(body(reader, entry), limit_units)
    state = _delivery(reader, entry) if reader.is_staff else ""
    marks = joining.dotted([attached(reader, entry.files), reader.say("card-edited") if entry.edited else "", state])
    return joining.lines([head, said, marks])


def _delivery(reader: Reader, entry: EntryFace) -> str:
    if entry.kind is not EntryKind.REPLY or entry.delivery in (Delivery.NONE, Delivery.SENT):
        return ""
    return reader.say("card-delivery", state=entry.delivery.value)


def _heading(reader: Reader, entry: EntryFace) -> Words:
    if entry.number is None:
        return reader.words("heading-plain", name=entry.author_name)
    if entry.kind in _NOTES:
        return reader.words("heading-note", number=entry.number, name=entry.author_name)
    key = "heading-reply" if entry.kind is EntryKind.REPLY else "heading-comment"
    return reader.words(key, number=entry.number, name=entry.author_name)


def sendable(reader: Reader, files: Sequence[FileFace]) -> tuple[tuple[RenderedFile, ...], list[str]]:
    """The files this bot can send by Telegram's id, and a line for each it cannot."""
    ours: list[RenderedFile] = []
    lines: list[str] = []
    for file in files:
        file_id = file.file_id if file.bot_id in (None, reader.bot_id) else None
        if file_id is None:
            lines.append(f"{CLIP} {file_name(reader, file)}")
            continue
        ours.append(RenderedFile(file.id, file.kind, file.name, file.mime, file.size, file.seconds, file_id))
    return tuple(ours), lines


async def relayed(reader: Reader, letter: Relay, entry: EntryFace) -> Rendered | None:
    """An entry passed on: headed by number and author, as a reply to what it answers; None: nothing to pass on."""
    files, missing = sendable(reader, entry.files)
    if letter.files_only:
        if not files:
            return None
        return Rendered(_heading(reader, entry), files=files, ticket_id=entry.ticket_id, entry_id=entry.id)
    said = body(reader, entry)
    head = _heading(reader, entry)
    footer = _footer(reader, entry)
    marks = reader.say("card-edited") if entry.edited else ""
    text = joining.lines([head + Words(" ") + said if said else head, *missing, marks])
    return Rendered(
        joining.joined([text, footer], "\n\n"),
        await places.buttons_under(reader, entry),
        files,
        await places.answered(reader, entry),
        ticket_id=entry.ticket_id,
        entry_id=entry.id,
    )


def _footer(reader: Reader, entry: EntryFace) -> str:
    """The footer of an answer: the key of a text."""
    return reader.say(entry.footer) if entry.footer and entry.kind is EntryKind.REPLY else ""
