"""Whoever is blocked while a system asks in their name is taken as blocked."""

import pytest

from db.database import Database
from db.models import Integration, Person
from desk.integrations import user_rows
from desk.integrations.token_bearers import Bearer
from tests.desk.integrations.test_joining import _system
from tests.desk.stage import Stage
from web.api.caller import Caller
from web.api.problems import ApiError


async def test_who_is_blocked_meanwhile_is_taken_nothing_of(database: Database) -> None:
    stage = Stage(database)
    system_id = await _system(stage)
    async with database.unit_of_work() as session:
        system = await session.get_one(Integration, system_id)
        theirs = await user_rows.get_or_create(session, system, "u-1", name=None, language=None, now=stage.now)
        person_id = theirs.person_id
    async with database.unit_of_work() as session:
        system = await session.get_one(Integration, system_id)
        theirs = await user_rows.get_or_create(session, system, "u-1", name=None, language=None, now=stage.now)
        caller = Caller(session, Bearer(system), stage.rules, stage.now)
        assert (await caller.act_as(theirs)).id == person_id
        async with database.unit_of_work() as other:
            (await other.get_one(Person, person_id)).blocked_at = stage.now
        with pytest.raises(ApiError, match="blocked"):
            await caller.act_as(theirs)
