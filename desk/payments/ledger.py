"""The ledger: every movement of money is an entry, and a balance is the sum of its owner's entries. Knows no channel.

`record_entry` is the only function that adds one. Nothing changes or removes an entry: a trigger refuses it
(`db/sql/payments.sql`).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import DateTime, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    LedgerEntry,
    LedgerKind,
    Organization,
    PaymentMethod,
    PaymentRequest,
    PaymentStatus,
    Person,
    Ticket,
    any_of,
)
from desk import Context, Desk, DeskSettings, Locked, Refused, history
from desk.notifications import notifier, to_assignee
from desk.outbox import Args, Say, Show
from desk.payments.money_messages import (
    ask_to_pay,
    list_concerned,
    list_invoices,
    list_leaders,
    list_payers,
    make_args,
    post,
    remove_invoice,
    tell_low,
    tell_paid,
    tell_taken_from_balance,
    tell_withdrawn,
)
from desk.payments.owners import BalanceOwner, get_request_owner, get_ticket_owner, is_of_owner, lock_owner
from desk.payments.statement_times import get_last_month, make_bill_slot, plan_statements
from desk.policy import DueTimer, Verb, timer_kinds
from desk.text.money import MOST, pack_money, parse_amount

READ_PRICE = """(select jsonb_build_object('amount', r.amount, 'currency', r.currency, 'is_paid', r.status = 'paid')
  from payment_requests r where :priced and r.ticket_id = :ticket and r.status <> 'withdrawn'
  order by r.id desc limit 1)"""
"""A column that other statements read together with what they are for; `parse_price` reads it. `priced`: payments are
switched on."""


@dataclass(frozen=True, slots=True)
class TicketPrice:
    """The open price of a ticket, else the last one that was paid. `amount` is in the currency's smallest unit."""

    amount: int
    currency: str
    is_paid: bool

    @property
    def money(self) -> str:
        """Return the amount with its currency."""
        return pack_money(self.amount, self.currency)


def parse_price(found: Mapping[str, Any] | None) -> TicketPrice | None:
    """Return the value of a column `READ_PRICE`."""
    return TicketPrice(**found) if found is not None else None


async def load_prices(
    session: AsyncSession, tickets: Sequence[Ticket], settings: DeskSettings
) -> dict[int, TicketPrice]:
    """Load the prices of tickets by ticket id, in one statement; nothing while payments are off."""
    if not settings.payments.enabled or not tickets:
        return {}
    theirs = (any_of(PaymentRequest.ticket_id, [one.id for one in tickets]),)
    shown = select(PaymentRequest).where(*theirs, PaymentRequest.status != PaymentStatus.WITHDRAWN)
    newest = shown.ext(distinct_on(PaymentRequest.ticket_id)).order_by(
        PaymentRequest.ticket_id, PaymentRequest.id.desc()
    )
    return {
        one.ticket_id: TicketPrice(one.amount, one.currency, one.status is PaymentStatus.PAID)
        for one in await session.scalars(newest)
        if one.ticket_id is not None
    }


async def get_balance(session: AsyncSession, owner: BalanceOwner, currency: str) -> int:
    """Return the balance in a currency."""
    total = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(is_of_owner(owner))
    return int(await session.scalar(total.where(LedgerEntry.currency == currency)) or 0)


async def record_entry(
    desk: Desk,
    owner: BalanceOwner,
    kind: LedgerKind,
    amount: int,
    currency: str,
    *,
    request: PaymentRequest | None = None,
    charge_id: str | None = None,
    provider_id: str | None = None,
    reason: str = "",
) -> LedgerEntry:
    """Add an entry; `amount` below zero is owed."""
    entry = LedgerEntry(
        organization_id=owner.organization_id,
        person_id=owner.person_id,
        kind=kind,
        amount=amount,
        currency=currency,
        ticket_id=request.ticket_id if request is not None else None,
        request_id=request.id if request is not None else None,
        charge_id=charge_id,
        provider_id=provider_id,
        reason=reason,
        made_by=desk.actor_id,
        origin=desk.origin,
        at=desk.now,
    )
    desk.session.add(entry)
    await desk.session.flush()
    if owner.organization_id is not None:
        await plan_statements(desk)
        await _refresh_bill(desk, owner.organization_id, amount)
    return entry


