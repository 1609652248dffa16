"""Bills of organizations: what is to be paid at the end of a month, and what of it has been paid since.

A bill is read from the ledger, which never changes, so nothing of it is stored. Money that comes later pays the oldest
debt first, except money for a price that was set after the month.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import LedgerKind, Membership, PaymentMethod, PaymentRequest, Person, any_of
from desk import Context, Desk, DeskSettings, Outdated, Refused, history
from desk.notifications import notifier, to_staff
from desk.outbox import Args, Say, Show
from desk.payments import ledger
from desk.payments.ledger import BalanceOwner
from desk.payments.statement_times import get_last_month, get_month_span, make_bill_slot
from desk.policy import is_staff
from desk.policy.permissions import LEADING, Grant, is_leading, is_member
from desk.text.money import pack_money

_MOST_NAMED = 5
_LOAD = text("""
select o.id, o.name,
  coalesce(sum(l.amount) filter (where l.at < :starts), 0) as before,
  coalesce(-sum(l.amount) filter (where l.at >= :starts and l.at < :ends and not p.is_paid), 0) as charged,
  coalesce(sum(l.amount) filter (where l.at >= :starts and l.at < :ends and p.is_paid), 0) as paid,
  coalesce(sum(l.amount) filter (where l.at >= :ends and l.amount > 0 and (r.ticket_id is null or exists (
    select from ledger_entries c where c.request_id = l.request_id and c.organization_id = o.id
      and c.at < :ends and c.amount < 0))), 0) as since
from ledger_entries l join organizations o on o.id = l.organization_id
left join payment_requests r on r.id = l.request_id
cross join lateral (select l.amount > 0 and l.kind <> 'charge' as is_paid) p
where l.currency = :currency and o.removed_at is null
  and (cast(:organization as bigint) is null or o.id = :organization)
group by o.id having sum(l.amount) filter (where l.at < :ends) < 0 order by o.id
""")


@dataclass(frozen=True, slots=True)
class Bill:
    """An organization's bill of the month that begins on `first`, in the currency's smallest unit. `before`: the
    balance when the month began; `charged`, `paid`: in the month; `since`: what came for it later."""

    organization_id: int
    organization: str
    first: date
    currency: str
    before: int
    charged: int
    paid: int
    since: int

    @property
    def due(self) -> int:
        """Return what was due at the end of the month."""
        return max(0, self.charged - self.before - self.paid)

    @property
    def left(self) -> int:
        """Return what is still to be paid."""
        return max(0, self.due - self.since)

    @property
    def slot(self) -> str:
        """Return the slot of the messages that show it."""
        return make_bill_slot(self.organization_id, self.first)

    def make_args(self, amount: int) -> Args:
        """Return the arguments of a line about an amount of it."""
        money = pack_money(amount, self.currency)
        return {**name_month(self.first), "organization": self.organization, "amount": money}


def name_month(first: date) -> Args:
    """Return the arguments of the text `bill-month`."""
    return {"month": f"m{first.month}", "year": str(first.year)}


async def load_bill(session: AsyncSession, organization_id: int, first: date, currency: str, zone: str) -> Bill | None:
    """Return the bill of a month, whose days are those of `zone`; None if nothing was due at its end."""
    found = await _load(session, first, currency, zone, organization_id)
    return found[0] if found else None


async def _load(
    session: AsyncSession, first: date, currency: str, zone: str, organization_id: int | None = None
) -> list[Bill]:
    starts, ends = get_month_span(first, zone)
    given = {"starts": starts, "ends": ends, "currency": currency, "organization": organization_id}
    rows = await session.execute(_LOAD, given)
    return [
        Bill(
            row.id, row.name, first, currency, int(row.before), int(row.charged), int(row.paid), int(row.since)
        )
        for row in rows
    ]  # fmt: skip


async def load_last_bill(session: AsyncSession, organization_id: int, ctx: Context) -> Bill | None:
    """Return the bill of last month in the desk's currency; None if nothing was due then, or payments are off."""
    if not _has_bills(ctx.rules):
        return None
    first, rules = get_last_month(ctx.now, ctx.rules.timezone), ctx.rules
    return await load_bill(session, organization_id, first, rules.payments.currency, rules.timezone)


def _has_bills(rules: DeskSettings) -> bool:
    return rules.payments.enabled and rules.organizations.enabled


# Sending bills, and reminding of them once.


