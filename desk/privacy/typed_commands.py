"""Commands that the team typed about a person's requests: they are no messages of a thread, and known only from the raw
updates."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, cast, select

from db import queue
from db.models import Box, Job, JobState, Person
from desk import Desk

_COMMAND = re.compile(r"/\w+(?:@\w+)?(?:\s+#?(\d{1,18}))?")


class StaffCommand(NamedTuple):
    """A message of a person in their own chat with the bot."""

    person_id: int
    message_id: int


async def find_commands(
    desk: Desk, person_id: int, numbers: Collection[int], copies: Collection[tuple[int, int]], since: datetime
) -> list[StaffCommand]:
    """Return commands of others about these requests: those that name one, and replies to one of the `copies`, each a
    person and a message."""
    read = (Job.box == Box.FROM_TELEGRAM.value, Job.state == JobState.DONE, Job.created_at > since)
    query = select(Person.id, Job.payload).join(Job, Job.key == cast(Person.telegram_id, String))
    found = []
    for row in await desk.session.execute(query.where(*read, Person.id != person_id)):
        message: dict[str, Any] = queue.decode_payload(row.payload).get("message") or {}
        begins = _COMMAND.match(message.get("text") or message.get("caption") or "")
        if begins is None or "message_id" not in message:
            continue
        answered = (row.id, (message.get("reply_to_message") or {}).get("message_id", 0))
        if answered in copies or (begins[1] is not None and int(begins[1]) in numbers):
            found.append(StaffCommand(row.id, message["message_id"]))
    return found
