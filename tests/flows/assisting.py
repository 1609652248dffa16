"""A desk with a model that drafts answers."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from db.database import Database
from ops.webhook_http import Poster
from sandbox.model_server import PATH, ModelServer
from tests.flows.phone import Phone, buttons
from tests.flows.servers import serving
from tests.flows.stage import Stage, staged

KEY = "sk-of-the-desk"


@asynccontextmanager
async def model(*, seconds: float = 5) -> AsyncIterator[tuple[ModelServer, dict[str, Any]]]:
    """Yield a model's server, and the rules of a stage that uses it; `seconds`: how long it waits for an answer."""
    served = ModelServer()
    async with serving(served.make_app()) as url, Poster(["127.0.0.1"], [], seconds=seconds) as poster:
        key = SecretStr(KEY)
        yield served, {"helper": poster, "assist__url": url + PATH, "assist__key": key, "assist__model": "small"}


@asynccontextmanager
async def helped(database: Database, *, seconds: float = 5, **rules: Any) -> AsyncIterator[tuple[Stage, ModelServer]]:
    """A stage whose agents have drafts."""
    async with model(seconds=seconds) as (served, given), staged(database, board=False, **given, **rules) as stage:
        yield stage, served


async def presses_draft(agent: Phone, decision: str, *, seen: str = "", force: bool = False) -> tuple[str, int]:
    """Press this button under the newest draft; return it and its message. `seen`: as an older message showed it."""
    for message in reversed(await agent.received()):
        for one in buttons(message):
            if one.startswith("appr:") and f":{decision}:" in one:
                data = f"{one.rpartition(':')[0]}:{seen}" if seen else one
                await agent.presses(data, on=message["message_id"], force=force or bool(seen))
                return data, message["message_id"]
    raise AssertionError(decision)


def given(served: ModelServer) -> dict[str, Any]:
    """Return the material that was sent last."""
    return dict(json.loads(json.loads(served.asked[-1])["messages"][1]["content"]))
