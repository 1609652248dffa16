"""A system as the page's switch: made in the running demo when somebody asks, once, with its token and a webhook."""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

import asyncpg
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database, engine_for
from db.embedded.server import EmbeddedServer
from db.enums import Origin, Role
from db.models import DeskRow, Person
from desk.desk import Desk
from desk.errors import Refused
from desk.settings import DeskSettings
from desk.systems import systems
from desk.systems.scopes import Scope
from desk.webhooks import subscriptions
from sandbox.servers import HOST, listen
from sandbox.systems.catcher import PATH, Catcher

NAME = "Shop"
_MAY = (Scope.EVENTS, Scope.WEBHOOKS, Scope.ALL_READ)


class CannotConnectError(Exception):
    """There is no system; the message is a sentence for the visitor."""


class ConnectedSystem:
    """Of the demo's `database`, which bears `mark`. `key`: what the doors are told to seal with."""

    def __init__(self, server: EmbeddedServer, database: str, mark: str, changed: Callable[[], object]) -> None:
        self._server, self._database, self._mark = server, database, mark
        self._alone = asyncio.Lock()
        self._catcher = Catcher(changed)
        self._url = self._token = ""
        self.key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()

    async def serve(self, stack: AsyncExitStack) -> None:
        """Catch webhooks until the stack is closed."""
        runner, port = await listen(self._catcher.app(), 0)
        stack.push_async_callback(runner.cleanup)
        self._url = f"http://{HOST}:{port}{PATH}"

    def settings(self) -> dict[str, str]:
        """What the doors are told of it."""
        return {"WEB_SECRET_KEY": self.key, "WEBHOOK_ALLOW": HOST}

    def view(self) -> dict[str, Any]:
        """What the page is told: the token, once there is one, and what was caught last."""
        return {"token": self._token, "name": NAME, "caught": list(self._catcher.caught)}

    async def add(self, now: datetime) -> dict[str, str]:
        """Whole or not at all; the token. Raises CannotConnectError, also where it is there already."""
        async with self._alone:
            if self._token:
                raise CannotConnectError("it is there already: look at what it is sent")
            database = Database(engine_for(self._server.url_of(self._database), pool_size=1))
            try:
                self._token = await self._made(database, now)
            except Refused as refused:
                raise CannotConnectError(f"the desk does not take it: {refused}") from refused
            except (OSError, TimeoutError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                raise CannotConnectError("the desk's memory does not answer: try again in a moment") from error
            finally:
                await database.aclose()
        return {"token": self._token}

    async def _made(self, database: Database, now: datetime) -> str:
        async with database.unit_of_work() as session:
            if await session.scalar(select(DeskRow.sandbox_mark)) != self._mark:
                raise CannotConnectError("this database is not the sandbox's: it stays as it is")
            admins = select(Person).where(Person.role == Role.ADMIN, Person.dismissed_at.is_(None))
            admin = await session.scalar(admins.order_by(Person.id).limit(1))
            if admin is None:
                raise CannotConnectError("nobody runs this desk yet: open the first admin's link")
            rules = DeskSettings(secret_keys=(SecretStr(self.key),), webhook_allow=(HOST,))
            desk = Desk(session, Origin.TELEGRAM, admin, now=now, rules=rules)
            system, token = await systems.make(desk, NAME)
            for scope in _MAY:
                await systems.switch(desk, system, scope)
            _, secret = await subscriptions.subscribe(desk, system, self._url)
        self._catcher.secret = secret
        return token
