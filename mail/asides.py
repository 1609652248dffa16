"""Which side conversation a mail belongs to."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket, TicketParticipant
from desk.requests import side_conversations
from mail import marks
from mail.kinds import Kind
from mail.reading import IncomingMail


async def find_aside(session: AsyncSession, key: bytes, mail: IncomingMail) -> tuple[TicketParticipant, Ticket] | None:
    """Return the side conversation that a mail answers, or that a mail of this desk is of, and its request."""
    bounce = mail.bounce
    ids = (*mail.references, mail.message_id)
    if mail.kind is Kind.BOUNCE and bounce is not None:
        ids = (bounce.original_id or "", *bounce.other_ids)
    for row_id in marks.list_asides(mail.recipients, ids):
        found = await side_conversations.load(session, row_id)
        if found is None:
            continue
        kind = marks.name_aside(found[0].address or "")
        sent = marks.find_by_message(key, ids, kind)
        by_address = marks.find_by_address(key, mail.recipients, kind)
        if row_id in (by_address, sent.ticket_id if sent is not None else None):
            return found
    return None
