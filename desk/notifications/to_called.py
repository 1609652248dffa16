"""Notify the people who are called to an escalated ticket, one line each."""

from collections.abc import Sequence
from dataclasses import replace

from db.models import Person, Ticket
from desk.context import Context
from desk.i18n import TicketSubject
from desk.locked import Locked
from desk.notifications import notifier, to_phone
from desk.notifications.recent_sounds import RecentSounds
from desk.notifications.to_phone import PhoneReason
from desk.notifications.to_staff import list_on_call
from desk.outbox import Say, letters, make_press
from desk.policy import lateness
from desk.sla.sounds import Listener, choose_sound, find_hour
from desk.staff.who_is_there import filter_called, filter_reachable, filter_seeing, list_team
from desk.text import shorten_line
from desk.text.subject import LONGEST

_REASON = 300  # characters
_BY_PERSON_THERE, _ON_BOARD = "escalated-board", "escalated-on-board"


def choose_receivers(ctx: Context, ticket: Ticket, staff: Sequence[Person]) -> list[Person]:
    """Return the people listed (if none is available: the leads too) and the ticket's agent, without the actor and
    the requester."""
    seeing = filter_seeing(staff, ticket)
    others = [one for one in seeing if one.id != ticket.requester_id and not notifier.is_actor(ctx, one)]
    listed = filter_called(others, ctx.rules.escalation.to)
    return [person for person in filter_reachable(others) if person in listed or person.id == ticket.assignee_id]


async def tell_escalated(ctx: Context, ticket: Locked, key: str, reason: str, *, by_itself: bool) -> None:
    """Tell them. `by_itself`: automatic, so it makes no sound at night, nor (unless critical) within three minutes
    of another; a sound counts as a reminder."""
    staff = await list_team(ctx.session)
    why, named = shorten_line(" ".join(reason.split()), _REASON), TicketSubject(ticket.subject, ticket.subject_line)
    args, keyed = notifier.name_actor(ctx, number=ticket.number, reason=why, **named.make_letter_args(LONGEST))
    key = _ON_BOARD if keyed and key == _BY_PERSON_THERE else key  # Todoist does not always say who
    buttons = ((make_press("btn-open", "open", ticket.number),),)
    line = Say(key, args, buttons, keyed=keyed, staff_only=True)
    sounds = (
        await RecentSounds.load(ctx.session, staff, ctx.now)
        if by_itself
        else RecentSounds.start(ctx.session, staff, ctx.now)
    )
    receivers = choose_receivers(ctx, ticket, staff)
    if not by_itself:
        await to_phone.alert_people(ctx, receivers, ticket, PhoneReason.ESCALATED)
    for person in receivers:
        if by_itself:
            notifier.post_letter(
                ctx, person, replace(line, silent=_is_silent(ctx, person, ticket, staff, sounds)), ticket
            )
        else:  # a person who escalates wants to be heard at any hour
            sounds.note_person(person)
            letters.queue_letter(ctx.session, person.id, line, now=ctx.now, ticket_id=ticket.id)


async def tell_critical(ctx: Context, ticket: Locked) -> None:
    """Tell them with a sound that the ticket is critical now; its agent knows."""
    named = TicketSubject(ticket.subject, ticket.subject_line)
    args, keyed = notifier.name_actor(ctx, number=ticket.number, **named.make_letter_args(LONGEST))
    buttons = ((make_press("btn-open", "open", ticket.number),),)
    line = Say("critical-now", args, buttons, keyed=keyed, staff_only=True)
    staff = await list_team(ctx.session)
    sounds = RecentSounds.start(ctx.session, staff, ctx.now)
    for person in choose_receivers(ctx, ticket, staff):
        if person.id != ticket.assignee_id:
            sounds.note_person(person)
            letters.queue_letter(ctx.session, person.id, line, now=ctx.now, ticket_id=ticket.id)


def _is_silent(ctx: Context, person: Person, ticket: Ticket, staff: Sequence[Person], sounds: RecentSounds) -> bool:
    """Return True if an automatic call makes no sound; a sound is noted."""
    reminded = person.reminded_at is not None and abs(ctx.now - person.reminded_at) < lateness.SOUND_GAP
    on_call = person.id == ticket.assignee_id or person in list_on_call(ctx, staff, ticket)
    who = Listener(on_call=on_call, lately=reminded or person.id in sounds.lately)
    if not choose_sound(ticket, who, find_hour(ctx.rules, ctx.now, unasked=True)):
        return True
    person.reminded_at = ctx.now
    sounds.note_person(person)
    return False
