"""Paying a bill: by Telegram's invoice, or outside of it, which an admin records."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import LedgerKind, Membership, PaymentMethod, PaymentRequest
from desk import Desk, Outdated, Refused, history
from desk.notifications import notifier
from desk.outbox import Say, Show
from desk.payments import balances, ledger, money_messages, owners
from desk.payments.bills import list_readers, load_bill, load_last_bill
from desk.payments.owners import BalanceOwner
from desk.policy.permissions import Grant, is_leading
from desk.text.money import pack_money


async def ask_bill(desk: Desk, organization_id: int, first: date) -> PaymentRequest:
    """Send the actor an invoice for what is left of a bill; one that waits is withdrawn. Raises Refused if nothing is
    left or cards are not taken, Outdated for a bill that is not theirs."""
    if not desk.rules.payments.takes_cards:
        raise Refused("payments-off")
    me = desk.require_actor()
    if organization_id not in [one.id for one in await balances.list_led(desk, me)]:
        raise Outdated
    bill = await load_bill(desk.session, organization_id, first, desk.rules.payments.currency, desk.rules.timezone)
    if bill is None or not bill.left:
        raise Refused("bill-settled")
    await balances.withdraw_waiting(desk, me)
    owner = BalanceOwner(organization_id=organization_id)
    request = ledger.make_request(desk, owner, me.id, bill.left, PaymentMethod.TELEGRAM, bill_of=first)
    await desk.session.flush()
    notifier.post_letter(desk, me, Show("invoice", slot=money_messages.make_invoice_slot(request.id), fresh=True))
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
    await owners.lock_owner(desk, owner)
    bill = await load_last_bill(desk.session, organization_id, desk)
    if bill is None or not amount or bill.left != amount:
        raise Refused("bill-changed")
    await ledger.record_entry(desk, owner, LedgerKind.PAYMENT, amount, currency)
    history.record_action(desk, "bill-paid", owner.object, new=pack_money(amount, currency))
    for person in (await list_readers(desk, [organization_id]))[organization_id]:
        notifier.post_letter(desk, person, Say("bill-paid", bill.make_args(amount)))
