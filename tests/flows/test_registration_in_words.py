"""Registration in words: a trouble is no name, and an organization that nobody needs does not stay."""

import pytest

from db.models import Organization
from desk.organizations import organization_verbs, record_fields
from tests.flows.clients import as_vera
from tests.flows.phone import Phone, buttons
from tests.flows.registering import INN, says
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Registration")
BOARD = False


@pytest.fixture
async def on(stage: Stage) -> Stage:
    await stage.people["Vera"].writes("/settings organizations on")
    return stage


async def _names_junk(rita: Phone) -> None:
    """Register with a tax id that nobody knows."""
    await rita.writes("/register")
    await says(rita, text_of("key-register-without"), "Anna", INN, "Cashier", "Junk")


async def _left(stage: Stage) -> list[str]:
    found = await row(stage, "select array_agg(name) from organizations where removed_at is null")
    return list(found[0] or ())


@pytest.mark.parametrize(
    ("said", "is_name"),
    [
        ("Printer is broken", False),
        ("касса не печатает чеки", False),
        ("anna k", True),
        ("till 3 offline", False),
        ("the printer at the station has paper", False),
        ("Не работает касса", False),
        ("Иванова Анна Петровна", True),
        ("Nguyen The Anh", True),
        ("Ana María de la Cruz", True),
    ],
)
async def test_a_trouble_is_no_name(on: Stage, rita: Phone, said: str, is_name: bool) -> None:
    await rita.writes("/register")
    await says(rita, text_of("key-register-without"), said)
    assert tuple(await row(on, "select count(*) from tickets")) == (0 if is_name else 1,)
    assert (text_of("register-stopped") in await rita.texts()) is not is_name


async def test_an_organization_that_only_a_declined_person_named_is_removed(on: Stage, rita: Phone) -> None:
    await _names_junk(rita)
    vera = on.people["Vera"]
    assert await _left(on) == ["Junk"]
    await vera.presses(buttons(await vera.last())[1])
    assert await vera.containing(text_of("applicant-declined", by="Vera"))
    assert await _left(on) == []


async def test_one_that_an_admin_has_changed_stays(on: Stage, rita: Phone) -> None:
    await _names_junk(rita)
    vera = on.people["Vera"]
    async with as_vera(on) as desk:
        made = (await row(on, "select id from organizations"))[0]
        values = record_fields.read_organization(await desk.session.get_one(Organization, made))
        await on.pass_time(seconds=1)
        await organization_verbs.change_organization(
            desk, made, record_fields.OrganizationValues("Romashka", values.tax_id)
        )
    await vera.presses(buttons(await vera.last())[1])
    assert await _left(on) == ["Romashka"]


async def test_of_two_who_named_it_the_last_one_takes_it_along(on: Stage, rita: Phone) -> None:
    await _names_junk(rita)
    sam = await on.phone("Sam")
    await sam.writes("/register")
    await says(sam, text_of("key-register-without"), "Sam", INN, "Cashier")
    for person, left in ((rita, ["Junk"]), (sam, [])):
        await person.writes("/register")
        await person.presses("register:forget")
        await person.presses("register:surely")
        assert await _left(on) == left


@pytest.mark.parametrize("confirmed", [True, False])
async def test_with_a_request_of_its_own_whoever_forgets_leaves_it(on: Stage, rita: Phone, confirmed: bool) -> None:
    await _names_junk(rita)
    card = await on.people["Vera"].last()
    await rita.writes("The till is stuck, it shows nothing at all")
    await on.pass_time(seconds=31)
    if confirmed:
        await on.people["Vera"].presses(buttons(card)[0])
    await rita.writes("/register")
    await rita.presses("register:forget")
    await rita.presses("register:surely")
    assert await _left(on) == (["Junk"] if confirmed else [])
