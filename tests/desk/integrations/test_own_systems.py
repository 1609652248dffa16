"""Whose an address is: of a mail, and of nothing else that looks like one."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from sqlalchemy import select, text

from db.models import ExternalPerson, Hears, Integration, Origin, Participation, Role, TicketParticipant
from desk import Desk, Refused
from desk.integrations import integrations, own_systems
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
        data = await person_file.collect_data(session, nina.id, stage.now)
        assert [one["number"] for one in data["takes_part_in"]] == ([number] if is_mail else [])
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await erasing.erase_person(desk, nina.id, since=stage.now)
        left = await session.scalars(select(TicketParticipant.address))
        assert left.all() == ([] if is_mail else [_BOB])


@pytest.mark.parametrize(
    "name",
    ["✉️ E-mail", "✉ E-MAIL", "e mail", "É-mail", "Е-mаil", "web  form", "Ｗｅｂ Ｆｏｒｍ", "Почта", "форма сайта"],
)
async def test_nobody_makes_a_door_of_the_desk(stage: Stage, name: str) -> None:
    """However its name is written; one made in other ways is none, whatever its name."""
    olga = await stage.person("Olga", Role.AGENT, grants={"integrations": True, "see_all": False})
    with pytest.raises(Refused) as refused:
        await stage.does(olga, integrations.create_integration, name)
    assert refused.value.key == "system-name-own"
    async with stage.database.unit_of_work() as session:
        named = {"name": name, "token_hash": b"hers", "token_hint": "hers", "made_at": NOW}
        session.add(hers := Integration(**named))
        await session.flush()
        for door in own_systems.OWN_DOORS:
            assert (await own_systems.get_or_create_system(session, door, NOW)).id != hers.id


async def test_what_people_had_named_as_a_door_is_one_if_it_served_as_one_and_nobody_has_its_key(stage: Stage) -> None:
    """The door of an older version was whatever had its name."""
    vera, migration = await stage.person("Vera", Role.ADMIN), import_module("migrations.versions.0023_doors")
    made = "insert into systems (name, token_hash, token_hint, made_by, made_at) select :name, sha256(:hash), 'h', "
    user = "insert into external_people (system_id, external_id, person_id, made_at) values (:id, :there, :by, now())"
    found = "select regexp_replace(name, '[0-9]+', 'N'), door, made_by, token_hash = sha256(name::bytea) from systems"
    async with stage.database.engine.connect() as connection:
        await connection.execute(text("alter table systems drop constraint systems_door"))
        for name, external_id in (("✉️ E-MAIL", "kim"), ("web form", "a" * 64), ("Shop", "b" * 64)):
            values = {"name": name, "hash": name.encode(), "by": vera.id}
            system = await connection.scalar(text(f"{made} :by, now() returning id"), values)
            await connection.execute(text(user), {"id": system, "there": external_id, "by": vera.id})
        for statement in (migration.TAKE, *migration.CLOSE):
            await connection.execute(text(statement))
        assert [tuple(row) for row in await connection.execute(text(f"{found} order by id"))] == [
            ("✉️ E-MAIL N", None, vera.id, False), ("web form", "form", None, False), ("Shop", None, vera.id, True)
        ]  # fmt: skip
        assert (await connection.scalars(text("select action from audit"))).all()[-1:] == ["system-rotated"]
