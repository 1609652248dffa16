"""The price of a ticket and the balances of organizations and requesters, on their pages of the panel."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import files, reads_audit
from tests.flows.clients import with_organization
from tests.flows.panel.browser import Browser, browser_at, vera_at
from tests.flows.panel.test_sent_twice import once
from tests.flows.paying import ledger_of
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Payments")


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with Rita and Olga, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga) as stood:
        yield stood


async def test_the_page_sets_confirms_and_withdraws_a_price(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await files(stage.rita, "The heating is cold in room 12")
    at = f"/tickets/{number}"
    await browser.opens(at)
    assert text_of("page-hint-amount") not in browser.page
    await stage.vera.writes("/settings payments on")
    await browser.opens(at)
    assert text_of("page-hint-amount") in browser.page
    assert await browser.sends(f"{at}/act", what="price", value="many") == ""
    assert text_of("price-wrong") in browser.text
    assert await browser.sends(f"{at}/act", what="price", value="99.90") == at
    assert await browser.sends(f"{at}/act", what="price", value="") == at
    assert await browser.sends(f"{at}/act", what="price", value="150") == at
    await browser.opens(at)
    assert text_of("page-price-state", amount="150 ₽", paid=0) in browser.text
    assert text_of("page-act", what="paid") in browser.text
    assert await browser.sends(f"{at}/act", what="paid", value="2") == at
    assert await browser.sends(f"{at}/act", what="paid", value="2") == ""
    assert text_of("price-outdated") in browser.text
    await browser.opens(at)
    assert text_of("page-price-state", amount="150 ₽", paid=1) in browser.text
    amounts = [amount for _, amount in await ledger_of(stage)]
    assert amounts == [-9990, 9990, -15000, 15000]


async def test_an_admin_corrects_the_balance_of_an_organization(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    organization = await with_organization(stage)
    at = f"/organizations/{organization}"
    await browser.opens(at)
    assert 'id="balance"' not in browser.page
    await stage.vera.writes("/settings payments on")
    await browser.opens(at)
    assert "0 ₽" in browser.text
    for amount, reason, refusal in (("many", "x", "price-wrong"), ("500", " ", "correction-reason")):
        assert await browser.sends(f"{at}/balance", amount=amount, reason=reason) == ""
        assert text_of(refusal) in browser.text
    await browser.opens(at)
    correction = {"amount": "-500.50", "reason": "contract", "once": once(browser, f"{at}/balance")}
    for _ in range(2):
        assert await browser.sends(f"{at}/balance", **correction) == f"{at}#balance"
    await browser.opens(at)
    assert "−500.50 ₽" in browser.text
    assert await ledger_of(stage) == [("correction", -50050)]


async def test_an_admin_corrects_the_balance_of_a_requester(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    await files(stage.rita, "The heating is cold in room 12")
    await browser.opens("/requesters?q=rita")
    at = browser.page.partition('href="/requesters/')[2].partition('"')[0]
    at = f"/requesters/{at}"
    await browser.opens(at)
    assert 'id="balance"' not in browser.page
    await browser.sends(f"{at}/balance", amount="5", reason="x")
    assert text_of("payments-off") in browser.text
    await stage.vera.writes("/settings payments on")
    assert await browser.sends(f"{at}/balance", amount="many", reason="refund by bank") == ""
    assert text_of("price-wrong") in browser.text
    assert 'value="refund by bank"' in browser.page, "what was typed is still there"
    await browser.opens(at)
    correction = {"amount": "500", "reason": "refund by bank", "once": once(browser, f"{at}/balance")}
    for _ in range(2):
        assert await browser.sends(f"{at}/balance", **correction) == f"{at}#balance"
    await browser.opens(at)
    assert "500 ₽" in browser.text
    assert await ledger_of(stage) == [("correction", 50000)]
    await browser.sends("/requesters/987654/balance", **correction)
    assert await ledger_of(stage) == [("correction", 50000)]


async def test_an_admin_records_a_bill_as_paid_once_and_agents_only_read_it(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    organization = await with_organization(stage)
    at, vera = f"/organizations/{organization}", stage.vera
    await vera.writes("/settings payments on")
    await vera.writes("/settings panel_for_agents on")
    await browser.opens(at)
    await browser.sends(f"{at}/balance", amount="-700", reason="contract", once=once(browser, f"{at}/balance"))
    assert 'id="bill"' not in browser.page
    await stage.pass_time(days=31)
    async with (
        browser_at(browser.client.base_url.port or 0) as agent,
        browser_at(browser.client.base_url.port or 0) as again,
    ):
        olga = stage.olga
        await agent.signs_in(olga, str(olga.id))
        await agent.opens(at)
        assert text_of("page-bill-left", amount="700 ₽") in agent.text
        assert f"{at}/bill" not in agent.page
        await agent.sends(f"{at}/bill", left="70000")
        assert agent.status == 404
        await again.signs_in(vera, str(vera.id))
        await again.opens(at)
        for left in ("", "x", "69999", "0"):
            assert await again.sends(f"{at}/bill", left=left) == ""
        assert text_of("bill-changed") in again.text
        assert await again.sends(f"{at}/bill", left="70000") == f"{at}#bill"
        assert await again.sends(f"{at}/bill", left="70000") == ""
        await again.opens(at)
        assert text_of("bill-settled") in again.text
    assert await ledger_of(stage) == [("correction", -70000), ("payment", 70000)]
    audited = await reads_audit(vera)
    assert text_of("audit-bill-paid", object="Acme", new="700\u00a0₽") in audited
