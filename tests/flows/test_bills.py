"""Bills of organizations: sent on the first of the month to who leads them, paid, reminded of once, each one once."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from db.database import Database
from db.models import ClientRole
from desk.payments import balances, bill_paying
from desk.payments.owners import BalanceOwner
from desk.payments.statement_times import get_next_month
from tests.failing import BROKEN, failing
from tests.flows.clients import as_vera, belongs, directed, joined, left
from tests.flows.paying import TOKEN, invoices_of, ledger_of, money, pays
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import taken
from tests.flows.stage import Stage, staged
from tests.rules import rules_with
from tests.texts import LANGUAGES, text_of

pytestmark = pytest.mark.sentence("Payments")

BOARD = False
LINK = "https://pay.example/?sum={amount}&cur={currency}&n={number}"


@pytest_asyncio.fixture(params=LANGUAGES)
async def stage(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A desk that takes cards."""
    async with staged(database, board=False, payments__provider_token=TOKEN) as made, made.speaking(request.param):
        await made.people["Vera"].writes("/settings payments on")
        yield made


async def _owes(stage: Stage, rita: Phone, olga: Phone, *prices: int) -> tuple[Phone, int, int]:
    """Return a director whose organization owes for requests of Rita's, with the ids of it and the membership."""
    dora, acme, membership = await directed(stage)
    await joined(stage, rita, acme)
    for n, price in enumerate(prices):
        number = await taken(rita, olga, f"Till {n} prints nothing at all")
        await belongs(stage, number, acme)
        await olga.writes(f"/price {number} {price}")
    return dora, acme, membership


async def _first_of_next_month(stage: Stage, months: int = 1) -> str:
    """Move the clock to the first, after nine; return the month before as buttons name it."""
    first = stage.clock().date().replace(day=1)
    for _ in range(months):
        first = get_next_month(first)
    at = datetime.combine(first, time(11), stage.clock().tzinfo)
    await stage.pass_time(seconds=(at - stage.clock()).total_seconds())
    return f"{first - timedelta(days=1):%Y%m}"


def _bill(month: str, charged: str, paid: str, to_pay: str, *before: str, note: str = "") -> str:
    named = {"month": f"m{int(month[4:])}", "year": month[:4]}
    lines = [
        *((text_of(note) + "\n",) if note else ()),
        text_of("bill-title", organization="Acme", **named),
        *before,
        text_of("bill-charged", amount=money(charged)),
        text_of("bill-paid-part", amount=money(paid)),
        text_of("bill-to-pay", amount=money(to_pay)),
    ]
    return "\n".join(lines)


async def _bills_of(phone: Phone) -> list[dict[str, Any]]:
    """Return the messages that show a bill."""
    heads = [text_of("bill-to-pay", amount="|").partition("|")[0]]
    return [one for one in await phone.received() if any(head in words(one) for head in heads)]


async def _files(phone: Phone) -> list[str]:
    return [file["name"] for one in await phone.received() for file in one["files"]]


async def _statuses(stage: Stage) -> Sequence[tuple[str, str]]:
    async with stage.database.reading() as session:
        found = await session.execute(
            text("select status, method from payment_requests where ticket_id is not null order by id")
        )
        return [(status, method) for status, method in found]


async def test_who_leads_gets_the_bill_on_the_first_and_pays_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, acme, _ = await _owes(stage, rita, olga, 1000, 500)
    adam = await stage.phone("Adam")
    await joined(stage, adam, acme, ClientRole.ADMINISTRATOR)
    month = await _first_of_next_month(stage)
    for phone in (dora, adam):
        (bill,) = await _bills_of(phone)
        assert words(bill) == _bill(month, "1,500", "0", "1,500")
        assert buttons(bill) == [f"bill:{acme}:{month}"]
        assert bill["buttons"][0][0]["text"] == text_of("btn-pay-bill", amount=money("1,500")).replace("\u00a0", " ")
        assert f"statement-{month[:4]}-{month[4:]}.pdf" in await _files(phone)
    assert await _bills_of(rita) == []
    await dora.presses(f"bill:{acme}:{month}")
    named = {"month": f"m{int(month[4:])}", "year": month[:4]}
    sent, said = (await invoices_of(dora))[-1]["raw"]["invoice"], text_of("bill-month", **named)
    assert (sent["title"], sent["total_amount"]) == (text_of("invoice-bill", month=said), 150000)
    assert sent["description"] == text_of("invoice-bill-about", organization="Acme", month=said)
    assert (await pays(dora))["state"] == "paid"
    assert text_of("bill-paid", amount=money("1,500"), **named) in await dora.texts()
    for phone in (dora, adam):
        (bill,) = await _bills_of(phone)
        assert words(bill) == _bill(month, "1,500", "1,500", "0") + "\n" + text_of("bill-settled")
        assert buttons(bill) == []
    assert await _statuses(stage) == [("paid", "balance"), ("paid", "balance")]
    assert await ledger_of(stage) == [("charge", -100000), ("charge", -50000), ("payment", 150000)]
    assert text_of("price-paid-client", number=1, amount=money("1,000")) in await rita.texts()
    assert text_of("price-paid-staff", number=2, amount=money("500")) in await olga.texts()
    assert [one["raw"]["invoice"]["total_amount"] for one in await invoices_of(adam)] == [], "nothing is asked twice"
    await adam.presses(f"bill:{acme}:{month}", force=True, on=(await _bills_of(adam))[-1]["message_id"])
    assert await invoices_of(adam) == []


