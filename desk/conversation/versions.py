"""What entries said before they were edited, and words taken back that go for good. Steps; knows no door.

Nobody but its author has read what is edited while a request still gathers: of that no version is kept.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardComment, Entry, EntryFile, EntryVersion, History, Ticket
from desk import Desk, history
from desk.conversation import parts
from desk.conversation.parts import EntryPart
from desk.text.subject import JOINT

IN_HISTORY = (history.FILED, history.SUBJECT, history.HOLD_REASON, history.PROMISE_WHY)
"""Fields of a ticket's history that hold people's words."""


def replaced(desk: Desk, ticket: Ticket | None, entry: Entry, made_of: Sequence[EntryPart]) -> None:
    """The entry is about to be made of these messages: what it says now is kept, where it says something else then."""
    new = parts.joined(part.words for part in made_of)
    if ticket is None or ticket.filed_at is None or not entry.body.strip() or entry.body == new.text:
        return
    desk.session.add(
        EntryVersion(
            entry_id=entry.id,
            at=desk.now,
            body=entry.body,
            entities=entry.entities,
            by=desk.actor_id,
            origin=desk.origin,
        )
    )


async def taken_out(desk: Desk, entry: Entry, words: Iterable[str]) -> None:
    """Some of the entry's messages, which said these words, were taken back: what it said with them is kept nowhere."""
    await desk.session.execute(delete(EntryVersion).where(EntryVersion.entry_id == entry.id))
    if entry.ticket_id is not None:
        await _out_of_history(desk.session, entry.ticket_id, [line(text) for text in words])


async def empty(session: AsyncSession, entry: Entry, *, now: datetime) -> None:
    """Words, files and earlier wordings of a withdrawn entry go, and what others quoted of it."""
    if entry.ticket_id is not None:
        await _out_of_history(session, entry.ticket_id, await gone(session, Entry.id == entry.id))
    for rows, of in ((EntryVersion, EntryVersion.entry_id), (EntryFile, EntryFile.entry_id)):
        await session.execute(delete(rows).where(of == entry.id))
    await session.execute(update(Entry).where(Entry.answers_id == entry.id).values(quote=None))
    await session.execute(update(BoardComment).where(BoardComment.entry_id == entry.id).values(content=""))
    entry.body, entry.entities = "", []
    entry.parts = entry.preview = entry.content_line = entry.quote = None
    entry.emptied_at = now


async def gone(session: AsyncSession, which: object) -> list[str]:
    """What withdrawn entries say and said, a line each, without case."""
    now = select(Entry.body).where(which, Entry.withdrawn_at.is_not(None))  # type: ignore[arg-type]
    before = select(EntryVersion.body).join(Entry, Entry.id == EntryVersion.entry_id)
    earlier = before.where(which, Entry.withdrawn_at.is_not(None))  # type: ignore[arg-type]
    return [line(body) for body in [*await session.scalars(now), *await session.scalars(earlier)] if body]


def is_of(text: str, lines: Sequence[str]) -> bool:
    """Whether a part of a text, such as a subject, was taken from one of these lines."""
    made_of = [line(part).rstrip("…") for part in text.split(JOINT)]
    return any(part and part in whole for part in made_of for whole in lines)


def line(text: str) -> str:
    """A text as it is compared."""
    return " ".join(text.split()).casefold()


async def _out_of_history(session: AsyncSession, ticket_id: int, lines: Sequence[str]) -> None:
    """Empty where words stood: read as taken back."""
    if not any(lines):
        return
    rows = select(History).where(History.ticket_id == ticket_id, History.field.in_(IN_HISTORY))
    for row in await session.scalars(rows):
        row.old, row.new = ("" if text and is_of(text, lines) else text for text in (row.old, row.new))
