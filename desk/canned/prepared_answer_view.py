"""A previewed answer as its agent sees it: what would be sent, to whom, and the state of its ticket. Changes
nothing."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import CannedReply, Entry, EntryKind, Person, PreparedAnswer, Ticket, any_of
from desk.canned import replies
from desk.conversation.new_entry import IncomingFile
from desk.i18n import choose_language
from desk.text import RichText
from desk.text.languages import detect_language


@dataclass(frozen=True, slots=True)
class PreparedInfo:
    """A previewed answer. `key`: of its canned reply; `like`: the number of the ticket with the same answer; `holder`:
    another assignee; `missing`: a placeholder has no value. `is_open`: it can still be sent. `foreign`: the language
    the requester writes, if the text is in another; `acts`: what is done with it, a line each."""

    id: int
    ticket_id: int
    number: int
    requester: str
    words: RichText
    files: tuple[IncomingFile, ...]
    key: str | None
    like: int | None
    holder: str | None
    finished: bool
    missing: bool
    changing: bool
    is_open: bool
    sent: bool
    waits: bool
    withdrawn: bool
    foreign: str | None = None
    acts: str = ""


async def load_prepared(session: AsyncSession, prepared_id: int, viewer: Person, *, locale: str) -> PreparedInfo | None:
    """Return one of the viewer's previews, or None. `locale`: the language of people whose own is not known."""
    requester, assignee, like = aliased(Person), aliased(Person), aliased(Ticket)
    query = (
        select(PreparedAnswer, Ticket, requester, assignee.name, CannedReply.key, like.number, Entry)
        .join(Ticket, Ticket.id == PreparedAnswer.ticket_id)
        .join(requester, requester.id == Ticket.requester_id)
        .outerjoin(assignee, assignee.id == Ticket.assignee_id)
        .outerjoin(CannedReply, CannedReply.id == PreparedAnswer.canned_id)
        .outerjoin(like, like.id == PreparedAnswer.from_ticket_id)
        .outerjoin(Entry, Entry.id == PreparedAnswer.entry_id)
        .where(PreparedAnswer.id == prepared_id, PreparedAnswer.person_id == viewer.id)
    )
    found = (await session.execute(query)).first()
    if found is None:
        return None
    row, ticket, who, holder, key, number, entry = found
    return PreparedInfo(
        id=row.id,
        ticket_id=ticket.id,
        number=ticket.number,
        requester=who.name,
        words=RichText.load(row.text, row.entities),
        files=replies.load_files(row.files),
        key=key,
        like=number,
        holder=holder if ticket.assignee_id != viewer.id else None,
        finished=ticket.is_finished,
        missing=row.missing is not None,
        changing=row.changing,
        is_open=row.ended_at is None,
        sent=row.entry_id is not None,
        waits=entry is not None and entry.kind is EntryKind.DRAFT,
        withdrawn=entry is not None and entry.withdrawn_at is not None,
        foreign=await _foreign(session, ticket, row.text, choose_language(who, locale))
        if row.ended_at is None
        else None,
        acts=row.acts or "",
    )


async def _foreign(session: AsyncSession, ticket: Ticket, text: str, reads: str) -> str | None:
    """Return the language the requester writes, if the text is in another."""
    said = select(func.string_agg(Entry.body, " ")).where(
        any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    writes, written = detect_language(await session.scalar(said) or "") or reads, detect_language(text)
    return writes if written not in (None, writes) else None
