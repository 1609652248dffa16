"""Receipts by mail: who may get one, and of whom the desk has heard enough lately."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Box, ExternalPerson, FeedEvent, Job, Ticket, any_of
from desk import api_event_kinds
from mail import phrases
from mail.verdict import MailSender

MOST_RECEIPTS = 60
"""Receipts an hour to all addresses together that nobody has proved."""
_EACH = timedelta(hours=1)
_ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(func.hashtextextended("receipts by mail", 77)))


async def find_way_back(
    session: AsyncSession, sender: MailSender, now: datetime, *, is_answered_there: bool
) -> str | None:
    """Return the name of the receipt that the sender may get, "" if it needs none; None if a machine may read it or the
    own server doubts the sender. Addresses that nobody has proved get some of them an hour, all together."""
    if sender.address is None or sender.is_doubted or not sender.is_person:
        return None
    if phrases.NO_REPLY.fullmatch(sender.address.partition("@")[0]):
        return None
    if sender.is_proven and is_answered_there:
        return ""
    await session.execute(_ONE_AT_A_TIME)
    names = [f"receipt:{now:%Y%m%d%H}:{n}" for n in range(MOST_RECEIPTS)]
    to_mail = Job.box == Box.TO_MAIL.value
    used = set(await session.scalars(select(Job.dedup).where(any_of(Job.dedup, names), to_mail)))
    return next((one for one in names if one not in used), None)


async def has_heard_lately(session: AsyncSession, external: ExternalPerson, now: datetime) -> bool:
    """Return True if this person has had a receipt or a notice lately: the mail may be an automatic answer to it, and
    two desks that answer each other end there."""
    theirs, since = Ticket.requester_id == external.person_id, now - _EACH
    told = select(FeedEvent.id).join(Ticket, Ticket.id == FeedEvent.ticket_id)
    notice = told.where(FeedEvent.kind == api_event_kinds.NOTICE, FeedEvent.at > since, theirs)
    filed = select(Ticket.id).where(theirs, Ticket.created_at > since)
    return bool(await session.scalar(select(or_(filed.exists(), notice.exists()))))
