"""Whose mails are taken, by address: of whom it is proven, and who only claims it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import CLAIMED, ExternalPerson, Hears, Integration, Origin, Participation, Person, TicketParticipant
from desk import Desk
from desk.integrations import own_systems
from desk.privacy import erasures, person_file
from tests.desk.stage import Stage

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


@pytest.mark.parametrize("is_mail", [True, False])
async def test_only_an_address_of_a_mail_makes_a_part_in_a_request_ones_own(stage: Stage, *, is_mail: bool) -> None:
    """Another system may give its users what ids it likes: such a one reads and erases no part of Bob's."""
    number, nina = await stage.files(await stage.person("Rita"), "The till is dark"), await stage.person("Nina")
    async with stage.database.unit_of_work() as session:
        system = await own_systems.get_or_create_system(session, own_systems.MAIL, NOW)
        if not is_mail:
            system = Integration(
                name="Shop", token_hash=b"x", token_hint="x", scopes=[], cors=[], per_minute=60, made_at=NOW
            )
            session.add(system)
            await session.flush()
        session.add(ExternalPerson(system_id=system.id, person_id=nina.id, external_id=_BOB, made_at=NOW))
        copied = {"address": _BOB, "part": Participation.COPIED, "hears": Hears.ANSWERS, "at": NOW}
        session.add(TicketParticipant(ticket_id=(await stage.ticket(number)).id, **copied))
    async with stage.database.unit_of_work() as session:
        data = await person_file.collect_data(session, nina.id)
        assert [one["number"] for one in data["takes_part_in"]] == ([number] if is_mail else [])
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await erasures.erase_person(desk, nina.id, since=stage.now)
        left = await session.scalars(select(TicketParticipant.address))
        assert left.all() == ([] if is_mail else [_BOB])
