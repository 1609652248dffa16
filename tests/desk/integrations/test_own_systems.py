"""Whose mails are taken, by address: of whom it is proven, and who only claims it."""

from datetime import UTC, datetime

import pytest

from db.database import Database
from db.models import CLAIMED, ExternalPerson, Person
from desk.integrations import own_systems

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
_BOB = "bob@acme.example"


@pytest.mark.parametrize(
    ("people", "is_blocked"),
    [
        ({}, False),
        ({_BOB: True}, True),
        ({_BOB: False, f"{CLAIMED}{_BOB}": True}, False),  # whoever writes in Bob's name is not Bob
        ({f"{CLAIMED}{_BOB}": True}, True),
        ({f"{CLAIMED}{_BOB}": False}, False),
    ],
)
async def test_an_address_is_blocked_with_its_owner(
    database: Database, people: dict[str, bool], *, is_blocked: bool
) -> None:
    async with database.unit_of_work() as session:
        system = await own_systems.get_or_create_system(session, own_systems.MAIL, NOW)
        for external_id, blocked in people.items():
            person = Person(name="Bob", created_at=NOW, blocked_at=NOW if blocked else None)
            session.add(person)
            await session.flush()
            session.add(ExternalPerson(system_id=system.id, person_id=person.id, external_id=external_id, made_at=NOW))
        await session.flush()
        assert await own_systems.list_blocked(session, [_BOB, "ann@acme.example"]) == ({_BOB} if is_blocked else set())
