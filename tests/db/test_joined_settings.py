"""What admins had set before settings were joined is what the joined ones say."""

import json
from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import migrate
from db.database import create_engine
from db.embedded.shared_server import EmbeddedServer
from desk import DeskSettings
from desk.admin_settings.current_settings import apply_stored

_BEFORE = {
    "tell_taken": False, "tell_daily": True,
    "group_edited": True, "group_created": None,
    "board_files": False,
    "mask_passwords": True,
    "show_balance": True, "top_up": False,
    "briefing_weekly": True,
    "team_notices_to": [5, 6], "team_notices_in_group": True,
    "desk_notices_in_group": False, "board_notices_to": [7], "security_notices_to": None,
    "max_open": 30,
}  # fmt: skip
_JOINED = {
    "tell": ["status", "reminders", "surveys", "daily"],
    "group_tickets": ["created", "edited", "closed_by_requester"],
    "board_shows": ["places"],
    "mask": ["cards", "passwords"],
    "balances": ["show_balance"],
    "briefings": ["weekly"],
    "team_notices": ["group", 5, 6], "desk_notices": [], "board_notices": [7],
    "max_open": 30,
}  # fmt: skip
_FILL = text("""
insert into settings (key, value, version, changed_at) values (:key, cast(:value as jsonb), :version, now())
""")


@pytest_asyncio.fixture(loop_scope="session")
async def engine(server: EmbeddedServer) -> AsyncIterator[AsyncEngine]:
    """To a database that has the settings before they were joined."""
    made = create_engine(await server.create_database("before_joining"))
    await migrate.create_schema(made, "0033_backup_times")
    yield made
    await made.dispose()
    await server.drop_database("before_joining")


async def test_joined_settings_say_what_the_old_ones_said(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for version, (key, value) in enumerate(_BEFORE.items(), start=1):
            kept = None if value is None else json.dumps(value)
            await connection.execute(_FILL, {"key": key, "value": kept, "version": version})
    await migrate.upgrade(engine)
    async with engine.connect() as connection:
        found = (await connection.execute(text("select key, value, previous, version from settings"))).all()
    assert {row.key: row.value for row in found} == _JOINED
    team = next(row for row in found if row.key == "team_notices")
    assert (team.version, team.previous) == (11, team.value), "of the later change, and Undo takes nothing away"
    rules = apply_stored(DeskSettings(), _JOINED, version=1)
    assert (rules.news.taken, rules.news.daily, rules.news.surveys) == (False, True, True)
    assert (rules.board.places, rules.board.files, rules.board.earlier) == (True, False, False)
    assert (rules.notices.team_to, rules.notices.team_in_group) == ((5, 6), True)
    assert (rules.notices.board_to, rules.notices.board_in_group) == ((7,), False)
    assert (rules.masking.passwords, rules.payments.show_balance, rules.payments.top_up) == (True, True, False)
    assert (rules.notices.group_edited, rules.notices.group_closed) == (True, False)
