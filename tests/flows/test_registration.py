"""`/register`: a requester says who they are, once, and becomes a member of their organizations."""

import json

import pytest
from sqlalchemy import func, select

from bot.command_menu import list_commands
from db.database import Database
from db.models import Box, Job, Origin, Role, Ticket
from desk import Desk
from desk.organizations import registration
from desk.organizations.requisites import FoundOrganization
from tests.flows.acts import files
from tests.flows.phone import Phone, buttons, words
from tests.flows.registering import (
    ANNA,
    INN,
    NUMBER,
    membership_words,
    organization,
    registers,
    says,
    shares,
    toast,
)
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.rules import rules_with
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Registration")
BOARD = False


@pytest.fixture
async def on(stage: Stage) -> Stage:
    await stage.vera.writes("/settings organizations on")
    return stage


async def _count(stage: Stage, what: type) -> int:
    return await scalar(stage, select(func.count()).select_from(what)) or 0


async def test_while_it_is_off_the_command_is_unknown(stage: Stage, rita: Phone) -> None:
    vera = stage.vera
    assert await says(rita, "/register") == text_of("help-requester")
    assert await says(rita, "/registr") == text_of("help-requester")
    off = text_of("command-off", typed="/register", setting=text_of("setting-organizations"))
    assert await says(vera, "/register") == off
    await rita.writes("/help")
    assert text_of("register-help") not in await rita.texts()
    await vera.writes("/settings organizations on")
    assert await says(rita, "/registr") == text_of("command-mistyped", typed="/registr", near="register")
    assert await says(rita, "/help") == text_of("register-help")
    assert await says(vera, "/register") == text_of("register-staff")


async def test_three_questions_where_no_organization_has_the_number(on: Stage, rita: Phone) -> None:
    vera = on.people["Vera"]
    await organization(on, "Romashka", tax_id=INN)
    assert (await registers(rita)) == text_of("register-ask", step="name")
    assert words((await rita.received())[-2]) == text_of("register-unmatched")
    assert await says(rita, "Anna Petrova") == text_of("register-ask", step="tax_id")
    assert text_of("register-known", step="name", value="Anna Petrova") in await rita.texts()
    assert await says(rita, "770708389") == text_of("tax-id-length")
    assert await says(rita, "7707083894") == text_of("tax-id-checksum")
    assert await says(rita, "7707 083 893") == text_of("register-ask", step="position")
    told = await says(rita, "Chief accountant")
    assert told.startswith(text_of("register-done"))
    assert membership_words("Romashka", "user", waits=True) in told
    assert NUMBER in told
    card = await vera.last()
    assert words(card).startswith(text_of("applicant-says", name="Rita K.", organization="Romashka", source="tax_id"))
    for line in ("Full name: Anna Petrova", "Position: Chief accountant", f"Phone: {NUMBER}", f"Tax id: {INN}"):
        assert line in words(card)
    await vera.presses(buttons(card)[0])
    assert await rita.reads() == text_of("register-confirmed", organization="Romashka", role="user")
    assert (await vera.reads()).startswith(text_of("applicant-confirmed", by="Vera"))
    assert await vera.buttons() == []
    assert membership_words("Romashka", "user") in await says(rita, "/register")


async def test_an_unknown_organization_is_created_from_what_was_typed(on: Stage, rita: Phone) -> None:
    vera = on.people["Vera"]
    await rita.writes("/register")
    assert await says(rita, text_of("key-register-without")) == text_of("register-ask", step="name")
    assert await says(rita, "Anna", INN, "Cashier") == text_of("register-ask", step="organization")
    told = await says(rita, "Romashka LLC")
    assert text_of("register-known", step="organization", value="") in await rita.texts()
    assert membership_words("Romashka LLC", "user", waits=True) in told
    card = await vera.last()
    await files(rita, "The till is stuck")
    organization_of = "select count(*) from tickets where named_organization_id is not null"
    assert tuple(await row(on, organization_of)) == (1,)
    await vera.presses(buttons(card)[1])
    assert tuple(await row(on, organization_of)) == (0,)
    assert text_of("register-declined", organization="Romashka LLC") in await rita.texts()
    assert await vera.containing(text_of("applicant-declined", by="Vera"))
    assert text_of("register-no-organization") in await says(rita, "/register")


