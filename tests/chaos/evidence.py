"""What a failed day leaves behind for whoever looks into it: every table, the board and the chats, as JSON."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import text

from sandbox.todoist import get_snapshot
from tests.chaos.city import City

_DESK = (
    "people",
    "events",
    "tickets",
    "entries",
    "questions",
    "history",
    "messages",
    "jobs",
    "job_keys",
    "crm_records",
    "organizations",
    "memberships",
    "profiles",
    "ledger_entries",
    "payment_requests",
    "approvals",
    "entry_versions",
    "audit",
    "chats",
    "group_topics",
    "rules",
    "rule_events",
    "rule_runs",
    "reviews",
    "review_marks",
)
_WEB = ("external_people", "events_feed")
_BOARD = ("boards", "board_cards", "board_comments", "board_commands")


async def keep(city: City) -> None:
    """Write it beside the logs."""
    async with city.database.sessions() as session:
        found: dict[str, Any] = {}
        for name in (*_DESK, *_BOARD, *_WEB):
            rows = await session.execute(text(f"select * from {name} order by 1"))  # noqa: S608
            found[name] = [dict(row._mapping) for row in rows]
    found["board"] = get_snapshot(city.service)
    found["calls_of_todoist"] = list(city.service.calls)
    found["calls_of_telegram"] = list(city.telegram_world.calls.recent)
    found["crm"] = [list(one) for one in city.crm.log]
    found["webhooks_taken"] = dict(city.catcher.taken)
    found["chats"] = {person: city.chat(person) for person in city.telegram_world.chats}
    path = city.bots.folder / "evidence.json"
    path.write_text(json.dumps(found, default=_shown, indent=1, ensure_ascii=False), "utf-8")


def _shown(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
