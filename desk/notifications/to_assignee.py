"""Notifies the agent who has a ticket: lines, its card, words and files."""

from db.models import Origin, Person
from db.unit_of_work import get_unit
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier
from desk.notifications.to_staff import list_files_of_request
from desk.outbox import Args, Button, Say, Show, make_press
from desk.policy import (
    NotificationLevel,
    StaffNotification,
    get_level,
)


async def post_line_to_assignee(
    ctx: Context, ticket: Locked, key: str, *, button: Button | None = None, always: bool = False, **args: str | int
) -> None:
    """Send the agent a line, unless they acted themselves. `always`: also if they want to hear of no changes."""
    assignee = await ctx.get_person(ticket.assignee_id)
    if assignee is None or notifier.is_actor(ctx, assignee) or assignee.id == ticket.requester_id:
        return
    buttons = ((button,),) if button is not None else ()
    how = get_level(assignee, StaffNotification.CHANGES)
    if how is NotificationLevel.OFF and not (buttons or always):
        return
    given, keyed = notifier.name_actor(ctx, number=ticket.number, **args)
    silent = how is not NotificationLevel.SOUND
    notifier.post_letter(ctx, assignee, Say(key, given, buttons, keyed=keyed, silent=silent, staff_only=True), ticket)


async def offer_escalation(ctx: Context, ticket: Locked) -> Person | None:
    """Tell the agent that the requester asks for who leads, with a button that escalates the ticket. Return the agent,
    or None if there is nobody to tell."""
    assignee = await ctx.get_person(ticket.assignee_id)
    if assignee is None or assignee.id == ticket.requester_id:
        return None
    given, _ = notifier.name_actor(ctx, number=ticket.number)
    buttons = ((make_press("btn-escalate", "escalate", ticket.number),),)
    notifier.post_letter(ctx, assignee, Say("boss-wanted", given, buttons, staff_only=True), ticket)
    return assignee


async def send_assignee_card(ctx: Context, ticket: Locked) -> None:
    """Send a new card to the assignee, below the request's files; it names the person who assigned it."""
    assignee = await ctx.get_person(ticket.assignee_id)
    if assignee is None:
        return
    get_unit(ctx.session).cards[ticket.id] = assignee.id
    notifier.supersede_card(ctx, assignee, ticket)
    note, args = _name_giver(ctx, assignee, ticket)
    there = await list_files_of_request(ctx, assignee, ticket)
    slot = f"card:{ticket.number}"
    shown = Show("card", slot=slot, fresh=True, note=note, note_args=args, reply_to_message=there)
    notifier.post_letter(ctx, assignee, shown, ticket)


def _name_giver(ctx: Context, assignee: Person, ticket: Locked) -> tuple[str | None, Args]:
    if notifier.is_actor(ctx, assignee):
        return None, {}
    if ctx.actor is None or ctx.origin is Origin.TODOIST:
        return "assigned-on-board", {"number": ticket.number}
    return "assigned-to-you", {"number": ticket.number, "name": ctx.actor.name}


async def update_assignee_card(ctx: Context, ticket: Locked) -> None:
    """Put buttons on the assignee's card, and send what a card cannot show: files, places, contacts."""
    assignee = await ctx.get_person(ticket.assignee_id)
    if assignee is not None:
        get_unit(ctx.session).cards[ticket.id] = assignee.id
        notifier.post_letter(ctx, assignee, Show("card", slot=f"card:{ticket.number}"), ticket)
        await list_files_of_request(ctx, assignee, ticket)