async def send_bills(ctx: Context, first: date, *, again: bool) -> None:
    """Send what is left of the bills of a month to everybody who leads the organizations now; notify admins of those
    that nobody gets. `again`: it is a reminder."""
    found = await _load(ctx.session, first, ctx.rules.payments.currency, ctx.rules.timezone)
    bills = [bill for bill in found if bill.left]
    readers = await _list_readers(ctx, [bill.organization_id for bill in bills])
    for bill in bills:
        for person in readers[bill.organization_id]:
            note = "bill-reminder" if again else None
            notifier.post_letter(ctx, person, Show("bill", slot=bill.slot, fresh=True, note=note))
    unread = [one for one in bills if all(person.bot_blocked_at is not None for person in readers[one.organization_id])]
    if unread and not again:
        names = ", ".join(bill.organization for bill in unread[:_MOST_NAMED])
        args = {**name_month(first), "names": names, "n": max(0, len(unread) - _MOST_NAMED)}
        await to_staff.notify_admins(ctx, "bill-nobody", args)


async def _list_readers(ctx: Context, organizations: Sequence[int]) -> dict[int, list[Person]]:
    """Return the people in Telegram who lead each organization and are not on the team."""
    leading = (any_of(Membership.organization_id, list(organizations)), Membership.role.in_(LEADING), is_member())
    rows = select(Membership.organization_id, Person).join(Person, Person.id == Membership.person_id)
    theirs = rows.where(*leading, Person.telegram_id.is_not(None)).order_by(Person.id)
    found: dict[int, list[Person]] = defaultdict(list)
    for organization_id, person in await ctx.session.execute(theirs):
        if not is_staff(person):
            found[organization_id].append(person)
    return found


async def show_bill(desk: Desk, organization_id: int) -> None:
    """Show the actor last month's bill again, if something of it is left."""
    bill = await load_last_bill(desk.session, organization_id, desk)
    if bill is not None and bill.left:
        notifier.post_letter(desk, desk.require_actor(), Show("bill", slot=bill.slot, fresh=True))


# Paying a bill: by Telegram's invoice, or outside of it, which an admin records.


async def ask_bill(desk: Desk, organization_id: int, first: date) -> PaymentRequest:
    """Send the actor an invoice for what is left of a bill; one that waits is withdrawn. Raises Refused if nothing is
    left or cards are not taken, Outdated for a bill that is not theirs."""
    if not desk.rules.payments.takes_cards:
        raise Refused("payments-off")
    me = desk.require_actor()
    if organization_id not in [one.id for one in await ledger.list_led(desk, me)]:
        raise Outdated
    bill = await load_bill(desk.session, organization_id, first, desk.rules.payments.currency, desk.rules.timezone)
    if bill is None or not bill.left:
        raise Refused("bill-settled")
    await ledger.withdraw_waiting(desk, me)
    owner = BalanceOwner(organization_id=organization_id)
    request = ledger.make_request(desk, owner, me.id, bill.left, PaymentMethod.TELEGRAM, bill_of=first)
    await desk.session.flush()
    notifier.post_letter(desk, me, Show("invoice", slot=ledger.make_invoice_slot(request.id), fresh=True))
    return request


async def find_objection(session: AsyncSession, request: PaymentRequest, zone: str) -> str | None:
    """Return the key of the text that says why the invoice of a bill cannot be paid (any more); None if it can."""
    assert request.organization_id is not None
    assert request.bill_of is not None
    theirs = (is_leading(request.payer_id), Membership.organization_id == request.organization_id)
    if await session.scalar(select(Membership.id).where(*theirs)) is None:
        return "checkout-withdrawn"
    bill = await load_bill(session, request.organization_id, request.bill_of, request.currency, zone)
    if bill is None or not bill.left:
        return "checkout-paid"
    return None if request.amount <= bill.left else "checkout-bill-changed"


async def confirm_bill(desk: Desk, organization_id: int, amount: int) -> None:
    """Record that what is left of last month's bill has arrived outside Telegram, and tell those who lead the
    organization. For admins. Raises Refused if something else is left by now."""
    ledger.require_payments(desk)
    await desk.require_grant(Grant.SETTINGS_PAYMENTS)
    owner, currency = BalanceOwner(organization_id=organization_id), desk.rules.payments.currency
    await ledger.plan_settling(desk, owner)
    await ledger.lock_owner(desk, owner)
    bill = await load_last_bill(desk.session, organization_id, desk)
    if bill is None or not amount or bill.left != amount:
        raise Refused("bill-changed")
    await ledger.record_entry(desk, owner, LedgerKind.PAYMENT, amount, currency)
    history.record_action(desk, "bill-paid", owner.object, new=pack_money(amount, currency))
    for person in (await _list_readers(desk, [organization_id]))[organization_id]:
        notifier.post_letter(desk, person, Say("bill-paid", bill.make_args(amount)))
