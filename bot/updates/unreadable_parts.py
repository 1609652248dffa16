"""Takes out of an update what the library cannot read, and nothing else: the words, files and replies around it stay.

It works on plain JSON and knows the schema by the library's complaints alone, so that kinds which Telegram adds later,
fields that it leaves out and values of another type cost one part, whichever it is.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

_MOST_ROUNDS = 40  # each takes out, or fills in, one level of what is inside another
PAYMENTS = frozenset({"successful_payment", "refunded_payment"})
"""Parts without which an update would say something else: such an update is not read at all."""
_NEUTRAL: dict[str, Any] = {
    **dict.fromkeys(("date", "until_date", "width", "height", "duration", "length"), 0),
    **dict.fromkeys(("first_name", "chat_instance"), ""),
    **dict.fromkeys(("old_reaction", "new_reaction"), ()),
}
"""The values of required fields that say nothing. There is none for an id: that would be somebody else's."""
_FLAGS = ("can_", "is_")
_STAND_INS: dict[str, dict[str, Any]] = {
    "forward_origin": {"type": "hidden_user", "date": 0, "sender_user_name": ""},
    "sender_chat": {"id": 0, "type": "channel"},
}
"""That somebody else wrote the words must not get lost with who it was."""
_KINDS = ("type", "status", "source")
_INACCESSIBLE = "InaccessibleMessage"
_Path = tuple[str | int, ...]


def read_update(held: dict[str, Any], bot: Bot) -> Update | None:
    """Return the update without the parts that cannot be read; None if nothing else is left of it."""
    return _validate(held, bot)[0]


def find_readable(held: dict[str, Any], bot: Bot) -> dict[str, Any] | None:
    """Return the JSON of what `read_update` reads; None if that is nothing."""
    update, readable = _validate(held, bot)
    return readable if update is not None else None


def _validate(held: dict[str, Any], bot: Bot) -> tuple[Update | None, dict[str, Any]]:
    left = _put_senders(held)
    for attempt in range(_MOST_ROUNDS):
        try:
            return Update.model_validate(left, context={"bot": bot}), left
        except ValidationError as error:
            left = deepcopy(left) if attempt == 0 else left
            if not _take_out(left, error):
                break
    return None, left


def _put_senders(held: dict[str, Any]) -> dict[str, Any]:
    """Return the update; where a private chat's sender cannot be read, with the one whose chat it is. A message that
    names no sender at all is nobody's."""
    for kind, event in held.items():
        field = "user" if kind == "message_reaction" else "from"
        if isinstance(event, dict) and not _is_person(event.get(field)) and not _is_nobodys(kind, event):
            owner = _find_owner(event) or _find_owner(event.get("message"))
            if owner is not None:
                return {**held, kind: {**event, field: owner}}
    return held


def _is_nobodys(kind: str, event: dict[str, Any]) -> bool:
    return kind in ("message", "edited_message") and event.get("from") is None


def _is_person(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), int)


def _find_owner(event: Any) -> dict[str, Any] | None:
    chat = event.get("chat") if isinstance(event, dict) else None
    if not isinstance(chat, dict) or chat.get("type") != "private" or not isinstance(chat.get("id"), int):
        return None
    names = {name: chat[name] for name in ("last_name", "username") if isinstance(chat.get(name), str)}
    return {"id": chat["id"], "is_bot": False, "first_name": str(chat.get("first_name") or ""), **names}


def _take_out(update: dict[str, Any], error: ValidationError) -> bool:
    """Take out, or fill in, what the library complains about; return False if that would leave no event."""
    complaints = error.errors(include_url=False, include_context=False, include_input=False)
    others = {one["loc"][: one["loc"].index(_INACCESSIBLE) + 1] for one in complaints if _is_other_member(one)}
    found = [
        _find_path(update, one["loc"], one["type"]) for one in complaints if others.isdisjoint(_starts(one["loc"]))
    ]
    out = {path if _has(update, path) else path[:-1] for path in found if not _fill(update, path)}
    if any(len(path) < 2 or _is_money(path) for path in out):
        return False
    outermost = [path for path in out if out.isdisjoint(_starts(path[:-1]))]
    for path in sorted(outermost, key=_order, reverse=True):
        _remove(update, path)
    return bool(found)


def _starts(path: _Path) -> list[_Path]:
    return [path[: n + 1] for n in range(len(path))]


def _is_money(path: _Path) -> bool:
    return path[1] in PAYMENTS and "order_info" not in path


def _is_other_member(complaint: Any) -> bool:
    """Return True if a message is none of the deleted ones that have the date 0."""
    return _INACCESSIBLE in complaint["loc"] and complaint["type"] == "literal_error"


def _order(path: _Path) -> tuple[tuple[bool, str, int], ...]:
    """Sort by place: of a list, what is taken out last comes first."""
    return tuple((isinstance(one, int), "" if isinstance(one, int) else one, one if isinstance(one, int) else 0)
                 for one in path)  # fmt: skip


def _find_path(update: dict[str, Any], location: Sequence[str | int], kind: str) -> _Path:
    """Return the way to a part; the library names the members of a union on it too, which are no keys."""
    value: Any = update
    path: list[str | int] = []
    for step in location:
        is_key = isinstance(value, dict) and step in value and step not in [value.get(name) for name in _KINDS]
        if is_key or (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            value = value[step]
            path.append(step)
    return (*path, location[-1]) if kind == "missing" else tuple(path)


def _has(update: dict[str, Any], path: _Path) -> bool:
    return not isinstance(holder := _get(update, path[:-1]), dict) or path[-1] in holder


def _get(update: dict[str, Any], path: _Path) -> Any:
    value: Any = update
    for step in path:
        value = value[step]
    return value


def _fill(update: dict[str, Any], path: _Path) -> bool:
    """Fill in a missing field, if there is a value that says nothing; return False if there is none."""
    holder, name = _get(update, path[:-1]), str(path[-1])
    event = update.get(str(path[0]))
    if not isinstance(holder, dict) or not isinstance(event, dict) or name in holder:
        return False
    if name == "chat" and "chat" in event:
        holder[name] = deepcopy(event["chat"])  # replies and pinned messages are of the same chat
    elif name == "old_chat_member" and "new_chat_member" in event:
        holder[name] = deepcopy(event["new_chat_member"])
    elif name == "type" and isinstance(holder.get("id"), int):
        holder[name] = "private" if holder["id"] > 0 else "supergroup"
    elif name in _NEUTRAL or name.startswith(_FLAGS):
        holder[name] = _NEUTRAL.get(name, False)
    return name in holder


def _remove(update: dict[str, Any], path: _Path) -> None:
    holder, name = _get(update, path[:-1]), path[-1]
    if isinstance(holder, dict) and name in _STAND_INS and holder[name] != _STAND_INS[str(name)]:
        holder[name] = dict(_STAND_INS[str(name)])
    else:
        del holder[name]
