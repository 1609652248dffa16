"""Todoist's webhooks on the stage: they come to this desk, signed."""

import base64
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web

from tests.flows.servers import serving
from tests.flows.stage import Stage
from todoist_sync import webhook

SECRET = "the secret of the app"


@asynccontextmanager
async def webhooks(stage: Stage) -> AsyncIterator[str]:
    """The webhook's address of this desk, told to Todoist."""
    pages = web.Application(client_max_size=webhook.LIMIT_BYTES)
    webhook.add_routes(pages, stage.database, secret=SECRET, now=stage.clock)
    async with serving(pages) as url:
        await stage.todoist.do("webhooks", url=f"{url}/webhooks/todoist", client_secret=SECRET)
        stage.mirroring.webhook_secret = SECRET
        await stage.mirroring.restart(stage.settings)
        yield f"{url}/webhooks/todoist"


async def deliver(url: str, body: bytes) -> None:
    """One webhook by hand."""
    signature = base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()
    async with ClientSession() as session, session.post(url, data=body, headers={webhook.SIGNATURE: signature}) as said:
        assert said.status == 200
