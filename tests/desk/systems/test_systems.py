"""Two admins make systems at the same moment."""

import asyncio

import pytest

from db.enums import Origin
from db.models import Person
from desk.desk import Desk
from desk.errors import Refused
from desk.systems import systems
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import cast
from tests.desk.stage import Stage


async def test_of_two_at_once_the_second_hears_that_the_name_is_taken(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    async with stage.database.unit_of_work() as session:
        admin = await session.get_one(Person, vera.id)
        await systems.make(Desk(session, Origin.PANEL, admin, now=stage.now, rules=stage.rules), "Shop")
        second = asyncio.ensure_future(stage.does(vera, lambda desk: systems.make(desk, "shop")))
        await until_somebody_waits(stage.database)
    with pytest.raises(Refused, match="system-name-taken"):
        await second
