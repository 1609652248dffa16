"""Verbs on balances: correct one, top one up. Whose balances a person sees."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.models import (
    LedgerKind,
    Membership,
    Organization,
    PaymentMethod,
    PaymentRequest,
    PaymentStatus,
    Person,
    Ticket,
)
from desk import Desk, Outdated, Refused, history
from desk.notifications import notifier
from desk.outbox import Show
from desk.payments.ledger import (
    LONGEST_REASON,
    end_request,
    get_balance,
    make_request,
    plan_settling,
    record_entry,
    require_payments,
)
from desk.payments.money_messages import make_invoice_slot, tell_low
from desk.payments.owners import BalanceOwner, get_ticket_owner, lock_owner
from desk.policy.permissions import Grant, is_leading
from desk.text import clean_text
from desk.text.money import MOST, pack_money


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance in one currency; `organization`: the name of its owner, if it is not the person's own."""

    owner: BalanceOwner
    amount: int
    currency: str
    organization: str | None = None

    @property
    def money(self) -> str:
        """Return the amount with its currency."""
        return pack_money(self.amount, self.currency)


async def list_balances(desk: Desk, person: Person) -> list[Balance]:
    """Return the person's own balance, and those of the organizations that they lead."""
    currency = desk.rules.payments.currency
    found: list[tuple[BalanceOwner, str | None]] = [(BalanceOwner(person_id=person.id), None)]
    found += [(BalanceOwner(one.id), one.name) for one in await list_led(desk, person)]
    return [Balance(owner, await get_balance(desk.session, owner, currency), currency, name) for owner, name in found]


async def list_led(desk: Desk, person: Person) -> Sequence[Organization]:
    """Return the organizations that the person leads now."""
    theirs = select(Organization).join(Membership, Membership.organization_id == Organization.id)
    return list(await desk.session.scalars(theirs.where(is_leading(person.id)).order_by(Organization.id)))


async def get_ticket_balance(desk: Desk, ticket: Ticket) -> Balance:
    """Return the balance that the ticket's prices are taken from."""
    owner, currency = get_ticket_owner(desk, ticket), desk.rules.payments.currency
    name = None
    if owner.organization_id is not None:
        name = (await desk.session.get_one(Organization, owner.organization_id)).name
    return Balance(owner, await get_balance(desk.session, owner, currency), currency, name)


async def correct_balance(desk: Desk, owner: BalanceOwner, amount: int, reason: str) -> int:
    """Add a correction, above or below zero, and return the balance after it. For admins. Raises Refused for an
    amount that is none, or without a reason."""
    require_payments(desk)
    await desk.require_grant(Grant.SETTINGS_PAYMENTS)
    if not amount or abs(amount) > MOST:
        raise Refused("price-wrong")
    why = clean_text(reason).strip()[:LONGEST_REASON]
    if not why:
        raise Refused("correction-reason")
    currency = desk.rules.payments.currency
    if amount > 0:
        await plan_settling(desk, owner)
    await lock_owner(desk, owner)
    before = await get_balance(desk.session, owner, currency)
    await record_entry(desk, owner, LedgerKind.CORRECTION, amount, currency, reason=why)
    history.record_action(desk, "balance-corrected", owner.object, new=pack_money(amount, currency))
    await tell_low(desk, owner, before, before + amount)
    return before + amount


def require_top_up(desk: Desk, amount: int) -> None:
    """Raise Refused while top-ups are switched off, and for an amount that is none."""
    if not desk.rules.payments.takes_top_ups:
        raise Refused("top-up-off")
    if not 0 < amount <= MOST:
        raise Refused("price-wrong")


async def ask_top_up(desk: Desk, owner: BalanceOwner, amount: int) -> PaymentRequest:
    """Send the actor an invoice that tops up a balance of theirs; one that waits is withdrawn. Raises Refused while
    that is switched off, Outdated for a balance that is not theirs."""
    require_top_up(desk, amount)
    me = desk.require_actor()
    if owner not in [one.owner for one in await list_balances(desk, me)]:
        raise Outdated
    await withdraw_waiting(desk, me)
    request = make_request(desk, owner, me.id, amount, PaymentMethod.TELEGRAM)
    await desk.session.flush()
    notifier.post_letter(desk, me, Show("invoice", slot=make_invoice_slot(request.id), fresh=True))
    return request


async def withdraw_waiting(desk: Desk, me: Person) -> None:
    """Withdraw what the person has been sent an invoice for, except prices: it can no longer be paid."""
    waiting = select(PaymentRequest).where(
        PaymentRequest.payer_id == me.id,
        PaymentRequest.ticket_id.is_(None),
        PaymentRequest.status == PaymentStatus.ASKED,
    )
    for request in await desk.session.scalars(waiting.with_for_update()):
        end_request(desk, request, PaymentStatus.WITHDRAWN)
