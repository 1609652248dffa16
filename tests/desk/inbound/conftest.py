"""Who is there."""

import pytest

from db.database import Database
from db.enums import Role
from tests.desk.stage import Someone, Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


@pytest.fixture
async def rita(stage: Stage) -> Someone:
    return await stage.person("Rita")


@pytest.fixture
async def olga(stage: Stage) -> Someone:
    return await stage.person("Olga", Role.AGENT)
