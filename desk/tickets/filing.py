"""Verbs that begin a draft and file it."""

from datetime import timedelta

from db.models import TICKET_NUMBERS, ExternalPerson, IntegrationLink, Origin, Person, Status, Ticket
from desk import Desk, Locked, NoSuchTicket, Outdated, TicketResult, history
from desk.i18n import NAMELESS, TicketSubject
from desk.notifications import message_refresh, to_clients, to_staff
from desk.outbox import account_jobs
from desk.policy import timers
from desk.policy.event_links import find_event
from desk.policy.filed_for import choose_filed_for
from desk.sla import dues
from desk.sla.business_hours import CRITICAL
from desk.tickets import intake_questions

MEDIUM = 3
_LINK_VALID_FOR = timedelta(days=1)
_PRESET_WAIT = timedelta(seconds=10)
"""How long a broadcast waits until automatic answers have been looked through."""


async def begin_draft(desk: Desk) -> TicketResult:
    """Begin a draft for the actor, who must have none. Only they see it; the caller sets `file_at` and shows the
    receipt."""
    await desk.refresh_actor()
    ticket = await add_ticket(desk, desk.require_actor())
    return await desk.make_result(ticket)


async def add_ticket(
    desk: Desk, requester: Person, *, subject: TicketSubject = NAMELESS, priority: int = MEDIUM, filed: bool = False
) -> Locked:
    """Add a ticket with the next number.

    `filed`: the caller files it within the same unit of work, so the requester's draft does not matter.
    """
    ticket = Ticket(
        number=await desk.session.scalar(TICKET_NUMBERS),
        requester_id=requester.id,
        status=Status.NEW,
        subject=subject.stored,
        subject_line=subject.line,
        priority=priority,
        origin=desk.origin,
        created_at=desk.now,
        filed_at=desk.now if filed else None,
        updated_at=desk.now,
        subject_at=desk.now,
        status_at=desk.now,
        priority_at=desk.now,
        assignee_at=desk.now,
        labels_at=desk.now,
        tags=[],
        merged_ids=[],
        subject_kept=False,
        needs_answer=False,
        category_guessed=False,
        organization_open=False,
        category_words=[],
    )
    desk.session.add(ticket)
    await desk.session.flush()
    return Locked(ticket)


async def file_draft(desk: Desk, number: int, subject: TicketSubject) -> TicketResult:
    """File a draft: announce it, put it on the board, update the receipt. Raises Outdated if it is not a draft.

    Only the requester, or the clock for them, may do this; `policy.transitions` has no row for it, as that table is
    about filed tickets.
    """
    await desk.refresh_actor()
    ticket = await desk.lock_ticket(number)
    if desk.actor is not None and ticket.requester_id != desk.actor.id:
        raise NoSuchTicket(number)
    if ticket.filed_at is not None or ticket.status is not Status.NEW:
        raise Outdated(number)
    ticket.subject, ticket.subject_line, ticket.subject_at = subject.stored, subject.line, desk.now
    await mark_filed(desk, ticket)
    if (
        desk.rules.knowledge.presets
        and ticket.priority != CRITICAL
        and (await desk.get_requester(ticket)).telegram_id is not None
    ):
        ticket.broadcast_due_at = desk.now + _PRESET_WAIT
    else:
        await to_staff.broadcast_ticket(desk, ticket)
    await desk.publish(ticket)
    return await desk.make_result(ticket)


async def mark_filed(desk: Desk, ticket: Locked, *, split_off: bool = False) -> None:
    """Make a locked ticket visible to the team. `split_off`: it was made of messages of another ticket."""
    desk.record(ticket, history.FILED, None, ticket.subject)
    ticket.filed_at = desk.now
    ticket.status_at = desk.now
    ticket.file_at = None
    ticket.needs_answer = True
    ticket.requester_spoke_at = ticket.requester_spoke_at or desk.now
    requester = await desk.get_requester(ticket)
    if desk.rules.events:
        ticket.event_id = find_event(requester, desk.rules, desk.now)
    if desk.rules.organizations.enabled and not split_off:
        await _choose_organization(desk, ticket, requester)
    if requester.link_id is not None and not split_off and desk.origin is not Origin.API:
        await _apply_link(desk, ticket, requester, requester.link_id)
    account_jobs.queue_lookup(desk, ticket.requester_id)
    await dues.set_dues(desk, ticket)
    await message_refresh.refresh_other_receipt(desk, ticket)
    if desk.rules.knowledge.keeps_answers:
        await timers.set_timer(desk.session, ticket, timers.ALIKE, desk.now)
    asks = desk.rules.requests.asks or ticket.organization_open
    offers = desk.rules.knowledge.articles or asks or desk.rules.knowledge.presets
    if offers and (requester.telegram_id is not None or requester.system_id is None):
        await timers.set_timer(desk.session, ticket, timers.OFFER, desk.now)
    if desk.rules.knowledge.problems:
        await timers.set_timer(desk.session, ticket, timers.PROBLEM, desk.now)
    await to_clients.tell_new(desk, ticket)


async def _choose_organization(desk: Desk, ticket: Locked, requester: Person) -> None:
    """Set what the request is for, or have its requester asked; if that is not possible in time, a timer decides."""
    asks = ticket.origin is Origin.TELEGRAM and intake_questions.can_be_asked(requester)
    found = await choose_filed_for(desk.session, ticket, asks=asks)
    found.put_on(ticket)
    ticket.organization_open = found.is_open
    if found.is_open:
        due_at = desk.now + 2 * desk.rules.requests.question
        await timers.set_timer(desk.session, ticket, timers.ORGANIZATION, due_at)


async def _apply_link(desk: Desk, ticket: Locked, requester: Person, link_id: int) -> None:
    """Store the integration's context if the requester opened its link within the last day; the first request gets
    it."""
    link = await desk.session.get_one(IntegrationLink, link_id)
    requester.link_id = None
    if link.opened_at is not None and desk.now - link.opened_at <= _LINK_VALID_FOR:
        person = await desk.session.get_one(ExternalPerson, link.external_person_id)
        if person.person_id == requester.id and person.joined_at is not None:
            ticket.system_id, ticket.external_person_id = person.system_id, person.id
            ticket.context = dict(link.context)
