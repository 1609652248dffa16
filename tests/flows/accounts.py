"""A desk with a system that knows its people's accounts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from db.database import Database
from ops.webhook_http import Poster
from sandbox.account_service import PATH, AccountService
from tests.flows.scenes import row
from tests.flows.servers import serving
from tests.flows.stage import Stage, staged

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SHOP = {
    "fields": [{"label": "Plan", "value": "Pro"}, {"label": "Balance", "value": -120.5}],
    "link": {"label": "In the CRM", "url": "https://crm.example/people/7"},
}


@asynccontextmanager
async def asking(
    database: Database, *, seconds: float = 5, secret: str = SECRET, **rules: Any
) -> AsyncIterator[tuple[Stage, AccountService]]:
    """A stage that asks such a system; `seconds`: how long it waits, `secret`: of the desk."""
    service, sealed = AccountService(SECRET), SecretStr(secret)
    async with (
        serving(service.make_app()) as url,
        Poster(["127.0.0.1"], [], seconds=seconds) as poster,
        staged(database, accounts=poster, accounts__url=url + PATH, accounts__secret=sealed, **rules) as stage,
    ):
        yield stage, service


async def id_of(stage: Stage, name: str) -> int:
    """Return a person's id in the desk."""
    found = await row(stage, "select id from people where telegram_id = :t", t=stage.people[name].id)
    return int(found[0])
