"""Whose an address is: of a mail, and of nothing else that looks like one."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.models import ExternalPerson, Hears, Integration, Origin, Participation, TicketParticipant
from desk import Desk
from desk.integrations import own_systems
from desk.privacy import erasing, person_file
from tests.desk.stage import Stage

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
_BOB = "bob@acme.example"


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
        await erasing.erase_person(desk, nina.id, since=stage.now)
        left = await session.scalars(select(TicketParticipant.address))
        assert left.all() == ([] if is_mail else [_BOB])
