"""The cast: Rita asks, Olga and Ivan answer, Vera is admin."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.servers import KEPT
from tests.flows.stage import Stage, staged


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def _kept() -> AsyncIterator[None]:
    """What stays for all conversations ends with the last one."""
    async with KEPT:
        yield


@pytest_asyncio.fixture(loop_scope="session")
async def stage(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """A desk with its admin, its board (not where a module says `BOARD = False`, three times faster, but for tests that
    it marks), those whom the test names, nobody else."""
    board = getattr(request.module, "BOARD", True) or request.node.get_closest_marker("board") is not None
    async with staged(database, board=board, begins=cast.of(request)) as made:
        yield made


def _fixture(step: cast.Step) -> Any:
    """What a step of the cast returns, as a fixture of its name; with it those are there to whom it happens."""

    @pytest_asyncio.fixture(loop_scope="session", name=step.__name__)
    async def begun(stage: Stage) -> Any:
        for person in cast.EVENTS.get(step, ()):
            await stage.once(person)
        return await stage.once(step)

    return begun


rita, olga, ivan = map(_fixture, cast.PEOPLE)
account_of_olga, cold, fire, heating, printer, solved = map(_fixture, cast.EVENTS)