async def test_it_reminds_once_and_only_who_leads_by_then(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, acme, membership = await _owes(stage, rita, olga, 1000)
    month = await _first_of_next_month(stage)
    adam = await stage.phone("Adam")
    await joined(stage, adam, acme, ClientRole.ADMINISTRATOR)
    await left(stage, membership)
    await stage.pass_time(days=7, minutes=1)
    assert [words(one) for one in await _bills_of(adam)] == [_bill(month, "1,000", "0", "1,000", note="bill-reminder")]
    assert len(await _bills_of(dora)) == 1
    await dora.presses(f"bill:{acme}:{month}", force=True, on=(await _bills_of(dora))[-1]["message_id"])
    assert len(await invoices_of(dora)) == 1, "the invoice of the price, no other"
    await stage.pass_time(days=10)
    await stage.reopen()
    await stage.settle()
    assert len(await _bills_of(adam)) == 1
    assert await _files(adam) == []


async def test_a_balance_paid_in_advance_lessens_the_bill(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, acme, _ = await _owes(stage, rita, olga)
    async with as_vera(stage) as desk:
        desk.rules = rules_with(desk.rules, payments__enabled=True)
        owner = BalanceOwner(organization_id=acme)
        await balances.correct_balance(desk, owner, 200000, "in advance")
    await _first_of_next_month(stage)
    assert await _bills_of(dora) == [], "nothing is due"
    for price in (1500, 700):
        number = await taken(rita, olga, f"Scales of {price} show nothing")
        await belongs(stage, number, acme)
        await olga.writes(f"/price {number} {price}")
    month = await _first_of_next_month(stage)
    (bill,) = await _bills_of(dora)
    before = text_of("bill-credit", amount=money("2,000"))
    assert words(bill) == _bill(month, "2,200", "0", "200", before)
    await dora.presses(f"bill:{acme}:{month}")
    assert (await invoices_of(dora))[-1]["raw"]["invoice"]["total_amount"] == 20000
    await pays(dora)
    assert await _statuses(stage) == [("paid", "balance"), ("paid", "balance")]


async def test_what_was_paid_in_between_is_not_paid_twice(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, acme, _ = await _owes(stage, rita, olga, 1000, 500)
    ((first, second), month) = await invoices_of(dora), await _first_of_next_month(stage)
    await dora.presses(f"bill:{acme}:{month}")
    whole = (await invoices_of(dora))[-1]["message_id"]
    assert (await pays(dora, on=second["message_id"]))["state"] == "paid"
    assert words((await _bills_of(dora))[0]) == _bill(month, "1,500", "500", "1,000")
    assert (await pays(dora, on=whole))["error"] == text_of("checkout-bill-changed")
    number = await taken(rita, olga, "A price of the new month is not of this bill")
    await belongs(stage, number, acme)
    await olga.writes(f"/price {number} 70")
    assert (await pays(dora))["state"] == "paid", "that price"
    await dora.presses(f"bill:{acme}:{month}")
    assert (await invoices_of(dora))[-1]["raw"]["invoice"]["total_amount"] == 100000
    rest = (await invoices_of(dora))[-1]["message_id"]
    assert (await pays(dora, on=first["message_id"]))["state"] == "paid"
    assert (await pays(dora, on=rest))["error"] == text_of("checkout-paid")
    assert sum(amount for _, amount in await ledger_of(stage)) == 0


async def test_two_directors_who_pay_at_once_are_told_apart(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, acme, _ = await _owes(stage, rita, olga, 1000)
    adam = await stage.phone("Adam")
    await joined(stage, adam, acme, ClientRole.DIRECTOR)
    month = await _first_of_next_month(stage)
    for phone in (dora, adam):
        await phone.presses(f"bill:{acme}:{month}")
    await pays(dora, on=(await invoices_of(dora))[-1]["message_id"], quietly=True)
    await pays(adam, quietly=True)
    await stage.settle()
    paid = [amount for kind, amount in await ledger_of(stage) if kind == "payment"]
    named = {"month": f"m{int(month[4:])}", "year": month[:4]}
    args = {"organization": "Acme", "amount": money("1,000"), **named}
    told = {text_of("bill-surplus", name=name, **args) for name in ("Adam", "Dora")}
    assert len(told & set(await stage.vera.texts())) == len(paid) - 1
    assert await _statuses(stage) == [("paid", "balance")]


async def test_by_a_link_an_admin_records_the_payment(stage: Stage, rita: Phone, olga: Phone) -> None:
    rules = {"payments__provider_token": None, "payments__link": LINK}
    stage.app.settings = rules_with(stage.app.settings, **rules)
    await stage.reopen()
    dora, acme, _ = await _owes(stage, rita, olga, 1000)
    month = await _first_of_next_month(stage)
    (bill,) = await _bills_of(dora)
    assert words(bill) == _bill(month, "1,000", "0", "1,000") + "\n" + text_of("bill-link")
    assert bill["buttons"][0][0]["url"] == f"https://pay.example/?sum=1000.00&cur=RUB&n={acme}-{month}"
    async with as_vera(stage) as desk:
        desk.rules = rules_with(desk.rules, organizations__enabled=True, payments__enabled=True)
        await bill_paying.confirm_bill(desk, acme, 100000)
    await stage.settle()
    named = {"month": f"m{int(month[4:])}", "year": month[:4]}
    assert await dora.reads() == text_of("bill-paid", amount=money("1,000"), **named)
    assert await _statuses(stage) == [("paid", "balance")]
    await stage.pass_time(days=8)
    assert len(await _bills_of(dora)) == 1, "no reminder"


async def test_admins_learn_of_a_bill_that_nobody_gets(stage: Stage, rita: Phone, olga: Phone) -> None:
    _, _, membership = await _owes(stage, rita, olga, 1000)
    await left(stage, membership)
    month = await _first_of_next_month(stage)
    named = {"month": f"m{int(month[4:])}", "year": month[:4]}
    told = text_of("bill-nobody", names="Acme", n=0, **named)
    await stage.pass_time(days=8)
    assert (await stage.vera.texts()).count(told) == 1


async def test_who_had_blocked_the_bot_gets_the_bill_on_return(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, _, _ = await _owes(stage, rita, olga, 1000)
    await stage.telegram.do("block", person=dora.id)
    await stage.settle()
    month = await _first_of_next_month(stage)
    named = {"month": f"m{int(month[4:])}", "year": month[:4]}
    assert text_of("bill-nobody", names="Acme", n=0, **named) in await stage.vera.texts()
    await stage.telegram.do("unblock", person=dora.id)
    await dora.writes("/start")
    assert [words(one) for one in await _bills_of(dora)] == [_bill(month, "1,000", "0", "1,000")]


async def test_while_payments_are_off_nothing_is_asked(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, acme, _ = await _owes(stage, rita, olga, 1000)
    month = await _first_of_next_month(stage)
    vera = stage.vera
    await vera.writes("/settings payments off")
    await dora.presses(f"bill:{acme}:{month}")
    assert len(await invoices_of(dora)) == 1
    assert text_of("payments-off") in [one["text"] for one in await dora.answers()]
    await stage.pass_time(days=8)
    await vera.writes("/settings payments on")
    await stage.pass_time(days=3)
    assert len(await _bills_of(dora)) == 1
    await dora.writes("/balance statement")
    assert len(await _bills_of(dora)) == 2, "they can ask for it"


async def test_a_failure_in_the_middle_sends_nothing_twice(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, acme, _ = await _owes(stage, rita, olga, 1000)
    adam = await stage.phone("Adam")
    await joined(stage, adam, acme, ClientRole.DIRECTOR)
    async with failing(stage.database, [BROKEN] * 2, when="new.box = 'reports'"):
        await _first_of_next_month(stage)
        for _ in range(3):
            await stage.pass_time(hours=1)
    for phone in (dora, adam):
        assert len(await _bills_of(phone)) == 1
        assert len(await _files(phone)) == 2
