"""Entries in words: text, attachments, lines of a thread, and an entry relayed to the other side."""

from collections import Counter
from collections.abc import Sequence

from bot.features.requests import screens_resolution
from bot.features.ticket import buttons
from bot.views import (
    CLIP,
    Reader,
    Rendered,
    RenderedButton,
    RenderedFile,
    Row,
    compose,
    keyboards,
    shown_messages,
)
from bot.views.pages import format_page_number
from db.models import ClientRole, Delivery, EntryKind, FileKind, FileLack, Origin, Role, Status, Ticket
from desk.acts import of_tickets
from desk.conversation import entry_parts
from desk.conversation.new_entry import IncomingFile, load_line
from desk.files import whole_mails
from desk.i18n.catalog import has_key
from desk.i18n.formats import format_args, format_file_and_size, format_playing_time
from desk.notifications.message_refresh import FOOTER_RESOLVED
from desk.notifications.to_requester import FOOTER_ON_HOLD
from desk.outbox import Relay
from desk.own_accounts.said_there import is_of_owner
from desk.people.chat_ids import is_own_chat
from desk.policy import Verb, transitions
from desk.policy.delivery_channels import DeliveryChannel, name_delivery
from desk.policy.permissions import Grant
from desk.queries import entries as queries_entries
from desk.queries import questions
from desk.queries.entries import PAGE_LENGTH, EntryInfo, FileInfo
from desk.text import RichText, count_units
from desk.text.masking import phone_numbers

SUBJECT = 60


_COUNTED = {
    FileKind.PHOTO: "count-photos",
    FileKind.VIDEO: "count-videos",
    FileKind.VIDEO_NOTE: "count-videos",
    FileKind.ANIMATION: "count-videos",
    FileKind.VOICE: "count-voices",
    FileKind.STICKER: "count-stickers",
}
_NOTES = (EntryKind.NOTE, EntryKind.REMARK)
_PLAIN = {
    EntryKind.NOTE: "heading-plain-note",
    EntryKind.REMARK: "heading-plain-note",
    EntryKind.DRAFT: "heading-plain-draft",
}
_NUMBERED = {EntryKind.REPLY: "heading-reply", EntryKind.DRAFT: "heading-draft"}
NO_CAPTION = (FileKind.STICKER, FileKind.VIDEO_NOTE)
_NOT_COPIED = ("dice", "game", "invoice", "paid_media", "giveaway")  # Bot API, copyMessage; TDLib (read 2026-11)


def format_content_line(reader: Reader, stored: str | None) -> str:
    """Return the line that describes an entry's content, in the reader's language; a contact's number is hidden from
    the group and from staff who may not see it."""
    if not stored:
        return ""
    key, args = load_line(stored)
    if key == phone_numbers.CONTACT and not _sees_phones(reader):
        args = phone_numbers.mask_contact(args)
    if has_key(reader.language, key):
        return reader.say(key, **format_args(reader.language, args, now=reader.now, zone=reader.settings.timezone))
    return reader.say("content-unknown", kind=key.removeprefix("content-"))


def _sees_phones(reader: Reader) -> bool:
    """Return True for requesters, whose own contacts these are, and for staff with the grant."""
    is_group = reader.person.role is Role.GROUP
    return not is_group and (not reader.is_staff or reader.may(Grant.PHONES))


def format_entry_text(reader: Reader, entry: EntryInfo) -> RichText:
    """Return what the entry says, forwarded words below their author's name; else a description of its content."""
    said = (
        entry_parts.join_with_origins(
            entry.parts, lambda name: reader.say_rich("forwarded-from", name=name).with_style("italic")
        )
        if entry.parts
        else entry.words
    )
    line = format_content_line(reader, entry.content_line) if entry.content_line is not None else ""
    return compose.join_lines([said, line])


def attach_files(reader: Reader, files: Sequence[FileInfo | IncomingFile]) -> str:
    """Return "📎 1 photo, 2 files"; empty without files."""
    if not files:
        return ""
    counts = Counter(_COUNTED.get(file.kind, "count-files") for file in files)
    return f"{CLIP} " + ", ".join(reader.say(key, n=n) for key, n in counts.items())


