"""The cast: Rita asks, Olga and Ivan answer, Vera is admin."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.phone import Phone
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


@pytest_asyncio.fixture(loop_scope="session")
async def rita(stage: Stage) -> Phone:
    """A requester who has never met the bot."""
    phone: Phone = await stage.once(cast.rita)
    return phone


@pytest_asyncio.fixture(loop_scope="session")
async def olga(stage: Stage) -> Phone:
    """An agent."""
    phone: Phone = await stage.once(cast.olga)
    return phone


@pytest_asyncio.fixture(loop_scope="session")
async def ivan(stage: Stage) -> Phone:
    """Another agent."""
    phone: Phone = await stage.once(cast.ivan)
    return phone


@pytest_asyncio.fixture(loop_scope="session")
async def account_of_olga(stage: Stage, olga: Phone) -> str:
    """The id of Olga's account in Todoist, which is linked."""
    user: str = await stage.once(cast.account_of_olga)
    return user


@pytest_asyncio.fixture(loop_scope="session")
async def cold(stage: Stage, rita: Phone) -> int:
    """The number of Rita's request about the heating, which nobody has taken."""
    number: int = await stage.once(cast.cold)
    return number


@pytest_asyncio.fixture(loop_scope="session")
async def fire(stage: Stage, rita: Phone) -> int:
    """The number of Rita's request about the printer, which nobody has taken."""
    number: int = await stage.once(cast.fire)
    return number


@pytest_asyncio.fixture(loop_scope="session")
async def heating(stage: Stage, rita: Phone, olga: Phone) -> int:
    """The number of Rita's request about the heating, which Olga has taken."""
    number: int = await stage.once(cast.heating)
    return number


@pytest_asyncio.fixture(loop_scope="session")
async def printer(stage: Stage, rita: Phone, olga: Phone) -> int:
    """The number of Rita's request about the printer, which Olga has taken."""
    number: int = await stage.once(cast.printer)
    return number


@pytest_asyncio.fixture(loop_scope="session")
async def solved(stage: Stage, rita: Phone, olga: Phone) -> int:
    """The number of Rita's request about the heating, which Olga has resolved."""
    number: int = await stage.once(cast.solved)
    return number
