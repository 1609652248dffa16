"""Parses a row of the inbox as an update, and classifies it."""

import json
import re
from base64 import b64decode
from collections.abc import Iterable
from typing import Any

from aiogram import Bot
from aiogram.types import Update

from bot.shapes import SHAPE, read_shapes
from bot.updates.unreadable_parts import PAYMENTS, read_update
from db import encryption
from db.queue import ClaimedJob, decode_payload

BASE64 = "base64"
"""Under which an update lies that could not be stored as it is."""
_DEEPEST = 100
"""The most JSON levels of an update. Telegram's limit of a rich message is 16 blocks (read 2026-11), about 50."""
_MOST_VALUES = 100_000
_OFFER = "mention_take:"
_OF_OFFER, _OF_QUOTE = frozenset({"text", "entities"}), frozenset({"quote"})
_MAY_HOLD_SECRETS = re.compile(rb"start|" + _OFFER.encode(), re.IGNORECASE)
_TYPED = re.compile(r"(\s*/start(?:@\w{1,64})?)\s+\S.*", re.IGNORECASE | re.DOTALL)
_LINKED = re.compile(r"([?&]start(?:=|%3D))[\w-]+", re.IGNORECASE)


def load_json(job: ClaimedJob) -> dict[str, Any] | None:
    """Return the update as sent, without numbers that cannot be ids of Telegram's, and reduced if it is larger or
    deeper than any of Telegram's.

    One that could not be stored as it is lies in base64; version 1.0.0 stored nothing around it.
    """
    try:
        held = decode_payload(job.payload, parse_int=_parse_number)
    except (ValueError, RecursionError):
        held = {BASE64: job.payload}
    if isinstance(held, dict) and BASE64 in held:
        held = _open_base64(held[BASE64])
    return reduce_oversized(held) if isinstance(held, dict) else None


def _open_base64(raw: str | bytes) -> Any:
    try:
        return json.loads(b64decode(raw, validate=True).decode("utf-8", "surrogatepass"), parse_int=_parse_number)
    except (ValueError, TypeError, RecursionError):
        return None


def is_plain_message(job: ClaimedJob) -> bool:
    """Return True for text that a person wrote to the bot in private, outside of topics, and that is no command."""
    try:
        held = job.load_payload()
    except (ValueError, RecursionError):
        return False
    message = held.get("message") if isinstance(held, dict) else None
    if not isinstance(message, dict) or "is_topic_message" in message:
        return False
    text, chat, sender = message.get("text"), message.get("chat"), message.get("from")
    if not (isinstance(text, str) and isinstance(chat, dict) and isinstance(sender, dict)):
        return False
    return chat.get("id") == sender.get("id") and not sender.get("is_bot") and not text.lstrip().startswith("/")


def reduce_oversized(update: dict[str, Any]) -> dict[str, Any] | None:
    """Return the update with the words of each shape as text or caption; reduced to what every message has if it is
    still deeper or larger than any of Telegram's."""
    read_shapes(update)
    seen, level = 0, 0
    todo: list[dict[str, Any] | list[Any]] = [update]
    while todo:
        level, seen = level + 1, seen + len(todo)
        if level > _DEEPEST or seen > _MOST_VALUES:
            return _strip_update(update)
        todo = [inner for value in todo for inner in _inside(value) if isinstance(inner, dict | list)]
    return update


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def parse_update(held: dict[str, Any] | None, bot: Bot) -> Update | None:
    """Return the update, or what is left of one that the library does not know; None if it is no update."""
    if held is None:
        return None
    update = read_update(held, bot)
    stripped = _strip_update(held) if update is None and not has_payment(held) else None
    return update if stripped is None else read_update(stripped, bot)


def has_payment(held: dict[str, Any] | None) -> bool:
    """Return True if an update says that money was paid or went back; also one that cannot be read."""
    message = held.get("message") if held is not None else None
    return isinstance(message, dict) and any(message.get(name) is not None for name in PAYMENTS)


def strip_handled(job: ClaimedJob) -> dict[str, Any] | None:
    """Return the update as it may be stored once it was handled; None if nothing has to be removed.

    Removed are what was typed after `/start`, however it is spelled, the codes of links like ours, also in a quoted
    message, and the words of a group's message that is only offered: a press and a reply come with what they are under.
    """
    held = load_json(job) if encryption.has_sealed_words() or _MAY_HOLD_SECRETS.search(job.payload) else None
    kept = _strip_secrets(held)
    return kept if held is not None and kept != held else None


def _strip_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _strip_secrets(one) for key, one in _drop_offered(value).items()}
    if isinstance(value, list):
        return [_strip_secrets(one) for one in value]
    if not isinstance(value, str):
        return value
    typed = _TYPED.fullmatch(value)
    return typed[1] if typed is not None else _LINKED.sub(r"\1", value)


def _drop_offered(held: dict[str, Any]) -> dict[str, Any]:
    """Return a message without words that it offers, or quotes from an offer."""
    replied = held.get("reply_to_message")
    if _OFFER in str(held.get("reply_markup")):
        left_out = _OF_OFFER
    elif isinstance(replied, dict) and _OFFER in str(replied.get("reply_markup")):
        left_out = _OF_QUOTE
    else:
        return held
    return {name: value for name, value in held.items() if name not in left_out}


_KEPT = ("message_id", "date", "text", "caption", "media_group_id")
_MESSAGES = ("message", "edited_message")


def _parse_number(digits: str) -> int | None:
    """Return a whole number that fits a column (64 bits, as Telegram's ids); None for a larger one."""
    if len(digits) > 20:
        return None
    value = int(digits)
    return value if -(2**63) <= value < 2**63 else None


def _strip_update(raw: dict[str, Any]) -> dict[str, Any] | None:
    """Return the update reduced to what every message has; None if it is no message, or has no sender or chat."""
    for name in _MESSAGES:
        message = raw.get(name)
        if not isinstance(message, dict):
            continue
        chat, sender = _chat(message.get("chat")), read_person(message.get("from"))
        if chat is None or sender is None or not isinstance(message.get("message_id"), int):
            return None
        kept = {k: message[k] for k in _KEPT if isinstance(message.get(k), str | int)}
        kept |= {SHAPE: message[SHAPE]} if SHAPE in message else {}
        kept["date"] = kept["date"] if isinstance(kept.get("date"), int) else 0
        return {"update_id": raw.get("update_id", 0), name: {**kept, "chat": chat, "from": sender}}
    return _press(raw)


def _press(raw: dict[str, Any]) -> dict[str, Any] | None:
    """Reduce a press whose message cannot be parsed: who pressed what on which message."""
    query = raw.get("callback_query")
    if not isinstance(query, dict) or not isinstance(query.get("id"), str):
        return None
    sender, message = read_person(query.get("from")), query.get("message")
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
    return {"id": chat["id"], "type": str(chat.get("type", "private" if chat["id"] > 0 else "supergroup"))}


def read_person(person: Any) -> dict[str, Any] | None:
    """Return what can be read of a user; None without an id."""
    if not isinstance(person, dict) or not isinstance(person.get("id"), int):
        return None
    names = {k: person[k] for k in ("last_name", "username", "language_code") if isinstance(person.get(k), str)}
    return {
        "id": person["id"],
        "is_bot": person.get("is_bot") is True,
        "first_name": str(person.get("first_name", "")),
        **names,
    }
