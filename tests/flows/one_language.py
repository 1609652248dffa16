"""Whatever a conversation is about: who reads English gets no Russian word that nobody has said.

Looked at when a conversation has ended, over all calls that the simulated Telegram has kept. People who choose
a language on the way, or are shown texts of both to reword them, are left out, and with them the groups.
"""

import inspect
import json
import re
from typing import Any

from tests.flows.stage import Stage

_RUSSIAN = re.compile("[а-яё]{2,}", re.IGNORECASE)
_SHOWS_BOTH = re.compile("language|^/(?:text|settings)")
_OWN_NAME = "русский"
"""What the language calls itself on the button that chooses it."""


def find_foreign(stage: Stage, module: Any) -> list[str]:
    """Return the Russian words, each with its method, that the bot sent to people who read English."""
    world = stage.telegram_world
    readers = {number for number, person in world.people.items() if person.language == "en"} - _choosers(stage)
    if len(readers) == len(world.people):
        readers |= {number for number in world.chats if number < 0}
    sent = [call for call in world.calls.recent if _reader(call["params"]) in readers]
    found = [(call["method"], word.casefold()) for call in sent for word in _words(call["params"])]
    if not found:
        return []
    said = f"{_said(stage)} {inspect.getsource(module)}".casefold()
    return [f"{method}: {word}" for method, word in found if word != _OWN_NAME and word not in said]


def _choosers(stage: Stage) -> set[int]:
    return {
        number
        for number, chat in stage.telegram_world.chats.items()
        if any(_SHOWS_BOTH.search(str(m.body.get("text", ""))) for m in chat.messages.values() if m.side == "person")
        or any(press.data.startswith("language") for press in _presses(stage, number))
    }


def _presses(stage: Stage, number: int) -> Any:
    person = stage.telegram_world.people.get(number)
    return person.presses if person else ()


def _reader(params: dict[str, Any]) -> int | None:
    number = str(params.get("chat_id"))
    return int(number) if number.lstrip("-").isdigit() else None


def _words(params: dict[str, Any]) -> list[str]:
    return _RUSSIAN.findall(json.dumps(params, ensure_ascii=False))


def _said(stage: Stage) -> str:
    world = stage.telegram_world
    bodies = [m.body for chat in world.chats.values() for m in chat.messages.values() if m.side == "person"]
    people = [person.user for person in world.people.values()]
    return json.dumps([bodies, people], ensure_ascii=False, default=str)
