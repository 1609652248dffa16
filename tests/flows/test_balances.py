"""Balances: who sees which, paying in advance, prices taken from it, corrections by admins."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text

from db.database import Database
from db.models import ClientRole
from desk.organizations import members
from tests.flows.acts import reads_audit
from tests.flows.clients import as_vera, directed, joined, left, with_organization
from tests.flows.paying import ADVANCE, invoices_of, ledger_of, money, pays
from tests.flows.phone import Phone, words
from tests.flows.scenes import row, taken
from tests.flows.stage import Stage, staged
from tests.texts import LANGUAGES, piece_of, text_of

pytestmark = pytest.mark.sentence("Payments")

BOARD = False


@pytest_asyncio.fixture(params=LANGUAGES)
async def stage(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A desk that takes payments in advance."""
    async with staged(database, board=False, payments__low=100, **ADVANCE) as made, made.speaking(request.param):
        yield made


async def _topped_up(rita: Phone, amount: int = 1000) -> None:
    await rita.writes(f"/balance {amount}")
    await pays(rita)


async def test_a_requester_pays_in_advance_by_a_button_or_a_typed_amount(stage: Stage, rita: Phone) -> None:
    await rita.writes("/balance")
    own = text_of("balance-own", balance=money("0"))
    assert await rita.reads() == own + "\n" + text_of("balance-top-up")
    assert await rita.buttons() == ["topup:0:500", "topup:0:1000", "topup:0:5000"]
    await rita.presses("topup:0:500")
    (invoice,) = await invoices_of(rita)
    assert invoice["raw"]["invoice"]["title"] == text_of("invoice-top-up")
    assert invoice["raw"]["invoice"]["description"] == text_of("invoice-top-up-about")
    await pays(rita)
    assert await rita.reads() == text_of("top-up-paid", amount=money("500"), balance=money("500"))
    await _topped_up(rita, 250)
    assert await rita.reads() == text_of("top-up-paid", amount=money("250"), balance=money("750"))
    assert await ledger_of(stage) == [("top_up", 50000), ("top_up", 25000)]


async def test_a_newer_top_up_replaces_one_that_waits(stage: Stage, rita: Phone) -> None:
    await rita.writes("/balance 100")
    await rita.writes("/balance 200")
    first, second = await invoices_of(rita)
    assert (await pays(rita, on=first["message_id"]))["error"] == text_of("checkout-withdrawn")
    assert (await pays(rita, on=second["message_id"]))["state"] == "paid"


