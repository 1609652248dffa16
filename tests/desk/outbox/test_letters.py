"""What of a letter PostgreSQL can read."""

import pytest
from sqlalchemy import text

from db import queue
from db.database import Database
from desk.outbox import letters
from tests.sql import scalar


@pytest.mark.parametrize("typed", ["a\ud83d", "\x00", "\\ud83d \U0001f600"])
async def test_statements_can_look_into_a_letter_whatever_was_typed(database: Database, typed: str) -> None:
    letter = letters.Say("reaction-got", {"signs": typed, "number": 3}, slot="reaction:1", keyed=(typed,))
    payload = queue.encode_payload(letters.dump_letter(letter))
    asked = text("select cast(convert_from(:payload, 'UTF8') as json) -> 'args' ->> 'signs'")
    said = await scalar(database, asked, payload=payload)
    assert said == typed.replace("\ud83d", "\ufffd").replace("\x00", "\ufffd")
