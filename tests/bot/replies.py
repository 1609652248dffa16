"""A Telegram that answers each call from a list, and otherwise does what is asked; remembers every call."""

import json
from typing import Any

from aiohttp import web


class Replies:
    """`next`: for the next calls in order an error (a dict with `error_code`), `"lost"` (done, no answer), or None."""

    def __init__(self) -> None:
        self.next: list[dict[str, Any] | str | None] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._messages = 1000

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_post("/bot{token}/{method}", self._call)
        return made

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    @property
    def chats(self) -> list[int]:
        return [int(given["chat_id"]) for _, given in self.calls if "chat_id" in given]

    async def _call(self, request: web.Request) -> web.Response:
        body = await request.read()
        given = json.loads(body) if request.content_type == "application/json" else dict(await request.post())
        self.calls.append((request.match_info["method"], given))
        answer = self.next.pop(0) if self.next else None
        if answer == "lost":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if isinstance(answer, dict):
            return web.json_response({"ok": False, **answer}, status=answer["error_code"])
        self._messages += 1
        chat = {"id": int(given.get("chat_id", 0)), "type": "private"}
        return web.json_response({"ok": True, "result": {"message_id": self._messages, "date": 0, "chat": chat}})
