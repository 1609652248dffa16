"""What is left of an update that no library can parse: enough that nobody's words are lost and every press is
answered. Knows raw JSON only."""

from typing import Any

_KEPT = ("message_id", "date", "text", "caption", "media_group_id")
_MESSAGES = ("message", "edited_message")


def number(digits: str) -> int | None:
    """A whole number as far as a column holds it (64 bits, as Telegram's ids); None for one beyond."""
    if len(digits) > 20:
        return None
    value = int(digits)
    return value if -(2**63) <= value < 2**63 else None


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
    return _press(raw)


def _press(raw: dict[str, Any]) -> dict[str, Any] | None:
    """A press whose message cannot be parsed: who pressed what on which message."""
    query = raw.get("callback_query")
    if not isinstance(query, dict) or not isinstance(query.get("id"), str):
        return None
    sender, message = _person(query.get("from")), query.get("message")
    if sender is None:
        return None
    kept = {k: query[k] for k in ("id", "data", "chat_instance") if isinstance(query.get(k), str)}
    if isinstance(message, dict) and isinstance(message.get("message_id"), int):
        chat = _chat(message.get("chat"))
        kept |= {"message": {"chat": chat, "message_id": message["message_id"], "date": 0}} if chat else {}
    return {"update_id": raw.get("update_id", 0), "callback_query": {"chat_instance": "", **kept, "from": sender}}


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
