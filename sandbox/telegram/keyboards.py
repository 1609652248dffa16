"""Keyboards that a bot sends: read, checked, limited; must not know messages.

Limits: callback_data 1-64 bytes, about 100 buttons (Bot API; error texts tdlib/telegram-bot-api and MTProto).
"""

from __future__ import annotations

import re
from typing import Any, Final

from sandbox.telegram.api_call import Call
from sandbox.telegram.api_schema import BUTTON, KEY, MARKUPS, check_fields
from sandbox.telegram.errors import make_bad_request

MAX_BUTTONS: Final = 100
MAX_ROW: Final = 8
MAX_DATA_BYTES: Final = 64
MAX_COPY: Final = 256
STYLES: Final = frozenset({"", "primary", "success", "danger"})
"""Styles of a button, of either kind (Bot API 10.4)."""
_ACTIONS: Final = (
    *("url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "callback_game"),
    *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "pay", "disabled"),
)
_URL: Final = re.compile(r"(?:https?://|tg://)?[^\s/]+\.?[^\s]*", re.IGNORECASE)


def read_markup(call: Call, inline_only: bool = False) -> dict[str, Any] | None:
    """Return the `reply_markup` of a call, None without one. Raises 400 for what Telegram would refuse."""
    given = call.get_json("reply_markup")
    if given is None or given == {}:
        return None
    if not isinstance(given, dict):
        raise make_bad_request("Object expected as reply markup")
    kind = next((name for name in MARKUPS if name in given), None)
    if kind is None:
        raise make_bad_request("can't parse reply keyboard markup JSON object")
    check_fields(given, MARKUPS[kind], "reply markup")
    if kind == "inline_keyboard":
        rows = _inline(given["inline_keyboard"])
        return {**given, "inline_keyboard": rows} if rows else None
    if inline_only:
        raise make_bad_request("inline keyboard expected")
    if kind == "keyboard":
        _reply_keyboard(given["keyboard"])
    return given


def _inline(rows: Any) -> list[list[dict[str, Any]]]:
    if not _is_grid(rows):
        raise make_bad_request('Field "inline_keyboard" must be an Array of Arrays')
    kept = [[_button(button) for button in row] for row in rows if row]
    if sum(len(row) for row in kept) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in kept):
        raise make_bad_request("reply markup is too long")
    return kept


def _is_grid(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, list) for row in rows)


def _button(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise make_bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    check_fields(given, BUTTON, "InlineKeyboardButton")
    if not isinstance(given.get("text"), str):
        raise make_bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not given["text"]:
        raise make_bad_request("BUTTON_TEXT_INVALID")
    if given.get("style", "") not in STYLES:
        raise make_bad_request("can't parse inline keyboard button: invalid button style specified")
    if not isinstance(given.get("disabled", {}), dict):
        raise make_bad_request("can't parse inline keyboard button: DisabledButton must be an Object")
    if not any(given.get(action) not in (None, "") for action in _ACTIONS):
        raise make_bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    _check_action(given)
    return given


def _check_action(button: dict[str, Any]) -> None:
    url, data, copied = button.get("url"), button.get("callback_data"), button.get("copy_text")
    if url:
        if not isinstance(url, str) or not _URL.fullmatch(url):
            raise make_bad_request("BUTTON_URL_INVALID")
    elif data is not None and (not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_DATA_BYTES):
        raise make_bad_request("BUTTON_DATA_INVALID")
    if copied is not None and not 1 <= len(str(copied.get("text", ""))) <= MAX_COPY:
        raise make_bad_request("BUTTON_COPY_TEXT_INVALID")


def _reply_keyboard(rows: Any) -> None:
    if not _is_grid(rows):
        raise make_bad_request('Field "keyboard" must be an Array of Arrays')
    keys = [key for row in rows for key in row]
    if len(keys) > 300:
        raise make_bad_request("reply markup is too long")
    for key in keys:
        if isinstance(key, str):
            continue
        if not check_fields(key, KEY, "KeyboardButton").get("text"):
            raise make_bad_request("can't parse keyboard button: Can't find field \"text\"")
