"""Tells the agent of a ticket that words of it were changed, with the new part marked."""

from dataclasses import replace

from db.models import Entry, Lane, Person, Ticket
from desk.context import Context
from desk.notifications import notifier, staff_group
from desk.outbox import Args, Say

_NEW_LETTERS = 10
"""Less than this, without a digit, is a correction of letters."""


async def tell_assignee_of_edit(ctx: Context, ticket: Ticket, entry: Entry, before: str) -> None:
    """Tell the agent who has the ticket, without a sound, what the requester's words say now that they did not say
    before, unless these are a message in sight, which is edited. `before`: these words until now."""
    if ctx.actor_id != ticket.requester_id or not ticket.is_working or entry.withdrawn_at is not None:
        return
    assignee, words = await ctx.get_person(ticket.assignee_id), find_new_part(before, entry.body)
    if assignee is None or assignee.id == ctx.actor_id:
        return
    if await staff_group.is_in_sight(ctx.session, assignee, f"entry:{entry.id}", ctx.now, ctx.rules):
        return
    if sum(map(str.isalnum, words)) >= _NEW_LETTERS or any(map(str.isdigit, words)):
        args: Args = {"number": ticket.number, "name": ctx.require_actor().name, "words": words[:_MOST_NEW]}
        _end_line_of_edit(ctx, ticket, entry, assignee, "words-changed-again")
        line = Say("words-changed", args, slot=f"changed:{entry.id}", reply_to_entry=entry.id, silent=True)
        notifier.post_letter(ctx, assignee, replace(line, staff_only=True, secret=("words",)), ticket)


async def take_back_edit(ctx: Context, ticket: Ticket, entry: Entry) -> None:
    """Take the withdrawn words out of the line that said what was changed in them."""
    assignee = await ctx.get_person(ticket.assignee_id)
    if assignee is not None and entry.edited_at is not None:
        _end_line_of_edit(ctx, ticket, entry, assignee, "words-taken-back")


def _end_line_of_edit(ctx: Context, ticket: Ticket, entry: Entry, assignee: Person, key: str) -> None:
    """Put another text into the last line that told the agent of changed words, if there is one."""
    line = Say(key, {"number": ticket.number}, slot=f"changed:{entry.id}", only_edit=True, staff_only=True)
    notifier.post_letter(ctx, assignee, line, ticket, lane=Lane.EDITS)


_MOST_NEW = 1000  # characters


def find_new_part(before: str, now: str) -> str:
    """Return what a text says from its first to its last word that is new; empty if words were only taken out."""
    old, new = before.split(), now.split()
    pairs = list(zip(old, new, strict=False))
    begin = next((n for n, (was, word) in enumerate(pairs) if was != word), len(pairs))
    rest = list(zip(reversed(old[begin:]), reversed(new[begin:]), strict=False))
    same = next((n for n, (was, word) in enumerate(rest) if was != word), len(rest))
    return " ".join(new[begin : len(new) - same])
