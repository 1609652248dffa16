"""The balances of a person and of the organizations that they lead, with the buttons that top them up."""

from collections.abc import Sequence

from bot.features.payments.buttons import TopUp
from bot.views import Reader, Rendered, Row, compose
from db.models import Origin
from desk import Desk
from desk.i18n.formats import format_money
from desk.outbox import Show
from desk.payments import balances as payment_balances
from desk.payments.balances import Balance
from desk.text import RichText
from desk.text.money import format_plain, get_exponent, pack_money, parse_amount

_TOP_UPS = (500, 1000, 5000)


async def render_balances(reader: Reader, letter: Show) -> Rendered | None:
    """Render the reader's own balance and those of the organizations that they lead; None while balances are
    not shown. With an amount that they typed, they choose whose balance it is for."""
    if not reader.settings.payments.shows_balance:
        return None
    desk = Desk(reader.session, Origin.TELEGRAM, reader.person, now=reader.now, rules=reader.settings)
    found = await payment_balances.list_balances(desk, reader.person)
    words = compose.join_lines([_format_balance(reader, balance) for balance in found])
    if not reader.settings.payments.takes_top_ups:
        return Rendered(words)
    typed = parse_amount(letter.find, reader.settings.payments.currency) if letter.find else None
    if typed is not None:
        return _ask_whose(reader, found, typed)
    rows = tuple(_make_top_up_row(reader, balance) for balance in found)
    return Rendered(compose.join_lines([words, reader.say_rich("balance-top-up")]), rows)


def _ask_whose(reader: Reader, found: Sequence[Balance], amount: int) -> Rendered:
    currency = reader.settings.payments.currency
    units = format_plain(amount, currency)
    rows = tuple(
        (
            reader.make_button(
                "btn-top-up-whose",
                TopUp(organization=one.owner.organization_id or 0, units=units),
                name=one.organization or "none",
            ),
        )
        for one in found
    )
    money = format_money(reader.language, pack_money(amount, currency))
    return Rendered(reader.say_rich("balance-whose", amount=money), rows)


def _format_balance(reader: Reader, balance: Balance) -> RichText:
    money = format_money(reader.language, balance.money)
    if balance.organization is None:
        return reader.say_rich("balance-own", balance=money)
    return reader.say_rich("balance-organization", name=balance.organization, balance=money)


def _make_top_up_row(reader: Reader, balance: Balance) -> Row:
    unit = 10 ** get_exponent(balance.currency)
    return tuple(
        reader.make_button(
            "btn-top-up-organization" if balance.organization else "btn-top-up",
            TopUp(organization=balance.owner.organization_id or 0, units=str(units)),
            amount=format_money(reader.language, pack_money(units * unit, balance.currency)),
            name=balance.organization or "",
        )
        for units in _TOP_UPS
    )
