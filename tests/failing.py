"""A database that refuses: while a test wants it, writing a table fails with the errors it names, then works."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import asyncpg

from bench.statements import hear_meanwhile, is_overhead
from db.database import Database
from tests.sql import execute

AWAY = "53300"  # too many connections: worth trying again
BROKEN = "22P05"  # a character it cannot keep: the same again is no use


_ERRORS = {
    one.sqlstate: one
    for one in vars(asyncpg.exceptions).values()
    if isinstance(one, type) and issubclass(one, asyncpg.PostgresError) and one.sqlstate
}
ALL = [_ERRORS[state]() for state in sorted(_ERRORS)]
"""An error of each SQLSTATE that the driver knows (PostgreSQL's appendix A)."""
KINDS = sorted({state[:2]: state for state in _ERRORS}.values())
"""One SQLSTATE of each class."""


@contextmanager
def refusing(nth: int, state: str) -> Iterator[list[str]]:
    """Have the server refuse the `nth` statement from now on with this SQLSTATE; yields the statements sent."""
    sent: list[str] = []
    refused = f"do $$ begin raise sqlstate '{state}'; end $$"

    def send(statement: str, _values: object) -> str | None:
        if is_overhead(statement):
            return None
        sent.append(statement)
        return refused if len(sent) == nth else None

    with hear_meanwhile(send):
        yield sent


@asynccontextmanager
async def failing(
    database: Database, states: Sequence[str], *, table: str = "jobs", on: str = "insert", when: str = "true"
) -> AsyncIterator[None]:
    """Make the first statements that would write a row of `table` for which `when` (of `new`) is true fail.

    They fail with these SQLSTATEs, one after the other; further ones work.
    """
    names = ", ".join(f"'{state}'" for state in states)
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
        await execute(database, statement.replace(":", "\\:"))
    try:
        yield
    finally:
        await execute(database, f"drop trigger refuse on {table}")
        await execute(database, "drop function refuse")
        await execute(database, "drop sequence refusals")