async def _refresh_bill(ctx: Context, organization_id: int, amount: int) -> None:
    """Edit the messages that show last month's bill, after money came for it."""
    if amount < 0 or not ctx.rules.payments.enabled:
        return
    slot = make_bill_slot(organization_id, get_last_month(ctx.now, ctx.rules.timezone))
    for person in await list_leaders(ctx, BalanceOwner(organization_id=organization_id)):
        notifier.post_letter(ctx, person, Show("bill", slot=slot, only_edit=True))


LONGEST_REASON = 300


async def tell_top_up(ctx: Context, request: PaymentRequest, balance: int) -> None:
    """Tell the person who topped up a balance how much is on it."""
    args: Args = {
        "amount": pack_money(request.amount, request.currency),
        "balance": pack_money(balance, request.currency),
    }
    notifier.post_letter(ctx, await ctx.get_person(request.payer_id), Say("top-up-paid", args))


_TOKEN_BYTES = 18


@dataclass(frozen=True, slots=True)
class PriceResult:
    """The price of a ticket after a verb: the id of its request; None if the ticket has no price now. `money`: the
    amount with its currency; `name`: of who pays; `is_open`: nobody has paid it yet; `changed`: the verb did
    something; `unconfirmed`: the organization that was not charged, as nobody has confirmed the requester there;
    `for_client`: not the requester is asked, but who leads their organization."""

    number: int
    ticket_id: int
    name: str
    request_id: int | None
    money: str = ""
    method: PaymentMethod | None = None
    is_open: bool = False
    changed: bool = True
    unconfirmed: str | None = None
    for_client: bool = False


def require_payments(desk: Desk) -> None:
    """Raise Refused while payments are switched off."""
    if not desk.rules.payments.enabled:
        raise Refused("payments-off")


async def set_price(desk: Desk, number: int, amount: int) -> PriceResult:
    """Ask the requester, or who leads their organization, to pay; an open price is withdrawn, the same one stays as it
    is. Raises Refused for an amount that is none, NoSuchTicket, NotAllowed, Merged."""
    require_payments(desk)
    if not 0 < amount <= MOST:
        raise Refused("price-wrong")
    async with desk.change(number, Verb.SET_PRICE) as ticket:
        desk.require_target(ticket, Verb.SET_PRICE)
        old, currency = await find_open(desk, ticket.id), desk.rules.payments.currency
        if old is not None and (old.amount, old.currency) == (amount, currency):
            return await _describe(desk, ticket, old, changed=False)
        if old is not None:
            await _withdraw(desk, ticket, old)
        request = await _ask(desk, ticket, amount)
        before = pack_money(old.amount, old.currency) if old is not None else None
        desk.record(ticket, history.PRICE, before, pack_money(amount, currency))
        await desk.publish(ticket)
        return await _describe(desk, ticket, request)


async def set_typed_price(desk: Desk, number: int, amount: str | None) -> PriceResult:
    """Set the price in the desk's currency; None withdraws it. Raises as both do."""
    if amount is None:
        return await withdraw_price(desk, number)
    return await set_price(desk, number, parse_amount(amount, desk.rules.payments.currency) or 0)


async def look_up_price(desk: Desk, number: int) -> PriceResult:
    """Return the ticket's price: the open one, else the last one that was paid. Raises NoSuchTicket, NotAllowed."""
    require_payments(desk)
    async with desk.change(number, Verb.SET_PRICE) as ticket:
        return await _describe(desk, ticket, await find_last(desk.session, ticket.id))


