"""Messages about money: to the person who pays, to the agent, to admins. Changes no balance."""

from collections.abc import Sequence

from sqlalchemy import select

from db.models import (
    Membership,
    Message,
    Organization,
    PaymentMethod,
    PaymentRequest,
    PaymentStatus,
    Person,
    Ticket,
)
from desk import Context, Locked
from desk.notifications import notifier, to_admins, to_assignee, to_requester
from desk.outbox import Args, Button, Erase, Letter, Say, Show
from desk.payments.owners import BalanceOwner, get_request_owner
from desk.policy import is_staff
from desk.policy.permissions import LEADING, is_member
from desk.text.money import format_plain, get_exponent, pack_money


def make_invoice_slot(request_id: int) -> str:
    """Return the slot of the messages that ask for a payment."""
    return f"invoice:{request_id}"


async def list_payers(ctx: Context, ticket: Ticket, owner: BalanceOwner) -> list[Person]:
    """Return the people who are asked to pay: of an organization those who lead it and can be reached, else the
    requester."""
    requester = await ctx.session.get_one(Person, ticket.requester_id)
    leading = await list_leaders(ctx, owner) if owner.organization_id is not None else []
    return [one for one in leading if one.is_reachable and not is_staff(one)] or [requester]


async def ask_to_pay(ctx: Context, ticket: Locked, request: PaymentRequest, payers: Sequence[Person]) -> None:
    """Send those who pay Telegram's invoice, or what to do otherwise; a requester who does not pay learns who does."""
    for payer in payers:
        await post(ctx, ticket, payer, _make_invoice(ctx, request, ticket))
    if request.organization_id is not None and ticket.requester_id not in [one.id for one in payers]:
        organization = await ctx.session.get_one(Organization, request.organization_id)
        args = {**make_args(ticket, request), "organization": organization.name}
        await to_requester.post_letter(ctx, ticket, Say("price-client", args), anyway=True)


async def post(ctx: Context, ticket: Locked, person: Person, letter: Letter) -> None:
    if person.id == ticket.requester_id:
        await to_requester.post_letter(ctx, ticket, letter, anyway=True)
    else:
        notifier.post_letter(ctx, person, letter, ticket)


def _make_invoice(ctx: Context, request: PaymentRequest, ticket: Ticket) -> Letter:
    """Return the message that asks for a price."""
    slot = make_invoice_slot(request.id)
    if request.method is PaymentMethod.TELEGRAM:
        return Show("invoice", slot=slot, fresh=True)
    args: Args = {"number": ticket.number, "amount": pack_money(request.amount, request.currency)}
    link = fill_in_link(ctx.rules.payments.link, request.amount, request.currency, str(ticket.number))
    if not link:
        return Say("price-asked", args, slot=slot)
    return Say("price-asked-link", args, ((Button("btn-pay", url=link, style="primary"),),), slot=slot)


def fill_in_link(link: str, amount: int, currency: str, number: str) -> str:
    """Return the address of the page to pay at. `number`: what the payment is for."""
    filled = link.replace("{amount}", format_plain(amount, currency)).replace("{currency}", currency)
    return filled.replace("{number}", number)


async def remove_invoice(ctx: Context, ticket: Locked, request: PaymentRequest, *, without: Sequence[int] = ()) -> None:
    """Remove the messages that ask for a price nobody has to pay any more. `without`: people who keep theirs."""
    shown = await list_invoices(ctx, ticket, request)
    if request.method is PaymentMethod.MANUAL:
        waiting = await list_payers(ctx, ticket, get_request_owner(request))
        for person in {one.id: one for one in (*waiting, *(one for one, _ in shown))}.values():
            if person.id not in without:
                args = {**make_args(ticket, request), "state": request.status.value}
                line = Say("price-settled", args, slot=make_invoice_slot(request.id), only_edit=True)
                await post(ctx, ticket, person, line)
        return
    for person, message_id in shown:
        if person.id not in without:
            notifier.post_letter(ctx, person, Erase(message_id), ticket)


async def list_invoices(ctx: Context, ticket: Ticket, request: PaymentRequest) -> list[tuple[Person, int]]:
    """Return the messages that ask for a price, with the people who have them."""
    await ctx.session.flush()
    slot = make_invoice_slot(request.id)
    sent = select(Person, Message.message_id).join(Message, Message.chat_id == Person.telegram_id)
    rows = await ctx.session.execute(sent.where(Message.ticket_id == ticket.id, Message.slot == slot))
    return [(person, message_id) for person, message_id in rows]


def make_args(ticket: Ticket, request: PaymentRequest) -> Args:
    return {"number": ticket.number, "amount": pack_money(request.amount, request.currency)}


async def tell_withdrawn(ctx: Context, ticket: Locked, request: PaymentRequest) -> None:
    """Tell those who were asked to pay that there is nothing to pay, and the requester."""
    for person, pays in await list_concerned(ctx, ticket, request):
        key = "price-withdrawn" if pays else "price-withdrawn-client"
        await post(ctx, ticket, person, Say(key, make_args(ticket, request)))


async def list_concerned(ctx: Context, ticket: Ticket, request: PaymentRequest) -> list[tuple[Person, bool]]:
    """Return those who were asked to pay a price, and its requester, each with whether they pay."""
    payers = await list_payers(ctx, ticket, get_request_owner(request))
    found = [(one, True) for one in payers]
    if ticket.requester_id not in [one.id for one in payers]:
        found.append((await ctx.session.get_one(Person, ticket.requester_id), False))
    return found


async def tell_taken_from_balance(ctx: Context, ticket: Locked, request: PaymentRequest, left: int) -> None:
    """Tell the requester that the price was taken from the balance; what is left, only if it is their own."""
    args: Args = {**make_args(ticket, request), "balance": pack_money(left, request.currency)}
    args["own"] = int(request.person_id is not None and ctx.rules.payments.shows_balance)
    await to_requester.post_letter(ctx, ticket, Say("price-from-balance", args))


async def tell_paid(ctx: Context, ticket: Locked, request: PaymentRequest) -> None:
    """Tell those who were asked to pay, the requester and the agent that the price is paid."""
    args = make_args(ticket, request)
    payer = [ctx.actor_id] if request.method is PaymentMethod.TELEGRAM and ctx.actor_id is not None else []
    await remove_invoice(ctx, ticket, request, without=payer)
    concerned = await list_concerned(ctx, ticket, request)
    alone = sum(pays for _, pays in concerned) == 1
    for person, pays in concerned:
        key = "price-paid" if person.id in payer or (pays and alone and not payer) else "price-paid-client"
        await post(ctx, ticket, person, Say(key, args))
    await to_assignee.post_line_to_assignee(ctx, ticket, "price-paid-staff", amount=args["amount"])


async def tell_surplus(ctx: Context, ticket: Locked, money: str) -> None:
    """Tell the person who paid that money came for a price nobody asks for any more."""
    payer = await ctx.session.get_one(Person, ctx.actor_id or ticket.requester_id)
    await post(ctx, ticket, payer, Say("payment-kept", {"number": ticket.number, "amount": money}))


async def tell_admins_of_surplus(ctx: Context, key: str, name: str, money: str, ticket: Ticket | None) -> None:
    """Tell admins of money that nobody was asked for any more; it stays on the balance."""
    await to_admins.notify_admins(ctx, key, {"name": name, "amount": money, "number": ticket.number if ticket else 0})


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
