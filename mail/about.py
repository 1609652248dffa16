"""Finds which request a mail is about, and if its sender may speak there as the requester."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, ExternalPerson, Integration, Origin, Ticket, TicketParticipant, any_of
from db.pruning import JOBS_KEPT
from desk import DeskSettings
from desk.integrations import own_systems
from desk.operations.failed_jobs import NOT_TAKEN
from desk.text.mail_address import LONGEST_MAIL_ID
from desk.text.masking.secret_masking import mask_secrets_in
from desk.tickets import mail_facts
from mail import marks
from mail.addresses import read_address
from mail.reading import IncomingMail
from mail.subject_marks import strip_prefixes
from mail.verdict import MailSender

LONGEST_TEXT = 4000
NOBODY = "unknown sender"
_A_DAY = timedelta(days=1)


def name_ref(message_id: str, rules: DeskSettings) -> str:
    """Return the id of a mail as the request that it opens keeps it."""
    return mask_secrets_in(message_id[:LONGEST_MAIL_ID], rules.masking)


async def find_earlier(
    session: AsyncSession,
    system: Integration,
    mail: IncomingMail,
    sender: MailSender,
    *,
    rules: DeskSettings,
    now: datetime,
) -> str | None:
    """Return which request an old mail is on, or that it is listed in `/blocked`, if somebody marked it as unread: that
    is not remembered by its bytes any more. It begins with what was stored of its sender within a day of when it was
    sent, and is mostly that."""
    sent_at = mail.sent_at
    if sent_at is None or sent_at > now - JOBS_KEPT:
        return None
    names = [own_systems.name_sender(sender.address or NOBODY, is_proven=one) for one in (True, False)]
    stored = select(Entry.body, Ticket.number).outerjoin(Ticket, Ticket.id == Entry.ticket_id)
    stored = stored.join(ExternalPerson, ExternalPerson.person_id == Entry.author_id)
    stored = stored.where(ExternalPerson.system_id == system.id, any_of(ExternalPerson.external_id, names))
    came = Entry.created_at.between(sent_at - _A_DAY, sent_at + _A_DAY)
    subject = strip_prefixes(mail.subject)
    texts = [mail.text or subject, f"{subject}\n\n{mail.text}"]  # the second: where it opened no request
    wholes = ["".join(mask_secrets_in(one, rules.masking)[:LONGEST_TEXT].split()) for one in texts]
    for body, number in await session.execute(stored.where(Entry.origin == Origin.MAIL, came)):
        said = "".join(body.rstrip("…").split())
        if said and any(whole.startswith(said) and 2 * len(said) >= len(whole) for whole in wholes):
            return f"{NOT_TAKEN}it is {f'on #{number}' if number is not None else 'in /blocked'}"
    return None


async def find_ticket(
    session: AsyncSession,
    system: Integration,
    key: bytes,
    mail: IncomingMail,
    sender: MailSender,
    *,
    rules: DeskSettings,
) -> Ticket | None:
    """Return the request that the mail answers, by a mark that only this desk makes, or as a reply to the mail that
    opened the request: of several mails of that name the one of which the sender is a part."""
    found = marks.find_by_address(key, mail.recipients)
    if found is None:
        sent = marks.find_by_message(key, mail.references)
        found = sent.ticket_id if sent is not None else None
    if found is not None:
        return await session.get(Ticket, found)
    came = any_of(Ticket.external_ref, [name_ref(one, rules) for one in mail.references])
    address = sender.address or NOBODY
    names = own_systems.name_senders([address])
    people = select(ExternalPerson.id).where(
        ExternalPerson.system_id == system.id, ExternalPerson.external_id.in_(names)
    )
    parts = select(TicketParticipant.ticket_id).where(TicketParticipant.address == address)
    is_theirs = or_(func.coalesce(Ticket.external_person_id, 0).in_(people), Ticket.id.in_(parts))
    opened = select(Ticket).where(came, Ticket.system_id == system.id)
    opened = opened.order_by(is_theirs.desc(), Ticket.id.desc()).limit(1)
    return (await session.scalars(opened)).first() if mail.references else None


async def list_addresses(session: AsyncSession, ticket: Ticket) -> set[str | None]:
    """Return the addresses of the requester that the request knows: of its mail, for answers, of the web form."""
    external = await session.get(ExternalPerson, ticket.external_person_id or 0)
    left = await own_systems.find_form_address(session, ticket)
    return {
        own_systems.read_sender(external.external_id)[0] if external is not None else None,
        mail_facts.find_address_of(ticket, mail_facts.REPLY),
        read_address(left) if left is not None else None,
    }


async def is_requesters(session: AsyncSession, ticket: Ticket, sender: MailSender) -> bool:
    """Return True if the sender may speak as the requester. Where the own server says nothing at all, an address counts
    for as much as when the request was opened: of somebody who has proved no more than that."""
    if sender.is_doubted or sender.address not in await list_addresses(session, ticket):
        return False
    external = await session.get(ExternalPerson, ticket.external_person_id or 0)
    if sender.is_proven or (external is not None and not own_systems.read_sender(external.external_id)[1]):
        return True
    return not await own_systems.has_proved(session, ticket.requester_id)