def file_name(reader: Reader, file: FileInfo) -> str:
    """Return a file as one line: "Voice message, 0:34"."""
    if file.kind is FileKind.DOCUMENT:
        return reader.say("kind-document-named", name=file.name)
    return reader.say(f"kind-{file.kind.value}", time=format_playing_time(file.seconds) or "none")


def format_thread_line(
    reader: Reader, entry: EntryInfo, limit_units: int | None = None, earlier: Sequence[str] = ()
) -> RichText:
    """Return an entry within a thread: author, time, words; with marks for notes, edits and deliveries, and with its
    earlier versions if they are given. Words that are cut end with a line that says so."""
    if entry.kind is EntryKind.REMARK:
        return RichText("// ") + format_entry_text(reader, entry) + _format_time(reader, entry)
    author = reader.say("open-you") if entry.author_id == reader.person.id else format_author(reader, entry)
    key = _PLAIN.get(entry.kind, "heading-plain")
    head = reader.say_rich(key, name=author) + _format_time(reader, entry)
    said = format_entry_text(reader, entry)
    if limit_units is not None and count_units(said.text) > limit_units:
        said = compose.join_lines([compose.clip_text(said, limit_units), reader.say_rich("open-cut")])
    state = _delivery(reader, entry) if reader.is_staff else ""
    marks = compose.join_dotted([attach_files(reader, entry.files), *_list_marks(reader, entry), state])
    return compose.join_lines([head, said, marks, format_text_before(reader, earlier)])


def mark_deleted(reader: Reader, entry: EntryInfo) -> str:
    """Return the mark of words that are gone from the chat in which they were said, for the team."""
    return reader.say("card-deleted-there") if entry.deleted_there and reader.is_staff else ""


def _list_marks(reader: Reader, entry: EntryInfo) -> list[str]:
    return [reader.say("card-edited") if entry.edited else "", mark_deleted(reader, entry)]


def _format_time(reader: Reader, entry: EntryInfo) -> RichText:
    return RichText(" ") + reader.format_since(entry.at).with_style("italic")


def format_author(reader: Reader, entry: EntryInfo) -> str:
    """Return the writer's name. A leader of the requester's organization has their role behind it: "Max, director";
    who has the mail in copy, "in copy"."""
    if entry.author_role is None:
        return entry.author_name
    is_copied = entry.author_role is ClientRole.USER and entry.origin is Origin.MAIL
    return reader.say(
        "author-of-client", name=entry.author_name, role="copied" if is_copied else entry.author_role.value
    )


def format_text_before(reader: Reader, earlier: Sequence[str]) -> RichText:
    """Return an entry's earlier versions, a line each, shortened."""
    short = (compose.clip_text(RichText(" ".join(text.split())), queries_entries.EARLIER) for text in earlier)
    return compose.join_lines(reader.say_rich("thread-earlier", words=words).with_style("italic") for words in short)


_USUAL = name_delivery(DeliveryChannel.CHAT, Delivery.SENT)


def _delivery(reader: Reader, entry: EntryInfo) -> str:
    if not entry.delivered or entry.delivered == _USUAL or entry.delivery is Delivery.NONE:
        return ""
    return reader.say("delivery", how=entry.delivered)


def _heading(reader: Reader, entry: EntryInfo) -> RichText:
    if entry.number is None:
        return reader.say_rich("heading-plain", name=format_author(reader, entry))
    if entry.kind in _NOTES:
        return reader.say_rich("heading-note", number=entry.number, name=format_author(reader, entry))
    key = _NUMBERED.get(entry.kind, "heading-comment")
    return reader.say_rich(key, number=entry.number, name=format_author(reader, entry))


def _lacking(reader: Reader, file: FileInfo) -> str:
    """Return a line for a file that is not here, and why if that is known."""
    if file.lack is None or (file.attachment_url is None and file.blob_id is None):
        return file_name(reader, file)
    key = "lack-too-large" if file.lack is FileLack.TOO_LARGE else "lack-lost"
    return reader.say(key, file=format_file_and_size(reader.language, file.name, file.size))


