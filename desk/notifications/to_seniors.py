"""News for who is called to a ticket: one line, once a person. Knows no rule of when somebody is."""

from collections.abc import Sequence
from dataclasses import replace

from db.models import Person, Ticket
from desk.context import Context
from desk.i18n import TicketSubject
from desk.locked import Locked
from desk.notifications import notifier
from desk.notifications.to_staff import reachable, team, those_called
from desk.notifications.untaken_alerts import Rings
from desk.outbox import Say, letters
from desk.outbox.presses import OpenTicket
from desk.policy import lateness
from desk.sla.night_calls import is_night
from desk.text import shorten_line
from desk.text.subject import LONGEST

_REASON = 300  # characters
_BY_SOMEBODY_THERE, _ON_BOARD = "escalated-board", "escalated-on-board"


def whom(ctx: Context, ticket: Ticket, staff: Sequence[Person]) -> list[Person]:
    """Those listed at the ticket's level (none of them there: the admins too) and who has it, but not whoever called
    nor its requester."""
    wanted = ctx.rules.escalation.further if ticket.escalation_level > 1 else ctx.rules.escalation.to
    others = [one for one in staff if one.id != ticket.requester_id and not notifier.is_actor(ctx, one)]
    listed = those_called(others, wanted)
    return [person for person in reachable(others) if person in listed or person.id == ticket.assignee_id]


async def called(ctx: Context, ticket: Locked, key: str, reason: str, *, by_itself: bool) -> None:
    """Tell them. `by_itself`: no person asked for it, so that it makes no sound at night, nor (unless it is critical)
    where something has rung a moment ago; where it does, that counts as a reminder."""
    staff = await team(ctx.session)
    why, named = shorten_line(" ".join(reason.split()), _REASON), TicketSubject(ticket.subject, ticket.subject_line)
    args, keyed = notifier.by(ctx, number=ticket.number, reason=why, **named.letter_args(LONGEST))
    key = _ON_BOARD if keyed and key == _BY_SOMEBODY_THERE else key  # Todoist does not always say who
    buttons = ((OpenTicket(ticket.number).button("btn-open"),),)
    line = Say(key, args, buttons, keyed=keyed, staff_only=True)
    rings = await Rings.of(ctx.session, staff, ctx.now) if by_itself else Rings.told(ctx.session, staff, ctx.now)
    for person in whom(ctx, ticket, staff):
        if by_itself:
            notifier.post(ctx, person, replace(line, silent=_sleeps(ctx, person, ticket, rings)), ticket)
        else:  # whoever calls somebody means to be heard, at any hour
            rings.rung(person)
            letters.post(ctx.session, person.id, line, now=ctx.now, ticket_id=ticket.id)


async def critical(ctx: Context, ticket: Locked) -> None:
    """Tell them that it is critical now, with a sound: whoever says so means them to hear it. Who has it knows."""
    named = TicketSubject(ticket.subject, ticket.subject_line)
    args, keyed = notifier.by(ctx, number=ticket.number, **named.letter_args(LONGEST))
    buttons = ((OpenTicket(ticket.number).button("btn-open"),),)
    line = Say("critical-now", args, buttons, keyed=keyed, staff_only=True)
    staff = await team(ctx.session)
    rings = Rings.told(ctx.session, staff, ctx.now)
    for person in whom(ctx, ticket, staff):
        if person.id != ticket.assignee_id:
            rings.rung(person)
            letters.post(ctx.session, person.id, line, now=ctx.now, ticket_id=ticket.id)


def _sleeps(ctx: Context, person: Person, ticket: Ticket, rings: Rings) -> bool:
    """Whether a call that nobody asked for makes no sound; one that does is noted."""
    if is_night(ctx.rules, ctx.now):
        return True
    reminded = person.reminded_at is not None and person.reminded_at > ctx.now - lateness.SOUND_GAP
    if ticket.priority != lateness.CRITICAL and (reminded or person.id in rings.lately):
        return True
    person.reminded_at = ctx.now
    rings.rung(person)
    return False