async def test_each_question_can_be_skipped(on: Stage, rita: Phone) -> None:
    await rita.writes("/register")
    await rita.writes(text_of("key-register-without"))
    for step in ("name", "tax_id", "position"):
        asked = await rita.last()
        assert words(asked) == text_of("register-ask", step=step)
        await rita.presses(buttons(asked)[0])
        assert text_of("register-skipped", step=step) in await rita.texts()
    assert (await rita.reads()).startswith(text_of("register-done"))
    assert text_of("register-no-organization") in await rita.reads()


async def test_a_request_in_between_is_not_swallowed(on: Stage, rita: Phone) -> None:
    await rita.writes("/register")
    await rita.writes("The printer is on fire, please come!")
    assert await _count(on, Ticket) == 1
    await rita.writes(text_of("key-register-without"))
    await rita.writes("Why does the till say “no paper”?")
    assert text_of("register-stopped") in await rita.texts()
    assert (await row(on, "select full_name, registered_at from profiles")) == ("", None)
    await on.pass_time(seconds=31)
    assert "no paper" in await says(on.people["Vera"], "/ticket 1")


async def test_a_registration_nobody_goes_on_with_ends(on: Stage, rita: Phone) -> None:
    await rita.writes("/register")
    await on.pass_time(hours=23)
    assert await rita.reads() == text_of("register-number")
    await on.pass_time(hours=2)
    assert await rita.reads() == text_of("register-over")
    assert (await rita.last())["keyboard"] == {"remove_keyboard": True}
    await rita.writes("/register")
    await rita.writes(text_of("key-register-without"))
    await on.pass_time(minutes=14)
    assert await rita.reads() == text_of("register-ask", step="name")
    await on.pass_time(minutes=2)
    assert await rita.reads() == text_of("register-stopped")


async def test_switched_off_in_between_nothing_of_it_is_left(on: Stage, rita: Phone) -> None:
    await organization(on, "Romashka", ANNA)
    await registers(rita)
    await rita.writes("/register")
    await on.people["Vera"].writes("/settings organizations off")
    await rita.presses("register:start")
    assert await toast(rita) == text_of("press-outdated")
    await shares(rita)
    assert await _count(on, Ticket) == 1


async def test_the_menu_of_commands_has_it_while_it_is_on(on: Stage) -> None:
    names = {
        state: [one.command for one in list_commands("en", Role.REQUESTER, rules_with(organizations__enabled=state))]
        for state in (True, False)
    }
    assert set(names[True]) - set(names[False]) == {"register", "organization"}
    assert names[True][-1] == "help"


async def _answer_lookup(on: Stage, name: str | None) -> None:
    """Let the service that looks up tax ids answer, which is told elsewhere."""
    async with on.database.unit_of_work() as session:
        payload = (await session.scalars(select(Job.payload).where(Job.box == Box.TO_CRM.value))).one()
        job = json.loads(payload)
        desk = Desk(session, Origin.CLOCK, None, now=on.clock(), rules=on.duties.clockwork._settings.last)
        found = FoundOrganization(name) if name is not None else None
        await registration.take_tax_id_answer(desk, job["person_id"], job["tax_id"], found)
    await on.settle()


@pytest.mark.parametrize("name", ["Romashka LLC", None, "  "])
async def test_a_service_looks_up_the_tax_id(database: Database, name: str | None) -> None:
    async with staged(database, board=False, organizations__looks_up=True, organizations__enabled=True) as on:
        rita, vera = await on.phone("Rita"), on.people["Vera"]
        await rita.writes("/register")
        await rita.writes(text_of("key-register-without"))
        assert await says(rita, "Anna", INN, "Cashier") == text_of("register-looking-up")
        await _answer_lookup(on, name)
        if name != "Romashka LLC":
            assert await rita.reads() == text_of("register-ask", step="organization")
            await rita.writes("Romashka LLC")
        assert membership_words("Romashka LLC", "user", waits=True) in await rita.reads()
        assert "applicant:1:yes" in await vera.buttons()
        told = await rita.texts()
        await _answer_lookup(on, "Romashka LLC")
        assert await rita.texts() == told
