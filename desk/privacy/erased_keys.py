"""Hashes of erased people. An import checks them, so that an older export brings nobody back."""

from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from db.models import Contact, ImportedRow, Membership, Person, Ticket
from desk import Desk
from desk.i18n import LANGUAGES, catalog
from desk.people import chat_ids
from desk.privacy import erasures
from desk.text.mail_address import find_address
from desk.tickets import mail_facts


def hash_name(name: object) -> bytes:
    """Return the hash that stands for an id, an address or a key of an import."""
    return sha256(f"erased\0{name}".encode()).digest()


async def remember(desk: Desk, person: Person) -> None:
    """Keep the hashes of a Telegram id, of each address, and of each key by which an import made them."""
    made = delete(ImportedRow).where(ImportedRow.person_id == person.id).returning(ImportedRow.key)
    names: set[object] = set(await desk.session.scalars(made))
    if person.telegram_id is not None:
        names.add(chat_ids.get_user_id(person.telegram_id))
    names |= set(await erasures.list_addresses(desk.session, person.id))
    names |= {find_address(said) for said in await _list_said(desk, person.id)} - {None}
    for key in sorted(map(hash_name, names)):
        row = insert(ImportedRow).values(key=key, source="", began_at=desk.now, person_id=person.id)
        latest = {"person_id": person.id}  # who came back and is erased again
        await desk.session.execute(row.on_conflict_do_update(index_elements=["key"], set_=latest))


async def _list_said(desk: Desk, person_id: int) -> list[str]:
    """Return the addresses of the person that others noted, or that they left in the form."""
    labels = [mail_facts.ADDRESS, *(catalog.say(one, "webform-mail-label") for one in LANGUAGES)]
    noted = select(Contact.email).join(Membership, Membership.contact_id == Contact.id)
    left = select(Ticket.context).where(Ticket.requester_id == person_id, Ticket.context.is_not(None))
    contexts = (await desk.session.scalars(left)).all()
    found = [str(one[label]) for one in contexts if one for label in labels if label in one]
    return [*found, *await desk.session.scalars(noted.where(Membership.person_id == person_id))]
