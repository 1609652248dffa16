"""Applies one comment read from the board: an echo of ours, or what a person wrote there. Knows no HTTP.

Edits of comments that pulldesk wrote, by a person who shares the desk's account: staff's words are changed for their
readers; a requester's words, the desk's own lines and comments of several messages are put back, and a remark says so.
"""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import BoardCard, BoardCommand, BoardComment, BrakeKind, Entry, EntryFile, EntryKind, Person, Ticket
from desk import Desk, Refused, approvals
from desk.canned import board_replies
from desk.conversation import editing, entries, entry_parts, reactions, thread, writing
from desk.conversation.new_entry import NewEntry
from desk.outbox import Do, jobs
from desk.text import RichText
from desk.text.markdown import writer
from todoist_sync import brake, project, recognising
from todoist_sync.api.rows import CommentRow, require_readable
from todoist_sync.cards import settle
from todoist_sync.comments import entry_files, layout, quotes, wording
from todoist_sync.comments.layout import CommentWords
from todoist_sync.context import SyncContext

_STAFFS = (EntryKind.REPLY, EntryKind.NOTE, EntryKind.DRAFT)
_WORDS, _ANSWER, _LINE = _PUT_BACK = ("board-words-put-back", "board-answer-put-back", "board-line-put-back")
_MOST, _HOUR = 10, timedelta(hours=1)


async def _apply_own_comment_edit(
    session: AsyncSession, known: BoardComment, entry: Entry, content: str, ctx: SyncContext
) -> None:
    """Apply an edit once; a change of blanks only, or one on its way from us, is ignored."""
    if (
        _is_same_text(content, known.content)
        or entry.withdrawn_at is not None
        or await _is_edit_pending(session, entry)
    ):
        return
    said = await _parse_edit(session, known, entry, content, ctx)
    known.content = content
    desk = ctx.make_desk(session)
    try:
        async with savepoint(session):
            if said is None:
                raise Refused("not as a whole")
            if said.is_note and entry.kind is EntryKind.REPLY:
                await _turn_into_note(session, known, entry, said, ctx)
            elif said.words != entry_parts.list_parts(entry)[0].words:
                await editing.edit_from_board(desk, entry, said.words)
            else:
                writing.show_on_board(desk, entry, do=Do.COMMENT_EDIT)
    except Refused:
        await _put_back(session, entry, ctx)


async def _turn_into_note(
    session: AsyncSession, known: BoardComment, entry: Entry, said: CommentWords, ctx: SyncContext
) -> None:
    """Withdraw the answer and keep its comment as its author's internal note, with its files."""
    await editing.withdraw_from_board(ctx.make_desk(session), entry)
    ticket = await session.get_one(Ticket, entry.ticket_id)
    desk = ctx.make_desk(session, await session.get(Person, entry.author_id) if entry.author_id is not None else None)
    note = await thread.add_note(desk, ticket.number, NewEntry(said.words, await entries.list_files(session, entry)))
    known.entry_id = note.id
    writing.show_on_board(desk, note, do=Do.COMMENT_EDIT)


async def _put_back(session: AsyncSession, entry: Entry, ctx: SyncContext) -> None:
    """Write the comment's old text again; at most ten times an hour, as a program may change it back each time."""
    if await _count_recent(session, entry, ctx) >= _MOST:
        return
    desk = ctx.make_desk(session)
    writing.show_on_board(desk, entry, do=Do.COMMENT_EDIT)
    ticket = await session.get_one(Ticket, entry.ticket_id)
    if entry.kind is EntryKind.COMMENT:
        await thread.add_remark(desk, ticket.number, _WORDS, name=entry.author_name)
    else:
        await thread.add_remark(desk, ticket.number, _ANSWER if entry.kind in _STAFFS else _LINE)


async def _count_recent(session: AsyncSession, entry: Entry, ctx: SyncContext) -> int:
    said = or_(*(Entry.content_line.startswith(f'{{"key":"{key}"', autoescape=True) for key in _PUT_BACK))
    lines = select(func.count(Entry.id)).where(
        Entry.ticket_id == entry.ticket_id,
        Entry.kind == EntryKind.REMARK,
        Entry.created_at > ctx.now - _HOUR,
        said,
    )
    return await session.scalar(lines) or 0


