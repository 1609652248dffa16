"""Hashes of erased people. An import checks them, so that an older export brings nobody back."""

from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from db.models import ImportedRow, Person
from desk import Desk
from desk.people import chat_ids
from desk.privacy import erasures


def hash_name(name: object) -> bytes:
    """Return the hash that stands for an id, an address or a key of an import."""
    return sha256(f"erased\0{name}".encode()).digest()


async def remember(desk: Desk, person: Person) -> None:
    """Keep the hash of a Telegram id, or else of an address, or else of the key by which an import made them."""
    made = delete(ImportedRow).where(ImportedRow.person_id == person.id).returning(ImportedRow.key)
    name: object = await desk.session.scalar(made)
    if person.telegram_id is not None:
        name = chat_ids.get_user_id(person.telegram_id)
    elif addresses := await erasures.list_addresses(desk.session, person.id):
        name = next(iter(addresses))
    if name is None:
        return
    row = insert(ImportedRow).values(key=hash_name(name), source="", began_at=desk.now, person_id=person.id)
    latest = {"person_id": person.id}  # who came back and is erased again
    await desk.session.execute(row.on_conflict_do_update(index_elements=["key"], set_=latest))
