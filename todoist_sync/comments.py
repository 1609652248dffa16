"""Comments under a task: how entries become comments, and how comments are read.

The text of comments, both ways: an entry as the comments that show it, a comment as what its writer said.

Only the desk writes a heading (`**Name:**`) at the start of a line: each further line of a person's text is in a quote.
Pure; knows no tables. Limit: 15,000 characters a comment (help centre, read 2026-11), taken as UTF-16 units.
"""

import mimetypes
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardComment, Box, Entry, EntryFile, EntryKind, FileKind, FileLack, Origin, Person, Ticket, any_of
from desk.conversation import entries as conversation_entries
from desk.conversation.new_entry import IncomingFile, load_line
from desk.i18n import catalog, formats
from desk.outbox import Do, jobs
from desk.queries.lists import EarlierSummary
from desk.text import RichText, clean_text, count_units, cut_text, make_file_name, marks
from desk.text.markdown import reader, writer
from desk.text.masking import phone_numbers
from desk.text.rich_text import split_text
from todoist_sync.context import SyncContext

# The desk's own lines in comments and descriptions, in the board's language. Knows no task.


_PLACES = frozenset({"content-location", "content-venue"})


def get_words(entry: Entry, ctx: SyncContext) -> RichText:
    """Return the words of an entry, forwarded parts headed with their author."""
    language = ctx.rules.locale
    return conversation_entries.join_with_origins(
        conversation_entries.list_parts(entry), lambda name: catalog.say_rich(language, "forwarded-from", name=name)
    )


def get_words_with_quote(entry: Entry, answered: Entry | None, ctx: SyncContext) -> RichText:
    """Return the words of an entry below the quote that its writer chose; internal notes are never quoted to the
    requester."""
    said, quote = get_words(entry, ctx), get_quote_line(entry, answered, ctx)
    return conversation_entries.join_words([quote, said]) if quote is not None else said


def get_quote_line(entry: Entry, answered: Entry | None, ctx: SyncContext) -> RichText | None:
    """Return the line that quotes the answered part; None if there is none, or none that may be shown."""
    outside = answered is not None and answered.kind in (EntryKind.COMMENT, EntryKind.REPLY)
    shown = answered is not None and outside and entry.quote is not None and entry.quote in answered.body
    if entry.quote is None or not (shown or entry.kind is EntryKind.NOTE):
        return None
    return catalog.say_rich(ctx.rules.locale, "board-quote", quote=" ".join(entry.quote.split()))


def say_earlier_tickets(past: EarlierSummary, ctx: SyncContext) -> str:
    """Return a line of Markdown about a requester's earlier tickets: how many, their topics, their ratings."""
    language = ctx.rules.locale
    topics = [catalog.say(language, "earlier-topic", name=writer.escape_markdown(name), n=n) for name, n in past.topics]
    mark = formats.format_decimal(language, past.mark) if past.mark is not None else ""
    said = [catalog.say(language, "board-earlier", n=past.count), ", ".join(topics)]
    said += [catalog.say(language, "earlier-mark", mark=mark, n=past.marks)] if mark else []
    return " · ".join(one for one in said if one)


def name_requester(person: Person, ctx: SyncContext) -> str:
    """Return the name under which the board shows a requester."""
    if ctx.rules.board.names == "number":
        return catalog.say(ctx.rules.locale, "board-requester", number=person.id)
    whole = person.full_name if ctx.rules.board.names == "full" else None
    return whole or person.name


async def name_author(session: AsyncSession, entry: Entry, ctx: SyncContext) -> str:
    """Return the name that heads an entry's comments."""
    if entry.kind is not EntryKind.COMMENT or entry.author_id is None or ctx.rules.board.names == "initial":
        return entry.author_name
    author = await session.get(Person, entry.author_id)
    return name_requester(author, ctx) if author is not None else entry.author_name


def say_content_line(stored: str, ctx: SyncContext) -> RichText:
    """Return a line of the desk's own inside an entry; of a contact the name, and the number where the board may show
    it."""
    language, (key, args) = ctx.rules.locale, load_line(stored)
    if key == phone_numbers.CONTACT and not ctx.rules.board.phone_numbers:
        return catalog.say_rich(language, "board-contact", **phone_numbers.mask_contact(args))
    if key in _PLACES and not ctx.rules.board.shows.places:
        return catalog.say_rich(language, "board-place")
    if not catalog.has_key(language, key):
        return catalog.say_rich(language, "content-unknown", kind=key.removeprefix("content-"))
    given = formats.format_args(language, args, now=ctx.now, zone=ctx.rules.timezone)
    return catalog.say_rich(language, key, **given)


