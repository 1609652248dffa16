"""Admins connect a Todoist account: the desk's page, and the browser in which they allow access."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession, web
from pydantic import SecretStr

from db.database import Database
from tests.flows.phone import Phone
from tests.flows.servers import serving
from tests.flows.stage import Stage, staged
from todoist_sync import account, webhook

KEY = "Zm9yIHRoZSB0ZXN0cyBhbG9uZTogMzIgYnl0ZXMhISE="
APP = {"client_id": "app", "client_secret": "the secret of the app"}
_HOME = "https://todoist.com/oauth"


@dataclass(slots=True)
class Browser:
    """An admin's browser, and the desk whose links it opens."""

    stage: Stage
    http: ClientSession
    page: str

    async def link(self, person: Phone) -> str:
        """Return the link that /connect gives."""
        await person.writes("/connect")
        given = next(part for text in reversed(await person.texts()) for part in text.split() if "state=" in part)
        return given.replace(_HOME, f"{self.stage.todoist.url}/oauth")

    async def allows(self, link: str, *, user: str | None = None) -> str:
        """Allow access as an account (None: cancel) and return where Todoist leads back to, not opened yet."""
        async with self.http.get(f"{link}&user={user or ''}", allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            return answer.headers["Location"]

    async def opens(self, url: str) -> tuple[int, str]:
        """Open an address of the desk; return the status and the page."""
        async with self.http.get(url) as answer:
            return answer.status, await answer.text()

    async def connects(self, person: Phone, *, user: str | None = None) -> tuple[int, str]:
        """Do all of it."""
        return await self.opens(await self.allows(await self.link(person), user=user or await self.account()))

    async def account(self) -> str:
        """Return the id of the board's account."""
        return str((await self.stage.todoist.read("state"))["users"][0]["id"])


@asynccontextmanager
async def connecting(
    database: Database, *, token: str | None = "", expires_in: int | None = 3600, key: str = KEY
) -> AsyncIterator[Browser]:
    """A desk whose admins can connect an account. `token`: the operator's own ("": none, None: that of the board's
    account)."""
    rules = {"board__connect_url": f"{_HOME}/authorize?client_id=app", "web__secret_keys": (SecretStr(key),)}
    async with staged(database, **rules) as stage, ClientSession() as http:
        stage.mirroring.secret_key, stage.mirroring.webhook_secret = key, APP["client_secret"]
        await stage.mirroring.restart(stage.settings, token=token)
        tokens = stage.mirroring.tokens
        assert tokens is not None
        board = stage.mirroring.settings
        pages = web.Application(client_max_size=webhook.LIMIT_BYTES)
        webhook.add_routes(pages, database, secret=APP["client_secret"], now=stage.clock)
        account.add_routes(pages, database, board, tokens, now=stage.clock)
        async with serving(pages) as url:
            page = f"{url}{account.PATH}"
            await stage.todoist.do("app", **APP, redirect_url=page, expires_in=expires_in)
            yield Browser(stage, http, page)
