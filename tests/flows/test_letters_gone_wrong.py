"""What the outbox does with a letter nobody foresaw, and with one that holds a secret."""

import json

import pytest
from sqlalchemy import text

from tests.flows.acts import invite
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("5 Permissions and presses")

BOARD = False


async def test_an_invites_code_stands_nowhere_once_it_was_sent(stage: Stage) -> None:
    vera = stage.vera
    code = await invite(vera)
    assert await _rows_with(stage, code) == []
    newcomer = await stage.phone("Nina")
    await newcomer.writes(f"/start {code}")
    assert await newcomer.containing("You are on the team")
    assert await _rows_with(stage, code) == []


async def _rows_with(stage: Stage, secret: str) -> list[str]:
    """The tables in which a row holds the secret."""
    found = []
    async with stage.database.sessions() as session:
        tables = await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        for table in tables.all():
            rows = await session.execute(text(f'select to_jsonb(t) from "{table}" t'))  # noqa: S608
            for (row,) in rows:
                payload = bytes.fromhex(row["payload"].removeprefix("\\x")) if "payload" in row else b""
                if secret in json.dumps(row) or secret.encode() in payload:
                    found.append(table)
    return found