async def find_last(session: AsyncSession, ticket_id: int) -> PaymentRequest | None:
    """Return the open price of a ticket, or else the last one that was paid."""
    mine = (PaymentRequest.ticket_id == ticket_id, PaymentRequest.status != PaymentStatus.WITHDRAWN)
    query = select(PaymentRequest).where(*mine).order_by(PaymentRequest.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


def require_same(now: PriceResult, request_id: int) -> None:
    """Raise Refused unless that request is the ticket's open price."""
    if not now.is_open or now.request_id != request_id:
        raise Refused("price-outdated")


async def withdraw_price(desk: Desk, number: int) -> PriceResult:
    """Withdraw the open price: its invoice can no longer be paid. Raises Refused if there is none."""
    require_payments(desk)
    async with desk.change(number, Verb.SET_PRICE) as ticket:
        old = await find_open(desk, ticket.id)
        if old is None:
            raise Refused("price-none", number=number)
        await _withdraw(desk, ticket, old)
        desk.record(ticket, history.PRICE, pack_money(old.amount, old.currency), None)
        await tell_withdrawn(desk, ticket, old)
        await desk.publish(ticket)
        return await _describe(desk, ticket, None)


async def move_open_price(desk: Desk, ticket: Locked) -> None:
    """Charge the open price to the organization that the ticket is for now, or its requester, instead of whom it was
    charged to. A price that was paid stays where it was paid."""
    request = await find_open(desk, ticket.id) if desk.rules.payments.enabled else None
    if request is None:
        return
    before, owner = get_request_owner(request), get_ticket_owner(desk, ticket)
    if before == owner:
        return
    for one in sorted((before, owner), key=lambda one: one.object):
        await lock_owner(desk, one)
    kind, currency = LedgerKind.CHARGE, request.currency
    await record_entry(desk, before, kind, request.amount, currency, request=request)
    request.organization_id, request.person_id = owner.organization_id, owner.person_id
    await record_entry(desk, owner, kind, -request.amount, currency, request=request)
    await _ask_others(desk, ticket, request)


async def _ask_others(desk: Desk, ticket: Locked, request: PaymentRequest) -> None:
    """Ask those who pay an open price now, instead of whoever was asked before."""
    await remove_invoice(desk, ticket, request)
    payers = await list_payers(desk, ticket, get_request_owner(request))
    request.payer_id, request.method = payers[0].id, _choose_method(desk, payers)
    await desk.session.flush()
    await ask_to_pay(desk, ticket, request, payers)


async def follow_leaders(desk: Desk, organization_id: int) -> None:
    """Ask for an organization's open prices who pays them now; who led it and does no more loses the message."""
    owed = select(Ticket).join(PaymentRequest, PaymentRequest.ticket_id == Ticket.id)
    owed = owed.where(PaymentRequest.organization_id == organization_id, PaymentRequest.status == PaymentStatus.ASKED)
    for ticket in await desk.lock_all(owed) if desk.rules.payments.enabled else []:
        request = await find_open(desk, ticket.id)
        if request is None:
            continue
        payers = await list_payers(desk, ticket, get_request_owner(request))
        asked = [person.id for person, _ in await list_invoices(desk, ticket, request)]
        await remove_invoice(desk, ticket, request, without=[one.id for one in payers])
        request.payer_id = payers[0].id
        if others := [one for one in payers if one.id not in asked]:
            await ask_to_pay(desk, ticket, request, others)


async def return_charge(desk: Desk, ticket: Locked, organization_id: int) -> None:
    """Return to an organization what its balance paid for a ticket that is not its own: the price is open again, and
    the requester's."""
    paid = select(PaymentRequest).where(
        PaymentRequest.ticket_id == ticket.id,
        PaymentRequest.organization_id == organization_id,
        PaymentRequest.status == PaymentStatus.PAID,
        PaymentRequest.method == PaymentMethod.BALANCE,
    )
    before, owner = BalanceOwner(organization_id=organization_id), BalanceOwner(person_id=ticket.requester_id)
    for request in await desk.session.scalars(paid.order_by(PaymentRequest.id).with_for_update()):
        kind, amount = LedgerKind.CHARGE, request.amount
        for one in sorted((before, owner), key=lambda one: one.object):
            await lock_owner(desk, one)
        await record_entry(desk, before, kind, amount, request.currency, request=request)
        if await find_open(desk, ticket.id) is not None:
            end_request(desk, request, PaymentStatus.WITHDRAWN)
            continue
        request.organization_id, request.person_id = None, ticket.requester_id
        request.status, request.settled_by, request.settled_at = PaymentStatus.ASKED, None, None
        await record_entry(desk, owner, kind, -amount, request.currency, request=request)
        await _ask_others(desk, ticket, request)


async def confirm_payment(desk: Desk, number: int, request_id: int) -> PriceResult:
    """Record that the money of an open price has arrived outside Telegram. Raises Refused if the price is no longer
    open."""
    require_payments(desk)
    async with desk.change(number, Verb.SET_PRICE) as ticket:
        request = await find_open(desk, ticket.id)
        if request is None or request.id != request_id:
            raise Refused("price-outdated")
        await settle_request(desk, request, request.amount, request.currency)
        await tell_paid(desk, ticket, request)
        await desk.publish(ticket)
        return await _describe(desk, ticket, request)


async def find_open(desk: Desk, ticket_id: int) -> PaymentRequest | None:
    """Lock and return the price that the ticket's requester is asked to pay."""
    mine = (PaymentRequest.ticket_id == ticket_id, PaymentRequest.status == PaymentStatus.ASKED)
    query = select(PaymentRequest).where(*mine).with_for_update().execution_options(populate_existing=True)
    return (await desk.session.scalars(query)).one_or_none()


async def settle_request(
    desk: Desk,
    request: PaymentRequest,
    amount: int,
    currency: str,
    *,
    charge_id: str | None = None,
    provider_id: str | None = None,
) -> int:
    """Record that money came for a request, which is paid with it; return the id of the entry. Money for one that is
    paid or withdrawn is recorded too: it stays on the balance."""
    kind = LedgerKind.TOP_UP if request.ticket_id is None and request.bill_of is None else LedgerKind.PAYMENT
    owner = get_request_owner(request)
    entry = await record_entry(
        desk, owner, kind, amount, currency, request=request, charge_id=charge_id, provider_id=provider_id
    )
    if request.status is PaymentStatus.ASKED:
        end_request(desk, request, PaymentStatus.PAID)
    return entry.id


def make_request(
    desk: Desk, owner: BalanceOwner, payer_id: int, amount: int, method: PaymentMethod, *, ticket: Locked | None = None,
    bill_of: date | None = None,
) -> PaymentRequest:  # fmt: skip
    """Add a request to pay in the desk's currency: a price, a bill, or a top-up."""
    request = PaymentRequest(
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        ticket_id=ticket.id if ticket is not None else None,
        organization_id=owner.organization_id,
        person_id=owner.person_id,
        payer_id=payer_id,
        amount=amount,
        currency=desk.rules.payments.currency,
        method=method,
        status=PaymentStatus.ASKED,
        asked_by=desk.actor_id,
        asked_at=desk.now,
        bill_of=bill_of,
    )
    desk.session.add(request)
    return request


async def _ask(desk: Desk, ticket: Locked, amount: int) -> PaymentRequest:
    owner, currency = get_ticket_owner(desk, ticket), desk.rules.payments.currency
    await lock_owner(desk, owner)
    balance = await get_balance(desk.session, owner, currency)
    payers = await list_payers(desk, ticket, owner)
    method = PaymentMethod.BALANCE if balance >= amount else _choose_method(desk, payers)
    request = make_request(desk, owner, payers[0].id, amount, method, ticket=ticket)
    await desk.session.flush()
    await record_entry(desk, owner, LedgerKind.CHARGE, -amount, currency, request=request)
    if method is PaymentMethod.BALANCE:
        end_request(desk, request, PaymentStatus.PAID)
        await tell_taken_from_balance(desk, ticket, request, balance - amount)
        await tell_low(desk, owner, balance, balance - amount)
    else:
        await ask_to_pay(desk, ticket, request, payers)
    return request


def _choose_method(desk: Desk, payers: Sequence[Person]) -> PaymentMethod:
    by_card = desk.rules.payments.takes_cards and any(one.telegram_id is not None for one in payers)
    return PaymentMethod.TELEGRAM if by_card else PaymentMethod.MANUAL


async def _withdraw(desk: Desk, ticket: Locked, request: PaymentRequest) -> None:
    end_request(desk, request, PaymentStatus.WITHDRAWN)
    owner = get_request_owner(request)
    await record_entry(desk, owner, LedgerKind.CHARGE, request.amount, request.currency, request=request)
    await remove_invoice(desk, ticket, request)
    await desk.session.flush()


_SETTLING = text("""
insert into timers (ticket_id, kind, due_at, attempts)
select ticket_id, :kind, :now, 0 from payment_requests
where organization_id = :organization and status = 'asked' and ticket_id is not null order by ticket_id
on conflict (ticket_id, kind) do update set due_at = excluded.due_at
""").bindparams(bindparam("now", type_=DateTime(timezone=True)))
_COVERED = text("""
select (select coalesce(sum(amount), 0) from ledger_entries
    where organization_id = :organization and currency = :currency)
  + coalesce(sum(amount) filter (where id > :id), 0) >= 0
from payment_requests where organization_id = :organization and currency = :currency and status = 'asked'
  and ticket_id is not null
""")


async def plan_settling(desk: Desk, owner: BalanceOwner) -> None:
    """Look soon which open prices of an organization are paid by the money that is being recorded. Call it before the
    owner's lock."""
    if owner.organization_id is not None:
        given = {"organization": owner.organization_id, "kind": timer_kinds.SETTLE, "now": desk.now}
        await desk.session.execute(_SETTLING, given)


async def settle_from_balance(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """Take an organization's open price from its balance, if the money is there for it and for all older ones."""
    request = await find_open(desk, ticket.id)
    if request is None or request.organization_id is None:
        return
    await lock_owner(desk, get_request_owner(request))
    given = {"organization": request.organization_id, "currency": request.currency, "id": request.id}
    if not await desk.session.scalar(_COVERED, given):
        return
    end_request(desk, request, PaymentStatus.PAID)
    await remove_invoice(desk, ticket, request)
    request.method = PaymentMethod.BALANCE
    args = make_args(ticket, request)
    for person, pays in await list_concerned(desk, ticket, request):
        if not pays:
            await post(desk, ticket, person, Say("price-paid-client", args))
    await to_assignee.post_line_to_assignee(desk, ticket, "price-paid-staff", amount=args["amount"])
    await desk.publish(ticket)


def end_request(desk: Desk, request: PaymentRequest, status: PaymentStatus) -> None:
    """Record how a request to pay ended."""
    request.status, request.settled_by, request.settled_at = status, desk.actor_id, desk.now


async def _describe(desk: Desk, ticket: Locked, request: PaymentRequest | None, *, changed: bool = True) -> PriceResult:
    owner = get_ticket_owner(desk, ticket) if request is None else get_request_owner(request)
    payers = await list_payers(desk, ticket, owner)
    name, for_client = ", ".join(one.name for one in payers), payers[0].id != ticket.requester_id
    if request is None:
        return PriceResult(ticket.number, ticket.id, name, None, changed=changed)
    money = pack_money(request.amount, request.currency)
    is_open = request.status is PaymentStatus.ASKED
    named = ticket.named_organization_id if owner.organization_id is None else None
    unconfirmed = (await desk.session.get_one(Organization, named)).name if named is not None else None
    return PriceResult(
        ticket.number, ticket.id, name, request.id, money, request.method, is_open, changed, unconfirmed,
        for_client,
    )  # fmt: skip
