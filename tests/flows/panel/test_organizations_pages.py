"""Organizations on the panel: found, added, changed, removed; their outlets, contacts and members."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import select, update

from db.database import Database
from db.models import ClientRole, Membership, MembershipSource, Organization, Origin, Ticket
from desk import Desk
from desk.organizations import members
from desk.people import person_rows as people
from tests.flows import cast
from tests.flows.acts import files, reads_audit
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.stage import Stage
from tests.sql import execute
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")

INN, OTHER_INN = "7707083893", "500100732259"
HOSTILE = '<b>ООО</b> & "Ромашка" {{ 7 * 7 }}'


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with organizations switched on, and Vera signed in."""
    async with vera_at(database, cast.rita, cast.olga) as stood:
        await stood[0].people["Vera"].writes("/settings organizations on")
        yield stood


async def _add(browser: Browser, **fields: str) -> str:
    """A new organization; its address."""
    await browser.opens("/organizations/new")
    return await browser.sends("/organizations/new", **{"name": "Romashka", "tax_id": INN} | fields)


async def _join(stage: Stage, page: str, *, confirmed: bool = True) -> str:
    """Rita becomes a member, as registering makes her one; the address of her membership."""
    rita = stage.rita
    await rita.writes("/help")
    async with stage.database.unit_of_work() as session:
        person = await people.find_by_telegram(session, rita.id)
        assert person is not None
        of = Desk(session, Origin.TELEGRAM, person, now=stage.clock(), rules=stage.settings)
        made = await members.join_organization(
            of, person, await session.get_one(Organization, int(page.rpartition("/")[2])),
            ClientRole.USER, MembershipSource.TAX_ID, confirmed=confirmed,
        )  # fmt: skip
        return f"{page}/members/{made.id}"