async def _parse_edit(
    session: AsyncSession, known: BoardComment, entry: Entry, content: str, ctx: SyncContext
) -> CommentWords | None:
    """Return the new words of a staff entry; None if it cannot be changed from here: not staff's, or not the words of
    one message in one comment."""
    made_of = entry_parts.list_parts(entry)
    if entry.kind not in _STAFFS or len(made_of) != 1 or known.part or entry.content_line or not entry.body:
        return None
    if made_of[0].forwarded_from is not None or any(
        f.todoist_attachment is None for f in await entry_files.get_files(session, entry)
    ):
        return None
    answered = await session.get(Entry, entry.answers_id) if entry.answers_id is not None else None
    if len(layout.build_parts(entry.kind, entry.author_name, wording.get_words_with_quote(entry, answered, ctx))) != 1:
        return None
    quote = wording.get_quote_line(entry, answered, ctx)
    said = layout.parse_edited_comment(content, entry.author_name, lead=writer.write_markdown(quote) if quote else None)
    if said is None or not said.words:
        return None
    answers = entry.kind is EntryKind.REPLY and not said.is_note
    return None if answers and board_replies.is_no_answer(ctx.rules, said.words) else said


async def _is_edit_pending(session: AsyncSession, entry: Entry) -> bool:
    """Return True if the reading may show our own edit, whose answer has not come yet."""
    mine = exists().where(BoardCommand.entry_id == entry.id, BoardCommand.answered_at.is_(None))
    return bool(await session.scalar(select(mine)))


def _is_same_text(one: str, other: str) -> bool:
    """Return True if both texts are equal except for blanks."""
    return one.split() == other.split()


_NOTHING = -1  # before all words


async def apply_comment(
    session: AsyncSession, card: BoardCard, ticket: Ticket, note: CommentRow, ctx: SyncContext
) -> None:
    """Apply a comment once: its id in `board_comments` marks it as known."""
    known = await session.scalar(select(BoardComment).where(BoardComment.comment_id == note.id))
    if known is not None:
        await _apply_known(session, known, note, ctx)
        return
    if note.is_deleted:
        await brake.release_acts(session, note.id)
        await jobs.forget_unread(session, note.id, now=ctx.now)
        return
    if await recognising.recognise_comment(session, note, ctx):
        return
    if ctx.recovers and note.posted_uid in {None, ctx.project.account_id} and layout.has_heading(note.content):
        await admit_comment(session, ticket, note, ctx, inside=True)  # written for somebody after the backup
        return
    by = note.posted_uid or ""
    behind = await brake.has_held_comments(session, ticket.id, by)
    if behind or not await brake.allow_act(session, ctx, BrakeKind.COMMENT, at=note.posted_at, by=by):
        await brake.hold_act(session, ctx, BrakeKind.COMMENT, ticket_id=ticket.id, key=note.id, data=note.as_sent)
        return
    await admit_comment(session, ticket, note, ctx)


async def admit_comment(
    session: AsyncSession, ticket: Ticket, note: CommentRow, ctx: SyncContext, *, inside: bool = False
) -> None:
    """Turn a new comment into an entry; `inside`: as an internal note, whatever it says."""
    said = layout.parse_comment(note.content, require_readable(note).attachment)
    if not said.words and not said.files:
        return
    if inside:
        said = replace(said, is_note=True)
    answering = await quotes.find_answered_entry(session, ticket.id, said)
    entry = await _store_entry(session, ticket, note, answering, ctx)
    named = not said.is_note and board_replies.is_canned_call(ctx.rules, answering.said.words)
    session.add(
        BoardComment(
            comment_id=note.id,
            entry_id=entry.id,
            task_id=note.item_id,
            part=0,
            ours=False,
            content=note.content,
            file_url=layout.get_file_url(note.attachment),
            is_key=named and entry.kind is not EntryKind.COMMENT,
        )
    )
    await session.flush()


