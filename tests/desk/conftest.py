"""The people of the desk's tests: a stage has only those whom a test names."""

import pytest

from db.database import Database
from db.models import Role
from tests.desk.stage import Someone, Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    """Return a desk without people."""
    return Stage(database)


@pytest.fixture
async def rita(stage: Stage) -> Someone:
    """Return a requester."""
    return await stage.person("Rita")


@pytest.fixture
async def olga(stage: Stage) -> Someone:
    """Return an agent."""
    return await stage.person("Olga", Role.AGENT)


@pytest.fixture
async def ivan(stage: Stage) -> Someone:
    """Return another agent."""
    return await stage.person("Ivan", Role.AGENT)


@pytest.fixture
async def vera(stage: Stage) -> Someone:
    """Return an admin."""
    return await stage.person("Vera", Role.ADMIN)
