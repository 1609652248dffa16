"""The desk's own lines in comments and descriptions, in the board's language. Knows no task."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryFile, EntryKind, FileKind, FileLack, Origin, Person, Ticket
from desk.conversation import parts
from desk.conversation.new_entry import load_line
from desk.i18n import catalog, formats
from desk.queries.earlier import EarlierSummary
from desk.text import RichText, note_mark, phone_numbers
from desk.text.markdown import writer
from todoist_sync.context import SyncContext

_PLACES = frozenset({"content-location", "content-venue"})


def spoken(entry: Entry, round_: SyncContext) -> RichText:
    """Return the words of an entry, forwarded parts headed with their author."""
    language = round_.rules.locale
    return parts.join_with_origins(
        parts.list_parts(entry), lambda name: catalog.say_rich(language, "forwarded-from", name=name)
    )


def quoting(entry: Entry, answered: Entry | None, round_: SyncContext) -> RichText:
    """Return the words of an entry below the quote that its writer chose; internal notes are never quoted to the
    requester."""
    said, quote = spoken(entry, round_), quote_of(entry, answered, round_)
    return parts.join_words([quote, said]) if quote is not None else said


def quote_of(entry: Entry, answered: Entry | None, round_: SyncContext) -> RichText | None:
    """Return the line that quotes the answered part; None if there is none, or none that may be shown."""
    outside = answered is not None and answered.kind in (EntryKind.COMMENT, EntryKind.REPLY)
    shown = answered is not None and outside and entry.quote is not None and entry.quote in answered.body
    if entry.quote is None or not (shown or entry.kind is EntryKind.NOTE):
        return None
    return catalog.say_rich(round_.rules.locale, "board-quote", quote=" ".join(entry.quote.split()))


def earlier_line(past: EarlierSummary, round_: SyncContext) -> str:
    """Return a line of Markdown about a requester's earlier tickets: how many, their topics, their ratings."""
    language = round_.rules.locale
    topics = [catalog.say(language, "earlier-topic", name=writer.escape_markdown(name), n=n) for name, n in past.topics]
    mark = formats.format_decimal(language, past.mark) if past.mark is not None else ""
    said = [catalog.say(language, "board-earlier", n=past.count), ", ".join(topics)]
    said += [catalog.say(language, "earlier-mark", mark=mark, n=past.marks)] if mark else []
    return " · ".join(one for one in said if one)


def requester_name(person: Person, round_: SyncContext) -> str:
    """Return the name under which the board shows a requester."""
    if round_.rules.board.names == "number":
        return catalog.say(round_.rules.locale, "board-requester", number=person.id)
    whole = person.full_name if round_.rules.board.names == "full" else None
    return whole or person.name


async def author_name(session: AsyncSession, entry: Entry, round_: SyncContext) -> str:
    """Return the name that heads an entry's comments."""
    if entry.kind is not EntryKind.COMMENT or entry.author_id is None or round_.rules.board.names == "initial":
        return entry.author_name
    author = await session.get(Person, entry.author_id)
    return requester_name(author, round_) if author is not None else entry.author_name


def content_line(stored: str, round_: SyncContext) -> RichText:
    """Return a line of the desk's own inside an entry; of a contact the name, and the number where the board may show
    it."""
    language, (key, args) = round_.rules.locale, load_line(stored)
    if key == phone_numbers.CONTACT and not round_.rules.board.phone_numbers:
        return catalog.say_rich(language, "board-contact", **phone_numbers.mask_contact(args))
    if key in _PLACES and not round_.rules.board.places:
        return catalog.say_rich(language, "board-place")
    if not catalog.has_key(language, key):
        return catalog.say_rich(language, "content-unknown", kind=key.removeprefix("content-"))
    given = formats.format_args(language, args, now=round_.now, zone=round_.rules.timezone)
    return catalog.say_rich(language, key, **given)


def file_line(file: EntryFile, round_: SyncContext) -> str:
    """Return a file's name as a line of Markdown."""
    return f"📎 {writer.escape_markdown(_file(file, round_.rules.locale))}"


def lacking_line(file: EntryFile, round_: SyncContext) -> str:
    """Return a line of Markdown for a file that is not on the board: what it is and where to get it."""
    language = round_.rules.locale
    if file.lack is None:
        line = catalog.say(language, "board-file-inside", file=_file(file, language))
        return f"{note_mark.MARK} {writer.escape_markdown(line)}"
    key = "board-file-too-large" if file.lack is FileLack.TOO_LARGE else "board-file-lost"
    line = catalog.say(language, key, file=formats.format_file_and_size(language, file.name, file.size))
    return f"{note_mark.MARK} {writer.escape_markdown(line)}"


def _file(file: EntryFile, language: str) -> str:
    if file.kind == FileKind.DOCUMENT:
        return catalog.say(language, "kind-document-named", name=file.name)
    return catalog.say(
        language, f"kind-{FileKind(file.kind).value}", time=formats.format_playing_time(file.seconds) or "none"
    )


def in_description(ticket: Ticket, entry: Entry) -> bool:
    """Return True if an entry is part of the request, which the description shows, so that it gets no comment."""
    filed = ticket.filed_at or ticket.created_at
    return entry.kind is EntryKind.COMMENT and ticket.origin is not Origin.TODOIST and entry.created_at <= filed
