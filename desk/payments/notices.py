"""Messages about money: to the person who pays, to the agent, to admins. Knows no channel and changes no balance."""

from sqlalchemy import select

from db.models import Membership, Message, PaymentMethod, PaymentRequest, PaymentStatus, Person, Ticket
from desk import Context, Locked
from desk.notifications import notifier, to_assignee, to_requester, to_staff
from desk.outbox import Args, Button, Erase, Letter, Say, Show
from desk.payments.ledger import BalanceOwner
from desk.policy.permissions import LEADING, is_member
from desk.text.money import format_plain, get_exponent, pack_money


def make_invoice_slot(request_id: int) -> str:
    return f"invoice:{request_id}"


async def ask_to_pay(ctx: Context, ticket: Locked, request: PaymentRequest) -> None:
    """Send the requester Telegram's invoice, or what to do otherwise."""
    if ctx.rules.payments.tell_price:
        await to_requester.post_letter(ctx, ticket, make_invoice(ctx, request, ticket))


def make_invoice(ctx: Context, request: PaymentRequest, ticket: Ticket) -> Letter:
    """Return the message that asks for a price."""
    slot = make_invoice_slot(request.id)
    if request.method is PaymentMethod.TELEGRAM:
        return Show("invoice", slot=slot, fresh=True)
    args: Args = {"number": ticket.number, "amount": pack_money(request.amount, request.currency)}
    link = _fill_in(ctx.rules.payments.link, request, ticket.number)
    if not link:
        return Say("price-asked", args, slot=slot)
    return Say("price-asked-link", args, ((Button("btn-pay", url=link, style="primary"),),), slot=slot)


def _fill_in(link: str, request: PaymentRequest, number: int) -> str:
    amount = format_plain(request.amount, request.currency)
    filled = link.replace("{amount}", amount).replace("{currency}", request.currency)
    return filled.replace("{number}", str(number))


async def remove_invoice(ctx: Context, ticket: Locked, request: PaymentRequest) -> None:
    """Remove a message that asks for a price nobody has to pay any more."""
    if request.method is PaymentMethod.MANUAL:
        await _close_message(ctx, ticket, request)
        return
    payer = await ctx.get_person(request.payer_id)
    sent = select(Message.message_id).where(
        Message.ticket_id == ticket.id, Message.slot == make_invoice_slot(request.id)
    )
    for message_id in await ctx.session.scalars(sent):
        notifier.post_letter(ctx, payer, Erase(message_id), ticket)


async def _close_message(ctx: Context, ticket: Locked, request: PaymentRequest) -> None:
    args = {**_make_args(ticket, request), "state": request.status.value}
    line = Say("price-settled", args, slot=make_invoice_slot(request.id), only_edit=True)
    await to_requester.post_letter(ctx, ticket, line)


def _make_args(ticket: Ticket, request: PaymentRequest) -> Args:
    return {"number": ticket.number, "amount": pack_money(request.amount, request.currency)}


async def tell_withdrawn(ctx: Context, ticket: Locked, request: PaymentRequest) -> None:
    """Tell the requester that there is nothing to pay."""
    if ctx.rules.payments.tell_price:
        await to_requester.post_letter(ctx, ticket, Say("price-withdrawn", _make_args(ticket, request)))


async def tell_taken_from_balance(ctx: Context, ticket: Locked, request: PaymentRequest, left: int) -> None:
    """Tell the requester that the price was taken from the balance; what is left, only if it is their own."""
    if ctx.rules.payments.tell_price:
        args: Args = {**_make_args(ticket, request), "balance": pack_money(left, request.currency)}
        args["own"] = int(request.person_id is not None and ctx.rules.payments.shows_balance)
        await to_requester.post_letter(ctx, ticket, Say("price-from-balance", args))


async def tell_paid(ctx: Context, ticket: Locked, request: PaymentRequest) -> None:
    """Tell the requester and the agent that the price is paid."""
    args = _make_args(ticket, request)
    if request.method is PaymentMethod.MANUAL:
        await _close_message(ctx, ticket, request)
    if ctx.rules.payments.tell_price:
        await to_requester.post_letter(ctx, ticket, Say("price-paid", args))
    await to_assignee.post_line(ctx, ticket, "price-paid-staff", amount=args["amount"])


async def tell_surplus(ctx: Context, ticket: Locked, money: str) -> None:
    """Tell the requester that money came for a price nobody asks for any more."""
    await to_requester.post_letter(ctx, ticket, Say("payment-kept", {"number": ticket.number, "amount": money}))


async def tell_top_up(ctx: Context, request: PaymentRequest, balance: int) -> None:
    """Tell the person who topped up a balance how much is on it."""
    args: Args = {
        "amount": pack_money(request.amount, request.currency),
        "balance": pack_money(balance, request.currency),
    }
    notifier.post_letter(ctx, await ctx.get_person(request.payer_id), Say("top-up-paid", args))


async def tell_admins_of_surplus(ctx: Context, key: str, name: str, money: str, ticket: Ticket | None) -> None:
    """Tell admins of money that nobody was asked for any more; it stays on the balance."""
    await to_staff.notify_admins(ctx, key, {"name": name, "amount": money, "number": ticket.number if ticket else 0})


def choose_surplus_key(status: PaymentStatus) -> str:
    """Return the text for money that came for a request which is paid or withdrawn."""
    return "payment-twice" if status is PaymentStatus.PAID else "payment-withdrawn"


async def tell_low(ctx: Context, owner: BalanceOwner, before: int, after: int) -> None:
    """Tell the owner, of an organization those who lead it, that the balance has fallen below the desk's limit."""
    rules = ctx.rules.payments
    limit = rules.low * 10 ** get_exponent(rules.currency)
    if not rules.low or not after < limit <= before:
        return
    args: Args = {"balance": pack_money(after, rules.currency), "amount": pack_money(limit, rules.currency)}
    args["can_top_up"] = int(rules.takes_top_ups)
    for person in await list_leaders(ctx, owner):
        notifier.post_letter(ctx, person, Say("balance-low", args))


async def list_leaders(ctx: Context, owner: BalanceOwner) -> list[Person]:
    """Return the person whose balance it is, or the organization's administrators and directors."""
    if owner.organization_id is None:
        return [await ctx.session.get_one(Person, owner.person_id)]
    leading = select(Person).join(Membership, Membership.person_id == Person.id)
    theirs = (Membership.organization_id == owner.organization_id, Membership.role.in_(LEADING))
    return list(await ctx.session.scalars(leading.where(*theirs, is_member()).order_by(Person.id)))
