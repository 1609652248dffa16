"""What is left of an update that no library can parse: enough that nobody's words are lost. Knows raw JSON only."""

from typing import Any

_KEPT = ("message_id", "date", "text", "caption", "media_group_id")
_MESSAGES = ("message", "edited_message")


def bare(raw: dict[str, Any]) -> dict[str, Any] | None:
    """The update reduced to what every message has; None when it is none, or has no sender or chat."""
    for name in _MESSAGES:
        message = raw.get(name)
        if not isinstance(message, dict):
            continue
        chat, sender = _chat(message.get("chat")), _person(message.get("from"))
        if chat is None or sender is None or not isinstance(message.get("message_id"), int):
            return None
        kept = {k: message[k] for k in _KEPT if isinstance(message.get(k), str | int)}
        kept["date"] = kept["date"] if isinstance(kept.get("date"), int) else 0
        return {"update_id": raw.get("update_id", 0), name: {**kept, "chat": chat, "from": sender}}
    return None


def _chat(chat: Any) -> dict[str, Any] | None:
    if not isinstance(chat, dict) or not isinstance(chat.get("id"), int):
        return None
    return {"id": chat["id"], "type": str(chat.get("type", "private"))}


def _person(person: Any) -> dict[str, Any] | None:
    if not isinstance(person, dict) or not isinstance(person.get("id"), int):
        return None
    names = {k: person[k] for k in ("last_name", "username", "language_code") if isinstance(person.get(k), str)}
    return {
        "id": person["id"],
        "is_bot": person.get("is_bot") is True,
        "first_name": str(person.get("first_name", "")),
        **names,
    }
