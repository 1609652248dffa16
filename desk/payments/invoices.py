"""Payments by Telegram's invoice: the check before money is taken, and the record that it was. Knows no channel.

A payment counts once, by Telegram's charge id. Money that was taken is always recorded, also for a price that was
withdrawn or paid in the meantime.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import LedgerEntry, LedgerKind, Membership, Organization, PaymentRequest, PaymentStatus, Person, Ticket
from desk import Desk, DeskSettings
from desk.notifications import notifier, to_admins
from desk.outbox import Args, Say
from desk.payments import bill_paying, bills, ledger, money_messages, owners
from desk.payments.owners import BalanceOwner
from desk.policy.permissions import is_leading
from desk.text.money import pack_money


@dataclass(frozen=True, slots=True)
class TakenPayment:
    """Money that Telegram took: `token` names the request, `charge_id` the payment, `provider_id` that of the payment
    provider."""

    token: str
    amount: int
    currency: str
    charge_id: str
    provider_id: str | None = None


async def find_objection(
    session: AsyncSession, rules: DeskSettings, token: str, amount: int, currency: str
) -> str | None:
    """Return the key of the text that says why an invoice cannot be paid; None if it can."""
    if not rules.payments.takes_cards:
        return "checkout-off"
    request = await session.scalar(select(PaymentRequest).where(PaymentRequest.token == token))
    if request is None:
        return "checkout-unknown"
    if request.status is PaymentStatus.PAID:
        return "checkout-paid"
    is_same = (request.amount, request.currency) == (amount, currency)
    if request.status is not PaymentStatus.ASKED or not is_same:
        return "checkout-withdrawn"
    return await bill_paying.find_objection(session, request, rules.timezone) if request.bill_of is not None else None


async def can_pay(session: AsyncSession, request: PaymentRequest, person: Person) -> bool:
    """Return True for the person who was asked; for a price of an organization for everybody who leads it now, and for
    the requester who was asked as nobody led it."""
    if request.ticket_id is None or request.organization_id is None:
        return request.payer_id == person.id
    if request.payer_id == person.id == (await session.get_one(Ticket, request.ticket_id)).requester_id:
        return True
    led = select(Membership.id).where(is_leading(person.id), Membership.organization_id == request.organization_id)
    return await session.scalar(led) is not None


async def take_payment(desk: Desk, taken: TakenPayment) -> bool:
    """Record a payment by the actor; return False if it was recorded before."""
    await desk.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(taken.charge_id, 12))))
    known = select(LedgerEntry.id).where(LedgerEntry.charge_id == taken.charge_id)
    if await desk.session.scalar(known) is not None:
        return False
    request = await desk.session.scalar(select(PaymentRequest).where(PaymentRequest.token == taken.token))
    if request is None:
        await _keep_unknown(desk, taken)
    elif request.bill_of is not None:
        await _take_bill(desk, request, request.bill_of, taken)
    elif request.ticket_id is None:
        await _take_top_up(desk, request, taken)
    else:
        await _take_price(desk, request, request.ticket_id, taken)
    return True


async def _take_price(desk: Desk, request: PaymentRequest, ticket_id: int, taken: TakenPayment) -> None:
    ticket = await desk.lock_by_id(ticket_id)
    await desk.session.refresh(request, with_for_update=True)
    before = request.status
    await _settle(desk, request, taken)
    money = pack_money(taken.amount, taken.currency)
    if before is PaymentStatus.ASKED:
        await money_messages.tell_paid(desk, ticket, request)
    else:
        key, name = money_messages.choose_surplus_key(before), desk.require_actor().name
        await money_messages.tell_surplus(desk, ticket, money)
        await money_messages.tell_admins_of_surplus(desk, key, name, money, ticket)
    await desk.publish(ticket)


async def _take_bill(desk: Desk, request: PaymentRequest, first: date, taken: TakenPayment) -> None:
    """Record the payment of a bill. What is more than was left, as somebody else paid meanwhile, stays on the
    balance."""
    owner = owners.get_request_owner(request)
    await ledger.plan_settling(desk, owner)
    await owners.lock_owner(desk, owner)
    await desk.session.refresh(request, with_for_update=True)
    organization = await desk.session.get_one(Organization, request.organization_id)
    bill = await bills.load_bill(desk.session, organization.id, first, taken.currency, desk.rules.timezone)
    await _settle(desk, request, taken)
    args: Args = {**bills.name_month(first), "amount": pack_money(taken.amount, taken.currency)}
    notifier.post_letter(desk, desk.require_actor(), Say("bill-paid", args))
    if bill is None or bill.left < taken.amount:
        args |= {"name": desk.require_actor().name, "organization": organization.name}
        await to_admins.notify_admins(desk, "bill-surplus", args)


async def _take_top_up(desk: Desk, request: PaymentRequest, taken: TakenPayment) -> None:
    await ledger.plan_settling(desk, owners.get_request_owner(request))
    await desk.session.refresh(request, with_for_update=True)
    await _settle(desk, request, taken)
    owner = owners.get_request_owner(request)
    await ledger.tell_top_up(desk, request, await ledger.get_balance(desk.session, owner, taken.currency))


async def _settle(desk: Desk, request: PaymentRequest, taken: TakenPayment) -> None:
    await ledger.settle_request(
        desk, request, taken.amount, taken.currency, charge_id=taken.charge_id, provider_id=taken.provider_id
    )


async def _keep_unknown(desk: Desk, taken: TakenPayment) -> None:
    """Put the money on the payer's balance: the invoice is none of this desk's."""
    me = desk.require_actor()
    await ledger.record_entry(
        desk,
        BalanceOwner(person_id=me.id),
        LedgerKind.TOP_UP,
        taken.amount,
        taken.currency,
        charge_id=taken.charge_id,
        provider_id=taken.provider_id,
    )
    money = pack_money(taken.amount, taken.currency)
    await money_messages.tell_admins_of_surplus(desk, "payment-unknown", me.name, money, None)
