"""Which messages become one entry: those an author sends within two seconds of each other, and albums."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryFile, EntryKind, History, Message, Ticket
from desk import Desk, Locked, history
from desk.conversation.new_entry import NewEntry

_TOGETHER = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(seconds=10)
_ALBUM_ENDS = timedelta(hours=25)  # for longer than Telegram keeps an update


def hold_until(now: datetime) -> datetime:
    """Return until when the first message of an entry is held back for more to join it."""
    return now + _TOGETHER


def extend_hold(begun_at: datetime, now: datetime) -> datetime:
    """Return until when an entry is held back after a further part of an album came."""
    return min(hold_until(now), begun_at + _LONGEST_WAIT)


async def find_entry_to_join(desk: Desk, ticket: Locked, said: NewEntry | Entry, *kinds: EntryKind) -> Entry | None:
    """Return the entry of one of these kinds that the words belong to.

    Staff's messages join only within an album, because they are sent one by one.
    """
    if EntryKind.COMMENT not in kinds and isinstance(said, NewEntry) and said.album is None:
        return None
    found = await _find_continued(desk, ticket, said)
    if found is None or found.kind not in kinds:
        return None
    if found.kind is EntryKind.COMMENT:
        return found
    return found if isinstance(said, NewEntry) and said.album and said.album == found.album else None


_LAST = (
    select(Entry, Message.sent_at)
    .outerjoin(
        Message,
        (Message.bot_id == bindparam("bot_id"))
        & (Message.chat_id == Entry.said_chat_id)
        & (Message.message_id == Entry.said_message_id),
    )
    .where(Entry.ticket_id == bindparam("ticket_id"))
    .order_by(Entry.id.desc())
    .limit(1)
)


async def _find_continued(desk: Desk, ticket: Locked, said: NewEntry | Entry) -> Entry | None:
    """Return the entry these words belong to: the author's last, if written less than two seconds before by Telegram's
    time, with nothing said and no change of status in between.

    While an entry is held back anything may join it; one that was sent takes only words, which editing can add. Parts
    of an album join its first part, however late they come, and nothing else joins an album.
    """
    if isinstance(said, Entry) or said.message_id is None:
        return None
    if said.album is not None and (first := await _find_album_entry(desk, ticket, said.album)) is not None:
        return first
    if ticket.last_entry_at is None or ticket.requester_spoke_at not in (None, ticket.last_entry_at):
        return None  # there is no entry, or the requester did not speak last
    found = (await desk.session.execute(_LAST, {"ticket_id": ticket.id, "bot_id": desk.rules.bot_id})).first()
    if found is None or not _continues(found[0], said, desk.actor_id) or not _is_together(*found, said, desk.now):
        return None
    last: Entry = found[0]
    if said.files and (last.album is not None or (said.album is not None and await _has_files(desk.session, last))):
        return None
    takes_anything = last.held_until is not None and last.held_until > desk.now and last.content_line is None
    takes = takes_anything or bool(said.words and not said.files and not said.content_line)
    return last if takes and not await _has_status_changed(desk.session, ticket, last) else None


def _continues(last: Entry, said: NewEntry, author_id: int | None) -> bool:
    """Return True if the last entry is the author's own and these words answer nothing else than it does."""
    theirs = last.author_id == author_id and last.said_message_id is not None and last.withdrawn_at is None
    return theirs and not last.small_talk and said.answers_id in (None, last.answers_id, last.id)


def _is_together(last: Entry, sent_at: datetime | None, said: NewEntry, now: datetime) -> bool:
    """Compare the times Telegram gave both messages, in whole seconds (Bot API, Message.date, read 2026-11), or our
    own times if the first message is not mapped."""
    if sent_at is None or said.sent_at is None:
        return now - last.created_at < _TOGETHER
    return abs(said.sent_at - sent_at) < _TOGETHER


async def _has_status_changed(session: AsyncSession, ticket: Ticket, last: Entry) -> bool:
    """Return True if the status has changed since: the new words are about another situation."""
    moved = select(History.id).where(
        History.ticket_id == ticket.id, History.field == history.STATUS, History.at > last.created_at
    )
    return await session.scalar(moved.limit(1)) is not None


async def _find_album_entry(desk: Desk, ticket: Locked, album: str) -> Entry | None:
    parts_of_it = select(Entry).where(
        Entry.ticket_id == ticket.id,
        Entry.author_id == desk.actor_id,
        Entry.album == album,
        Entry.withdrawn_at.is_(None),
        Entry.created_at > desk.now - _ALBUM_ENDS,
    )
    return await desk.session.scalar(parts_of_it.order_by(Entry.id).limit(1))


async def _has_files(session: AsyncSession, entry: Entry) -> bool:
    return await session.scalar(select(EntryFile.id).where(EntryFile.entry_id == entry.id).limit(1)) is not None
