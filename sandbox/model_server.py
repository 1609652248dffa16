"""A simulated model that speaks chat completions: answers the same to the same, from the sources that it is given; on
demand it is late, wrong, huge, cut off, busy, or streams although nobody asked.

Must not know who asks.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

PATH = "/v1"
_WORDS = {
    "en": ("Hello, [NAME_1]!", "Please tell us what exactly you see, and since when."),
    "ru": ("Здравствуйте, [NAME_1]!", "Напишите, пожалуйста, что именно вы видите и с какого времени."),
}


@dataclass(slots=True)
class ModelServer:
    """`asked`: the bodies of the requests as they came, `keys`: how they were authorized. `says` replaces the text of
    the answer, `body` all of it; `status`, `late` (seconds), `ending` (why the text ends) and `streams` are faults;
    `meanwhile` happens before it answers."""

    says: str | None = None
    body: bytes | None = None
    status: int = 200
    late: float = 0
    ending: str = "stop"
    streams: bool = False
    meanwhile: Callable[[], Awaitable[object]] | None = None
    asked: list[bytes] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def make_app(self) -> web.Application:
        """Return the application with its one route."""
        app = web.Application()
        app.router.add_post(f"{PATH}/chat/completions", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.asked.append(body)
        self.keys.append(request.headers.get("authorization", ""))
        await asyncio.sleep(self.late)
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.status != 200 or self.body is not None:
            return web.Response(status=self.status, body=self.body, headers={"retry-after": "20"})
        asked = json.loads(body)
        text = self.says if self.says is not None else _draft(asked["messages"][-1]["content"])
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": self.ending}
        if self.streams:
            part = json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]})
            return web.Response(text=f"data: {part}\n\ndata: [DONE]\n\n", content_type="text/event-stream")
        used = {"prompt_tokens": len(body) // 4, "completion_tokens": len(text) // 4}
        return web.json_response({"object": "chat.completion", "choices": [choice], "usage": used})


def _draft(content: str) -> str:
    """Return an answer made of the first source, or a question."""
    given: dict[str, Any] = json.loads(content)
    said = next((one["text"] for one in reversed(given["thread"]) if one["from"] == "requester"), "")
    greeting, question = _WORDS["ru" if re.search("[а-яё]", said.lower()) else "en"]
    source = next(iter(given["sources"]), None)
    if source is None:
        return f"{greeting}\n\n{question}\n\nSOURCES: none"
    return f"{greeting}\n\n{source['text'][:600]}\n\nSOURCES: {source['id']}"
