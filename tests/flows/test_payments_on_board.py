"""Prices set by a note on the board."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.i18n.board_names import NEEDS_ANSWER
from tests.flows.acts import files
from tests.flows.paying import ledger_of, money
from tests.flows.phone import Phone
from tests.flows.stage import Stage, staged
from tests.texts import LANGUAGES, get_spoken, text_of

pytestmark = pytest.mark.sentence("Payments")


@pytest_asyncio.fixture(params=LANGUAGES)
async def stage(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A desk with a board whose payments are confirmed by hand."""
    async with staged(database, locale=request.param) as made, made.speaking(request.param):
        await made.people["Vera"].writes("/settings payments on")
        yield made


async def test_a_note_sets_and_withdraws_a_price(stage: Stage, rita: Phone, olga: Phone, account_of_olga: str) -> None:
    number = await files(rita, "The heating is cold in room 12")
    await stage.board.comment(number, "// price 1500", by=account_of_olga)
    said = text_of("remark-price", amount=money("1,500"))
    assert any(said in one for one in await stage.board.comments(number))
    block = text_of("card-price", amount=money("1,500"), paid=0)
    assert block in (await stage.board.task(number))["description"]
    assert await rita.reads() == text_of("price-asked", number=number, amount=money("1,500"))
    await stage.board.comment(number, "// цена off", by=account_of_olga)
    assert any(text_of("remark-price-off") in one for one in await stage.board.comments(number))
    assert block not in (await stage.board.task(number))["description"]
    await stage.board.comment(number, "// price of the cable?", by=account_of_olga)
    assert any(text_of("remark-price-refused") in one for one in await stage.board.comments(number))
    assert await ledger_of(stage) == [("charge", -150000), ("charge", 150000)]


async def test_a_note_of_the_board_may_be_paid_from_the_balance(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await files(rita, "The heating is cold in room 12")
    await stage.vera.writes(f"/balance {number} +100 gift")
    await stage.board.comment(number, "// price 100", by=account_of_olga)
    said = text_of("remark-price-paid", amount=money("100"))
    assert any(said in one for one in await stage.board.comments(number))


async def test_a_label_sets_a_price_once_and_is_taken_off(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await files(rita, "The heating is cold in room 12")
    by = await stage.board.user("Pavel")
    await stage.board.update(number, by=by, labels=["urgent", "price_1_500", "price_list"])
    assert await rita.reads() == text_of("price-asked", number=number, amount=money("1,500"))
    assert set((await stage.board.task(number))["labels"]) >= {"urgent", "price_list"}
    assert "price_1_500" not in (await stage.board.task(number))["labels"]
    assert await ledger_of(stage) == [("charge", -150000)]
    for label, key in (("цена_1,234", "remark-price-refused"), ("Price:off", "remark-price-off")):
        await stage.board.update(number, by=by, labels=["urgent", label])
        assert any(text_of(key) in one for one in await stage.board.comments(number))
    assert (await stage.board.task(number))["labels"] == ["urgent", NEEDS_ANSWER[get_spoken()]]
    assert await ledger_of(stage) == [("charge", -150000), ("charge", 150000)]
