"""News for who is called to a ticket: one line, once a person. Knows no rule of when somebody is."""

from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier
from desk.notifications.to_staff import admins, reachable, team
from desk.outbox import letters
from desk.outbox.letters import Button, Say
from desk.sla.night_calls import is_night
from desk.text.subject import shortened

_REASON = 300  # characters


async def called(ctx: Context, ticket: Locked, key: str, reason: str, *, by_itself: bool) -> None:
    """For those listed at the ticket's level (nobody there: the admins) and who has it, but not for whoever called nor
    for its requester. `by_itself`: no person asked for it, so that it makes no sound at night."""
    staff = await team(ctx.session)
    wanted = ctx.rules.escalate_further if ticket.escalation_level > 1 else ctx.rules.escalate_to
    listed = [person for person in reachable(staff) if person.id in wanted] or admins(staff)
    subject, why = shortened(ticket.subject), shortened(" ".join(reason.split()), _REASON)
    args, keyed = notifier.by(ctx, number=ticket.number, subject=subject, reason=why)
    buttons = ((Button("btn-open", f"open:{ticket.number}"),),)
    silent = by_itself and is_night(ctx.rules, ctx.now)
    line = Say(key, args, buttons, keyed=keyed, silent=silent, staff_only=True)
    for person in reachable(staff):
        hears = person in listed or person.id == ticket.assignee_id
        if hears and person.id != ticket.requester_id and not notifier.is_actor(ctx, person):
            if by_itself:
                notifier.post(ctx, person, line, ticket)
            else:  # whoever calls somebody means to be heard, at any hour
                letters.post(ctx.session, person.id, line, now=ctx.now, ticket_id=ticket.id)
