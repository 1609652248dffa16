"""A system gets the events of its own people's requests: beside those, others' stay unseen."""

from sqlalchemy import select

from db.models import ExternalPerson, Role
from desk.tickets import assignment
from tests.desk.stage import Someone, Stage
from tests.desk.webhooks.test_feed import read, system


async def test_beside_what_its_people_filed_nothing_of_others(stage: Stage) -> None:
    rita, boris = await stage.person("Rita"), await stage.person("Boris")
    olga = await stage.person("Olga", Role.AGENT)
    shop, crm = await system(stage, "shop", "tickets", people=[rita]), await system(stage, "crm", "all:read")
    mine, other = await stage.files(rita, "it is on fire"), await stage.files(boris, "and it rains")
    for number in (mine, other):
        await stage.does(olga, assignment.claim, number)
    assert {one["ticket"]["number"] for one in (await read(stage, shop))[0]} == {mine}
    assert {one["ticket"]["number"] for one in (await read(stage, crm))[0]} == {mine, other}


async def test_who_asked_is_named_as_that_system_knows_them(stage: Stage, rita: Someone) -> None:
    shop, crm = [await system(stage, name, "tickets", people=[rita]) for name in ("shop", "crm")]
    async with stage.database.unit_of_work() as session:
        rows = await session.scalars(select(ExternalPerson).order_by(ExternalPerson.system_id))
        for name, row in zip(("in the shop", "in the crm"), rows, strict=True):
            row.external_id = name
    await stage.files(rita, "it is on fire")
    named = [(await read(stage, one))[0][0]["ticket"]["external_id"] for one in (shop, crm)]
    assert named == ["in the shop", "in the crm"]
