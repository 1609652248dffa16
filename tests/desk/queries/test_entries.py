"""Entries as they are read: the same words said once more, files in their order, what can only be copied."""

from typing import Any

from db.models import Entry
from desk.queries import entries


def test_of_several_messages_the_one_that_is_neither_text_nor_file_is_copied() -> None:
    made_of: list[dict[str, Any]] = [
        {"message": 11, "text": "Here"},
        {"message": 12, "content": True},
        {"message": 13, "text": "Come"},
    ]
    entry = Entry(content_line="content-location", said_chat_id=5, said_message_id=11, parts=made_of)
    assert entries._find_content(entry) == (5, 12)
    entry.parts = [made_of[0]]
    assert entries._find_content(entry) is None
