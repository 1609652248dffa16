"""The balance of an organization or a person on their page (`balance.html`): shown to staff, corrected by admins."""

from desk import Refused
from desk.i18n.formats import format_money
from desk.payments import balances, ledger
from desk.payments.owners import BalanceOwner
from desk.text.money import pack_money, parse_amount
from web.context import Visitor


async def format_balance(visitor: Visitor, owner: BalanceOwner) -> str:
    """Return the balance in words; empty while payments are off."""
    if not visitor.rules.payments.enabled:
        return ""
    currency = visitor.rules.payments.currency
    amount = await ledger.get_balance(visitor.session, owner, currency)
    return format_money(visitor.language, pack_money(amount, currency))


async def correct_balance(visitor: Visitor, owner: BalanceOwner, typed: str, reason: str) -> None:
    """Add a correction with its reason. Raises Refused."""
    amount = parse_amount(typed, visitor.rules.payments.currency)
    if amount is None:
        raise Refused("price-wrong")
    await balances.correct_balance(visitor.desk, owner, amount, reason)
