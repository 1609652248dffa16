"""Prices of requests: asked by an agent, paid by Telegram's invoice, counted once."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from db.models import Origin
from desk import Desk
from desk.payments import ledger
from desk.people.person_rows import find_by_telegram
from tests.flows.paying import TOKEN, invoices_of, ledger_of, money, pays
from tests.flows.phone import Phone, words
from tests.flows.scenes import PRINTER, card_of, changes, taken
from tests.flows.stage import Stage, staged
from tests.rules import rules_with
from tests.texts import LANGUAGES, piece_of, text_of

pytestmark = pytest.mark.sentence("Payments")

BOARD = False
CHARGE, PAID, BACK = ("charge", -150000), ("payment", 150000), ("charge", 150000)


@pytest_asyncio.fixture(params=LANGUAGES)
async def stage(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A desk that takes cards."""
    async with staged(database, board=False, payments__provider_token=TOKEN) as made, made.speaking(request.param):
        await made.people["Vera"].writes("/settings payments on")
        yield made


async def _takes_no_cards_from_now_on(stage: Stage) -> None:
    stage.app.settings = rules_with(stage.app.settings, payments__provider_token=None)
    await stage.reopen()


async def _priced(rita: Phone, olga: Phone, price: str = "1500") -> int:
    number = await taken(rita, olga)
    await olga.writes(f"/price {number} {price}")
    return number


async def test_the_requester_pays_the_invoice_and_both_learn_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    args = {"number": number, "name": "Rita K.", "amount": money("1,500"), "method": "telegram", "changed": 1}
    assert await olga.reads() == text_of("done-price", **args)
    (invoice,) = await invoices_of(rita)
    assert invoice["raw"]["invoice"] == {
        "title": text_of("invoice-title", number=number),
        "description": text_of("invoice-about", number=number, subject=PRINTER),
        "start_parameter": "",
        "currency": "RUB",
        "total_amount": 150000,
    }
    assert text_of("card-price", amount=money("1,500"), paid=0) in words(await card_of(olga, number))
    assert (await pays(rita))["state"] == "paid"
    assert text_of("card-price", amount=money("1,500"), paid=1) in words(await card_of(olga, number))
    assert await rita.reads() == text_of("price-paid", number=number, amount=money("1,500"))
    assert await olga.reads() == text_of("price-paid-staff", number=number, amount=money("1,500"))
    assert await ledger_of(stage) == [CHARGE, PAID]
    await olga.writes(f"/price {number}")
    assert await olga.reads() == text_of("price-now-paid", number=number, amount=money("1,500"))


async def test_the_history_names_the_price(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga, "99,90")
    assert await changes(stage, number, "price") == [(None, "9990 RUB", "telegram")]
    await olga.writes(f"/history {number}")
    assert text_of("history-price", old=text_of("history-none"), new=money("99.90")) in await olga.reads()


