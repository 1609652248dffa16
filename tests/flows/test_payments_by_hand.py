"""Prices without an invoice: a link or words, and an agent who confirms that the money has arrived."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.paying import ledger_of, money
from tests.flows.phone import Phone, words
from tests.flows.scenes import taken
from tests.flows.stage import Stage, staged
from tests.texts import LANGUAGES, text_of

pytestmark = pytest.mark.sentence("Payments")

BOARD = False
CHARGE, PAID = ("charge", -150000), ("payment", 150000)


@pytest_asyncio.fixture(params=LANGUAGES)
async def stage(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A desk that sends a link."""
    link = "https://pay.example/?sum={amount}&cur={currency}&n={number}"
    async with (
        staged(database, board=False, payments__enabled=True, payments__link=link) as made,
        made.speaking(request.param),
    ):
        yield made


async def _priced(rita: Phone, olga: Phone) -> tuple[int, str]:
    number = await taken(rita, olga)
    await olga.writes(f"/price {number} 1500")
    return number, f"paid:{number}:1"


async def test_the_link_names_amount_and_request(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, _ = await _priced(rita, olga)
    asked = await rita.last()
    assert words(asked) == text_of("price-asked-link", number=number, amount=money("1,500"))
    assert asked["buttons"][0][0]["url"] == f"https://pay.example/?sum=1500.00&cur=RUB&n={number}"
    assert asked["buttons"][0][0]["text"] == text_of("btn-pay")
    args = {"number": number, "name": "Rita K.", "amount": money("1,500"), "method": "manual", "changed": 1}
    assert await olga.reads() == text_of("done-price", **args)


async def test_paid_is_asked_first_and_counted_once(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, press = await _priced(rita, olga)
    await olga.presses(f"{press}:ask")
    assert await olga.reads() == text_of("price-paid-ask", number=number, amount=money("1,500"))
    await olga.presses(f"{press}:no")
    assert await olga.reads() == text_of("price-now", number=number, name="Rita K.", amount=money("1,500"))
    await olga.presses(f"{press}:ask")
    on = await olga.last_id()
    for _ in range(2):
        await olga.presses(f"{press}:yes", on=on, force=True)
    assert await ledger_of(stage) == [CHARGE, PAID]
    assert await rita.reads() == text_of("price-paid", number=number, amount=money("1,500"))
    settled = text_of("price-settled", number=number, amount=money("1,500"), state="paid")
    assert settled in [words(one) for one in await rita.received()]
    assert text_of("done-price-paid", number=number, amount=money("1,500")) in await olga.texts()


async def test_a_withdrawn_price_is_not_confirmed_by_its_old_button(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, press = await _priced(rita, olga)
    await olga.writes(f"/price {number} 700")
    gone = text_of("price-settled", number=number, amount=money("1,500"), state="withdrawn")
    assert gone in [words(one) for one in await rita.received()]
    await olga.presses(f"{press}:ask")
    assert (await olga.answer())["text"] == text_of("price-outdated")
    assert await ledger_of(stage) == [CHARGE, ("charge", 150000), ("charge", -70000)]


async def test_without_a_link_the_team_says_how(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await taken(rita, olga)
    await rita.writes("/language ru")
    stage.worlds.clock.on(seconds=1)
    await olga.writes(f"/price {number} 1500.5")
    assert "1\u00a0500,50\u00a0₽" in await rita.reads()
