"""A Telegram that answers getUpdates from a list, one answer a poll, and remembers what it was asked."""

from typing import Any

from aiohttp import web


class Asked:
    """`answers`: updates (a list), or a status with the rest of the answer (a dict), or with the `page` of something in
    between; with none left: no updates."""

    def __init__(self) -> None:
        self.answers: list[list[dict[str, Any]] | dict[str, Any]] = []
        self.polls: list[dict[str, Any]] = []

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_post("/bot{token}/getUpdates", self._poll)
        return made

    @property
    def offsets(self) -> list[int | None]:
        return [poll.get("offset") for poll in self.polls]

    @property
    def timeouts(self) -> list[int]:
        return [poll["timeout"] for poll in self.polls]

    async def _poll(self, request: web.Request) -> web.Response:
        self.polls.append(await request.json())
        answer = self.answers.pop(0) if self.answers else []
        if isinstance(answer, list):
            return web.json_response({"ok": True, "result": answer})
        status = answer.pop("status")
        if "page" in answer:
            return web.Response(text=answer["page"], status=status)
        return web.json_response({"ok": False, "error_code": status, "description": "x", **answer}, status=status)
