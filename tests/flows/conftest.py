"""The people of the flows: Rita asks, Olga and Ivan answer, Vera is admin."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.one_language import find_foreign
from tests.flows.servers import KEPT
from tests.flows.stage import Stage, staged


@pytest_asyncio.fixture(scope="session", autouse=True)
async def _kept() -> AsyncIterator[None]:
    """Close what all conversations share after the last one."""
    async with KEPT:
        yield


@pytest_asyncio.fixture
async def stage(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """Yield a desk with its admin, its board, and the people whom the test names.

    A module that says `BOARD = False` has no board and is three times faster, except for tests that it marks.
    """
    board = getattr(request.module, "BOARD", True) or request.node.get_closest_marker("board") is not None
    async with staged(database, board=board, begins=cast.of(request)) as made:
        yield made


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[None]:
    """Look at all that the bot has sent, once the test itself has passed."""
    result = yield
    stage = pyfuncitem.funcargs.get("stage")
    if isinstance(stage, Stage) and (foreign := find_foreign(stage, pyfuncitem.module)):
        raise AssertionError(f"in another language than its reader's: {foreign[:5]}")
    return result


def _fixture(step: cast.Step) -> Any:
    """Make a fixture from a step of the cast; the people of the step are there with it."""

    @pytest_asyncio.fixture(name=step.__name__)
    async def begun(stage: Stage) -> Any:
        for person in cast.EVENTS.get(step, ()):
            await stage.once(person)
        return await stage.once(step)

    return begun


rita, olga, ivan = map(_fixture, cast.PEOPLE)
account_of_olga, cold, fire, heating, printer, solved = map(_fixture, cast.EVENTS)
