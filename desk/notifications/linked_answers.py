"""Ask the agent who answered one of several linked tickets whether the others get the same answer."""

from sqlalchemy import func, select

from db.models import Entry, Ticket
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier
from desk.outbox import Say, make_press
from desk.policy import WORKING


async def offer_same_answer(ctx: Context, ticket: Locked, entry: Entry) -> None:
    """Show a button under the answer. A ticket that is not linked costs no query."""
    if ticket.group_id is None or entry.also_of_id is not None:
        return
    others = select(func.count()).where(
        Ticket.group_id == ticket.group_id, Ticket.id != ticket.id, Ticket.status.in_(WORKING)
    )
    n = (await ctx.session.execute(others)).scalar_one()
    if not n:
        return
    buttons = ((make_press("btn-also-to", "also_to", entry.id, args={"n": n}),),)
    line = Say(
        "also-to", {"number": ticket.number, "n": n}, buttons,
        slot=f"also:{entry.id}", reply_to_entry=entry.id, silent=True, staff_only=True,
    )  # fmt: skip
    notifier.post_letter(ctx, ctx.actor, line, ticket)