async def _store_entry(
    session: AsyncSession, ticket: Ticket, note: CommentRow, answering: quotes.AnsweringComment, ctx: SyncContext
) -> Entry:
    """Store the entry in its writer's name; what they may not say to the requester becomes an internal note."""
    author = await project.get_or_create_person(session, note.posted_uid, ctx) if note.posted_uid else None
    said = answering.said
    saying = NewEntry(said.words, said.files, answers_id=answering.answers_id, quote=answering.quote)
    own = note.posted_uid == ctx.project.account_id
    if author is not None and await settle.may_not_write(session, ticket, author, ctx):
        entry = await thread.add_note(ctx.make_desk(session, author, at=note.posted_at), ticket.number, saying)
        await settle.add_remark(session, ticket, Refused(settle.NOT_A_MEMBER, name=author.name), ctx)
        return entry
    try:
        async with savepoint(session):
            desk = ctx.make_desk(session, author, at=note.posted_at)
            return await board_replies.add_board_comment(
                desk, ticket.number, saying, is_note=said.is_note, own_account=own
            )
    except Refused:
        return await thread.add_note(ctx.make_desk(session, at=note.posted_at), ticket.number, saying)


def is_echo(known: BoardComment | None, note: CommentRow) -> bool:
    """Return True if a comment says nothing that we do not know already."""
    if known is None:
        return False
    if known.deleted_at is not None:
        return True
    if note.is_deleted or (note.reactions is not None and (note.reactions or None) != known.reactions):
        return False
    if known.ours:
        return _is_same_text(note.content, known.content)
    return note.content == known.content and not _has_late_file(known, note)


def _has_late_file(known: BoardComment, note: CommentRow) -> bool:
    """Return True if the file of a comment was uploaded after its words were read."""
    return note.attachment is not None and known.file_url is None and not known.ours and not note.is_deleted


async def _apply_known(session: AsyncSession, known: BoardComment, note: CommentRow, ctx: SyncContext) -> None:
    """Apply a known comment that was read again: an echo, or reacted to, edited or deleted on the board."""
    await _apply_reactions(session, known, note, ctx)
    if known.deleted_at is not None:
        return
    entry = await session.get_one(Entry, known.entry_id)
    if known.ours:
        await _apply_to_ours(session, known, entry, note, ctx)
        return
    author = await session.get(Person, entry.author_id) if entry.author_id is not None else None
    if author is not None and author.dismissed_at is not None:
        return  # changes by a former member are ignored
    if _has_late_file(known, note):
        await _take_late_file(session, known, entry, note, ctx)
    if not note.is_deleted and (note.content == known.content or known.is_key):
        return  # a canned reply's key was replaced by its text when it was written
    said = layout.parse_comment(note.content, None if note.odd else note.attachment)
    try:
        async with savepoint(session):
            await _amend(ctx.make_desk(session, author), known, entry, note, said)
    except Refused:  # too late, or not theirs to change: the entry stays
        known.content = note.content


async def _take_late_file(
    session: AsyncSession, known: BoardComment, entry: Entry, note: CommentRow, ctx: SyncContext
) -> None:
    """Bring a file that was uploaded after its comment was read, as a message of its own."""
    known.file_url = layout.get_file_url(note.attachment)
    ticket = await session.get(Ticket, entry.ticket_id) if entry.ticket_id is not None else None
    if ticket is None or await session.scalar(select(EntryFile.id).where(EntryFile.entry_id == entry.id).limit(1)):
        return
    said = replace(layout.parse_comment(note.content, note.attachment), words=RichText())
    await _store_entry(session, ticket, note, quotes.AnsweringComment(said), ctx)


async def _find_late_entry(session: AsyncSession, known: BoardComment, entry: Entry) -> Entry | None:
    url = EntryFile.todoist_attachment["file_url"].astext
    late = select(Entry).join(EntryFile, EntryFile.entry_id == Entry.id)
    late = late.where(Entry.ticket_id == entry.ticket_id, Entry.id > entry.id, url == known.file_url)
    found: Entry | None = await session.scalar(late.where(Entry.withdrawn_at.is_(None)).limit(1))
    return found


