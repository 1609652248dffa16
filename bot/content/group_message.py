"""Reads from the JSON of a group's message what decides where it belongs, and removes what is somebody else's."""

from datetime import UTC, datetime
from typing import Any

from desk.groups.routing import GroupMessage

_OF_OTHERS = ("quote", "external_reply", "reply_to_story", "pinned_message")
_REPLIED = ("message_id", "date")


def describe(message: dict[str, Any], author: int, now: datetime) -> GroupMessage:
    """Return what decides where a message belongs: when it was written counts, not when it is read. In a forum topic
    what replies to nothing seems to reply to the message that made the topic (Bot API, Message, read
    2026-11)."""
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    replied = message.get("reply_to_message")
    reply_to = replied.get("message_id") if isinstance(replied, dict) else None
    album = message.get("media_group_id")
    return GroupMessage(
        chat_id=int(message["chat"]["id"]),
        author=author,
        reply_to=None if reply_to == thread else reply_to,
        thread=thread,
        album=str(album) if album is not None else None,
        reply_author=(replied.get("from") or {}).get("id") if isinstance(replied, dict) else None,
        sent_at=min(now, _read_date(message) or now),
    )


def _read_date(message: dict[str, Any]) -> datetime | None:
    date = message.get("date")
    return datetime.fromtimestamp(date, UTC) if isinstance(date, int) and date > 0 else None


def strip_others(message: dict[str, Any]) -> dict[str, Any]:
    """Return the message without words of others: of what it replies to only which message that is, and whether it is
    the bot's."""
    kept = {name: value for name, value in message.items() if name not in _OF_OTHERS}
    replied = kept.get("reply_to_message")
    if isinstance(replied, dict):
        sender = replied.get("from") or {}
        about = {name: replied[name] for name in _REPLIED if name in replied}
        by = {"id": sender.get("id", 0), "is_bot": bool(sender.get("is_bot")), "first_name": ""}
        kept["reply_to_message"] = {**about, "chat": message["chat"], "from": by}
    return kept
