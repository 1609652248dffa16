"""The running demo's desk for the page's switches: as its first admin, completely or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import DeskRow, Origin, Person, Role
from desk import Desk, DeskSettings, Refused


class CannotDoError(Exception):
    """Nothing has changed; the message is a sentence for the visitor."""


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """The desk of a demo's `database`, which carries `mark`."""

    server: EmbeddedServer
    database: str
    mark: str

    @asynccontextmanager
    async def open_as_admin(self, now: datetime, rules: DeskSettings) -> AsyncIterator[Desk]:
        """Yield the desk as its first admin and commit at the end.

        Raises CannotDoError if the desk refuses or does not answer, has no admin yet, or the database is not the
        sandbox's.
        """
        database = Database(create_engine(self.server.get_url(self.database), pool_size=1))
        try:
            async with database.unit_of_work() as session:
                if await session.scalar(select(DeskRow.sandbox_mark)) != self.mark:
                    raise CannotDoError("this database is not the sandbox's: it stays as it is")
                admins = select(Person).where(Person.role == Role.ADMIN, Person.dismissed_at.is_(None))
                admin = await session.scalar(admins.order_by(Person.id).limit(1))
                if admin is None:
                    raise CannotDoError("nobody runs this desk yet: open the first admin's link")
                yield Desk(session, Origin.TELEGRAM, admin, now=now, rules=rules)
        except Refused as refused:
            raise CannotDoError(f"the desk does not take it: {refused}") from refused
        except (OSError, TimeoutError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise CannotDoError("the desk's memory does not answer: try again in a moment") from error
        finally:
            await database.aclose()
