"""A desk and a simulated board on one table: the desk's verbs on one side, people at the board on the other, the
mirror stepped by hand in between. Nothing runs in the background.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import func, select

from db.database import Database
from db.models import BoardCommand, Person
from sandbox.feed import Feed
from sandbox.todoist import SERVICE, TodoistWorld, make_app
from tests.desk.stage import Stage
from tests.flows.servers import KEY, AtHand, Controls, serving
from tests.sql import sole
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.api.rows import TodoistError
from todoist_sync.mirror.loop import Mirror
from todoist_sync.settings import BoardSettings

EARLIER = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class Wire(httpx.AsyncBaseTransport):
    """The network, which a test can cut: before a request reaches Todoist, or on the way of its answer."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport(verify=False)  # plain HTTP: no certificates to load
        self.before: Callable[[httpx.Request], bool] = lambda _: False
        self.after: Callable[[httpx.Request], bool] = lambda _: False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.before(request):
            raise httpx.ConnectError("cut")
        response = await self._inner.handle_async_request(request)
        await response.aread()
        if self.after(request):
            raise httpx.ReadTimeout("cut")
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


def commands_of(request: httpx.Request) -> bool:
    """Whether a request carries commands."""
    return request.url.path.endswith("/sync") and b'"commands"' in request.content


class Table(Stage):
    """The desk's stage with a board beside it."""

    def __init__(
        self, database: Database, board: Controls, world: TodoistWorld, account: dict[str, Any], settings: BoardSettings
    ) -> None:
        super().__init__(database)
        self.board = board
        self.world = world
        self.settings = settings
        self.wire = Wire()
        self.account: str = account["id"]
        self._token: str = account["token"]
        self.client: Todoist
        self.mirror: Mirror
        self.restart()

    def restart(self) -> None:
        """A new process: nothing in memory is left."""
        budget = RequestBudget(lambda: self.now)
        self.client = Todoist(self._token, self.board.url, budget, transport=self.wire)
        self.mirror = Mirror(self.database, self.client, self.settings, budget, now=lambda: self.now)

    async def settle(self) -> None:
        """Mirror until there is nothing left to do."""
        for _ in range(12):
            self.later(seconds=3)
            if not await self.mirror.run_round(read=True):
                return
        raise AssertionError("the mirror does not come to rest")

    async def fails(self) -> TodoistError:
        """One round that Todoist does not survive."""
        try:
            await self.mirror.run_round(read=True)
        except TodoistError as error:
            return error
        raise AssertionError("nothing failed")

    async def state(self) -> dict[str, Any]:
        state: dict[str, Any] = await self.board.read("state")
        return state

    async def task(self, number: int) -> dict[str, Any]:
        tasks = [t for t in (await self.state())["tasks"] if t["content"].startswith(f"#{number} ")]
        tasks = [t for t in tasks if not t["is_deleted"]]
        assert len(tasks) == 1, f"#{number} has {len(tasks)} tasks"
        return dict(tasks[0])

    async def section(self, number: int) -> str:
        task, state = await self.task(number), await self.state()
        return next((s["name"] for s in state["sections"] if s["id"] == task["section_id"]), "")

    async def comments(self, number: int) -> list[str]:
        task, state = await self.task(number), await self.state()
        return [c["content"] for c in state["comments"] if c["item_id"] == task["id"] and not c["is_deleted"]]

    async def project_id(self) -> str:
        return str(next(p["id"] for p in (await self.state())["projects"] if p["name"] == "Support"))

    async def at_board(self, name: str, *, link: str | None = None) -> str:
        """Somebody joins the project; `link`: as the person of that name."""
        user = await self.board.do("user", full_name=name, email=f"{name.lower()}@example.com")
        await self.board.do("join", user=user["id"], project_id=await self.project_id())
        if link is not None:
            await self.link(link, user["id"])
        await self.settle()
        return str(user["id"])

    async def link(self, name: str, todoist_id: str) -> None:
        async with self.database.unit_of_work() as session:
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            person.todoist_id = todoist_id

    async def on_board(self, verb: str, number: int, *, by: str, quietly: bool = False, **more: Any) -> Any:
        """Somebody does something with a ticket's task."""
        task = await self.task(number)
        key = "task_id" if verb.startswith("comment/") else "id"
        result = await self.board.do(verb, **{"as": by, key: task["id"], **more})
        if not quietly:
            await self.settle()
        return result

    async def drags(self, number: int, section: str, *, by: str, quietly: bool = False) -> None:
        state = await self.state()
        section_id = next(s["id"] for s in state["sections"] if s["name"] == section)
        await self.on_board("task/move", number, by=by, section_id=section_id, quietly=quietly)

    async def comment(self, number: int, text: str, *, by: str, quietly: bool = False) -> Any:
        return await self.on_board("comment/add", number, by=by, content=text, quietly=quietly)

    async def commands(self) -> int:
        return await sole(self, select(func.count()).select_from(BoardCommand))


@asynccontextmanager
async def laid(database: Database, *, begin: bool = True, **settings: Any) -> AsyncIterator[Table]:
    """A table whose board has been found, or (`begin` False) is still to be."""
    made: list[Table] = []
    world = TodoistWorld(Feed(), lambda: made[0].now if made else EARLIER)
    app = make_app(world, KEY)
    async with serving(app) as url:
        board = AtHand.todoist(app[SERVICE], url)
        account = await board.do("user", full_name="Pulldesk", email="desk@example.com", token=True)
        chosen = BoardSettings(_env_file=None, todoist_api_url=url, **settings)
        made.append(Table(database, board, world, account, chosen))
        if begin:
            await made[0].settle()
        yield made[0]
