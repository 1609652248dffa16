"""The ledger keeps what was entered."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.models import LedgerKind, Origin, Person
from desk import Desk
from desk.payments import balances as payment_balances
from desk.payments import ledger
from desk.payments.owners import BalanceOwner
from tests.db.waiting import waits_or_ends
from tests.desk.stage import Someone, Stage


async def _enter(stage: Stage, who: Someone, amount: int, *, charge_id: str | None = None) -> None:
    owner = BalanceOwner(person_id=who.id)
    await stage.does(
        who,
        lambda desk: ledger.record_entry(desk, owner, LedgerKind.PAYMENT, amount, "RUB", charge_id=charge_id),
    )


async def test_a_balance_is_the_sum_of_its_owners_entries_in_one_currency(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    for who, amount in ((rita, 1500), (rita, -400), (vera, 7)):
        await _enter(stage, who, amount)
    async with stage.database.reading() as session:
        balances = [
            await ledger.get_balance(session, BalanceOwner(person_id=rita.id), currency) for currency in ("RUB", "EUR")
        ]
    assert balances == [1100, 0]


@pytest.mark.parametrize("change", ["update ledger_entries set amount = 1", "delete from ledger_entries"])
async def test_entries_are_never_changed(stage: Stage, rita: Someone, change: str) -> None:
    await _enter(stage, rita, 1500)
    with pytest.raises(DBAPIError, match="never changed"):
        async with stage.database.unit_of_work() as session:
            await session.execute(text(change))


async def test_of_two_corrections_at_once_the_second_adds_to_the_first(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    stage.with_rules(payments__enabled=True)

    async def correct(desk: Desk) -> int:
        return await payment_balances.correct_balance(desk, BalanceOwner(person_id=rita.id), 100, "A gift")

    async with stage.database.unit_of_work() as session:
        first = Desk(session, Origin.PANEL, await session.get_one(Person, vera.id), now=stage.now, rules=stage.rules)
        assert await correct(first) == 100
        second = asyncio.ensure_future(stage.does(vera, correct))
        await waits_or_ends(stage.database, second)
    assert await second == 200


async def test_a_payment_is_entered_once(stage: Stage, rita: Someone) -> None:
    await _enter(stage, rita, 1500, charge_id="charge-1")
    with pytest.raises(DBAPIError, match="charge_id"):
        await _enter(stage, rita, 1500, charge_id="charge-1")