def say_file(file: EntryFile, ctx: SyncContext) -> str:
    """Return a file's name as a line of Markdown."""
    return f"📎 {writer.escape_markdown(_file(file, ctx.rules.locale))}"


def say_missing_file(file: EntryFile, ctx: SyncContext) -> str:
    """Return a line of Markdown for a file that is not on the board: what it is and where to get it."""
    language = ctx.rules.locale
    if file.lack is None:
        line = catalog.say(language, "board-file-inside", file=_file(file, language))
        return f"{marks.MARK} {writer.escape_markdown(line)}"
    key = "board-file-too-large" if file.lack is FileLack.TOO_LARGE else "board-file-lost"
    line = catalog.say(language, key, file=formats.format_file_and_size(language, file.name, file.size))
    return f"{marks.MARK} {writer.escape_markdown(line)}"


def _file(file: EntryFile, language: str) -> str:
    if file.kind == FileKind.DOCUMENT:
        return catalog.say(language, "kind-document-named", name=file.name)
    return catalog.say(
        language, f"kind-{FileKind(file.kind).value}", time=formats.format_playing_time(file.seconds) or "none"
    )


def is_in_description(ticket: Ticket, entry: Entry) -> bool:
    """Return True if an entry is part of the request, which the description shows, so that it gets no comment."""
    filed = ticket.filed_at or ticket.created_at
    return entry.kind is EntryKind.COMMENT and ticket.origin is not Origin.TODOIST and entry.created_at <= filed


# The files of entries as rows: which files an entry has and which still have to be uploaded. Uploads nothing.


async def get_files(session: AsyncSession, entry: Entry) -> Sequence[EntryFile]:
    """Return the files of an entry, in their order."""
    mine = select(EntryFile).where(EntryFile.entry_id == entry.id)
    return (await session.scalars(mine.order_by(EntryFile.ordinal, EntryFile.id))).all()


async def get_files_by_entry(session: AsyncSession, entries: Iterable[Entry]) -> dict[int, list[EntryFile]]:
    """Return the files of several entries, by entry id, in their order."""
    ids = [entry.id for entry in entries]
    found: dict[int, list[EntryFile]] = defaultdict(list)
    if ids:
        mine = select(EntryFile).where(any_of(EntryFile.entry_id, ids))
        for file in await session.scalars(mine.order_by(EntryFile.ordinal, EntryFile.id)):
            found[file.entry_id].append(file)
    return found


def can_upload_files(entry: Entry, ctx: SyncContext) -> bool:
    """Return True if the files of an entry are to be uploaded to the board."""
    return ctx.rules.board.shows.files or entry.kind is not EntryKind.COMMENT


def is_uploading(file: EntryFile) -> bool:
    """Return True if a file has still to be uploaded to the board."""
    is_held = file.telegram_file_id is not None or file.blob_id is not None
    return file.todoist_attachment is None and is_held and file.lack is None


async def _find_request_entries(session: AsyncSession, ticket: Ticket) -> Sequence[int]:
    """Return the ids of entries with files up to filing: the description shows their words, comments carry their
    files."""
    asked = select(Entry.id).where(
        Entry.ticket_id == ticket.id,
        Entry.kind == EntryKind.COMMENT,
        Entry.withdrawn_at.is_(None),
        Entry.created_at <= (ticket.filed_at or ticket.created_at),
        exists().where(EntryFile.entry_id == Entry.id),
    )
    return (await session.scalars(asked.order_by(Entry.created_at, Entry.id))).all()


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


_HEADED = re.compile(rf"\s*(?:{re.escape(marks.MARK)}\s*)?\*\*.{{1,200}}?:\*\*(?:\s|$)")
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
        head = f"{marks.MARK} {head}"
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
    return CommentWords(marks.strip_note_mark(words), is_note=marks.is_note(words.text), files=files)


def _format_heading(name: str) -> str:
    """Return what a comment of ours begins with: the name of who wrote the words, in bold."""
    return f"**{writer.escape_markdown(name)}:**"


