"""A registering person's tax id is looked up elsewhere: the name is found, or they are asked for it, and soon."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.locks import WorkerLock
from db.models import Organization
from desk.organizations.requisites import FoundOrganization
from ops.json_http import JsonClient, NoAnswerError
from sandbox.crm import CrmFault, TaxService, make_tax_app
from sandbox.crm.tax_service import DETAILS
from tests.flows.phone import Phone, words
from tests.flows.servers import serving
from tests.flows.stage import Stage, staged
from tests.sql import scalars
from tests.texts import IN_BOTH, text_of
from web.crm.dadata import DaData, choose_organization
from web.crm.sender import CrmSender

pytestmark = pytest.mark.sentence("The CRM")
BANK, TRADER, NOBODY = "7707083893", "500100732259", "5001007322"
_ON: dict[str, Any] = {"organizations__enabled": True, "organizations__looks_up": True}


@asynccontextmanager
async def _looking_up(database: Database, key: str = "sesame") -> AsyncIterator[tuple[Stage, TaxService, CrmSender]]:
    service = TaxService(key="sesame")
    async with (
        staged(database, board=False, **_ON) as stage,
        serving(make_tax_app(service)) as url,
        JsonClient(url, {"authorization": f"Token {key}"}, seconds=2) as client,
    ):
        worker_lock = WorkerLock(database.engine)
        await worker_lock.ensure_held()
        try:
            yield (
                stage, service,
                CrmSender(database, stage.settings, None, worker_lock, stage.clock, lookup=DaData(client)),
            )  # fmt: skip
        finally:
            await worker_lock.release()


async def _register(stage: Stage, tax_id: str) -> Phone:
    rita = await stage.phone("Rita")
    await rita.writes("/register")
    for said in (text_of("key-register-without"), "Anna", tax_id, "Cashier"):
        await rita.writes(said)
    return rita


async def _try(stage: Stage, sender: CrmSender, times: int = 4) -> None:
    for _ in range(times):
        await sender.run_once()
        await stage.pass_time(seconds=4)


@pytest.mark.parametrize(("tax_id", "name"), [(BANK, "ПАО Сбербанк"), (TRADER, "ИП Иванов Иван Иванович")])
async def test_the_name_of_the_head_office_is_found(database: Database, tax_id: str, name: str) -> None:
    async with _looking_up(database) as (stage, service, sender):
        rita = await _register(stage, tax_id)
        await _try(stage, sender)
        assert name in await rita.reads()
        assert [one["query"] for one in service.asked] == [tax_id]
        (made,) = await scalars(database, select(Organization))
        assert made.name == name
        assert {"name": "ogrn", "value": DETAILS[tax_id]["ogrn"]} in made.requisites
        assert made.requisites_at is not None


@IN_BOTH
async def test_what_the_service_does_not_know_is_asked(database: Database, language: str) -> None:
    async with _looking_up(database) as (stage, _, sender), stage.speaking(language):
        rita = await _register(stage, "7728168971")
        await _try(stage, sender)
        assert await rita.reads() == text_of("register-ask", step="organization")


async def test_a_service_that_fails_keeps_nobody_waiting(database: Database) -> None:
    async with _looking_up(database) as (stage, service, sender):
        service.faults.append(CrmFault(status=500, times=2))
        rita = await _register(stage, BANK)
        await _try(stage, sender)
        assert "ПАО Сбербанк" in await rita.reads()
        assert len(service.asked) == 1


async def test_a_used_up_quota_is_told_admins_and_the_person_goes_on(database: Database) -> None:
    async with _looking_up(database, key="another") as (stage, service, sender):
        rita = await _register(stage, BANK)
        await _try(stage, sender, 1)
        assert await rita.reads() == text_of("register-ask", step="organization")
        vera = stage.vera
        await vera.writes("/failed")
        listed = words(await vera.containing("to the CRM"))
        assert "answered 403" in listed
        assert BANK not in listed
        assert service.asked == []


@pytest.mark.parametrize("body", [None, [], "x", {"suggestions": 1}, {"suggestion": []}], ids=json.dumps)
def test_an_answer_of_something_else_is_none(body: Any) -> None:
    with pytest.raises(NoAnswerError, match="answered something else"):
        choose_organization(body, BANK)


def test_of_branches_the_head_office_is_taken() -> None:
    found = [
        {"value": "Branch", "data": {"inn": BANK, "branch_type": "BRANCH"}},
        {"value": "Other", "data": {"inn": TRADER, "branch_type": "MAIN"}},
        {"value": None, "data": None},
        {"value": "Bank", "data": {"inn": BANK, "branch_type": "MAIN"}},
    ]
    assert choose_organization({"suggestions": found}, BANK) == FoundOrganization("Bank")
    assert choose_organization({"suggestions": found[:2]}, BANK) == FoundOrganization("Branch")
    assert choose_organization({"suggestions": []}, BANK) is None
