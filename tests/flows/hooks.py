"""Todoist's webhooks in the flows: they are sent to this desk, signed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.flows.servers import serving
from tests.flows.stage import Stage
from todoist_sync import webhook

SECRET = "the secret of the app"


@asynccontextmanager
async def webhooks(stage: Stage) -> AsyncIterator[str]:
    """Register the webhook's address of this desk with Todoist; yield it."""
    pages = web.Application(client_max_size=webhook.LIMIT_BYTES)
    webhook.add_routes(pages, stage.database, secret=SECRET, now=stage.clock)
    async with serving(pages) as url:
        await stage.todoist.do("webhooks", url=f"{url}/webhooks/todoist", client_secret=SECRET)
        stage.mirroring.webhook_secret = SECRET
        await stage.mirroring.restart(stage.settings)
        yield f"{url}/webhooks/todoist"
