"""Traces of words in a database, and the work of the clock that deletes what was kept for long enough."""

from sqlalchemy import text

from db.database import Database
from tests.flows.stage import Stage

_COLUMNS = text("""
select table_name, column_name, data_type from information_schema.columns c
where table_schema = 'public' and (data_type in ('text', 'jsonb', 'bytea', 'ARRAY') or udt_name = 'tsvector')
  and exists (select from pg_class where oid = c.table_name::regclass and relkind = 'r')
order by 1, 2
""")


async def find_traces(database: Database, marker: str) -> dict[str, int]:
    """Return how many rows of each column hold the marker, in any case."""
    found = {}
    async with database.reading() as session:
        for table, column, kind in (await session.execute(_COLUMNS)).all():
            said = f"encode({column}, 'escape')" if kind == "bytea" else f"{column}::text"
            query = text(f"select count(*) from {table} where lower({said}) like :like")  # noqa: S608
            if many := await session.scalar(query, {"like": f"%{marker.lower()}%"}):
                found[f"{table}.{column}"] = int(many)
    return found


async def expire(stage: Stage, **length: float) -> None:
    """Let time pass, then let the clock delete what is old enough."""
    await stage.pass_time(**length)
    clockwork = stage.duties.clockwork
    clockwork._pruned_at = None
    await clockwork._prune()
    await stage.settle()