async def test_a_price_is_taken_from_a_balance_that_is_enough(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _topped_up(rita)
    number = await taken(rita, olga)
    await olga.writes(f"/price {number} 930")
    args = {"number": number, "amount": money("930"), "balance": money("70"), "own": 1}
    assert text_of("price-from-balance", **args) in await rita.texts()
    low = text_of("balance-low", balance=money("70"), amount=money("100"), can_top_up=1)
    assert await rita.reads() == low
    args = {"number": number, "name": "Rita K.", "amount": money("930"), "method": "balance", "changed": 1}
    assert await olga.reads() == text_of("done-price", **args)
    await olga.writes(f"/price {number} 80")
    assert len(await invoices_of(rita)) == 2


async def test_an_admin_corrects_a_balance_with_a_reason(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, number = stage.vera, await taken(rita, olga)
    await vera.writes(f"/balance {number} +500")
    assert await vera.reads() == text_of("correction-reason")
    await olga.writes(f"/balance {number} +500 because")
    assert await olga.reads() == text_of("not-granted")
    assert await ledger_of(stage) == []
    await vera.writes(f"/balance {number} -500.50 refund by bank")
    args = {"number": number, "organization": "", "named": 0, "amount": money("−500.50"), "balance": money("−500.50")}
    assert await vera.reads() == text_of("done-correction", **args)
    assert await row(stage, "select kind, amount, reason from ledger_entries") == (
        "correction",
        -50050,
        "refund by bank",
    )
    audited = await reads_audit(vera, f"{piece_of('audit-balance-corrected').split()[0]}")
    assert text_of("audit-balance-corrected", object="Rita K.", new=money("−500.50")) in audited


async def test_staff_read_how_to_ask_for_a_balance(stage: Stage, rita: Phone, olga: Phone) -> None:
    await taken(rita, olga)
    typed = ("", "x", "1 500", "1 + why", "1 +x why")
    for one in typed:
        await olga.writes(f"/balance {one}")
    said = [words(one) for one in (await olga.received())[-len(typed) :]]
    assert said == [text_of("usage-balance-staff")] * len(typed)


async def test_a_requester_reads_how_to_write_an_amount(stage: Stage, rita: Phone) -> None:
    await rita.writes("/balance much")
    assert await rita.reads() == text_of("usage-balance", top_up=1)
    await rita.writes("/balance 0")
    assert await rita.reads() == text_of("price-wrong")


@pytest.mark.parametrize("role", [ClientRole.DIRECTOR, ClientRole.ADMINISTRATOR])
async def test_who_leads_an_organization_sees_and_tops_it_up_alone(stage: Stage, rita: Phone, role: ClientRole) -> None:
    dora, organization, membership = await directed(stage)
    await _become(stage, membership, role)
    await dora.writes("/balance")
    line = text_of("balance-organization", name="Acme", balance=money("0"))
    assert line in await dora.reads()
    press, on = f"topup:{organization}:1000", await dora.last_id()
    await dora.presses(press)
    await pays(dora)
    assert await dora.reads() == text_of("top-up-paid", amount=money("1,000"), balance=money("1,000"))
    await rita.writes("/balance")
    assert "Acme" not in await rita.reads()
    await rita.presses(press, force=True, on=await rita.last_id())
    assert await invoices_of(rita) == []
    await _become(stage, membership, ClientRole.USER)
    await dora.presses(press, on=on, force=True)
    assert len(await invoices_of(dora)) == 1
    await dora.writes("/balance")
    assert "Acme" not in await dora.reads()


async def test_a_typed_top_up_of_who_leads_an_organization_asks_whose(stage: Stage) -> None:
    dora, acme, _ = await directed(stage)
    await dora.writes("/balance 700.50")
    assert await dora.reads() == text_of("balance-whose", amount=money("700.50"))
    assert await dora.buttons() == ["topup:0:700.50", f"topup:{acme}:700.50"]
    assert await invoices_of(dora) == []
    await dora.presses(f"topup:{acme}:700.50")
    await pays(dora)
    assert await _owned(stage) == [(acme, 70050)]
    await dora.writes("/balance 0")
    assert await dora.reads() == text_of("price-wrong")


async def test_who_leads_the_organization_is_asked_to_pay(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, acme, _ = await directed(stage)
    ann = await stage.phone("Ann")
    await joined(stage, ann, acme, ClientRole.ADMINISTRATOR)
    await joined(stage, rita, acme)
    number = await taken(rita, olga)
    await olga.writes(f"/organization {number} acme")
    await olga.writes(f"/price {number} 300")
    args = {"number": number, "amount": money("300")}
    told = {**args, "name": "Dora, Ann", "method": "telegram", "changed": 1}
    assert await olga.reads() == text_of("done-price", **told)
    assert await rita.reads() == text_of("price-client", organization="Acme", **args)
    assert [len(await invoices_of(one)) for one in (rita, dora, ann)] == [0, 1, 1]
    await pays(ann)
    assert await ann.reads() == text_of("price-paid", **args)
    for other in (rita, dora):
        assert text_of("price-paid-client", **args) in await other.texts()
    assert (await _owned(stage))[-1] == (acme, 30000)
    assert await olga.reads() == text_of("price-paid-staff", **args)
    await olga.writes(f"/price {number} 400")
    await olga.writes(f"/price {number} off")
    assert await rita.reads() == text_of("price-withdrawn-client", number=number, amount=money("400"))
    assert await dora.reads() == text_of("price-withdrawn", number=number, amount=money("400"))


async def test_who_leads_no_more_has_no_invoice_and_others_are_asked(stage: Stage, rita: Phone, olga: Phone) -> None:
    """Also one that was on its way. The last of them leaves the requester to be asked."""
    dora, acme, dora_leads = await directed(stage)
    await joined(stage, rita, acme)
    number = await taken(rita, olga)
    await olga.writes(f"/organization {number} acme")
    await stage.telegram.do("fault", method="sendInvoice", chat_id=dora.id, status=502, times=None)
    await olga.writes(f"/price {number} 300")
    nora = await stage.phone("Nora")
    nora_leads = await joined(stage, nora, acme, ClientRole.ADMINISTRATOR)
    await left(stage, dora_leads)
    await stage.telegram.do("fault/clear")
    await stage.pass_time(minutes=5)
    assert [len(await invoices_of(one)) for one in (dora, nora, rita)] == [0, 1, 0]
    await _role(stage, nora_leads, ClientRole.USER)
    await stage.settle()
    assert [len(await invoices_of(one)) for one in (dora, nora, rita)] == [0, 0, 1]
    await pays(rita)
    assert (await _owned(stage))[-1] == (acme, 30000)


async def _role(stage: Stage, membership: int, role: ClientRole) -> None:
    async with as_vera(stage) as desk:
        await members.change_role(desk, await members.get_membership(desk, membership), role)


async def _become(stage: Stage, membership: int, role: ClientRole) -> None:
    async with stage.database.unit_of_work() as session:
        await session.execute(text(f"update memberships set role = '{role.value}' where id = {membership}"))  # noqa: S608


async def test_an_organization_pays_for_its_request_and_its_user_reads_no_balance(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    dora, organization, _ = await directed(stage)
    number = await taken(rita, olga)
    async with stage.database.unit_of_work() as session:
        await session.execute(text(f"update tickets set organization_id = {organization}"))  # noqa: S608
    vera = stage.vera
    await vera.writes(f"/balance {number} +1000 contract")
    await olga.writes(f"/price {number} 950")
    args = {"number": number, "amount": money("950"), "balance": "", "own": 0}
    assert await rita.reads() == text_of("price-from-balance", **args)
    low = text_of("balance-low", balance=money("50"), amount=money("100"), can_top_up=1)
    assert await dora.reads() == low
    await olga.writes(f"/balance {number}")
    args = {"number": number, "organization": "Acme", "named": 1, "balance": money("50")}
    assert await olga.reads() == text_of("balance-of-ticket", **args)


async def test_two_prices_at_once_do_not_spend_the_same_money(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _topped_up(rita, 100)
    first = await taken(rita, olga)
    await rita.writes("/new The heating is cold")
    await stage.pass_time(seconds=30)
    second = first + 1
    for number in (first, second):
        await olga.writes(f"/price {number} 100", quietly=True)
    await stage.settle()
    assert sorted(await ledger_of(stage)) == [("charge", -10000), ("charge", -10000), ("top_up", 10000)]
    methods = await row(stage, "select array_agg(method order by id) from payment_requests where ticket_id is not null")
    assert list(methods[0]) == ["balance", "telegram"]


async def test_a_top_up_that_telegram_does_not_take_is_withdrawn(stage: Stage, rita: Phone) -> None:
    await rita.writes("/balance 0.50")
    assert await rita.reads() == text_of("top-up-refused", amount=money("0.50"))
    assert list(await row(stage, "select status from payment_requests")) == ["withdrawn"]


async def test_an_open_price_moves_with_its_ticket_and_a_paid_one_stays(stage: Stage, rita: Phone, olga: Phone) -> None:
    _, acme, _ = await directed(stage)
    rose = await with_organization(stage, "Rose")
    number = await taken(rita, olga)
    await olga.writes(f"/organization {number} acme")
    await olga.writes(f"/price {number} 300")
    await olga.writes(f"/organization {number} rose")
    assert await _owned(stage) == [(acme, -30000), (acme, 30000), (rose, -30000)]
    await pays(rita)
    await olga.writes(f"/organization {number} acme")
    assert await _owned(stage) == [(acme, -30000), (acme, 30000), (rose, -30000), (rose, 30000)]


async def _owned(stage: Stage) -> list[tuple[int | None, int]]:
    async with stage.database.reading() as session:
        found = await session.execute(text("select organization_id, amount from ledger_entries order by id"))
        return [(owner, amount) for owner, amount in found]
