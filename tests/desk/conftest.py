"""Who is there: nobody on the stage whom a test has not named."""

import pytest

from db.database import Database
from db.models import Role
from tests.desk.stage import Someone, Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    """A desk without people."""
    return Stage(database)


@pytest.fixture
async def rita(stage: Stage) -> Someone:
    """A requester."""
    return await stage.person("Rita")


@pytest.fixture
async def olga(stage: Stage) -> Someone:
    """An agent."""
    return await stage.person("Olga", Role.AGENT)


@pytest.fixture
async def ivan(stage: Stage) -> Someone:
    """Another agent."""
    return await stage.person("Ivan", Role.AGENT)


@pytest.fixture
async def vera(stage: Stage) -> Someone:
    """An admin."""
    return await stage.person("Vera", Role.ADMIN)
