"""Verbs that begin a draft and file it.

A request is filed for an organization and outlet that its requester belongs to; writing in an organization's group does
not count. Somebody with several is asked, and until they answer the request is personal, so that nobody reads what may
not be meant for them. Without an answer, and where nobody can be asked, it is filed as their last one, or stays
personal.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    BY_SYSTEM,
    TICKET_NUMBERS,
    ExternalPerson,
    History,
    IntegrationLink,
    Person,
    Status,
    Ticket,
)
from desk import Desk, Locked, NoSuchTicket, Outdated, Refused, TicketResult, history
from desk.context import Standing
from desk.i18n import NAMELESS, TicketSubject
from desk.notifications import message_refresh, to_leaders, to_requester, to_staff
from desk.outbox import Say, account_jobs
from desk.policy import Verb, timer_kinds
from desk.policy.event_links import find_event
from desk.sla import desk_hours, night_alerts, ticket_targets
from desk.sla.work_calendar import CRITICAL
from desk.tickets import assignment, fields, intake_questions, self_service
from desk.tickets.self_service import OfferOutcome


@dataclass(frozen=True, slots=True)
class FiledFor:
    """The organization and outlet of a request, None for a personal one. `is_open`: its requester is still to say for
    which organization, or which outlet. `is_confirmed`: False while nobody has confirmed that they belong there."""

    organization_id: int | None = None
    outlet_id: int | None = None
    is_open: bool = False
    is_confirmed: bool = True

    def put_on(self, ticket: Ticket) -> None:
        """Set it on a ticket: an organization that has not confirmed the requester is only named."""
        ticket.organization_id = self.organization_id if self.is_confirmed else None
        ticket.named_organization_id = None if self.is_confirmed else self.organization_id
        ticket.outlet_id = self.outlet_id


_THEIRS = text("""
select o.id, m.confirmed_at is not null as is_confirmed,
  m.source = 'group' and m.confirmed_at is null as is_of_group, w.id as works_at,
  l.organization_id = o.id as is_last, l.outlet_id as last_outlet,
  array(select u.id from outlets u where u.organization_id = o.id and u.removed_at is null order by u.id limit 2)
    as outlets
from memberships m
join organizations o on o.id = m.organization_id and o.removed_at is null
left join outlets w on w.id = m.outlet_id and w.organization_id = o.id and w.removed_at is null
left join lateral (
  select coalesce(t.organization_id, t.named_organization_id) as organization_id, u.id as outlet_id from tickets t
  left join outlets u on u.id = t.outlet_id and u.removed_at is null
  where t.requester_id = m.person_id and t.filed_at is not null and t.id <> :ticket order by t.id desc limit 1
) l on true
where m.person_id = :person and m.ended_at is null order by m.id
""")


async def choose_filed_for(
    session: AsyncSession, ticket: Ticket, *, asks: bool, person_id: int | None = None
) -> FiledFor:
    """Return what the ticket is filed for, read in one statement; within its organization if it has one. `asks`: its
    requester can be asked. `person_id`: whose memberships count, if not the requester's."""
    theirs = (await session.execute(_THEIRS, {"person": person_id or ticket.requester_id, "ticket": ticket.id})).all()
    shown = ticket.shown_organization_id
    if shown is not None:
        theirs = [one for one in theirs if one.id == shown]
    else:
        theirs = [one for one in theirs if not one.is_of_group]
    if len(theirs) > 1 and asks:
        return FiledFor(is_open=True)
    one = theirs[0] if len(theirs) == 1 else next((one for one in theirs if one.is_last), None)
    if one is None:
        return FiledFor(shown, ticket.outlet_id, is_confirmed=ticket.named_organization_id is None)
    outlet = one.works_at or (one.outlets[0] if len(one.outlets) == 1 else None)
    if outlet is None and asks and one.outlets and one.is_confirmed:
        return FiledFor(one.id, None, is_open=True)
    outlet = outlet or (one.last_outlet if one.is_last else None)
    return FiledFor(one.id, outlet, is_confirmed=one.is_confirmed)


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


class Wait(StrEnum):
    """How long a new request waits before anybody is told of it: until its first reminder, or a whole day."""

    NONE = "none"
    REMINDER = "reminder"
    A_DAY = "a day"


