"""A database that refuses: while a test wants it, writing a table fails with the errors it names, then works."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import text

from db.database import Database

AWAY = "53300"  # too many connections: worth trying again
BROKEN = "22P05"  # a character it cannot keep: the same again is no use


@asynccontextmanager
async def failing(
    database: Database, states: Sequence[str], *, table: str = "jobs", on: str = "insert", when: str = "true"
) -> AsyncIterator[None]:
    """Make the first statements that would write a row of `table` for which `when` (of `new`) is true fail.

    They fail with these SQLSTATEs, one after the other; further ones work.
    """
    names = ", ".join(f"'{state}'" for state in states)
    async with database.unit_of_work() as session:
        for statement in (
            "create sequence refusals",
            f"""create function refuse() returns trigger language plpgsql as $$
            declare n int;
            begin
              if {when} then
                n := nextval('refusals');
                if n <= {len(states)} then
                  raise exception 'refused' using errcode = (array[{names}])[n];
                end if;
              end if;
              return new;
            end $$""",
            f"create trigger refuse before {on} on {table} for each row execute function refuse()",
        ):
            await session.execute(text(statement.replace(":", "\\:")))
    try:
        yield
    finally:
        async with database.unit_of_work() as session:
            await session.execute(text(f"drop trigger refuse on {table}"))
            await session.execute(text("drop function refuse"))
            await session.execute(text("drop sequence refusals"))
