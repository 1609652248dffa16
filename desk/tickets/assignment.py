"""Verbs that claim, release and hand over tickets."""

from datetime import datetime

from sqlalchemy import func, select

from db.models import Person, Status, Ticket
from desk import AlreadyClaimed, Desk, DeskSettings, Locked, NotAllowed, Refused, TicketResult, history
from desk.notifications import notifier, to_assignee, to_requester, to_staff
from desk.outbox import Say
from desk.people.person_rows import find_by_telegram, lock_people
from desk.policy import Verb, is_staff, lateness
from desk.policy.permissions import Grant, has_grant, is_only_staff
from desk.sla import due_times
from desk.sla.desk_hours import get_opening_time, get_waiting_end
from desk.sla.work_calendar import CRITICAL
from desk.tickets import self_service, status
from desk.tickets.self_service import OfferOutcome

_APART = int(lateness.SOUND_GAP.total_seconds() // 60)


async def follow_priority(desk: Desk, ticket: Locked, old: int) -> None:
    """Outside business hours, broadcast a ticket that became critical; one no longer critical waits. One that waits
    within them, as it is one too many, is broadcast too."""
    if ticket.broadcast_at is None or not ticket.is_to_be_taken:
        return
    opens_at = get_opening_time(desk.rules, desk.now)
    if opens_at is None:
        if ticket.priority == CRITICAL and ticket.broadcast_at > desk.now:
            await to_staff.broadcast_waiting(desk, ticket)
    elif ticket.priority == CRITICAL:
        await to_staff.broadcast_ticket(desk, ticket)
    elif old == CRITICAL:
        ticket.broadcast_at = opens_at


BROADCAST_JUST_NOW = "ring-just-now"
"""The refusal of `find_refusal` that passes with time."""


def find_refusal(ticket: Ticket, *, now: datetime, rules: DeskSettings) -> str | None:
    """Return the key of the refusal that broadcasting again would meet, or None.

    A ticket is broadcast once in three minutes at most.
    """
    if not ticket.is_to_be_taken:
        return "ring-taken"
    if get_waiting_end(rules, now, ticket.priority) is not None:
        return "ring-closed"
    if ticket.broadcast_due_at is not None:
        return "ring-held-back"
    just_now = ticket.broadcast_at is not None and now - lateness.SOUND_GAP < ticket.broadcast_at <= now
    return BROADCAST_JUST_NOW if just_now else None


async def broadcast_again(desk: Desk, number: int) -> TicketResult:
    """Broadcast an untaken ticket once more, and write it to the audit log. Raises Refused as `find_refusal` says."""
    async with desk.change(number, Verb.RING) as ticket:
        desk.require_target(ticket, Verb.RING)
        refusal = find_refusal(ticket, now=desk.now, rules=desk.rules)
        if refusal is not None:
            raise Refused(refusal, number=number, n=_APART)
        history.record_action(desk, "ticket-rung", f"ticket:{number}")
        await to_staff.broadcast_ticket(desk, ticket)
        return await desk.make_result(ticket)


async def claim(desk: Desk, number: int, *, below: bool = False) -> TicketResult:
    """Assign the ticket to the actor; the first to claim it wins.

    `below`: send its card as a new message, because the actor does not look at the one they have. Raises
    AlreadyClaimed.
    """
    async with desk.change(number, Verb.CLAIM) as ticket:
        to = desk.require_target(ticket, Verb.CLAIM)
        if ticket.status is Status.RESOLVED and ticket.assignee_id == desk.actor_id:
            raise Refused("yours-resolved", number=number)
        assignee = await desk.get_person(ticket.assignee_id)
        if assignee is not None:
            raise AlreadyClaimed(ticket.number, assignee.name, mine=assignee.id == desk.actor_id)
        await set_assignee(desk, ticket, desk.require_actor())
        await status.set_status(desk, ticket, to)
        status.note_assignee_told(desk, ticket)
        await to_requester.tell_taken(desk, ticket)
        await (to_assignee.send_assignee_card if below else to_assignee.update_assignee_card)(desk, ticket)
    await _warn_over_limit(desk)
    return await desk.make_result(ticket)


async def _warn_over_limit(desk: Desk) -> None:
    most = desk.rules.team.hand_limit
    if not most:
        return
    mine = select(func.count()).where(Ticket.assignee_id == desk.actor_id, Ticket.is_working)
    n = await desk.session.scalar(mine) or 0
    if n > most:
        notifier.post_letter(
            desk, desk.require_actor(), Say("hand-over-limit", {"n": n, "most": most}, staff_only=True)
        )


async def release(desk: Desk, number: int) -> TicketResult:
    """Put the ticket back into the queue and announce it again; an untaken new ticket is left alone (`changed`
    False)."""
    async with desk.change(number, Verb.RELEASE) as ticket:
        return await release_locked(desk, ticket)


async def release_locked(desk: Desk, ticket: Locked, *, at: datetime | None = None) -> TicketResult:
    """Release a locked ticket. Messages that show it are edited before the new broadcast."""
    to = desk.require_target(ticket, Verb.RELEASE)
    nobody = not ticket.is_taken
    if nobody and to is ticket.status:
        return await desk.make_result(ticket, changed=False)
    await to_assignee.post_line_to_assignee(desk, ticket, "released-from-you")
    await status.drop_notice(desk, ticket)
    if ticket.is_taken:
        await set_assignee(desk, ticket, None, at=at)
    await status.set_status(desk, ticket, to, at=at)
    await to_requester.tell_taken(desk, ticket, only_edit=True)
    await desk.publish(ticket)
    await to_staff.broadcast_ticket(desk, ticket)
    return await desk.make_result(ticket)


def can_be_assigned(person: Person) -> bool:
    """Return True for staff, and for people who work on the board alone and were not dismissed there."""
    return has_grant(person, Grant.WORK) or (person.todoist_id is not None and person.dismissed_at is None)


async def release_from_former(desk: Desk, ticket: Locked) -> bool:
    """Release a locked ticket whose assignee has left the team; a ticket that is not worked on only loses the name.

    Return False if there is no such assignee.
    """
    holder = await desk.get_person(ticket.assignee_id)
    if holder is None or can_be_assigned(holder):
        return False
    if ticket.is_working:
        await release_locked(desk, ticket)
    else:
        await set_assignee(desk, ticket, None)
    return True


async def release_all(desk: Desk) -> tuple[TicketResult, ...]:
    """Release every ticket of the actor that is still worked on; resolved ones stay theirs."""
    mine = select(Ticket.number).where(Ticket.assignee_id == desk.require_actor().id, Ticket.is_working)
    numbers = list(await desk.session.scalars(mine.order_by(Ticket.id)))
    return tuple([await release(desk, number) for number in numbers])


async def hand_over(desk: Desk, number: int, to: int) -> TicketResult:
    """Assign the ticket to the member of staff with the Telegram id `to`."""
    person = await find_by_telegram(desk.session, to)
    if person is None:
        raise Refused("no-such-person")
    return await hand_over_to(desk, number, person)


async def hand_over_to(desk: Desk, number: int, person: Person) -> TicketResult:
    """Assign the ticket to a person. Raises Refused if they are not staff, by name only if they were, NotAllowed if it
    is their own request."""
    await lock_people(desk.session, person.id, desk.actor_id)
    async with desk.change(number, Verb.HAND_OVER) as ticket:
        if not is_staff(person):
            raise Refused("not-staff", name=person.name) if person.dismissed_at else Refused("no-such-person")
        if not has_grant(person, Grant.WORK):
            raise Refused("not-working", name=person.name)
        if ticket.requester_id == person.id and not await is_only_staff(desk.session, person):
            raise NotAllowed("own-ticket", number=number)
        return await hand_over_locked(desk, ticket, person)


async def check_hand_over(desk: Desk, number: int) -> None:
    """Raise what handing the ticket over would raise, before the actor chooses a colleague."""
    async with desk.change(number, Verb.HAND_OVER) as ticket:
        desk.require_target(ticket, Verb.HAND_OVER)


async def hand_over_locked(desk: Desk, ticket: Locked, person: Person, *, at: datetime | None = None) -> TicketResult:
    """Hand over a locked ticket: an untaken one is claimed for the person, otherwise the status stays."""
    to = desk.require_target(ticket, Verb.HAND_OVER)
    if ticket.assignee_id == person.id:
        if person.id == desk.actor_id:
            raise AlreadyClaimed(ticket.number, person.name, mine=True)
        return await desk.make_result(ticket, changed=False)
    was_free = ticket.assignee_id is None
    await to_assignee.post_line_to_assignee(desk, ticket, "taken-from-you", name=person.name)
    await set_assignee(desk, ticket, person, at=at)
    if was_free and to in (Status.NEW, Status.REOPENED):
        await status.set_status(desk, ticket, Status.ASSIGNED, at=at)
    status.note_assignee_told(desk, ticket)
    await to_requester.tell_taken(desk, ticket, only_edit=not was_free)
    await to_assignee.send_assignee_card(desk, ticket)
    return await desk.make_result(ticket)


async def set_assignee(
    desk: Desk, ticket: Locked, person: Person | None, *, at: datetime | None = None, on_board: bool = False
) -> None:
    """Set the assignee, or none, and the times that depend on it. `on_board`: somebody unknown has it there."""
    old = await desk.get_person(ticket.assignee_id)
    before = old.name if old else "" if ticket.is_taken else None
    name, new_id = (person.name, person.id) if person else (None, None)
    desk.record(ticket, history.ASSIGNEE, before, name, old_id=ticket.assignee_id, new_id=new_id)
    async with due_times.follow(desk, ticket):
        ticket.assignee_id = person.id if person else None
        ticket.assignee_at = at or desk.get_act_time(ticket)
        ticket.claimed_at = desk.now if person or on_board else None
    if not ticket.is_taken:
        return
    ticket.broadcast_due_at = None
    await self_service.withdraw_offers(desk, ticket, OfferOutcome.TAKEN)


async def take_if_free(desk: Desk, ticket: Locked, person: Person | None) -> bool:
    """Assign an untaken ticket to the person who answers it or moves it on, unless they are its requester."""
    if ticket.assignee_id is not None or person is None or person.id == ticket.requester_id:
        return False
    await set_assignee(desk, ticket, person)
    return True