def split_sendable_files(reader: Reader, files: Sequence[FileInfo]) -> tuple[tuple[RenderedFile, ...], list[str]]:
    """Return the files that this bot can send, by Telegram's id or from the board, and a line for each other one."""
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


async def render_relayed_message(reader: Reader, letter: Relay, entry: EntryInfo) -> Rendered | None:
    """Render a relayed entry: with number and author above, as a reply to what it answers; None if there is nothing to
    relay."""
    files, missing = split_sendable_files(reader, entry.files)
    copy_of = _copy_of(reader, entry, entry.content_line) if entry.content_line is not None else None
    if letter.files_only:
        there = None if letter.edit else await keyboards.find_media_message(reader, entry.id)
        return None if there is not None else await _files_alone(reader, entry, files, copy_of)
    said = format_entry_text(reader, entry) or _without_caption(reader, entry, files)
    may_quote = await keyboards.can_quote(reader, entry) if entry.quote is not None else None
    quoted = compose.quote_text(RichText(may_quote)) if may_quote else RichText()
    reply_to, quote = await shown_messages.find_answered_message(reader, entry)
    unquoted = _with_header(reader, entry, compose.join_lines([quoted, said]) if quoted else said, missing)
    headed = unquoted if quote is None else _with_header(reader, entry, said, missing)
    line = await _warning_line(reader, letter, entry)
    if line:
        headed, unquoted = compose.join_lines([line, headed]), compose.join_lines([line, unquoted])
    below = await _render_resolution_below(reader, entry.number) if entry.footer == FOOTER_RESOLVED else None
    if below is not None:
        headed, unquoted = (compose.join([words, below.words], "\n\n") for words in (headed, unquoted))
    return Rendered(
        headed,
        await _make_entry_buttons(reader, entry) if below is None else below.buttons,
        files,
        reply_to,
        quote=quote,
        unquoted=unquoted,
        preview=entry.preview or {},
        copy_of=copy_of,
        ticket_id=entry.ticket_id,
        entry_id=entry.id,
    )


async def _render_resolution_below(reader: Reader, number: int | None) -> Rendered | None:
    """Return what stands below an answer that its ticket was resolved with: whether it is solved, then what came of
    it. It is its requester's."""
    card = await reader.load_card(number, history=True) if number is not None else None
    return screens_resolution.render_resolution(reader, card) if card is not None else None


async def _files_alone(
    reader: Reader, entry: EntryInfo, files: tuple[RenderedFile, ...], copy_of: tuple[int, int] | None
) -> Rendered | None:
    """Render an entry's files without its words, as a reply to the card, with a heading if a caption can have it; None
    if it has no files."""
    if not files and copy_of is None:
        return None
    head = _heading(reader, entry) if files and files[0].kind not in NO_CAPTION else RichText()
    reply_to, _ = await shown_messages.find_answered_message(reader, entry)
    return Rendered(head, files=files, reply_to=reply_to, copy_of=copy_of, ticket_id=entry.ticket_id, entry_id=entry.id)


def _without_caption(reader: Reader, entry: EntryInfo, files: Sequence[RenderedFile]) -> RichText:
    """Return a description of a file that can have no caption and comes without words: its heading is a message of its
    own."""
    wordless = [file for file in entry.files if files and files[0].kind in NO_CAPTION]
    return compose.join_lines(file_name(reader, file) for file in wordless)


async def _warning_line(reader: Reader, letter: Relay, entry: EntryInfo) -> RichText:
    """Return what staff have to know before they read it: they are asked, or it may belong to another ticket."""
    if letter.asked:
        return reader.say_rich("asked-you", name=entry.author_name)
    if reader.is_staff and await questions.is_placed_by_clock(reader.session, entry.id):
        return reader.say_rich("placed-by-clock", name=entry.author_name).with_style("italic")
    return RichText()


