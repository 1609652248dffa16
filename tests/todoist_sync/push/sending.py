"""Stored commands, and a Todoist that is a list of answers, one a request."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from db.database import Database
from db.models import BoardCommand
from tests.sql import scalars
from tests.todoist_sync.rows import NOW, ROUND, Rows
from todoist_sync import push
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.api.rows import TodoistError

OK = "ok"
EARLIER = NOW - timedelta(hours=1)


class Answers(httpx.AsyncBaseTransport):
    """What Todoist says, request by request: a status with an error, an exception, or what becomes of each command
    (by default all is well); `asked`: the bodies."""

    def __init__(self) -> None:
        self.next: list[Any] = []
        self.asked: list[dict[str, Any]] = []

    @property
    def uuids(self) -> list[list[str]]:
        return [[one["uuid"] for one in body.get("commands", [])] for body in self.asked]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.asked.append(body)
        answer = self.next.pop(0) if self.next else {}
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            return httpx.Response(answer, json={"error_tag": "BAD", "http_code": answer})
        commands = body.get("commands", [])
        said = {one["uuid"]: answer.get(one["uuid"], OK) for one in commands}
        made = {one["temp_id"]: f"made-{one['uuid']}" for one in commands if "temp_id" in one}
        shown = {uuid: what for uuid, what in said.items() if what is not None}
        ids = {one["temp_id"] for one in commands if "temp_id" in one and said[one["uuid"]] == OK}
        mapping = {temp: made[temp] for temp in ids}
        return httpx.Response(200, json={"sync_token": "later", "sync_status": shown, "temp_id_mapping": mapping})


class Sending(Rows):
    """Rows, a Todoist beside them, and sending from one to the other."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.todoist = Answers()
        self.client = Todoist("token", "http://127.0.0.1:1", RequestBudget(lambda: NOW), transport=self.todoist)

    async def sends(self, **more: Any) -> int:
        return await push.send_commands(self.database, self.client, ROUND, **more)

    async def fails(self, **more: Any) -> TodoistError:
        with pytest.raises(TodoistError) as caught:
            await self.sends(**more)
        return caught.value

    async def commands(self) -> list[BoardCommand]:
        return await scalars(self, select(BoardCommand).order_by(BoardCommand.id))


def refusal(tag: str = "INVALID", code: int = 20, http: int = 400) -> dict[str, Any]:
    return {"error_tag": tag, "error_code": code, "http_code": http}