def has_heading(content: str) -> bool:
    """Return True if a comment begins with a name in bold, as ours do."""
    return _HEADED.match(content) is not None


def parse_edited_comment(content: str, name: str, *, lead: str | None = None) -> CommentWords | None:
    """Parse a comment of ours that was edited on the board: without its heading, and without the quote marks of further
    lines. `lead`: the line above the words; None is returned if it is no longer there unchanged."""
    before, heading, rest = content.strip().partition(_format_heading(name))
    if not heading or (before and not (marks.is_note(before) and len(before.split()) == 1)):
        return parse_comment(content.strip(), None) if lead is None else None
    first, *more = rest.strip().split("\n")
    lines = [first, *(line.removeprefix(">").removeprefix(" ") if line.startswith(">") else line for line in more)]
    if lead is not None and lines.pop(0) != lead:
        return None
    words = reader.read_markdown("\n".join(lines).strip("\n"))
    return CommentWords(marks.strip_note_mark(words), is_note=bool(before) or marks.is_note(words.text))


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


# Comments for entries that are older than their ticket's task: they are written under it in their order. Knows no
# HTTP.


_SPOKEN = (EntryKind.COMMENT, EntryKind.REPLY, EntryKind.NOTE, EntryKind.DRAFT)
_COMING = text("""
select entry_id from jobs where box = :box and ticket_id = :ticket and state = 'waiting' and entry_id is not null
  and due_at <= :now
  and convert_from(payload, 'UTF8')::jsonb ->> 'do' = :do
""")
_INSTEAD = text("""
update jobs set state = 'done', settled_at = :now, error = 'superseded'
where box = :box and ticket_id = :ticket and state = 'waiting' and entry_id is not null
  and convert_from(payload, 'UTF8')::jsonb ->> 'do' = :do
  and entry_id not in (select id from entries where ticket_id = :ticket and kind = 'remark')
""")
"""Remarks that are still to be written are no part of the conversation and stay queued."""


async def queue_missing_comments(
    session: AsyncSession, ctx: SyncContext, ticket: Ticket, *, due_at: datetime | None = None
) -> None:
    """Queue every entry that neither the task's description nor a comment shows. Usually they are queued already; not
    if a task was lost, or they were written while there was no board or the ticket had ended."""
    wanted = await _find_entries(session, ticket)
    given = {"box": Box.TO_TODOIST.value, "ticket": ticket.id, "do": Do.COMMENT.value, "now": ctx.now}
    coming = set(await session.scalars(_COMING, given))
    if due_at is None and coming.issuperset(entry.id for entry in wanted):
        return
    await session.execute(_INSTEAD, given)
    for entry in wanted:
        due = max((at for at in (entry.held_until, due_at) if at is not None), default=None)
        ids = {"ticket_id": ticket.id, "entry_id": entry.id}
        jobs.queue_comment(session, Do.COMMENT, **ids, now=ctx.now, rules=ctx.rules, due_at=due)


async def queue_comments_again(session: AsyncSession, ctx: SyncContext, ticket: Ticket, task_id: str) -> None:
    """Do the same for a task that was out of sight, and delete the comments of entries withdrawn since."""
    await queue_missing_comments(session, ctx, ticket)
    taken_back = (
        select(Entry.id)
        .join(BoardComment, BoardComment.entry_id == Entry.id)
        .where(BoardComment.task_id == task_id, BoardComment.ours, BoardComment.deleted_at.is_(None))
        .where(Entry.withdrawn_at.is_not(None))
    )
    for entry_id in await session.scalars(taken_back.distinct()):
        jobs.queue_comment(
            session, Do.COMMENT_DELETE, ticket_id=ticket.id, entry_id=entry_id, now=ctx.now, rules=ctx.rules
        )


async def _find_entries(session: AsyncSession, ticket: Ticket) -> Sequence[Entry]:
    said = select(Entry).where(Entry.ticket_id == ticket.id, Entry.kind.in_(_SPOKEN), Entry.withdrawn_at.is_(None))
    entries = (await session.scalars(said.order_by(Entry.created_at, Entry.id))).all()
    with_files = set(await _find_request_entries(session, ticket))
    return [entry for entry in entries if entry.id in with_files or not is_in_description(ticket, entry)]


