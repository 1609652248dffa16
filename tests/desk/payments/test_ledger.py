"""The ledger keeps what was entered."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from db.models import LedgerKind, Organization, Origin, PaymentMethod, PaymentRequest, PaymentStatus, Person
from desk import Desk
from desk.outbox import Show
from desk.payments import balances as payment_balances
from desk.payments import invoices, ledger, refused_invoices
from desk.payments.money_messages import make_invoice_slot
from desk.payments.owners import BalanceOwner
from tests.db.waiting import waits_or_ends
from tests.desk.cast import lines
from tests.desk.stage import Someone, Stage
from tests.sql import execute


async def _enter(stage: Stage, who: Someone, amount: int, *, charge_id: str | None = None) -> None:
    owner = BalanceOwner(person_id=who.id)
    await stage.does(who, ledger.record_entry, owner, LedgerKind.PAYMENT, amount, "RUB", charge_id=charge_id)


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
        await execute(stage, change)


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


async def _price(stage: Stage, number: int, payer: Someone, amount: int, status: PaymentStatus, **more: Any) -> int:
    """A price of that ticket, paid from a balance or open; its id."""
    ticket = await stage.ticket(number)
    async with stage.database.unit_of_work() as session:
        row = PaymentRequest(
            token=f"{amount}", ticket_id=ticket.id, payer_id=payer.id, amount=amount, currency="RUB",
            method=PaymentMethod.BALANCE, status=status, asked_at=stage.now, **more,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row.id


async def test_what_one_organization_paid_is_returned_to_it_and_not_what_another_did(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    stage.with_rules(payments__enabled=True, organizations__enabled=True)
    number = await stage.files(rita, "The printer is on fire")
    async with stage.database.unit_of_work() as session:
        made = [Organization(name=n, folded=n, created_at=stage.now, updated_at=stage.now) for n in ("acme", "other")]
        session.add_all(made)
        await session.flush()
        acme, other = (one.id for one in made)
    for owner, amount in ((acme, 500), (other, 700)):
        await _price(stage, number, rita, amount, PaymentStatus.PAID, organization_id=owner)

    async def returns(desk: Desk) -> list[int]:
        await ledger.return_charge(desk, await desk.lock_ticket(number), acme)
        owners = [*(BalanceOwner(organization_id=one) for one in (acme, other)), BalanceOwner(person_id=rita.id)]
        return [await ledger.get_balance(desk.session, one, "RUB") for one in owners]

    assert await stage.does(vera, returns) == [500, 0, -500]


@pytest.mark.parametrize("status", [PaymentStatus.PAID, PaymentStatus.WITHDRAWN, PaymentStatus.ASKED])
async def test_of_a_refused_invoice_somebody_hears_while_it_is_to_be_paid(
    stage: Stage, rita: Someone, vera: Someone, status: PaymentStatus
) -> None:
    number = await stage.files(rita, "The printer is on fire")
    request = await _price(stage, number, rita, 500, status, person_id=rita.id, asked_by=vera.id)
    letter = Show("invoice", slot=make_invoice_slot(request))
    await stage.does(vera, refused_invoices.report_refused, letter, "Bad Request: AMOUNT")
    assert ("invoice-refused" in await lines(stage, vera)) is (status is PaymentStatus.ASKED)


async def test_whose_balance_becomes_low_hears_so_once(stage: Stage, rita: Someone, vera: Someone) -> None:
    stage.with_rules(payments__enabled=True, payments__low=10, payments__currency="RUB")
    owner = BalanceOwner(person_id=rita.id)
    for amount in (1500, -600, -100):
        await stage.does(vera, payment_balances.correct_balance, owner, amount, "A mistake")
    assert (await lines(stage, rita)).count("balance-low") == 1


async def test_an_invoice_is_paid_only_while_cards_are_taken_and_as_it_was_asked(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The printer is on fire")
    await _price(stage, number, rita, 500, PaymentStatus.ASKED, person_id=rita.id)
    taking = {"payments__enabled": True, "payments__provider_token": "1:TEST:x"}
    for rules, amount, key in (({}, 500, "checkout-off"), (taking, 500, None), (taking, 501, "checkout-withdrawn")):
        stage.with_rules(**rules)
        async with stage.database.reading() as session:
            assert await invoices.find_objection(session, stage.rules, "500", amount, "RUB") == key
