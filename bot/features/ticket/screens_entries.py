"""Entries in words: what was written, what is attached, lines of a thread, and an entry passed on to the other side."""

from collections import Counter
from collections.abc import Sequence

from bot.features.ticket import buttons as ticket_callbacks
from bot.views import CLIP, Reader, Rendered, RenderedFile, Row, compose, keyboards, reply_targets
from db.models import Delivery, EntryKind, FileKind, FileLack, Role, Status, Ticket
from desk.conversation import parts
from desk.conversation.new_entry import load_line
from desk.i18n.catalog import has_key
from desk.i18n.formats import format_args, format_file_and_size, format_playing_time
from desk.outbox import Relay
from desk.policy import Verb, transitions
from desk.queries import paging, questions
from desk.queries.entries import EntryInfo, FileInfo
from desk.text import RichText, count_units, phone_numbers

_COUNTED = {
    FileKind.PHOTO: "count-photos",
    FileKind.VIDEO: "count-videos",
    FileKind.VIDEO_NOTE: "count-videos",
    FileKind.ANIMATION: "count-videos",
    FileKind.VOICE: "count-voices",
}
_NOTES = (EntryKind.NOTE, EntryKind.REMARK)
NO_CAPTION = (FileKind.STICKER, FileKind.VIDEO_NOTE)
NOT_COPIED = ("dice", "game", "invoice", "paid_media", "giveaway")  # Bot API, copyMessage; TDLib (read 2026-11)


def content_line(reader: Reader, stored: str | None) -> str:
    """A line of the desk's own inside an entry, in the reader's language; a contact's number is not for the group."""
    if not stored:
        return ""
    key, args = load_line(stored)
    if key == phone_numbers.CONTACT and reader.person.role is Role.GROUP:
        args = phone_numbers.mask_contact(args)
    if has_key(reader.language, key):
        return reader.say(key, **format_args(reader.language, args, now=reader.now, zone=reader.settings.timezone))
    return reader.say("content-unknown", kind=key.removeprefix("content-"))


def entry_text(reader: Reader, entry: EntryInfo) -> RichText:
    """What the entry says, forwarded words under whose they are; else what it is."""
    said = (
        parts.join_with_origins(entry.parts, lambda name: forwarded_line(reader, name)) if entry.parts else entry.words
    )
    return compose.join_lines([said, content_line(reader, entry.content_line)])


def forwarded_line(reader: Reader, name: str) -> RichText:
    """Whose words the next ones are."""
    return reader.words("forwarded-from", name=name).with_style("italic")


def attach_files(reader: Reader, files: Sequence[FileInfo]) -> str:
    """ "📎 1 photo, 2 files"; nothing where nothing is attached."""
    if not files:
        return ""
    counts = Counter(_COUNTED.get(file.kind, "count-files") for file in files)
    return f"{CLIP} " + ", ".join(reader.say(key, n=n) for key, n in counts.items())


def file_name(reader: Reader, file: FileInfo) -> str:
    """A file as one line: "Voice message, 0:34"."""
    if file.kind is FileKind.DOCUMENT:
        return reader.say("kind-document-named", name=file.name)
    return reader.say(f"kind-{file.kind.value}", time=format_playing_time(file.seconds) or "none")


def thread_line(
    reader: Reader, entry: EntryInfo, limit_units: int | None = None, earlier: Sequence[str] = ()
) -> RichText:
    """An entry within a thread: who, when, what; notes marked, edits and deliveries said, and what it said before where
    that is known. Cut, it says where the rest is."""
    if entry.kind is EntryKind.REMARK:
        return RichText("// ") + entry_text(reader, entry) + RichText(f" {reader.ago(entry.at)}").with_style("italic")
    author = reader.say("open-you") if entry.author_id == reader.person.id else entry.author_name
    key = "heading-plain-note" if entry.kind in _NOTES else "heading-plain"
    head = reader.words(key, name=author) + RichText(" ") + RichText(reader.ago(entry.at)).with_style("italic")
    said = entry_text(reader, entry)
    if limit_units is not None and count_units(said.text) > limit_units:
        said = compose.join_lines([compose.clip_text(said, limit_units), reader.words("open-cut")])
    state = _delivery(reader, entry) if reader.is_staff else ""
    marks = compose.join_dotted(
        [attach_files(reader, entry.files), reader.say("card-edited") if entry.edited else "", state]
    )
    return compose.join_lines([head, said, marks, text_before(reader, earlier)])


