"""Rows, a Todoist that says what it is told to, and reading it."""

import json
from typing import Any

import httpx
from sqlalchemy import select

from db.database import Database
from db.models import BoardState
from tests.sql import scalars
from tests.todoist_sync.rows import NOW, ROUND, Rows
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.pull.reader import Pull


class Said(httpx.AsyncBaseTransport):
    """What Todoist says to each `/sync` in turn: what changed, or a status; `tokens`: since when it was asked,
    `asked`: everything it was asked; `completed`: the tasks that it lists as such."""

    def __init__(self) -> None:
        self.next: list[dict[str, Any] | int] = []
        self.tokens: list[str] = []
        self.asked: list[httpx.URL] = []
        self.completed: list[dict[str, Any]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        if not request.url.path.endswith("/sync"):
            items = self.completed if request.url.path.endswith("/by_completion_date") else []
            return httpx.Response(200, json={"results": [], "items": items, "next_cursor": None})
        self.tokens.append(json.loads(request.content)["sync_token"])
        said = self.next.pop(0) if self.next else {}
        if isinstance(said, int):
            return httpx.Response(said, json={"error_tag": "BAD", "http_code": said})
        return httpx.Response(200, json={"sync_token": "new", "full_sync": False, **said})


class Reading(Rows):
    """Rows, a Todoist beside them, and reading it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.todoist = Said()
        self.client = Todoist("token", "http://127.0.0.1:1", RequestBudget(lambda: NOW), transport=self.todoist)
        self.pull = Pull(database, self.client)

    async def reads(self, since: str | None = "old", *, lost: bool = False, **said: Any) -> Any:
        self.todoist.next.append(said)
        return await self.pull.pull_changes(ROUND, since, lost=lost)

    async def state(self) -> BoardState:
        row: BoardState = await self.get(BoardState, "P")
        return row

    async def all(self, kind: Any) -> list[Any]:
        return await scalars(self, select(kind).order_by(kind.id))
