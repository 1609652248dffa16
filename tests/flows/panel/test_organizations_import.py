"""Organizations from a file on the panel: checked, imported, exported, and nothing is half done."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Contact, Organization
from tests.flows import cast
from tests.flows.acts import reads_audit
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.panel.test_sent_twice import rows
from tests.flows.stage import Stage
from tests.sql import scalars
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")

INN = "7707083893"
FILE = (
    f"organization;tax id;notes;outlet;contact;phone;loyalty\nRomashka;{INN};Pays late;Shop 1;Anna;8 916 123-45-67;x\n"
    "Vasilek;;;;;;\nWrong;7707083890;;;;;\n"
)
HOSTILE = ("=1+1", "'=2", "+79161112233;=cmd", "a,'=b", "@x\n-y", '"quoted", and; more', "Ёлка <b>&amp;</b>")


async def _sends_file(browser: Browser, content: bytes, name: str = "clients.csv") -> None:
    await browser.opens("/organizations/import")
    answer = await browser.client.post(
        "/organizations/import", data={"form": browser.form}, files={"file": (name, content, "text/csv")}
    )
    await browser._led(answer)


def _stored(browser: Browser) -> dict[str, str]:
    """What the form that imports a checked file carries."""
    return dict(re.findall(r'name="(blob|sha)" value="([0-9a-f]+)"', browser.page))


async def _exported(browser: Browser) -> httpx.Response:
    await browser.opens("/organizations")
    return await browser.client.post("/organizations.csv", data={"form": browser.form})


def _on(database: Database) -> Any:
    return vera_at(database, cast.rita, cast.olga)


async def test_a_file_is_checked_and_then_imported(database: Database) -> None:
    async with _on(database) as (stage, browser):
        vera = stage.vera
        await vera.writes("/settings organizations on")
        await _sends_file(browser, b"", name="")
        assert text_of("import-no-file") in browser.text
        await _sends_file(browser, b"name\nRomashka\n")
        assert browser.status == 422
        assert text_of("import-columns") in browser.text
        await _sends_file(browser, FILE.encode())
        assert text_of("page-import-preview") in browser.text
        assert text_of("page-import-unknown", columns="loyalty") in browser.text
        assert text_of("page-import-refused", n=1) in browser.text
        assert f"4 {text_of('tax-id-checksum')}" in browser.text
        assert "Organizations 2 0 Outlets 1 0 Contacts 1 0" in browser.text
        assert await rows(stage, Organization) == 0
        stored = _stored(browser)
        await browser.sends("/organizations/import/do", **stored | {"sha": "0" * 64})
        assert text_of("import-file-gone") in browser.text
        await browser.opens("/organizations/import")
        await browser.sends("/organizations/import/do", **stored)
        assert text_of("page-import-done") in browser.text
        assert await rows(stage, Organization) == 2
        await browser.sends("/organizations/import/do", **stored)
        assert await rows(stage, Organization) == 2, "pressed twice, imported once"
        await _sends_file(browser, FILE.encode())
        assert text_of("page-import-nothing") in browser.text
        audited = await reads_audit(vera, "organizations")
        assert "organizations +2" in audited
        await _the_same_in_russian(stage, browser)


async def _the_same_in_russian(stage: Stage, browser: Browser) -> None:
    await stage.vera.writes("/language ru")
    await _sends_file(browser, "Организация;Телефон;Контакт\nРомашка;12;Анна\n".encode("cp1251"))
    assert text_of("page-import-nothing", "ru") in browser.text
    assert text_of("phone-wrong", "ru") in browser.text
    assert text_of("page-import-refused", "ru", n=1) in browser.text
    answer = await _exported(browser)
    assert "организация;инн;номер организации".encode() in answer.content


async def test_a_file_that_names_people_who_lead_is_confirmed_first(database: Database) -> None:
    """One press for all of them, by their names; none where nobody leads."""
    file = "organization;contact;position;phone\nNorth;{}\n"
    async with _on(database) as (stage, browser):
        vera = stage.vera
        await vera.writes("/settings organizations on")
        await _sends_file(browser, file.format("Anna;clerk;8 916 123-45-67\nNorth;Ira;director;").encode())
        await browser.sends("/organizations/import/do", **_stored(browser))
        assert browser.status == 200, "nobody registers without a number"
        await _sends_file(
            browser, file.format("Ira;director;8 916 123-45-68\nNorth;Max;director;8 916 123-45-69").encode()
        )
        stored = _stored(browser)
        await browser.sends("/organizations/import/do", **stored)
        await stage.settle()
        assert "North: Ira, North: Max" in await vera.reads()
        await browser.confirms(vera, "/organizations/import/do", **stored)
        assert browser.status == 200
        led = select(Contact.name).where(Contact.position == "director", Contact.phone.is_not(None))
        assert {*await scalars(database, led)} == {"Ira", "Max"}


async def test_what_is_exported_changes_nothing_when_it_is_imported(database: Database) -> None:
    async with _on(database) as (stage, browser):
        await stage.vera.writes("/settings organizations on")
        await browser.opens("/organizations/new")
        for n, name in enumerate(HOSTILE):
            page = await browser.sends(
                "/organizations/new", name=name, notes=f"{name}\r\n=2", external_id="" if n % 2 else f"={n}"
            )
            shop = {"name": name, "address": name, "equipment": f"{name}\r\n=3"}
            await browser.sends(f"{page}/outlets/new", **shop if n else shop | {"external_id": "s"})
            await browser.sends(f"{page}/contacts/new", name=name, phone=f"+7916123450{n}", position=name)
        exported = await _exported(browser)
        assert exported.status_code == 200
        assert b"\n=1+1" not in exported.content
        assert "'=1+1" in exported.text
        await _sends_file(browser, exported.content)
        assert text_of("page-import-nothing") in browser.text, browser.text
        assert piece_of("page-import-refused", n=1) not in browser.text
        changed = exported.text.replace("+79161234500", "+79161234599")
        await _sends_file(browser, changed.encode())
        assert "Organizations 0 0 Outlets 0 0 Contacts 0 1" in browser.text
        await browser.sends("/organizations/import/do", **_stored(browser))
        assert "+79161234599" in await scalars(stage, select(Contact.phone))
