"""Drafts as the people see them who approve, and their authors. Changes nothing, words nothing; what becomes of a draft
is decided in `desk/approvals.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Approval, ApprovalState, AssistUse, Entry, EntryKind, Person, Ticket, any_of
from desk.i18n import TicketSubject
from desk.policy import permissions, visibility
from desk.policy.permissions import Grant, has_grant
from desk.queries.entries import EntryInfo, describe_entries
from desk.tickets.answers_awaiting_approval import get_newest

_MOST = 50


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """An answer or a change of status that waits for approval, or what became of it. `since`: what the requester wrote
    while it waited; `newest`: when the newest of these or of its own words were written, in milliseconds; `verb`: the
    change of status made with it. Of what was planned, `due_at`: when it is done, `why`: it was stopped, `kind`: an
    answer, a note or an act. `is_helped`: the assistant drafted it, of these `sources`; `is_offered`: who asked for it
    has not decided yet."""

    id: int
    ticket_id: int
    number: int
    subject: TicketSubject
    author_id: int
    author: str
    requester: str
    entry: EntryInfo | None
    since: tuple[EntryInfo, ...]
    newest: int
    verb: str | None
    state: ApprovalState
    asked_at: datetime
    by: str | None
    comment: str | None
    due_at: datetime | None = None
    why: str = ""
    kind: str = "answer"
    is_offered: bool = False
    is_helped: bool = False
    sources: tuple[dict[str, str], ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Return True until it is decided."""
        return self.state is ApprovalState.WAITING


async def load_draft(session: AsyncSession, approval_id: int, viewer: Person) -> DraftAnswer | None:
    """Load a draft for its author or for who may approve it; None for everybody else."""
    row = await session.get(Approval, approval_id)
    if row is None or not permissions.is_staff(viewer):
        return None
    ticket = await session.get_one(Ticket, row.ticket_id)
    mine = row.author_id == viewer.id
    who = await permissions.get_access(session, ticket, viewer)
    if not mine and not (who.staff and has_grant(viewer, Grant.APPROVE)):
        return None
    return await _describe(session, row, ticket, sees=who.staff)


async def _describe(session: AsyncSession, row: Approval, ticket: Ticket, *, sees: bool = True) -> DraftAnswer:
    """Describe a draft; new words of the requester are for who still `sees` the ticket."""
    author = await session.get_one(Person, row.author_id)
    by = await session.get_one(Person, row.decided_by) if row.decided_by is not None else None
    entry = await session.get(Entry, row.entry_id) if row.entry_id is not None else None
    shown = [entry] if entry is not None and entry.withdrawn_at is None else []
    since = await _list_since(session, row, ticket) if sees else ()
    infos = await describe_entries(session, [*shown, *since], ticket)
    use = await session.scalar(select(AssistUse).where(AssistUse.approval_id == row.id)) if row.helped else None
    return DraftAnswer(
        id=row.id,
        ticket_id=ticket.id,
        number=ticket.number,
        subject=TicketSubject(ticket.subject, ticket.subject_line),
        author_id=author.id,
        author=author.name,
        requester=(await session.get_one(Person, ticket.requester_id)).name,
        entry=infos[0] if shown else None,
        since=tuple(infos[len(shown) :]),
        newest=get_newest(ticket, entry, row.state),
        verb=row.verb,
        state=row.state,
        asked_at=row.asked_at,
        by=by.name if by is not None else None,
        comment=row.comment,
        due_at=row.due_at,
        why=(row.plan or {}).get("why", ""),
        kind="act" if row.entry_id is None else "note" if row.verb == "note" else "answer",
        is_offered=row.state is ApprovalState.OFFERED,
        is_helped=row.helped,
        sources=tuple(use.sources) if use is not None else (),
    )


async def _list_since(session: AsyncSession, row: Approval, ticket: Ticket) -> Sequence[Entry]:
    """Return what the requester wrote while the answer waits."""
    if row.state not in (ApprovalState.WAITING, ApprovalState.STOPPED, ApprovalState.OFFERED):
        return ()
    said = select(Entry).where(
        any_of(Entry.ticket_id, ticket.thread_ids),
        Entry.kind == EntryKind.COMMENT,
        Entry.withdrawn_at.is_(None),
        Entry.created_at > row.asked_at,
    )
    return (await session.scalars(said.order_by(Entry.created_at, Entry.id).limit(5))).all()


async def list_waiting(session: AsyncSession, viewer: Person) -> list[DraftAnswer]:
    """List the drafts that wait for this person's decision, the oldest first."""
    if not has_grant(viewer, Grant.APPROVE):
        return []
    waiting = (
        select(Approval, Ticket)
        .join(Ticket, Ticket.id == Approval.ticket_id)
        .where(Approval.state == ApprovalState.WAITING, Approval.author_id != viewer.id)
        .where(visibility.is_seen_by_staff(viewer))
    )
    found = (await session.execute(waiting.order_by(Approval.asked_at, Approval.id).limit(_MOST))).all()
    return [await _describe(session, row, ticket) for row, ticket in found]


async def load_drafts(session: AsyncSession, shown: Sequence[EntryInfo]) -> dict[int, DraftAnswer]:
    """Return what became of the drafts among these entries of one ticket, by entry. It costs nothing without any."""
    drafts = [entry.id for entry in shown if entry.kind is EntryKind.DRAFT]
    if not drafts:
        return {}
    found = (
        select(Approval, Ticket).join(Ticket, Ticket.id == Approval.ticket_id).where(any_of(Approval.entry_id, drafts))
    )
    rows = (await session.execute(found)).all()
    return {row.entry_id or 0: await _describe(session, row, ticket) for row, ticket in rows}
