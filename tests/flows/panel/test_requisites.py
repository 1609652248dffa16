"""Requisites of organizations: written by admins and from files, looked up by tax id, read by the team alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from db.database import Database
from db.locks import WorkerLock
from ops.json_http import JsonClient
from sandbox.crm import CrmFault, TaxService, make_tax_app
from tests.flows import cast
from tests.flows.clients import belongs, joined
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of, vera_let_in
from tests.flows.panel.test_organizations_import import _exported, _sends_file, _stored
from tests.flows.scenes import row, taken
from tests.flows.servers import serving
from tests.flows.stage import Stage, staged
from tests.texts import IN_BOTH, text_of
from web.crm.dadata import DaData
from web.crm.sender import CrmSender

pytestmark = pytest.mark.sentence("The panel")

BANK = "7707083893"
OWN = "Contract: 2026/118"


@asynccontextmanager
async def _desk(database: Database, *, looks_up: bool = True) -> AsyncIterator[tuple[Stage, Browser, str]]:
    """A desk with an organization that has a tax id; its page is open."""
    key = {"dadata_key": "sesame"} if looks_up else {}
    begins = (cast.rita, cast.olga, vera_let_in)
    async with (
        staged(database, board=False, begins=begins, web__url=URL, organizations__looks_up=looks_up) as stage,
        panel_of(stage, **key) as port,
        browser_at(port) as browser,
    ):
        browser.client.cookies.update(await stage.once(vera_let_in))
        await stage.vera.writes("/settings organizations on")
        await browser.opens("/organizations/new")
        page = await browser.sends("/organizations/new", name="Bank", tax_id=BANK, requisites=OWN)
        await browser.opens(page)
        yield stage, browser, page


@asynccontextmanager
async def _answering(stage: Stage) -> AsyncIterator[tuple[TaxService, CrmSender]]:
    service = TaxService(key="sesame")
    headers = {"authorization": "Token sesame"}
    async with serving(make_tax_app(service)) as url, JsonClient(url, headers, seconds=2) as client:
        worker_lock = WorkerLock(stage.database.engine)
        await worker_lock.ensure_held()
        sender = CrmSender(stage.database, stage.settings, None, worker_lock, stage.clock, lookup=DaData(client))
        try:
            yield service, sender
        finally:
            await worker_lock.release()


async def _stored_lines(stage: Stage) -> dict[str, str]:
    (found,) = await row(stage, "select requisites from organizations")
    return {one["name"]: one["value"] for one in found}


async def test_a_press_looks_them_up_and_keeps_own_lines(database: Database) -> None:
    async with _desk(database) as (stage, browser, page), _answering(stage) as (service, sender):
        service.faults.append(CrmFault(status=500, times=1))
        for _ in range(2):
            assert await browser.sends(f"{page}/requisites") == f"{page}#facts"
        await browser.opens(page)
        assert text_of("page-requisites-asked") in browser.text
        for _ in range(3):
            await sender.run_once()
            await stage.pass_time(seconds=4)
        assert len(service.asked) == 1, "two presses ask once"
        lines = await _stored_lines(stage)
        assert lines["kpp"] == "773601001"
        assert lines["head"] == "Греф Герман Оскарович"
        assert lines["Contract"] == "2026/118"
        await browser.opens(page)
        assert "Bank" in browser.text, "the name stays"
        assert f"{text_of('requisite', name='kpp')}: 773601001" in browser.page
        changed = "KPP: 111\nContract: 2026/118\n"
        shown = "\n".join(f"{text_of('requisite', name=name)}: {value}" for name, value in lines.items())
        await browser.sends(page, requisites=changed, **{"was-requisites": shown})
        assert await _stored_lines(stage) == {"kpp": "111", "Contract": "2026/118"}


@IN_BOTH
async def test_staff_read_them_on_the_opened_ticket_and_requesters_never(database: Database, language: str) -> None:
    async with _desk(database) as (stage, browser, page), stage.speaking(language):
        rita, olga = stage.rita, stage.olga
        organization = int(page.rpartition("/")[2])
        await browser.sends(page, requisites="ОГРН: 1027700132195", **{"was-requisites": OWN})
        await joined(stage, rita, organization)
        number = await taken(rita, olga)
        await belongs(stage, number, organization)
        await olga.presses(f"open:{number}", force=True)
        line = f"{text_of('requisite', name='ogrn')}: 1027700132195"
        assert line in await olga.reads()
        await rita.writes(f"/ticket {number}")
        assert "1027700132195" not in "\n".join(await rita.texts())
        await browser.opens(f"/tickets/{number}")
        assert "1027700132195" in browser.text


async def test_a_wrong_line_is_refused_and_nothing_is_lost(database: Database) -> None:
    async with _desk(database) as (stage, browser, page):
        for typed, refusal in (
            ("no name here", text_of("requisites-line", line="no name here")),
            ("\n".join(f"Line {n}: x" for n in range(21)), text_of("requisites-too-many", most=20)),
        ):
            assert await browser.sends(page, requisites=typed, **{"was-requisites": OWN}) == ""
            assert refusal in browser.text
        assert await _stored_lines(stage) == {"Contract": "2026/118"}
        hostile = "<b>x</b>: {{ 7*7 }}\nKPP: =1+1"
        await browser.sends(page, requisites=hostile, **{"was-requisites": OWN})
        await browser.opens(page)
        assert "<b>x</b>" not in browser.page
        assert await _stored_lines(stage) == {"<b>x</b>": "{{ 7*7 }}", "kpp": "=1+1"}


async def test_a_file_has_them_in_any_language_and_the_export_can_come_back(database: Database) -> None:
    async with _desk(database) as (stage, browser, _):
        exported = (await _exported(browser)).text
        assert OWN in exported
        changed = exported.replace(OWN, '"КПП: 773601001\nContract: 7"')
        await _sends_file(browser, changed.encode())
        stored = _stored(browser)
        await browser.sends("/organizations/import/do", **stored)
        assert await _stored_lines(stage) == {"kpp": "773601001", "Contract": "7"}
        again = (await _exported(browser)).text
        await _sends_file(browser, again.encode())
        assert text_of("page-import-nothing") in browser.text


async def test_without_a_service_there_is_nothing_to_press(database: Database) -> None:
    async with _desk(database, looks_up=False) as (_, browser, page):
        assert f"{page}/requisites" not in browser.page
        assert await browser.sends(f"{page}/requisites") == ""
        assert text_of("requisites-no-service") in browser.text
