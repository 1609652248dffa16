"""What comes from a group: whether the bot is in the staff group and may write, and presses of who is not met in
private."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.api.client import make_bot
from bot.runtime import Runtime
from bot.updates.parsing import parse_update
from bot.updates.processor import follow_staff_group
from bot.updates.worker import Worker
from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import Box, Person, Role
from db.unit_of_work import NewJob
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from tests.sql import add, sole

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BLOCKED = datetime(2026, 11, 19, 9, tzinfo=UTC)
TEAM = {"id": -5, "type": "group", "title": "Team"}
OLGA = {"id": 6, "is_bot": False, "first_name": "Olga"}
_RIGHTS = (
    "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes",
    "can_send_voice_notes", "can_send_polls", "can_send_other_messages", "can_add_web_page_previews", "can_edit_tag",
    "can_react_to_messages", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
_RESTRICTED = {"status": "restricted", "is_member": True, "until_date": 0, **dict.fromkeys(_RIGHTS, False)}


async def _added(database: Database, **more: Any) -> None:
    await add(database, Person(**{"name": "Team", "telegram_id": -5, "role": Role.GROUP, "created_at": NOW, **more}))


async def _person(database: Database) -> Person:
    return await sole(database, select(Person))


@pytest.mark.parametrize(
    ("stands", "is_away"),
    [
        ({"status": "member"}, False),
        ({"status": "left"}, True),
        ({"status": "kicked", "until_date": 0}, True),
        ({**_RESTRICTED, "can_send_messages": True}, False),
        ({**_RESTRICTED, "can_send_messages": False}, True),
        ({"status": "restricted", "is_member": True, "can_send_messages": True}, False),
        ({"status": "restricted", "is_member": True, "can_send_messages": False}, True),
    ],
)
async def test_whether_the_bot_can_write_in_the_staff_group(
    database: Database, stands: dict[str, Any], is_away: bool
) -> None:
    bot = {"id": 77, "is_bot": True, "first_name": "Desk"}
    member = {"user": bot, **stands}
    was = {"user": bot, "status": "member"}
    changed = {"chat": TEAM, "from": OLGA, "date": 1, "old_chat_member": was, "new_chat_member": member}
    await _added(database, bot_blocked_at=None if is_away else BLOCKED)
    async with database.unit_of_work() as session:
        update = parse_update({"update_id": 1, "my_chat_member": changed}, make_bot("77:AAAA", "http://127.0.0.1"))
        assert update is not None
        await follow_staff_group(session, update, now=NOW, rules=DeskSettings())
    assert ((await _person(database)).bot_blocked_at is not None) is is_away


@pytest.mark.parametrize(("chat", "is_met"), [(TEAM, False), ({"id": 6, "type": "private"}, True)])
async def test_whoever_presses_in_a_group_is_not_met_in_private_by_that(
    database: Database, chat: dict[str, Any], is_met: bool
) -> None:
    """Who has blocked the bot can press there: what waits for them cannot come."""
    await _added(database, name="Olga", telegram_id=6, role=Role.AGENT, bot_blocked_at=BLOCKED)
    message = {"message_id": 3, "date": 1, "chat": chat}
    press = {"id": "9", "from": OLGA, "chat_instance": "", "data": "claim:1", "message": message}
    async with database.unit_of_work() as session:
        payload = queue.encode_payload({"update_id": 1, "callback_query": press})
        queue.put_job(session, NewJob(Box.FROM_TELEGRAM, str(chat["id"]), payload, NOW, dedup="77:1"))
    worker_lock, bot = WorkerLock(database.engine), make_bot("77:AAAA", "http://127.0.0.1:9")
    await worker_lock.acquire()
    await Worker(Runtime(bot, database, CurrentSettings(DeskSettings(bot_id=77)), lambda: NOW), worker_lock).run_once()
    await worker_lock.release()
    await bot.session.close()
    assert ((await _person(database)).started_at is not None) is is_met
