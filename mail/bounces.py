"""Bounces: which answer came back, and who is told."""

from sqlalchemy import select

from db.models import Box, Job, Ticket
from db.queue import Bury
from desk import Desk
from desk.conversation import undelivered_answers
from desk.tickets import participants
from mail import marks
from mail.about import list_addresses
from mail.kinds import Bounce
from mail.marks import SentMail
from mail.reading import IncomingMail


def _find_returned(key: bytes, bounce: Bounce) -> SentMail | None:
    """Return what came back, by any mark of ours in it; without a job if only the request is known."""
    sent = marks.find_by_message(key, [bounce.original_id or "", *bounce.other_ids])
    if sent is not None:
        return sent
    ticket_id = marks.find_by_address(key, bounce.addresses)
    related = marks.find_by_message(key, bounce.related_ids)
    ticket_id = ticket_id or (related.ticket_id if related is not None else None)
    return SentMail(ticket_id, 0) if ticket_id else None


async def take_bounce(desk: Desk, key: bytes, mail: IncomingMail) -> str | None:
    """Tell the author of an answer that a server could not deliver it; return why nothing came of it, or None."""
    bounce, session = mail.bounce, desk.session
    sent = _find_returned(key, bounce) if bounce is not None else None
    if bounce is None or sent is None or not bounce.is_permanent:
        return "a bounce of nothing that was sent here"
    if not mail.can_report:
        return "a bounce that no server sent"
    of_it = (Job.ticket_id == sent.ticket_id, Job.box == Box.TO_MAIL.value, Job.entry_id.is_not(None))
    newest = select(Job).where(*of_it).order_by(Job.id.desc()).limit(1)  # which of them came back is not said
    job = await session.get(Job, sent.job_id) if sent.job_id else await session.scalar(newest)
    ticket = await session.get(Ticket, sent.ticket_id)
    if job is None or ticket is None or job.box != Box.TO_MAIL or job.entry_id is None:
        return "a bounce of no answer"
    refused = {one.lower() for one in bounce.recipients}
    in_copy = await participants.note_bounced(desk, ticket, refused)
    if in_copy and refused.isdisjoint(await list_addresses(session, ticket)):
        return None
    verdict = Bury(f"{undelivered_answers.BOUNCED}{bounce.reason}"[:300])
    await undelivered_answers.report_undelivered(
        session, job.entry_id, ticket.requester_id, verdict, now=desk.now, rules=desk.rules
    )
    return None
