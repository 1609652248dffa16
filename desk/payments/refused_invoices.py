"""Invoices that Telegram refused: the person who set the price is told, or the one who wanted to top up. Knows no
channel."""

from sqlalchemy import select

from db.models import Organization, PaymentRequest, PaymentStatus, Person, Ticket
from desk import Desk
from desk.notifications import notifier, to_admins
from desk.outbox import Args, Letter, Say, Show
from desk.payments import bills, ledger
from desk.policy import permissions
from desk.text.money import pack_money

_AMOUNT = "AMOUNT"


async def report_refused(desk: Desk, letter: Letter, why: str) -> None:
    """Tell who can act that an invoice was refused; `why`: Telegram's words. Other letters are none of its concern."""
    if not isinstance(letter, Show) or letter.view != "invoice":
        return
    found = select(PaymentRequest).where(PaymentRequest.id == letter.number).with_for_update()
    request = await desk.session.scalar(found)
    if request is None or request.status is not PaymentStatus.ASKED:
        return
    args: Args = {"amount": pack_money(request.amount, request.currency)}
    if request.bill_of is not None:
        await _tell_of_refused_bill(desk, request, args)
        return
    if request.ticket_id is None:
        ledger.end_request(desk, request, PaymentStatus.WITHDRAWN)
        notifier.post_letter(desk, await desk.get_person(request.payer_id), Say("top-up-refused", args))
        return
    ticket = await desk.session.get_one(Ticket, request.ticket_id)
    args |= {"number": ticket.number, "by_amount": int(_AMOUNT in why.upper())}
    await _tell_staff(desk, request, ticket, args)


async def _tell_of_refused_bill(desk: Desk, request: PaymentRequest, args: Args) -> None:
    """Tell the person who wanted to pay the bill, and admins."""
    assert request.bill_of is not None
    ledger.end_request(desk, request, PaymentStatus.WITHDRAWN)
    organization = await desk.session.get_one(Organization, request.organization_id)
    args |= {**bills.name_month(request.bill_of), "organization": organization.name}
    notifier.post_letter(desk, await desk.get_person(request.payer_id), Say("bill-refused", args))
    await to_admins.notify_admins(desk, "bill-refused-staff", args)


async def _tell_staff(desk: Desk, request: PaymentRequest, ticket: Ticket, args: Args) -> None:
    """Tell the person who set the price, else the agent of the ticket, else the admins."""
    for person_id in (request.asked_by, ticket.assignee_id):
        person = await desk.session.get(Person, person_id) if person_id is not None else None
        if person is not None and permissions.is_staff(person) and person.telegram_id is not None:
            notifier.post_letter(desk, person, Say("invoice-refused", args, staff_only=True), ticket)
            return
    await to_admins.notify_admins(desk, "invoice-refused", args)