async def file_draft(desk: Desk, number: int, subject: TicketSubject, *, wait: Wait) -> TicketResult:
    """File a draft: announce it, put it on the board, update the receipt. Raises Outdated if it is not a draft.

    `wait`: how long nobody gets a card, unless it is critical. Only the requester, or the clock for them, may do this;
    `policy.transitions` has no row for it, as that table is about filed tickets.
    """
    await desk.refresh_actor()
    ticket = await desk.lock_ticket(number)
    if desk.actor is not None and ticket.requester_id != desk.actor.id:
        raise NoSuchTicket(number)
    if ticket.filed_at is not None or ticket.status is not Status.NEW:
        raise Outdated(number)
    ticket.subject, ticket.subject_line, ticket.subject_at = subject.stored, subject.line, desk.now
    await mark_filed(desk, ticket)
    if wait is not Wait.NONE and ticket.priority != CRITICAL:
        await to_staff.queue_silently(desk, ticket, for_a_day=wait is Wait.A_DAY)
    elif (
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
    if requester.link_id is not None and not split_off and desk.origin not in BY_SYSTEM:
        await _apply_link(desk, ticket, requester, requester.link_id)
    account_jobs.queue_lookup(desk, ticket.requester_id)
    await ticket_targets.set_dues(desk, ticket)
    await message_refresh.refresh_other_receipt(desk, ticket)
    if desk.rules.knowledge.keeps_answers:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.ALIKE, desk.now)
    asks = desk.rules.requests.asks or ticket.organization_open
    offers = desk.rules.knowledge.articles or asks or desk.rules.knowledge.presets
    if offers and (requester.telegram_id is not None or requester.system_id is None):
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.OFFER, desk.now)
    if desk.rules.knowledge.problems:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.PROBLEM, desk.now)
    await to_leaders.tell_leaders_of_new(desk, ticket)


async def _choose_organization(desk: Desk, ticket: Locked, requester: Person) -> None:
    """Set what the request is for, or have its requester asked; if that is not possible in time, a timer decides. A
    requester who only claims to be somebody names the organization for staff, and belongs to none."""
    asks = ticket.origin.is_telegram and intake_questions.can_be_asked(requester)
    found = await choose_filed_for(desk.session, ticket, asks=asks, person_id=desk.who.named_person_id)
    if desk.who.standing is Standing.CLAIMED:
        found = replace(found, outlet_id=None, is_open=False, is_confirmed=False)
    found.put_on(ticket)
    ticket.organization_open = found.is_open
    if found.is_open:
        due_at = desk.now + 2 * desk.rules.requests.question
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.ORGANIZATION, due_at)


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


async def call_staff(desk: Desk, number: int) -> TicketResult:
    """Broadcast a ticket that waits because it is one too many; outside business hours call the people named for the
    night, and the ticket becomes critical.

    Raises Outdated if that is not offered (any more), and Refused for the third call at night within a day, or the
    fourth of the others within an hour.
    """
    async with desk.change(number, Verb.CANNOT_WAIT) as ticket:
        if night_alerts.can_ring(desk.rules, desk.now, ticket):
            if await history.count_done(desk, history.CALLED, night_alerts.AN_HOUR) >= night_alerts.MOST_AN_HOUR:
                raise Refused("urgent-often", number=number, most=night_alerts.MOST_AN_HOUR)
            history.record_action(desk, history.CALLED, f"ticket:{number}")
            await to_staff.broadcast_waiting(desk, ticket)
            await message_refresh.refresh_requesters(desk, ticket)
            return await desk.make_result(ticket)
        if not night_alerts.can_alert(desk.rules, desk.now, ticket):
            raise Outdated(number)
        await _refuse_if_too_often(desk)
        if ticket.offered:
            await self_service.alert_agents(desk, ticket, OfferOutcome.PERSON)
        ticket.cannot_wait_at = desk.now
        await fields.set_priority(desk, ticket, CRITICAL)
        if ticket.is_to_be_taken:
            ticket.broadcast_at, ticket.broadcast_due_at = desk.now, None
        await to_staff.call_at_night(desk, ticket)
    return await desk.make_result(ticket)


async def cancel_night_call(desk: Desk, number: int) -> TicketResult:
    """Restore the priority from before the call and tell the requester when the desk opens.

    Raises Outdated if nobody was called, or the call was cancelled already.
    """
    async with desk.change(number, Verb.CAN_WAIT) as ticket:
        if not night_alerts.has_called(ticket):
            raise Outdated(number)
        await fields.set_priority(desk, ticket, await _find_earlier_priority(desk, ticket))
        await assignment.follow_priority(desk, ticket, CRITICAL)
        opens_at = desk_hours.get_opening_time(desk.rules, desk.now)
        if opens_at is not None:
            until = int(opens_at.timestamp())
            await to_requester.post_letter(desk, ticket, Say("can-wait-told", {"number": number, "at": until}))
    return await desk.make_result(ticket)


async def _refuse_if_too_often(desk: Desk) -> None:
    since = desk.now - night_alerts.A_DAY
    calls = select(func.count()).where(Ticket.requester_id == desk.require_actor().id, Ticket.cannot_wait_at > since)
    if (await desk.session.scalar(calls) or 0) >= night_alerts.MOST_A_DAY:
        raise Refused("cannot-wait-often", most=night_alerts.MOST_A_DAY)


async def _find_earlier_priority(desk: Desk, ticket: Ticket) -> int:
    raised = select(History.old).where(
        History.ticket_id == ticket.id, History.field == history.PRIORITY, History.at == ticket.cannot_wait_at
    )
    old = await desk.session.scalar(raised.order_by(History.id).limit(1))
    return int(old) if old else MEDIUM