async def test_the_history_names_when_it_was_paid_and_by_whom(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    await pays(rita)
    await olga.writes(f"/history {number}")
    shown = await olga.reads()
    for kind in ("charge", "payment"):
        assert text_of("money-moved", kind=kind, amount=money("1,500"), owner="none") in shown
    (paid,) = [
        one
        for one in shown.splitlines()
        if text_of("money-moved", kind="payment", amount=money("1,500"), owner="none") in one
    ]
    assert "Rita" in paid


async def test_the_same_price_twice_asks_once(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    await olga.writes(f"/price {number} 1 500.00")
    args = {"number": number, "name": "Rita K.", "amount": money("1,500"), "method": "telegram", "changed": 0}
    assert await olga.reads() == text_of("done-price", **args)
    assert len(await invoices_of(rita)) == 1
    assert await ledger_of(stage) == [CHARGE]


async def test_a_new_price_withdraws_the_old_one(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    (old,) = await invoices_of(rita)
    await olga.writes(f"/price {number} 2000")
    (new,) = await invoices_of(rita)
    assert new["raw"]["invoice"]["total_amount"] == 200000
    assert (await pays(rita, on=old["message_id"]))["error"] == text_of("checkout-withdrawn")
    assert (await pays(rita))["state"] == "paid"
    assert (await pays(rita))["error"] == text_of("checkout-paid")
    assert await ledger_of(stage) == [CHARGE, BACK, ("charge", -200000), ("payment", 200000)]


async def test_a_withdrawn_price_need_not_be_paid(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    await olga.writes(f"/price {number} off")
    assert await olga.reads() == text_of("done-price-off", number=number, name="Rita K.")
    assert await rita.reads() == text_of("price-withdrawn", number=number, amount=money("1,500"))
    assert await invoices_of(rita) == []
    for typed in (f"/price {number} off", f"/price {number}"):
        await olga.writes(typed)
        assert await olga.reads() == text_of("price-none", number=number)


async def test_a_declined_card_counts_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _priced(rita, olga)
    assert (await pays(rita, declined=True))["state"] == "declined"
    assert await ledger_of(stage) == [CHARGE]
    assert (await pays(rita))["state"] == "paid"


async def test_paid_twice_at_once_the_second_stays_on_the_balance(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    await pays(rita, times=2)
    assert await ledger_of(stage) == [CHARGE, PAID, PAID]
    assert await rita.reads() == text_of("payment-kept", number=number, amount=money("1,500"))
    args = {"name": "Rita K.", "amount": money("1,500"), "number": number}
    assert await stage.vera.reads() == text_of("payment-twice", **args)
    await olga.writes(f"/balance {number}")
    args = {"number": number, "organization": "", "named": 0, "balance": money("1,500")}
    assert await olga.reads() == text_of("balance-of-ticket", **args)


async def _withdraws(stage: Stage, olga: Phone, number: int) -> None:
    """Let an agent withdraw a price elsewhere, before the bot reads what Telegram says."""
    async with stage.database.unit_of_work() as session:
        agent = await find_by_telegram(session, olga.id)
        desk = Desk(
            session, Origin.PANEL, agent, now=stage.clock(), rules=rules_with(stage.settings, payments__enabled=True)
        )
        await ledger.withdraw_price(desk, number)


async def test_a_payment_for_a_price_withdrawn_meanwhile_is_recorded(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    await pays(rita, quietly=True)
    await stage._poll()
    await stage.worker.run_once()  # Telegram has the agreement, the desk not yet the money
    await _withdraws(stage, olga, number)
    await stage.settle()
    assert await ledger_of(stage) == [CHARGE, BACK, PAID]
    args = {"name": "Rita K.", "amount": money("1,500"), "number": number}
    assert await stage.vera.reads() == text_of("payment-withdrawn", **args)


async def test_a_kill_between_agreement_and_payment_loses_and_repeats_nothing(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await _priced(rita, olga)
    await pays(rita, quietly=True)
    await stage._poll()
    await stage.worker.run_once()
    await stage.reopen()
    await stage.settle()
    assert await ledger_of(stage) == [CHARGE, PAID]
    await stage.telegram.do("update", kind="message", value=await _payment_update(stage, rita))
    await stage.settle()
    assert await ledger_of(stage) == [CHARGE, PAID]


async def _payment_update(stage: Stage, rita: Phone) -> dict[str, Any]:
    """Return what Telegram said about the payment, to say it again."""
    chat = stage.telegram_world.chats[rita.id]
    (body,) = [one.body for one in chat.messages.values() if "successful_payment" in one.body]
    return {**body, "message_id": body["message_id"] + 1000}


async def test_a_question_telegram_could_not_hear_is_answered_again(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _priced(rita, olga)
    await stage.telegram.do("fault", method="answerPreCheckoutQuery", status=500, times=1)
    await pays(rita)
    await stage.pass_time(seconds=2)
    assert await ledger_of(stage) == [CHARGE, PAID]


async def test_a_blocked_persons_payment_counts(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    await olga.writes(f"/block {number}")
    await pays(rita)
    assert await ledger_of(stage) == [CHARGE, PAID]


async def test_who_had_blocked_the_bot_gets_the_invoice_on_returning(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await taken(rita, olga)
    await stage.telegram.do("block", person=rita.id)
    await olga.writes(f"/price {number} 1500")
    await stage.telegram.do("unblock", person=rita.id)
    await rita.writes("/start")
    await pays(rita)
    assert await ledger_of(stage) == [CHARGE, PAID]


async def test_without_cards_an_invoice_sent_before_is_refused(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _priced(rita, olga)
    await _takes_no_cards_from_now_on(stage)
    assert (await pays(rita))["error"] == text_of("checkout-off")


async def test_an_invoice_nobody_knows_is_refused_and_its_money_kept(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _priced(rita, olga)
    (invoice,) = await invoices_of(rita)
    stage.telegram_world.payloads[rita.id, invoice["message_id"]] = "of another bot"
    assert (await pays(rita))["error"] == text_of("checkout-unknown")
    stray = {"currency": "RUB", "total_amount": 5000, "invoice_payload": "of another bot"}
    stray |= {"telegram_payment_charge_id": "stray", "provider_payment_charge_id": "stray"}
    await stage.telegram.do("message", person=rita.id, content={"successful_payment": stray})
    await stage.settle()
    assert await ledger_of(stage) == [CHARGE, ("top_up", 5000)]
    args = {"name": "Rita K.", "amount": money("50")}
    assert await stage.vera.reads() == text_of("payment-unknown", **args)


async def test_an_amount_that_is_none_changes_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    await taken(rita, olga)
    usage, wrong = text_of("usage-price"), text_of("price-wrong")
    expected = {
        "": usage, "1": text_of("price-none", number=1), "1 0": wrong, "1 -5": wrong, "1 many": usage,
        "1 1.999": usage, "1 99999999999999": usage,
    }  # fmt: skip
    for typed in expected:
        await olga.writes(f"/price {typed}")
    assert [words(one) for one in (await olga.received())[-len(expected) :]] == list(expected.values())
    assert await ledger_of(stage) == []


async def test_while_payments_are_off_the_commands_are_unknown(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    await stage.vera.writes("/settings payments off")
    for typed in (f"/price {number}", f"/balance {number}", "/frobnicate"):
        await olga.writes(typed)
    unknown = piece_of("command-unknown")
    assert all(unknown in words(one) for one in (await olga.received())[-3:])


async def test_the_buttons_of_the_demo_pay_decline_and_pay_twice(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    on = (await invoices_of(rita))[-1]["message_id"]
    for press, entries in (("decline", [CHARGE]), ("twice", [CHARGE, PAID, PAID])):
        await rita.presses(f"sandbox:{press}", on=on)
        assert await ledger_of(stage) == entries
    assert text_of("payment-kept", number=number, amount=money("1,500")) in await rita.texts()
    await rita.presses("sandbox:pay", on=on)
    assert (await rita.answer())["text"] == text_of("checkout-paid")


async def test_who_set_an_amount_that_telegram_does_not_take_is_told(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga, "0.50")
    assert await invoices_of(rita) == []
    args = {"number": number, "amount": money("0.50"), "by_amount": 1}
    assert await olga.reads() == text_of("invoice-refused", **args)
    await olga.writes(f"/price {number} 1500")
    assert (await pays(rita))["state"] == "paid"


async def test_of_a_price_of_nobodys_the_agent_is_told(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await taken(rita, olga)
    async with stage.database.unit_of_work() as session:
        rules = rules_with(stage.settings, payments__enabled=True)
        await ledger.set_price(Desk(session, Origin.TODOIST, None, now=stage.clock(), rules=rules), number, 1)
    await stage.settle()
    args = {"number": number, "amount": money("0.01"), "by_amount": 1}
    assert await olga.reads() == text_of("invoice-refused", **args)


async def test_a_price_by_link_takes_the_place_of_an_invoice(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _priced(rita, olga)
    vera, link = stage.vera, "https://pay.example/?sum={amount}"
    await _takes_no_cards_from_now_on(stage)
    await vera.writes(f"/settings payment_link {link}")
    assert link in await vera.reads()
    await olga.writes(f"/price {number} 1700")
    assert await invoices_of(rita) == []
    assert await rita.reads() == text_of("price-asked-link", number=number, amount=money("1,700"))
