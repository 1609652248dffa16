"""Edits of comments that pulldesk wrote, by a person who shares the desk's account: staff's words are changed for their
readers; a requester's words, the desk's own lines and comments of several messages are put back, and a remark says
so."""

from datetime import timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import BoardCommand, BoardComment, Entry, EntryKind, Person, Ticket
from desk import Refused
from desk.canned import board_replies
from desk.conversation import editing, entries, entry_posting, message_parts, thread
from desk.conversation.new_entry import NewEntry
from desk.outbox import Do
from desk.text.markdown import writer
from todoist_sync.comments import files, layout, wording
from todoist_sync.comments.layout import CommentWords
from todoist_sync.context import SyncContext

_STAFFS = (EntryKind.REPLY, EntryKind.NOTE, EntryKind.DRAFT)
_WORDS, _ANSWER, _LINE = _PUT_BACK = ("board-words-put-back", "board-answer-put-back", "board-line-put-back")
_MOST, _HOUR = 10, timedelta(hours=1)


async def apply_own_comment_edit(
    session: AsyncSession, known: BoardComment, entry: Entry, content: str, ctx: SyncContext
) -> None:
    """Apply an edit once; a change of blanks only, or one on its way from us, is ignored."""
    if is_same_text(content, known.content) or entry.withdrawn_at is not None or await is_edit_pending(session, entry):
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
            elif said.words != message_parts.list_parts(entry)[0].words:
                await editing.edit_from_board(desk, entry, said.words)
            else:
                entry_posting.show_on_board(desk, entry, do=Do.COMMENT_EDIT)
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
    entry_posting.show_on_board(desk, note, do=Do.COMMENT_EDIT)


async def _put_back(session: AsyncSession, entry: Entry, ctx: SyncContext) -> None:
    """Write the comment's old text again; at most ten times an hour, as a program may change it back each time."""
    if await _count_recent(session, entry, ctx) >= _MOST:
        return
    desk = ctx.make_desk(session)
    entry_posting.show_on_board(desk, entry, do=Do.COMMENT_EDIT)
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
    made_of = message_parts.list_parts(entry)
    if entry.kind not in _STAFFS or len(made_of) != 1 or known.part or entry.content_line or not entry.body:
        return None
    if made_of[0].forwarded_from is not None or any(
        f.todoist_attachment is None for f in await files.get_files(session, entry)
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


async def is_edit_pending(session: AsyncSession, entry: Entry) -> bool:
    """Return True if the reading may show our own edit, whose answer has not come yet."""
    mine = exists().where(BoardCommand.entry_id == entry.id, BoardCommand.answered_at.is_(None))
    return bool(await session.scalar(select(mine)))


def is_same_text(one: str, other: str) -> bool:
    """Return True if both texts are equal except for blanks."""
    return one.split() == other.split()