def text_before(reader: Reader, earlier: Sequence[str]) -> RichText:
    """What an entry said before it was edited, a wording a line, shortened."""
    short = (compose.clip_text(RichText(" ".join(text.split())), paging.EARLIER) for text in earlier)
    return compose.join_lines(reader.words("thread-earlier", words=words).with_style("italic") for words in short)


def _delivery(reader: Reader, entry: EntryInfo) -> str:
    if entry.kind is not EntryKind.REPLY or entry.delivery in (Delivery.NONE, Delivery.SENT):
        return ""
    return reader.say("card-delivery", state=entry.delivery.value)


def _heading(reader: Reader, entry: EntryInfo) -> RichText:
    if entry.number is None:
        return reader.words("heading-plain", name=entry.author_name)
    if entry.kind in _NOTES:
        return reader.words("heading-note", number=entry.number, name=entry.author_name)
    key = "heading-reply" if entry.kind is EntryKind.REPLY else "heading-comment"
    return reader.words(key, number=entry.number, name=entry.author_name)


def _lacking(reader: Reader, file: FileInfo) -> str:
    """A file that is not here: what it is, and why where that is known."""
    if file.lack is None or (file.attachment_url is None and file.blob_id is None):
        return file_name(reader, file)
    key = "lack-too-large" if file.lack is FileLack.TOO_LARGE else "lack-lost"
    return reader.say(key, file=format_file_and_size(reader.language, file.name, file.size))


def can_send(reader: Reader, files: Sequence[FileInfo]) -> tuple[tuple[RenderedFile, ...], list[str]]:
    """The files this bot can send, by Telegram's id or from the board, and a line for each it cannot."""
    ours: list[RenderedFile] = []
    lines: list[str] = []
    for file in files:
        file_id = file.file_id if file.bot_id in (None, reader.bot_id) else None
        may_be_fetched = file_id is None and file.lack is None
        url, blob = (file.attachment_url, file.blob_id) if may_be_fetched else (None, None)
        if file_id is None and url is None and blob is None:
            lines.append(f"{CLIP} {_lacking(reader, file)}")
            continue
        about = (file.id, file.kind, file.name, file.mime, file.size, file.seconds)
        ours.append(RenderedFile(*about, file_id, url, blob_id=blob))
    return tuple(ours), lines


async def relayed_message(reader: Reader, letter: Relay, entry: EntryInfo) -> Rendered | None:
    """An entry passed on: headed by number and author, as a reply to what it answers; None: nothing to pass on."""
    files, missing = can_send(reader, entry.files)
    copy_of = _copy_of(entry)
    if letter.files_only:
        return await _files_alone(reader, entry, files, copy_of)
    said = entry_text(reader, entry) or _without_caption(reader, entry, files)
    quoted = compose.quote_text(RichText(await reply_targets.can_quote(reader, entry) or ""))
    reply_to, quote = await reply_targets.answered_message(reader, entry)
    unquoted = _with_header(reader, entry, compose.join_lines([quoted, said]) if quoted else said, missing)
    headed = unquoted if quote is None else _with_header(reader, entry, said, missing)
    line = await _why(reader, letter, entry)
    if line:
        headed, unquoted = compose.join_lines([line, headed]), compose.join_lines([line, unquoted])
    return Rendered(
        headed,
        await buttons_under(reader, entry),
        files,
        reply_to,
        quote=quote,
        unquoted=unquoted,
        preview=entry.preview or {},
        copy_of=copy_of,
        ticket_id=entry.ticket_id,
        entry_id=entry.id,
    )


