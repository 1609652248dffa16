"""News for who has a ticket: lines, its card, words and files. Tells neither other staff nor the requester."""

from datetime import datetime

from sqlalchemy import select

from db.models import Entry, EntryKind, Origin, Person
from desk.context import Context
from desk.locked import Locked
from desk.notifications import files, notifier
from desk.outbox import Args, Relay, Say, Show
from desk.outbox.presses import ReopenTicket
from desk.policy import NotificationLevel, StaffNotification, get_level


async def post(ctx: Context, ticket: Locked, key: str, *, reopen: bool = False, **args: str | int) -> None:
    """A line for who has the ticket, unless they did it themselves; `reopen`: with that button."""
    assignee = await notifier.person(ctx, ticket.assignee_id)
    if assignee is None or notifier.is_actor(ctx, assignee) or assignee.id == ticket.requester_id:
        return
    buttons = ((ReopenTicket(ticket.number).button("btn-reopen"),),) if reopen else ()
    how = get_level(assignee, StaffNotification.CHANGES)
    if how is NotificationLevel.OFF and not buttons:
        return
    given, keyed = notifier.by(ctx, number=ticket.number, **args)
    silent = how is not NotificationLevel.SOUND
    notifier.post(ctx, assignee, Say(key, given, buttons, keyed=keyed, silent=silent, staff_only=True), ticket)


async def given(ctx: Context, ticket: Locked) -> None:
    """A fresh card for the new assignee, headed by whose doing it was where they did not take it themselves, below the
    files of the request."""
    assignee = await notifier.person(ctx, ticket.assignee_id)
    if assignee is None:
        return
    ctx.cards[ticket.id] = assignee.id
    notifier.give_way(ctx, assignee, ticket)
    note, args = _whose_doing(ctx, assignee, ticket)
    there = await _files_of_request(ctx, assignee, ticket)
    slot = f"card:{ticket.number}"
    shown = Show("card", slot=slot, fresh=True, note=note, note_args=args, reply_to_message=there)
    notifier.post(ctx, assignee, shown, ticket)


def _whose_doing(ctx: Context, assignee: Person, ticket: Locked) -> tuple[str | None, Args]:
    if notifier.is_actor(ctx, assignee):
        return None, {}
    if ctx.actor is None or ctx.origin is Origin.TODOIST:
        return "assigned-on-board", {"number": ticket.number}
    return "assigned-to-you", {"number": ticket.number, "name": ctx.actor.name}


async def card(ctx: Context, ticket: Locked) -> None:
    """The assignee's card gets its buttons, and what of the request no card can hold: files, places, contacts."""
    assignee = await notifier.person(ctx, ticket.assignee_id)
    if assignee is not None:
        ctx.cards[ticket.id] = assignee.id
        notifier.post(ctx, assignee, Show("card", slot=f"card:{ticket.number}"), ticket)
        await _files_of_request(ctx, assignee, ticket)


async def _files_of_request(ctx: Context, assignee: Person, ticket: Locked) -> int | None:
    if assignee.id == ticket.requester_id:
        return None
    of_request = select(Entry.id).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    return await files.send(ctx, assignee, ticket, of_request)


async def relay(ctx: Context, ticket: Locked, entry: Entry, *, due_at: datetime | None = None) -> None:
    """An entry for who has the ticket, unless they wrote it."""
    assignee = await notifier.person(ctx, ticket.assignee_id)
    if assignee is not None and assignee.id not in (entry.author_id, ticket.requester_id):
        notifier.post(ctx, assignee, Relay(entry.id), ticket, due_at=due_at)
