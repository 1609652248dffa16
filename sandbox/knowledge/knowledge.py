"""The desk with knowledge as the page's switch: put into the running demo when somebody asks, once."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime

import asyncpg
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database, engine_for
from db.embedded.server import EmbeddedServer
from db.enums import Origin, Role
from db.models import DeskRow, Person
from desk.desk import Desk
from desk.errors import Refused
from desk.settings import DeskSettings
from sandbox.knowledge.filling import fill


class CannotFillError(Exception):
    """The desk does not come to know it; the message is a sentence for the visitor."""


class Knowledge:
    """Of the demo's `database`, which bears `mark`; `language`: of the desk. `counts`: what came, by kind; none yet."""

    def __init__(self, server: EmbeddedServer, database: str, mark: str, language: str) -> None:
        self._server, self._database, self._mark, self._language = server, database, mark, language
        self._alone = asyncio.Lock()
        self.counts: dict[str, int] = {}

    async def add(self, now: datetime) -> dict[str, int]:
        """Whole or not at all; what came. Raises CannotFillError, also where it is there already."""
        async with self._alone:
            if self.counts:
                raise CannotFillError("it is there already: ask something typical")
            database = Database(engine_for(self._server.url_of(self._database), pool_size=1))
            try:
                self.counts = await self._filled(database, now)
            except Refused as refused:
                raise CannotFillError(f"the desk does not take it: {refused}") from refused
            except (OSError, TimeoutError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                raise CannotFillError("the desk's memory does not answer: try again in a moment") from error
            finally:
                await database.aclose()
        return self.counts

    async def _filled(self, database: Database, now: datetime) -> dict[str, int]:
        async with database.unit_of_work() as session:
            if await session.scalar(select(DeskRow.sandbox_mark)) != self._mark:
                raise CannotFillError("this database is not the sandbox's: it stays as it is")
            admins = select(Person).where(Person.role == Role.ADMIN, Person.dismissed_at.is_(None))
            admin = await session.scalar(admins.order_by(Person.id).limit(1))
            if admin is None:
                raise CannotFillError("nobody runs this desk yet: open the first admin's link")
            rules = DeskSettings(locale=self._language)
            return asdict(await fill(Desk(session, Origin.TELEGRAM, admin, now=now, rules=rules)))
