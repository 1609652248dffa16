"""What registering people do, and the organizations they are from."""

from typing import Any

from db.models import Origin
from desk import Desk
from desk.organizations import organization_verbs
from desk.organizations.record_fields import ContactValues, OrganizationValues
from desk.people.person_rows import find_by_telegram
from tests.flows.phone import Phone
from tests.flows.stage import VERA, Stage
from tests.texts import text_of

INN, OTHER_INN = "7707083893", "500100732259"
NUMBER = "+79161234567"
ANNA = ContactValues("Anna K.", phone=NUMBER, position="Director")


async def organization(stage: Stage, name: str, *contacts: ContactValues, tax_id: str | None = None) -> int:
    """Create an organization with contacts, as an admin does; return its id."""
    async with stage.database.unit_of_work() as session:
        vera = await find_by_telegram(session, VERA)
        desk = Desk(session, Origin.TELEGRAM, vera, now=stage.clock(), rules=stage.settings)
        made = await organization_verbs.create_organization(desk, OrganizationValues(name, tax_id))
        for contact in contacts:
            await organization_verbs.create_contact(desk, made.id, contact)
        return made.id


async def shares(phone: Phone, number: str = NUMBER, *, of: int | None = None, **more: Any) -> None:
    """Share a contact: one's own as the button does, or with the Telegram id of somebody else."""
    contact = {"phone_number": number.removeprefix("+"), "first_name": phone.name, "user_id": of or phone.id}
    phone.stage.clock.on(seconds=3)
    await phone.stage.telegram.do("message", person=phone.id, content={"contact": contact}, **more)
    await phone.stage.settle()


async def registers(phone: Phone, number: str = NUMBER) -> str:
    """Register with one's number; return what the person is told."""
    await phone.writes("/register")
    await shares(phone, number)
    return await phone.reads()


async def says(phone: Phone, *said: str) -> str:
    """Write one message after the other; return what the person is told at last."""
    for text in said:
        await phone.writes(text)
    return await phone.reads()


def membership_words(name: str, role: str, language: str = "en", *, waits: bool = False) -> str:
    """Return the line that tells a person of their role in an organization."""
    key = "register-organization-waits" if waits else "register-organization"
    return text_of(key, language, organization=name, role=text_of("client-role", language, role=role))


async def toast(phone: Phone) -> str:
    """Return what the last press was answered with."""
    return str((await phone.answer())["text"])
