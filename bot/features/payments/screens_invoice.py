"""The bill of an organization for a month, and how it can be paid."""

from collections.abc import Iterator

from bot.features.payments.buttons import PayBill
from bot.views import Reader, Rendered, RenderedButton, Style, compose
from desk.i18n.formats import format_money
from desk.outbox import Show
from desk.payments import bills, money_messages, statement_times, statements
from desk.payments.bills import Bill
from desk.text import RichText
from desk.text.money import pack_money


async def render_bill(reader: Reader, letter: Show) -> Rendered | None:
    """Render a bill as it is now, for those who lead the organization; None for a new message if nothing is left, or
    if a newer bill has it."""
    found = statement_times.parse_bill_slot(letter.slot)
    rules, zone = reader.settings.payments, reader.settings.timezone
    if found is None or not rules.enabled or not await statements.is_for(reader.session, reader.person, found[0]):
        return None
    bill = await bills.load_bill(reader.session, *found, rules.currency, zone)
    is_old = bill is None or not bill.left or bill.first != statement_times.get_last_month(reader.now, zone)
    if bill is None or (letter.fresh and is_old):
        return None
    lines = list(_list_bill_lines(reader, bill))
    if not bill.left:
        return Rendered(compose.join_lines([*lines, reader.say_rich("bill-settled")]))
    how, button = _offer_payment(reader, bill)
    return Rendered(compose.join_lines([*lines, *how]), ((button,),) if button is not None else ())


def _list_bill_lines(reader: Reader, bill: Bill) -> Iterator[RichText]:
    def money(amount: int) -> str:
        return format_money(reader.language, pack_money(amount, bill.currency))

    yield reader.say_rich("bill-title", organization=bill.organization, **bills.name_month(bill.first))
    if bill.before:
        before = "bill-owed" if bill.before < 0 else "bill-credit"
        yield reader.say_rich(before, amount=money(abs(bill.before)))
    yield reader.say_rich("bill-charged", amount=money(bill.charged))
    yield reader.say_rich("bill-paid-part", amount=money(bill.paid + min(bill.since, bill.due)))
    yield reader.say_rich("bill-to-pay", amount=money(bill.left))


def _offer_payment(reader: Reader, bill: Bill) -> tuple[list[RichText], RenderedButton | None]:
    """Return how the bill can be paid: by Telegram's invoice, by a link, or as the team says."""
    rules = reader.settings.payments
    if rules.takes_cards:
        press = PayBill(organization=bill.organization_id, month=int(f"{bill.first:%Y%m}"))
        money = format_money(reader.language, pack_money(bill.left, bill.currency))
        return [], reader.make_main_button("btn-pay-bill", press, amount=money)
    number = f"{bill.organization_id}-{bill.first:%Y%m}"
    link = money_messages.fill_in_link(rules.link, bill.left, bill.currency, number)
    if not link:
        return [reader.say_rich("bill-how")], None
    return [reader.say_rich("bill-link")], RenderedButton(reader.say("btn-pay"), url=link, style=Style.PRIMARY)