async def _files_alone(
    reader: Reader, entry: EntryInfo, files: tuple[RenderedFile, ...], copy_of: tuple[int, int] | None
) -> Rendered | None:
    """Its files without its words, as a reply to the card, headed where a caption can say so; None where they are none
    or have come into that chat meanwhile."""
    if (not files and copy_of is None) or await reply_targets.of_media(reader, entry.id) is not None:
        return None
    head = _heading(reader, entry) if files and files[0].kind not in NO_CAPTION else RichText()
    reply_to, _ = await reply_targets.answered_message(reader, entry)
    return Rendered(head, files=files, reply_to=reply_to, copy_of=copy_of, ticket_id=entry.ticket_id, entry_id=entry.id)


def _without_caption(reader: Reader, entry: EntryInfo, files: Sequence[RenderedFile]) -> RichText:
    """What it is, where it says nothing and no caption can be put under it: its heading is a message of its own."""
    wordless = [file for file in entry.files if files and files[0].kind in NO_CAPTION]
    return compose.join_lines(file_name(reader, file) for file in wordless)


async def _why(reader: Reader, letter: Relay, entry: EntryInfo) -> RichText:
    """What a member of staff has to know before they read it: they are asked, or it may be meant for another."""
    if letter.asked:
        return reader.words("asked-you", name=entry.author_name)
    if reader.is_staff and await questions.is_placed_by_clock(reader.session, entry.id):
        return reader.words("placed-by-clock", name=entry.author_name).with_style("italic")
    return RichText()


def _with_header(reader: Reader, entry: EntryInfo, said: RichText, missing: Sequence[str]) -> RichText:
    head, footer = _heading(reader, entry), _footer(reader, entry)
    marks = reader.say("card-edited") if entry.edited else ""
    below = said.entities and said.entities[0].type == "blockquote" and said.entities[0].offset == 0
    text = compose.join_lines([head + RichText("\n" if below else " ") + said if said else head, *missing, marks])
    return compose.join([text, footer], "\n\n")


def _copy_of(entry: EntryInfo) -> tuple[int, int] | None:
    """Where what only a copy can show stands; Telegram would throw a copied dice anew, others it never copies."""
    if entry.said_at is None or entry.content_line is None:
        return None
    return None if load_line(entry.content_line)[0].removeprefix("content-") in NOT_COPIED else entry.said_at


def _footer(reader: Reader, entry: EntryInfo) -> str:
    """The footer of an answer: the key of a text."""
    return reader.say(entry.footer) if entry.footer and entry.kind is EntryKind.REPLY else ""


async def buttons_under(reader: Reader, entry: EntryInfo) -> tuple[Row, ...]:
    """Under a requester's words, what their agent can do next, in the order of the card; under all else nothing."""
    if not entry.by_requester or entry.number is None or not reader.is_staff or entry.author_id == reader.person.id:
        return ()
    ticket = await reader.session.get_one(Ticket, entry.ticket_id)
    status, row = ticket.status, []
    if ticket.merged_into_id is None and status in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED):
        row.append(keyboards.make_button(reader.language, "btn-reopen", ticket_callbacks.Reopen(number=entry.number)))
    if transitions.get_target_status(Verb.PENDING, status) and status is not Status.PENDING:
        row.append(keyboards.make_button(reader.language, "btn-pending", ticket_callbacks.Pending(number=entry.number)))
    if transitions.get_target_status(Verb.RESOLVE, status) and status is not Status.RESOLVED:
        row.append(keyboards.make_button(reader.language, "btn-resolve", ticket_callbacks.Resolve(number=entry.number)))
    row.append(keyboards.make_button(reader.language, "btn-open", ticket_callbacks.Open(number=entry.number)))
    return (tuple(row),)
