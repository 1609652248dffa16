"""Somebody whom no one has confirmed names an organization for staff only: it pays nothing, and its people learn
nothing of them. Once confirmed, what they filed is its own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text

from db.database import Database
from db.models import ClientRole
from desk.organizations import applicants, director_verbs
from tests.flows.clients import as_vera, belongs, directed, joined
from tests.flows.paying import CARDS, invoices_of, ledger_of, money
from tests.flows.phone import Phone
from tests.flows.registering import INN, says
from tests.flows.scenes import filed, row
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import LANGUAGES, text_of

pytestmark = pytest.mark.sentence("Registration")
BOARD = False


@pytest_asyncio.fixture(params=LANGUAGES)
async def stage(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with (
        staged(database, board=False, organizations__enabled=True, **CARDS) as made,
        made.speaking(request.param),
    ):
        yield made


@pytest_asyncio.fixture
async def dora(stage: Stage) -> Phone:
    """The director of Acme, which has paid 10,000 in advance."""
    dora, acme, _ = await directed(stage)
    async with stage.database.unit_of_work() as session:
        await session.execute(text(f"update organizations set tax_id = '{INN}' where id = {acme}"))  # noqa: S608
        await session.execute(
            text(
                "insert into ledger_entries (organization_id, kind, amount, currency, reason, origin, at)"
                " select id, 'correction', 1000000, 'RUB', '', 'panel', now() from organizations"
            )
        )
    return dora


async def _registers(mallory: Phone) -> int:
    """Say without a number that one works at Acme; return the membership."""
    await mallory.writes("/register")
    await says(mallory, text_of("key-register-without"), "Mallory Moss", INN, "Clerk")
    return int(await scalar(mallory.stage, "select id from memberships where confirmed_at is null"))


async def _takes(stage: Stage, mallory: Phone, olga: Phone) -> int:
    number = await filed(mallory, "Please build me a new till")
    await stage.pass_time(seconds=30)
    await olga.presses(f"claim:{number}")
    return number


async def test_they_spend_nothing_and_write_to_nobody(stage: Stage, dora: Phone, olga: Phone) -> None:
    mallory = await stage.phone("Mallory")
    await _registers(mallory)
    heard = len(await dora.texts())
    number = await _takes(stage, mallory, olga)
    await olga.writes(f"/ticket {number}")
    assert text_of("organization-unconfirmed") in await olga.reads()
    await olga.writes(f"/price {number} 9000")
    unconfirmed = text_of("price-unconfirmed", organization="Acme", name="Mallory")
    assert await olga.reads() == unconfirmed
    assert len(await invoices_of(mallory)) == 1
    assert await row(stage, "select sum(amount) from ledger_entries where organization_id is not null") == (1000000,)
    assert await ledger_of(stage) == [("correction", 1000000), ("charge", -900000)]
    assert len(await dora.texts()) == heard
    await dora.writes(f"/ticket {number}")
    assert await dora.reads() == text_of("no-such-ticket", number=number)
    await dora.writes("/tickets")
    assert "till" not in await dora.reads()
    await olga.writes(f"/organization {number} acme")
    assert await row(stage, "select organization_id from tickets") == (None,)


async def test_confirmed_what_they_filed_and_what_it_costs_is_the_organizations(
    stage: Stage, dora: Phone, olga: Phone
) -> None:
    mallory = await stage.phone("Mallory")
    membership = await _registers(mallory)
    number = await _takes(stage, mallory, olga)
    await olga.writes(f"/price {number} 9000")
    async with as_vera(stage) as desk:
        await applicants.confirm_applicant(desk, membership)
    await stage.settle()
    assert any("till" in text for text in await dora.texts())
    await dora.writes(f"/ticket {number}")
    assert "till" in await dora.reads()
    owed = "select sum(amount) from ledger_entries where person_id is not null"
    assert await row(stage, owed) == (0,)
    await olga.writes(f"/ticket {number}")
    assert text_of("organization-unconfirmed") not in await olga.reads()


@pytest.mark.parametrize("ends", ["declined", "removed", "registered again"])
async def test_without_a_confirmation_they_stay_their_own(stage: Stage, dora: Phone, olga: Phone, ends: str) -> None:
    mallory = await stage.phone("Mallory")
    membership = await _registers(mallory)
    number = await _takes(stage, mallory, olga)
    if ends == "registered again":
        await mallory.writes("/register")
        await mallory.presses("register:forget")
        await mallory.presses("register:surely")
    else:
        async with as_vera(stage) as desk:
            doing = applicants.decline_applicant if ends == "declined" else director_verbs.remove_member
            await doing(desk, membership)
    await stage.settle()
    assert await row(stage, "select organization_id, named_organization_id from tickets") == (None, None)
    await dora.writes(f"/ticket {number}")
    assert await dora.reads() == text_of("no-such-ticket", number=number)
    await olga.writes(f"/ticket {number}")
    assert "Acme" not in await olga.reads()


async def test_money_taken_before_is_returned_when_they_are_declined(stage: Stage, dora: Phone, olga: Phone) -> None:
    """A request that counted as the organization's was paid from its balance: the price is the person's again. One that
    the team gave to it is the person's too."""
    mallory = await stage.phone("Mallory")
    await olga.writes(f"/organization {await _takes(stage, mallory, olga)} acme")
    membership = await _registers(mallory)
    number = await _takes(stage, mallory, olga)
    acme = int(await scalar(stage, "select id from organizations"))
    await belongs(stage, number, acme)
    await olga.writes(f"/price {number} 9000")
    assert await row(stage, "select sum(amount) from ledger_entries where organization_id is not null") == (100000,)
    async with as_vera(stage) as desk:
        await applicants.decline_applicant(desk, membership)
    await stage.settle()
    assert await row(stage, "select sum(amount) from ledger_entries where organization_id is not null") == (1000000,)
    assert await row(stage, "select sum(amount) from ledger_entries where person_id is not null") == (-900000,)
    assert await row(stage, "select status, organization_id from payment_requests") == ("asked", None)
    assert len(await invoices_of(mallory)) == 1
    assert await row(stage, "select count(organization_id) from tickets") == (0,)


async def test_a_confirmed_member_is_charged_as_before(stage: Stage, dora: Phone, olga: Phone) -> None:
    rita = await stage.phone("Rita")
    acme = int(await scalar(stage, "select id from organizations"))
    await joined(stage, rita, acme, ClientRole.USER)
    number = await _takes(stage, rita, olga)
    await olga.writes(f"/price {number} 9000")
    args = {"number": number, "name": "Rita", "amount": money("9,000"), "method": "balance", "changed": 1}
    assert await olga.reads() == text_of("done-price", **args)
    assert await row(stage, "select sum(amount) from ledger_entries") == (100000,)
    await belongs(stage, number, None)
