"""An answer as its agent is shown it: what would go, to whom, and how its ticket stands. Changes nothing."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import CannedReply, Person, PreparedAnswer, Ticket
from desk.canned import replies
from desk.conversation.new_entry import IncomingFile
from desk.policy import FINISHED
from desk.text import RichText


@dataclass(frozen=True, slots=True)
class PreparedInfo:
    """`key`: of its canned reply; `like`: the number of the ticket whose answer it is; `holder`: who else has the
    ticket; `missing`: there is nothing for a placeholder of it. `is_open`: it can still be sent."""

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


async def prepared(session: AsyncSession, prepared_id: int, viewer: Person) -> PreparedInfo | None:
    """One of the viewer's own; None: another's, or none."""
    requester, assignee, like = aliased(Person), aliased(Person), aliased(Ticket)
    query = (
        select(PreparedAnswer, Ticket, requester.name, assignee.name, CannedReply.key, like.number)
        .join(Ticket, Ticket.id == PreparedAnswer.ticket_id)
        .join(requester, requester.id == Ticket.requester_id)
        .outerjoin(assignee, assignee.id == Ticket.assignee_id)
        .outerjoin(CannedReply, CannedReply.id == PreparedAnswer.canned_id)
        .outerjoin(like, like.id == PreparedAnswer.from_ticket_id)
        .where(PreparedAnswer.id == prepared_id, PreparedAnswer.person_id == viewer.id)
    )
    found = (await session.execute(query)).first()
    if found is None:
        return None
    row, ticket, name, holder, key, number = found
    return PreparedInfo(
        id=row.id,
        ticket_id=ticket.id,
        number=ticket.number,
        requester=name,
        words=RichText.load(row.text, row.entities),
        files=replies.files_of(row.files),
        key=key,
        like=number,
        holder=holder if ticket.assignee_id != viewer.id else None,
        finished=ticket.status in FINISHED,
        missing=row.missing is not None,
        changing=row.changing,
        is_open=row.ended_at is None,
        sent=row.entry_id is not None,
    )
