"""Money in conversations: invoices in a chat, who pays them, what the ledger says."""

from typing import Any

from pydantic import SecretStr
from sqlalchemy import text

from desk.settings.defaults.payments import Balances
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.texts import get_spoken

TOKEN = SecretStr("provider-token")
CARDS: dict[str, Any] = {"payments__enabled": True, "payments__provider_token": TOKEN}
"""Settings of a desk that takes cards."""
ADVANCE: dict[str, Any] = {**CARDS, "payments__balances": Balances(show_balance=True, top_up=True)}
"""The same, also in advance."""


def money(amount: str) -> str:
    """Return an amount such as "1,500.50" as it is written in the language that is spoken."""
    if get_spoken() == "ru":
        amount = amount.translate({ord(","): "\u00a0", ord("."): ","})
    return f"{amount}\u00a0₽"


async def invoices_of(phone: Phone) -> list[dict[str, Any]]:
    """Return the invoices in a chat, oldest first."""
    return [one for one in await phone.received() if one["content"] == "invoice"]


async def pays(phone: Phone, *, on: int | None = None, quietly: bool = False, **how: Any) -> dict[str, str]:
    """Pay the newest invoice, or that of message `on`; return how it went."""
    message_id = on if on is not None else (await invoices_of(phone))[-1]["message_id"]
    await phone.stage.telegram.do("pay", person=phone.id, message_id=message_id, **how)
    if not quietly:
        await phone.stage.settle()
    return dict((await phone.stage.telegram.read("checkouts", person=phone.id))[-1])


async def ledger_of(stage: Stage) -> list[tuple[str, int]]:
    """Return kind and amount of every entry of the ledger, oldest first."""
    async with stage.database.reading() as session:
        found = await session.execute(text("select kind, amount from ledger_entries order by id"))
        return [(kind, amount) for kind, amount in found]
