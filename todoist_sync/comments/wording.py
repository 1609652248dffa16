"""The desk's own lines in comments and descriptions, and the names it writes there, in the board's language. Knows no
task."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryFile, EntryKind, FileKind, FileLack, Person
from desk.conversation import entry_parts
from desk.conversation.new_entry import load_line
from desk.i18n import catalog, formats
from desk.queries.lists import EarlierSummary
from desk.text import RichText, note_prefix
from desk.text.markdown import writer
from desk.text.masking import phone_numbers
from todoist_sync.context import SyncContext

_PLACES = frozenset({"content-location", "content-venue"})


def get_words(entry: Entry, ctx: SyncContext) -> RichText:
    """Return the words of an entry, forwarded parts headed with their author."""
    language = ctx.rules.locale
    return entry_parts.join_with_origins(
        entry_parts.list_parts(entry), lambda name: catalog.say_rich(language, "forwarded-from", name=name)
    )


def get_words_with_quote(entry: Entry, answered: Entry | None, ctx: SyncContext) -> RichText:
    """Return the words of an entry below the quote that its writer chose; internal notes are never quoted to the
    requester."""
    said, quote = get_words(entry, ctx), get_quote_line(entry, answered, ctx)
    return entry_parts.join_words([quote, said]) if quote is not None else said


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
        return f"{note_prefix.MARK} {writer.escape_markdown(line)}"
    key = "board-file-too-large" if file.lack is FileLack.TOO_LARGE else "board-file-lost"
    line = catalog.say(language, key, file=formats.format_file_and_size(language, file.name, file.size))
    return f"{note_prefix.MARK} {writer.escape_markdown(line)}"


def _file(file: EntryFile, language: str) -> str:
    if file.kind == FileKind.DOCUMENT:
        return catalog.say(language, "kind-document-named", name=file.name)
    return catalog.say(
        language, f"kind-{FileKind(file.kind).value}", time=formats.format_playing_time(file.seconds) or "none"
    )
