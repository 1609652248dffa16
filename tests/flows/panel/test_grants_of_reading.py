"""What a colleague without a grant does not read: whole phone numbers, notes, requests of others with their files. In
the chat, on the pages and in files alike."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from db.models import Profile
from desk.organizations import organization_verbs
from desk.organizations.record_fields import ContactValues
from desk.people import person_rows as people
from tests.flows import cast
from tests.flows.acts import filed_and_taken
from tests.flows.clients import as_vera, joined, with_organization
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.phone import Phone, words
from tests.flows.scenes import may, row
from tests.flows.stage import Stage, staged
from tests.flows.test_staff_group import GROUP, Group
from tests.sql import scalar

pytestmark = pytest.mark.sentence("5 Permissions and presses")

NUMBER, MASKED = "+79161234567", "+7 *** **-67"
DIGITS = NUMBER[2:-2]


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, int]]:
    """A desk whose agents use the panel, with a manager's grants for Ivan; the panel's port."""
    async with (
        staged(database, board=False, begins=(cast.rita, cast.olga, cast.ivan), web__url=URL) as stage,
        panel_of(stage, bot_token=stage.worlds.telegram.token, telegram_api_url=stage.telegram.url) as port,
    ):
        await stage.vera.writes("/settings panel_for_agents on")
        yield stage, port


async def _signed_in(browser: Browser, phone: Phone) -> None:
    await browser.signs_in(phone, str(phone.id))


async def test_without_phones_numbers_are_masked_in_chats_pages_and_files(desk: tuple[Stage, int]) -> None:
    stage, port = desk
    rita, olga, ivan = (stage.people[name] for name in ("Rita", "Olga", "Ivan"))
    acme = await with_organization(stage)
    await joined(stage, rita, acme)
    async with as_vera(stage) as vera:
        await organization_verbs.create_contact(vera, acme, ContactValues("Anna", phone=NUMBER))
        person = await people.find_by_telegram(vera.session, rita.id)
        assert person is not None
        vera.session.add(Profile(person_id=person.id, phone=NUMBER, position="Cashier"))
    number = await filed_and_taken(rita, olga, "The till does not print")
    contact = {"phone_number": NUMBER, "first_name": "Oleg"}
    card = await rita.containing(f"#{number}")
    await stage.telegram.do("message", person=rita.id, content={"contact": contact}, reply_to=card["message_id"])
    await stage.settle()
    for sees in (True, False):
        await may(stage, ivan, phones=sees, organizations=True, export=True)
        before = len(await ivan.received())
        await ivan.writes(f"/ticket {number}")
        await ivan.presses(f"thread:{number}:1")
        await ivan.writes(f"/organization {number}")
        read = [words(message) for message in (await ivan.received())[before:]]
        async with browser_at(port) as browser:
            await _signed_in(browser, ivan)
            for path in (f"/tickets/{number}", f"/organizations/{acme}"):
                await browser.opens(path)
                assert browser.status == 200, path
                assert (DIGITS in browser.page) is sees, path
                assert sees or MASKED in browser.page, path
            await browser.opens(f"/organizations/{acme}")
            form = re.search(r'href="(/organizations/\d+/contacts/\d+)"', browser.page)
            assert form is not None
            await browser.opens(form[1])
            assert (DIGITS in browser.page) is sees
            await browser.sends(form[1], name="Anna K.", **{"was-name": "Anna"})
            await browser.sends(form[1], name="Anna", **{"was-name": "Anna K."})
            await browser.opens("/organizations")
            await browser.sends("/organizations.csv")
            assert browser.status == 200
            assert (DIGITS in browser.page) is sees
        assert any(DIGITS in line for line in read) is sees, read
    assert await scalar(stage, "select phone from contacts") == NUMBER, "nobody changed it"


async def test_the_chat_of_the_team_shows_no_whole_number(database: Database) -> None:
    async with staged(database, board=False, staff_chat_id=GROUP, begins=(cast.rita, cast.olga)) as stage:
        rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
        await stage.telegram.do("group", person=vera.id, title="The team")
        await stage.settle()
        acme = await with_organization(stage)
        await joined(stage, rita, acme)
        async with as_vera(stage) as admin:
            person = await people.find_by_telegram(admin.session, rita.id)
            assert person is not None
            admin.session.add(Profile(person_id=person.id, phone=NUMBER))
        number = await filed_and_taken(rita, olga, "The till does not print")
        group = Group(stage)
        await group.write(olga, f"/ticket {number}")
        await group.press(olga, f"open:{number}")
        said = "\n".join(await group.texts())
        assert f"#{number}" in said
        assert DIGITS not in said


async def test_without_see_all_and_notes_nothing_of_others_is_read(desk: tuple[Stage, int]) -> None:
    stage, port = desk
    rita, olga, ivan = (stage.people[name] for name in ("Rita", "Olga", "Ivan"))
    other = await filed_and_taken(rita, olga, "The alabaster lamp is dark")
    card = await rita.containing(f"#{other}")
    await rita.sends("photo", caption="see here", reply_to=card["message_id"])
    (file,) = await row(stage, "select id from files")
    own = await filed_and_taken(await stage.phone("Sam"), ivan, "The door is shut")
    await olga.writes(f"/note {own} basalt")
    async with browser_at(port) as browser:
        await _signed_in(browser, ivan)
        for sees in (True, False):
            await may(stage, ivan, see_all=sees, notes=sees)
            await browser.opens("/tickets?q=alabaster&state=all")
            assert ("lamp" in browser.page) is sees
            await browser.opens(f"/tickets/{other}")
            assert (browser.status == 200) is sees
            got = await browser.client.get(f"/tickets/{other}/files/{file}")
            assert got.status_code == (303 if sees else 404)
            await browser.opens(f"/tickets/{own}")
            assert ("basalt" in browser.page) is sees
            await browser.opens("/tickets?q=basalt&state=all")
            assert (f"/tickets/{own}" in browser.page) is sees
