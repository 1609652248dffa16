"""Reads from the bot's messages what the demo's people do: an invite's code and the data of buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")


def find_invite_code(messages: Iterable[dict[str, Any]]) -> str | None:
    """Return the code of the first invite link in these messages, or None."""
    for message in messages:
        urls = [entity.get("url") or "" for entity in message["entities"]]
        urls += [button.get("url") or "" for row in message["buttons"] for button in row]
        for text in [message.get("text") or "", *urls]:
            if found := _LINK.search(text):
                return found[1]
    return None


def get_button_data(message: dict[str, Any]) -> set[str]:
    """Return the data of a message's buttons."""
    return {button["data"] for row in message["buttons"] for button in row if button["data"]}


def find_button(messages: list[dict[str, Any]], beginning: str) -> tuple[dict[str, Any], str] | None:
    """Return the newest message with a button whose data begins so, and that data, or None."""
    for message in reversed(messages):
        for data in sorted(get_button_data(message)):
            if data.startswith(beginning):
                return message, data
    return None
