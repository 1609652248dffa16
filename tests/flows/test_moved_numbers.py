"""A contact's phone number that comes to somebody else: admins hear of it at once, and nobody loses anything by it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.organizations import import_files, importing, organization_verbs
from desk.organizations.record_fields import ContactValues
from tests.flows.clients import as_vera
from tests.flows.phone import Phone
from tests.flows.registering import NUMBER, organization, registers
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import LANGUAGES, piece_of, text_of

pytestmark = pytest.mark.sentence("Registration")

BOARD = False
ANNA = ContactValues("Anna Petrova", NUMBER, "director")


@pytest_asyncio.fixture(params=LANGUAGES)
async def stage(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A desk with organizations."""
    async with staged(database, board=False, organizations__enabled=True) as made, made.speaking(request.param):
        yield made


async def _registered(stage: Stage, rita: Phone) -> tuple[int, int]:
    """Let Rita register with Anna's number; return the ids of organization and contact."""
    romashka = await organization(stage, "Romashka", ANNA)
    await registers(rita)
    (contact,) = await row(stage, "select id from contacts")
    return romashka, contact


async def _told(stage: Stage) -> list[str]:
    await stage.settle()
    return [one for one in await stage.vera.texts() if piece_of("contact-number-moved") in one]


def _moved(contact: str, of: str = "Lotos") -> str:
    args = {"person": "Rita K.", "contact": contact, "organization": of, "access": "Romashka"}
    return text_of("contact-number-moved", **args)


async def test_a_number_given_to_another_contact_is_told_at_once(stage: Stage, rita: Phone) -> None:
    _, contact = await _registered(stage, rita)
    async with as_vera(stage) as desk:
        await organization_verbs.change_contact(desk, contact, ContactValues("Anna Petrova", None, "director"))
    await organization(stage, "Daisy", ContactValues("Petrova Anna", NUMBER))
    assert await _told(stage) == [], "the same person in two organizations"
    await organization(stage, "Lotos", ContactValues("Boris Orlov", NUMBER))
    assert await _told(stage) == [_moved("Boris Orlov")]
    assert await scalar(stage, "select count(*) from memberships where ended_at is null") == 1


async def test_a_contact_that_becomes_somebody_else_is_told(stage: Stage, rita: Phone) -> None:
    _, contact = await _registered(stage, rita)
    for name in ("Ana Petrova", "Anna Petrova", "Boris Orlov", "Boris Orlov"):
        async with as_vera(stage) as desk:
            await organization_verbs.change_contact(desk, contact, ContactValues(name, NUMBER, "director"))
    assert await _told(stage) == [_moved("Boris Orlov", "Romashka")]


async def test_an_import_that_moves_many_numbers_does_not_flood(stage: Stage) -> None:
    phones = [f"+7916123456{n}" for n in range(4)]
    people = [await stage.phone(f"Person{n}") for n in range(4)]
    contacts = [ContactValues(f"Employee {n}", phone) for n, phone in enumerate(phones)]
    await organization(stage, "Romashka", *contacts)
    for person, phone in zip(people, phones, strict=True):
        await registers(person, phone)
    lines = "".join(f"Lotos,Boris {n},{phone}\r\n" for n, phone in enumerate(phones))
    async with as_vera(stage) as desk:
        file = import_files.open_file(f"organization,contact,phone\r\n{lines}".encode())
        await importing.import_file(desk, file)
    assert len(await _told(stage)) == 3
    assert text_of("contact-numbers-moved", n=1) in await stage.vera.texts()