# A comment that begins with a quote answers the quoted message: Todoist has no other sign of a reply. If the quote is
# not from exactly one message of the ticket's thread, it stays in the words. Internal notes are never quoted to the
# requester.


_TOKEN, _IN_WORD, _BEGINS = re.compile(r"\S+"), re.compile(r"\w"), re.compile(r"(?<!\w)\S")
_OUTSIDE = (EntryKind.COMMENT, EntryKind.REPLY)
_QUOTES_SPOKEN = (*_OUTSIDE, EntryKind.NOTE)
_LONGEST = 1024
"""The longest quote in a reply, in UTF-16 units (Bot API, ReplyParameters, read 2026-11)."""


@dataclass(frozen=True, slots=True)
class AnsweringComment:
    """A comment with the entry it answers; then `said` no longer has the quote."""

    said: CommentWords
    answers_id: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class _QuoteMatch:
    """A message with a quote: its exact characters there, and if they are the whole message."""

    entry: Entry
    quote: str
    is_whole: bool

    @property
    def may_be_quoted(self) -> bool:
        return self.entry.kind in _OUTSIDE and self.entry.withdrawn_at is None


async def find_answered_entry(
    session: AsyncSession, ticket_id: int, said: CommentWords, *, before: int | None = None
) -> AnsweringComment:
    """Return the comment and the entry that its quote answers. `before`: look only among entries older than this id."""
    quoted = next((e for e in said.words.entities if e.type == "blockquote" and not e.offset), None)
    if quoted is None or said.is_note:
        return AnsweringComment(said)
    quote = cut_text(said.words, 0, quoted.length).text
    rest = replace(said, words=_cut_quote(said.words, quoted.length))
    spoken = select(Entry).where(Entry.ticket_id == ticket_id, Entry.kind.in_(_QUOTES_SPOKEN))
    older = spoken if before is None else spoken.where(Entry.id < before)
    found = _match_quote(quote, await session.scalars(older.order_by(Entry.id)))
    outside = [one for one in found if one.may_be_quoted]
    if found and not outside:
        return AnsweringComment(rest if rest.words or rest.files else replace(said, is_note=True))
    one = _get_only_match([one for one in outside if one.is_whole] or outside)
    if one is None or not (rest.words or rest.files):
        return AnsweringComment(said)
    return AnsweringComment(rest, one.entry.id, cut_text(RichText(one.quote), 0, _LONGEST).text)


def _cut_quote(words: RichText, at: int) -> RichText:
    rest = cut_text(words, at, count_units(words.text))
    blanks = len(rest.text) - len(rest.text.lstrip())
    return cut_text(rest, count_units(rest.text[:blanks]), count_units(rest.text))


def _get_only_match(found: list[_QuoteMatch]) -> _QuoteMatch | None:
    return found[0] if len({one.entry.id for one in found}) == 1 else None


def _match_quote(quote: str, entries: Iterable[Entry]) -> list[_QuoteMatch]:
    """Return the messages that hold the quote as whole words, whatever the blanks; the writer's name may precede it."""
    found = []
    for entry in entries:
        wanted = " ".join(quote.strip().removeprefix(f"{entry.author_name}:").split())
        for part in conversation_entries.list_parts(entry):
            if wanted and (said := _find_in_text(wanted, part.words.text)) is not None:
                found.append(_QuoteMatch(entry, said, said == part.words.text.strip()))
    return found


def _find_in_text(wanted: str, text: str) -> str | None:
    """Return the exact characters of `text` that match the wanted words (separated by single blanks)."""
    tokens = list(_TOKEN.finditer(text))
    plain = " ".join(one.group() for one in tokens)
    at = plain.find(wanted)
    while at >= 0 and not _is_whole_words(plain, at, at + len(wanted)):
        begins = _BEGINS.search(plain, at + 1)
        at = plain.find(wanted, begins.start()) if begins else -1
    if at < 0:
        return None
    first, last = plain.count(" ", 0, at), plain.count(" ", 0, at + len(wanted))
    before, behind = at - plain.rfind(" ", 0, at) - 1, at + len(wanted) - plain.rfind(" ", 0, at + len(wanted)) - 1
    return text[tokens[first].start() + before : tokens[last].start() + behind]


def _is_whole_words(text: str, start: int, end: int) -> bool:
    return not (_IN_WORD.match(text, start - 1) if start else None) and not _IN_WORD.match(text, end)