async def test_while_it_is_off_nothing_of_it_is_there(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    await browser.opens("/people")
    assert 'href="/organizations"' in browser.page
    await stage.vera.writes("/settings organizations off")
    await browser.opens("/people")
    assert "/organizations" not in browser.page
    for path in ("/organizations", "/organizations/new", "/organizations/1"):
        await browser.opens(path)
        assert browser.status == 404, path


async def test_an_organization_is_added_found_changed_and_removed(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    await browser.opens("/organizations")
    assert text_of("page-organizations-empty") in browser.text
    await _add(browser, name=HOSTILE, tax_id="7707083890")
    assert browser.status == 422
    assert text_of("tax-id-checksum") in browser.text
    assert 'value="7707083890"' in browser.page, "what was typed is still there"
    page = await _add(browser, name=HOSTILE, external_id="crm-1")
    assert re.fullmatch(r"/organizations/\d+", page)
    await browser.opens("/organizations?q=ромашка")
    assert HOSTILE in browser.text
    await browser.opens(f"/organizations?q={INN}")
    assert HOSTILE in browser.text
    await browser.opens("/organizations?q=Vasilek")
    assert HOSTILE not in browser.text
    await browser.opens(page)
    was = {"was-name": HOSTILE, "was-notes": ""}
    assert await browser.sends(page, name="Romashka", notes="Pays late.\r\nCall first.", **was) == page
    await browser.opens(page)
    assert "Pays late. Call first." in browser.text
    assert 'value="crm-1"' in browser.page, "fields that nobody typed into stay"
    said = text_of("page-organization-remove-what", name="Romashka", outlets=0, contacts=0, members=0)
    assert said in browser.text
    assert await browser.sends(f"{page}/remove") == "/organizations"
    for path in (page, f"{page}/outlets/new"):
        await browser.opens(path)
        assert browser.status == 404, path
    await browser.sends(page, name="Ghost", **{"was-name": "Romashka"})
    assert browser.status == 404
    audited = await reads_audit(stage.vera, "organization")
    assert "removed the organization Romashka" in audited


async def test_outlets_and_contacts_belong_to_their_organization(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    page, other = await _add(browser), await _add(browser, name="Vasilek", tax_id=OTHER_INN)
    await browser.opens(f"{page}/outlets/new")
    shop = {"name": "Shop 1", "address": "Lesnaya 5", "equipment": "Till ATOL 30F\r\nScanner 7"}
    assert await browser.sends(f"{page}/outlets/new", **shop) == f"{page}#outlets"
    await browser.opens(page)
    outlet = _linked(browser, f"{page}/outlets/")
    assert "Till ATOL 30F" in browser.text
    await browser.opens(f"{page}/contacts/new")
    anna = {"name": "Anna", "phone": "8 916 123-45-67", "position": "director", "outlet": outlet}
    await browser.sends(f"{other}/contacts/new", **anna)
    assert text_of("no-such-outlet") in browser.text
    await browser.sends(f"{page}/contacts/new", **anna | {"phone": "12"})
    assert text_of("phone-wrong") in browser.text
    assert 'value="12"' in browser.page
    assert await browser.confirms(stage.vera, f"{page}/contacts/new", **anna) == f"{page}#contacts"
    await browser.opens(page)
    assert "+79161234567" in browser.text
    contact = _linked(browser, f"{page}/contacts/")
    await browser.opens("/organizations?q=8 (916) 123 45 67")
    assert "Romashka" in browser.text
    assert "Vasilek" not in browser.text
    for path in (f"{other}/contacts/{contact}", f"{other}/outlets/{outlet}", f"{page}/tickets/1"):
        await browser.opens(path)
        assert browser.status == 404, path
    await browser.opens(f"{page}/contacts/{contact}")
    assert await browser.sends(f"{page}/contacts/{contact}", email="anna", **{"was-email": ""}) == ""
    assert text_of("email-wrong") in browser.text
    await browser.sends(f"{page}/contacts/{contact}", name="Anna K.", **{"was-name": "Anna"})
    await browser.opens(f"{page}/outlets/{outlet}")
    assert await browser.sends(f"{page}/outlets/{outlet}", then="remove") == f"{page}#outlets"
    await browser.opens(page)
    assert "Anna K." in browser.text
    assert "Lesnaya 5" not in browser.text
    assert text_of("page-outlets-none") in browser.text


def _linked(browser: Browser, address: str) -> str:
    """The id behind that address on the page."""
    found = re.search(rf'href="{address}(\d+)"', browser.page)
    assert found is not None, address
    return found[1]


async def test_a_member_is_confirmed_gets_a_role_and_is_removed(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    page, other = await _add(browser), await _add(browser, name="Vasilek", tax_id=OTHER_INN)
    member = await _join(stage, page, confirmed=False)
    await browser.opens("/organizations")
    assert text_of("page-members-waiting", n=1) in browser.text
    await browser.opens(page)
    assert text_of("page-member-unconfirmed") in browser.text
    assert piece_of("page-member-source", source="tax_id") in browser.text
    await browser.sends(f"{member}/role", role="director", was="user")
    assert text_of("member-unconfirmed") in browser.text
    await browser.opens(f"/requesters/{_linked(browser, '/requesters/')}")
    assert f"Romashka , {text_of('page-member-unconfirmed')}" in browser.text
    await browser.opens(page)
    await browser.sends(member.replace(page, other) + "/confirm")
    assert browser.status == 404
    assert await browser.sends(f"{member}/confirm") == f"{page}#members"
    await browser.opens(page)
    director = {"role": "director", "was": "user"}
    assert await browser.confirms(stage.vera, f"{member}/role", **director) == f"{page}#members"
    await browser.sends(f"{member}/role", role="administrator", was="user")
    assert text_of("member-role-changed") in browser.text
    assert "director" in browser.text
    for odd in ("king", ""):
        await browser.sends(f"{member}/role", role=odd, was="user")
        assert browser.status == 422
    assert await browser.sends(f"{member}/remove") == f"{page}#members"
    await browser.sends(f"{member}/remove")
    assert text_of("no-such-member") in browser.text
    assert text_of("page-members-none") in browser.text
    async with stage.database.reading() as session:
        (one,) = await session.scalars(select(Membership))
        assert one.role is ClientRole.DIRECTOR
        assert one.ended_at is not None


async def test_an_admin_adds_a_requester_as_a_member(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, page = stage.rita, await _add(browser)
    await rita.writes("/help")
    await browser.opens(page)
    assert f'href="{page}/members/new"' in browser.page
    await browser.opens(f"{page}/members/new")
    assert text_of("page-member-new-how") in browser.text
    await browser.opens(f"{page}/members/new?q=nobody")
    assert text_of("page-nobody-found") in browser.text
    await browser.opens(f"{page}/members/new?q=rita")
    person = _linked(browser, "/requesters/")
    adding = {"person": person, "role": "director", "q": "rita"}
    assert await browser.confirms(stage.vera, f"{page}/members/new", **adding) == f"{page}#members"
    await stage.settle()
    said = text_of("org-added", by="Vera", organization="Romashka", role="director")
    assert await rita.reads() == said
    await browser.opens(page)
    assert piece_of("page-member-source", source="admin") in browser.text
    await browser.sends(f"{page}/members/new", **adding)
    assert text_of("member-already", name="Rita K.") in browser.text
    for odd, status in (({"role": "king"}, 422), ({"person": "x"}, 422), ({"person": "987654"}, 422)):
        await browser.sends(f"{page}/members/new", **adding | odd)
        assert browser.status == status
    await browser.sends("/organizations/987/members/new", **adding)
    assert browser.status == 404


async def test_its_tickets_are_on_its_page_and_in_the_list(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    page = await _add(browser)
    number = await files(stage.rita, "The till prints nothing")
    await files(stage.rita, "My own question")
    key = page.rpartition("/")[2]
    await execute(stage, update(Ticket).where(Ticket.number == number).values(organization_id=int(key)))
    await browser.opens(page)
    assert "The till prints nothing" in browser.text
    assert "My own question" not in browser.text
    assert f"/tickets?state=all&amp;organization={key}" in browser.page
    await browser.opens(f"/tickets?state=all&organization={key}")
    assert "The till prints nothing" in browser.text
    assert "My own question" not in browser.text
    assert "Romashka" in browser.text, "the filter names it"
    await browser.opens("/tickets?organization=0")
    assert "The till prints nothing" not in browser.text