def _with_header(reader: Reader, entry: EntryInfo, said: RichText, missing: Sequence[str]) -> RichText:
    chat, accounts = reader.person.telegram_id, reader.settings.own_accounts
    is_plain = bool(accounts and said) and is_own_chat(chat) and is_of_owner(accounts, chat, entry.author_id)
    head, footer = RichText() if is_plain else _heading(reader, entry), _footer(reader, entry)
    marks = compose.join_dotted(_list_marks(reader, entry))
    below = said.entities and said.entities[0].type == "blockquote" and said.entities[0].offset == 0
    headed = head + RichText("\n" if below else " ") + said if head and said else head + said
    text = compose.join_lines([headed, *missing, marks])
    return compose.join([text, footer], "\n\n")


def _copy_of(reader: Reader, entry: EntryInfo, content_line: str) -> tuple[int, int] | None:
    """Return the message to copy for a content that only a copy can show. Telegram would roll a copied dice again, and
    never copies the others of `_NOT_COPIED`; a copied contact shows the whole number."""
    key, _ = load_line(content_line)
    hidden = key == phone_numbers.CONTACT and not _sees_phones(reader)
    return None if hidden or key.removeprefix("content-") in _NOT_COPIED else entry.said_at


def _footer(reader: Reader, entry: EntryInfo) -> RichText:
    """Return the footer of an answer; the entry has the key of its text."""
    if entry.footer is None or entry.footer == FOOTER_RESOLVED or entry.kind is not EntryKind.REPLY:
        return RichText()
    if entry.footer == FOOTER_ON_HOLD and entry.hold_until is not None:
        return reader.say_rich("footer-on-hold-until", at=reader.format_instant(entry.hold_until))
    return reader.say_rich(entry.footer)


def make_mail_button(reader: Reader, number: int, entry_id: int) -> RenderedButton:
    """Return the button that shows a mail as it came; entry 0: the newest one."""
    return reader.make_button("btn-whole-mail", buttons.ShowMail(number=number, entry=entry_id, page=1))


def render_mail(reader: Reader, number: int, text: str, page: int, entry_id: int) -> Rendered:
    """Render a page of a mail as it came, as plain words."""
    pages = [text[at : at + PAGE_LENGTH] for at in range(0, len(text), PAGE_LENGTH)] or [""]
    page = min(page, len(pages))
    title = reader.say_rich("mail-whole", number=number)
    head = compose.join_dotted([title, format_page_number(reader, page, len(pages))])
    turning = keyboards.make_page_buttons(
        reader, page, len(pages), lambda to: buttons.ShowMail(number=number, entry=entry_id, page=to)
    )
    return Rendered(compose.join([head, RichText(pages[page - 1])], "\n\n"), turning)


async def _make_entry_buttons(reader: Reader, entry: EntryInfo) -> tuple[Row, ...]:
    """Return the agent's next actions under a requester's message, in the order of the card; none under other
    entries."""
    if entry.number is not None and reader.is_staff and entry.is_from_outside:
        send = buttons.SendOn(number=entry.number, entry=entry.id)
        rows = ((reader.make_button("btn-sendon", send),),)
        is_kept = bool(await whole_mails.list_kept(reader.session, [entry.id]))
        return (*rows, (make_mail_button(reader, entry.number, entry.id),)) if is_kept else rows
    if not entry.by_requester or entry.number is None or not reader.is_staff or entry.author_id == reader.person.id:
        return ()
    ticket = await reader.session.get_one(Ticket, entry.ticket_id)
    status, row = ticket.status, []
    if ticket.merged_into_id is None and status in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED):
        row.append(reader.make_button("btn-reopen", buttons.Reopen(number=entry.number)))
    if transitions.get_target_status(Verb.PENDING, status) and status is not Status.PENDING:
        row.append(keyboards.make_act_button(reader, of_tickets.PENDING, entry.number))
    if transitions.get_target_status(Verb.RESOLVE, status) and status is not Status.RESOLVED:
        row.append(keyboards.make_act_button(reader, of_tickets.RESOLVE, entry.number))
    row.append(reader.make_button("btn-open", buttons.Open(number=entry.number)))
    is_kept = entry.origin is Origin.MAIL and bool(await whole_mails.list_kept(reader.session, [entry.id]))
    return (tuple(row), (make_mail_button(reader, entry.number, entry.id),)) if is_kept else (tuple(row),)