async def _apply_reactions(session: AsyncSession, known: BoardComment, note: CommentRow, ctx: SyncContext) -> None:
    """Apply reactions to the comment's entry, if they changed since the comment was last read."""
    if note.reactions is None:
        return
    now = note.reactions or None
    if now == known.reactions or note.is_deleted or known.deleted_at is not None:
        return
    was, known.reactions = known.reactions or {}, now
    now = now or {}
    entry = await session.get_one(Entry, known.entry_id)
    for uid in sorted({uid for signs in (was, now) for uids in signs.values() for uid in uids}):
        signs = [sign for sign, uids in now.items() if uid in uids]
        if signs != [sign for sign, uids in was.items() if uid in uids] and not await project.is_outsider(
            session, uid, ctx
        ):
            try:
                async with savepoint(session):
                    desk = ctx.make_desk(session, await project.get_or_create_person(session, uid, ctx))
                    if entry.kind is EntryKind.DRAFT:
                        seen = await _get_time_seen(session, known, entry, note, ctx)
                        await approvals.react_to_draft(desk, entry, signs, seen=seen)
                    else:
                        await reactions.react_to_entry(desk, entry, signs)
            except Refused:
                continue


async def _get_time_seen(
    session: AsyncSession, known: BoardComment, entry: Entry, note: CommentRow, ctx: SyncContext
) -> int:
    """Return up to when words count as read by a person who reacted to their comment since the last reading, in
    milliseconds: nothing, if the words of the comment change at this moment."""
    is_same = _is_same_text(note.content, known.content)
    if not is_same or await _is_edit_pending(session, entry):
        return _NOTHING
    read = (await project.get_state(session, ctx.project.project_id)).pulled_at
    return int(read.timestamp() * 1000) if read is not None else _NOTHING


async def _apply_to_ours(
    session: AsyncSession, known: BoardComment, entry: Entry, note: CommentRow, ctx: SyncContext
) -> None:
    """Apply a change to a comment that we wrote, by a person who shares our account: staff's entries are edited or
    withdrawn, a requester's words stay."""
    if not note.is_deleted:
        await _apply_own_comment_edit(session, known, entry, note.content, ctx)
        return
    known.deleted_at = ctx.now
    if entry.withdrawn_at is None and entry.kind in (EntryKind.REPLY, EntryKind.NOTE, EntryKind.DRAFT):
        await editing.withdraw_from_board(ctx.make_desk(session), entry)


async def _amend(desk: Desk, known: BoardComment, entry: Entry, note: CommentRow, said: layout.CommentWords) -> None:
    """Bring an entry to what its comment is now; an answer that begins with `//` now is withdrawn and kept as a
    note."""
    if note.is_deleted:
        known.deleted_at = desk.now
        late = await _find_late_entry(desk.session, known, entry)
        for one in (entry, late) if late is not None else (entry,):
            await editing.withdraw_entry(desk, one)
        return
    known.content = note.content
    if entry.kind is EntryKind.REPLY and board_replies.is_no_answer(desk.rules, said.words) and not said.is_note:
        await board_replies.remark_refused_edit(
            desk, (await desk.session.get_one(Ticket, entry.ticket_id)).number, said.words
        )
        return
    if said.is_note and entry.kind is not EntryKind.NOTE:
        await editing.withdraw_entry(desk, entry)
        ticket = await desk.session.get_one(Ticket, entry.ticket_id)
        known.entry_id = (await thread.add_note(desk, ticket.number, NewEntry(said.words, said.files))).id
    else:
        await editing.edit_entry(desk, entry, await _find_words(desk.session, entry, said))


async def _find_words(session: AsyncSession, entry: Entry, said: layout.CommentWords) -> RichText:
    """Return the new words of an answer, without the quote that made it a reply and without what may not be quoted."""
    if entry.kind is EntryKind.NOTE or entry.ticket_id is None:
        return said.words
    answering = await quotes.find_answered_entry(session, entry.ticket_id, said, before=entry.id)
    is_other = answering.quote is not None and (answering.answers_id, answering.quote) != (
        entry.answers_id,
        entry.quote,
    )
    return said.words if is_other else answering.said.words
