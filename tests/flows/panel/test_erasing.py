"""Everything about a requester is erased from their page of the panel, and no file that the desk gives away names them
afterwards."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import update

from db.database import Database
from db.models import Membership
from desk.organizations import organization_verbs
from desk.organizations.record_fields import ContactValues
from tests.desk.privacy.filling import MARK, find_marker
from tests.flows import cast
from tests.flows.acts import answers, filed_and_taken
from tests.flows.clients import as_vera, joined, with_organization
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.phone import Phone
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Privacy")


async def _newest_file(stage: Stage, kind: str) -> str:
    found = await row(
        stage, "select content from report_results where kind = :kind order by id desc limit 1", kind=kind
    )
    with zipfile.ZipFile(io.BytesIO(found[0])) as archive:
        return " ".join(archive.read(name).decode("utf-8", "replace") + name for name in archive.namelist())


async def _files(stage: Stage, browser: Browser, who: Phone) -> dict[str, bool]:
    """Return of each file whether the marker is in it."""
    given = {"period": "today", "names": "true", "words": "true"}
    await browser.opens("/reports/exports")
    await browser.confirms(stage.vera, "/reports/exports", **given)
    await who.writes("/mydata")
    await stage.settle()
    files = {kind: await _newest_file(stage, kind) for kind in ("export", "personal_data")}
    await browser.opens("/organizations")
    answer = await browser.client.post("/organizations.csv", data={"form": browser.form})
    assert answer.status_code == 200
    files["/organizations"] = answer.text
    await browser.opens("/tickets")
    answer = await browser.takes(stage.vera, "/tickets.csv", state="all")
    assert answer.status_code == 200
    files["/tickets"] = answer.text
    return {name: MARK in content.casefold() for name, content in files.items()}


async def _begun(stage: Stage) -> tuple[Phone, str]:
    olga, rita = stage.olga, await stage.phone(MARK.capitalize())
    acme = await with_organization(stage)
    membership = await joined(stage, rita, acme)
    async with as_vera(stage) as desk:
        contact = await organization_verbs.create_contact(
            desk, acme, ContactValues(f"Frau {MARK}", phone="+79161234567")
        )
        named = update(Membership).where(Membership.id == membership).values(contact_id=contact.id)
        await desk.session.execute(named)
    number = await filed_and_taken(rita, olga, f"The heating of {MARK} is cold")
    await answers(olga, number, f"Dear {MARK}, we come on Monday")
    (person,) = await row(stage, "select id from people where telegram_id = :who", who=rita.id)
    return rita, f"/requesters/{person}"


async def test_no_file_has_a_trace_after_an_erasure_from_the_page(database: Database) -> None:
    async with vera_at(database, cast.olga, privacy__pause=timedelta(days=7)) as (stage, browser):
        vera, (rita, page) = stage.vera, await _begun(stage)
        assert await _files(stage, browser, rita) == {
            "export": True, "personal_data": True, "/tickets": True, "/organizations": True,
        }  # fmt: skip
        await browser.opens("/tickets")
        await browser.sends("/bulk", verb="priority-1", number="1", q=MARK)
        await browser.opens(page)
        assert text_of("page-erase-what") in browser.text
        await browser.sends(f"{page}/erase", what="all")
        assert browser.status == 422
        await browser.opens(page)
        assert await browser.confirms(vera, f"{page}/erase", what="later") == page
        await browser.opens(page)
        assert text_of("page-erase-keep") in browser.text
        assert await browser.sends(f"{page}/erase", what="keep") == page
        await browser.sends(f"{page}/erase", what="keep")
        assert text_of("forget-too-late") in browser.text
        assert await browser.confirms(vera, f"{page}/erase", what="now") == page
        for minutes in (1, 2, 11):
            await stage.pass_time(minutes=minutes)
        await browser.opens(page)
        assert text_of("page-erase-what") not in browser.text
        assert set((await _files(stage, browser, stage.olga)).values()) == {False}
        async with stage.database.reading() as session:
            assert await find_marker(session) == {}
        assert not [one for one in await vera.chat() if MARK in str(one).casefold() and not one.get("deleted")]
