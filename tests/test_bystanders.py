"""The bystanders themselves: in each table that knows of people, and missed where they change."""

import asyncpg
import pytest
from sqlalchemy import text

from db.database import Database
from db.models import Base
from tests import bystanders

OF_THE_DESK = {
    "announcements", "audit", "briefings", "daily_counts", "daily_runs", "desk", "due_failures",
    "known_words", "menu_items", "menus", "policies", "root_causes", "searches", "settings", "targets",
    "ticket_facts", "ticket_spans", "topic_models", "use_log", "uses", "wordings",
}  # fmt: skip
"""Of nobody in particular, or counted for all."""
SWITCHED_ON_BY_A_ROW = {
    "confirmations", "events_feed", "external_people", "idempotency_keys", "person_tokens", "subscriptions",
    "system_links", "systems",
}  # fmt: skip
WORK_TO_BE_DONE = {
    "answers_taken", "blob_pieces", "blobs", "board_acts", "board_moves", "brakes", "held_acts", "job_keys", "jobs",
    "report_results", "sent_forms",
}  # fmt: skip


def test_they_are_in_each_table_that_knows_of_people() -> None:
    others = OF_THE_DESK | SWITCHED_ON_BY_A_ROW | WORK_TO_BE_DONE
    assert set(Base.metadata.tables) - set(bystanders._ROWS) == others


@pytest.mark.broad
@pytest.mark.accompanied
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("update people set name = 'Zoe'", "people "),
        ("delete from shifts", "shifts "),
        ("update tickets set assignee_id = null, status = 'new'", "tickets "),
        ("select 1", None),
    ],
)
async def test_what_changes_of_theirs_is_missed(
    database: Database, _broom: asyncpg.Connection, change: str, where: str | None
) -> None:
    async with database.unit_of_work() as session:
        await session.execute(text(change))
    assert await _broom.fetchval("select kept.changed()") == where
    await _broom.fetchval("select kept.anew()")


async def test_who_asks_for_none_has_nobody_beside(database: Database) -> None:
    async with database.reading() as session:
        assert await session.scalar(text("select count(*) from people")) == 0
