"""Sends bills, and reminds of them once."""

from datetime import date

from desk import Context, Desk
from desk.notifications import notifier, to_admins
from desk.outbox import Show
from desk.payments.bills import list_readers, load, load_last_bill, name_month

_MOST_NAMED = 5


async def send_bills(ctx: Context, first: date, *, again: bool) -> None:
    """Send what is left of the bills of a month to everybody who leads the organizations now; notify admins of those
    that nobody gets. `again`: it is a reminder."""
    found = await load(ctx.session, first, ctx.rules.payments.currency, ctx.rules.timezone)
    bills = [bill for bill in found if bill.left]
    readers = await list_readers(ctx, [bill.organization_id for bill in bills])
    for bill in bills:
        for person in readers[bill.organization_id]:
            note = "bill-reminder" if again else None
            notifier.post_letter(ctx, person, Show("bill", slot=bill.slot, fresh=True, note=note))
    unread = [one for one in bills if all(person.bot_blocked_at is not None for person in readers[one.organization_id])]
    if unread and not again:
        names = ", ".join(bill.organization for bill in unread[:_MOST_NAMED])
        args = {**name_month(first), "names": names, "n": max(0, len(unread) - _MOST_NAMED)}
        await to_admins.notify_admins(ctx, "bill-nobody", args)


async def show_bill(desk: Desk, organization_id: int) -> None:
    """Show the actor last month's bill again, if something of it is left."""
    bill = await load_last_bill(desk.session, organization_id, desk)
    if bill is not None and bill.left:
        notifier.post_letter(desk, desk.require_actor(), Show("bill", slot=bill.slot, fresh=True))
