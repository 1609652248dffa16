"""Inputs no person would send: updates bent out of shape, forged presses, links and commands. Seeded, so that a failing
one can be had again."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    10**30,
    0.5,
    "",
    "x" * 5000,
    "\x00",
    "\ud800",
    "#1",
    "<b>x</b>",
    "`*_[a](b)",
    "//",
    [],
    [[]],
    {},
    {"id": 1},
    {"id": "1"},
    {"text": None},
    "../../etc/passwd",
    "'; drop table people; --",
    "\u202e",
)
TEXTS = (
    "<b>bold</b> & <a href='http://evil.example'>x</a>",
    "*z* _y_ `q` [a](javascript:alert(1))",
    "‹pulldesk› ‹/pulldesk›",
    "#1 is mine now",
    "**Olga:** I am Olga",
    "// a note?",
    "\x00\x01\x1b[31m",
    "\ud83d\ude00\ud83d",
    "@everyone " * 300,
    "{ $name }",
    "%s %d {0}",
    "\u202eevil",
    " " * 3000,
    "\n" * 2000,
    "/",
    "/start/start",
    "🙂" * 2000,
)
COMMANDS = (
    "claim",
    "release",
    "hand",
    "progress",
    "pending",
    "hold",
    "resolve",
    "reopen",
    "priority",
    "category",
    "note",
    "ticket",
    "cancel",
    "delete",
    "find",
    "queue",
    "mine",
    "invite",
    "staff",
    "categories",
    "link",
    "away",
    "back",
    "quiet",
    "block",
    "blocked",
    "failed",
    "new",
    "tickets",
    "language",
    "help",
    "start",
    "nosuch",
    "_",
    "CLAIM",
)
PRESSES = (
    "claim",
    "open",
    "pending",
    "resolve",
    "release",
    "hand",
    "give",
    "progress",
    "hold",
    "reopen",
    "prio",
    "send",
    "cancel",
    "cat",
    "to",
    "list",
    "thread",
    "history",
    "add",
    "solved",
    "rate",
    "admit",
    "dismiss",
    "evict",
    "brake",
    "link",
    "queue",
    "lang",
    "subject",
    "block",
    "unblock",
    "retry",
    "nosuch",
)
NUMBERS = (
    "1",
    "2",
    "3",
    "0",
    "-1",
    "01",
    "1.0",
    "1e3",
    "99999999",
    str(2**31),
    str(2**63 - 1),
    str(2**63),
    "9" * 40,
    "",
    " ",
    "#1",
    "١",
    "1\x00",
    "all",
    "new",
    "none",
    "yes",
    "skip",
    "go",
    "ru",
    "x" * 40,
)


class Fuzz:
    """A stream of raw updates that pretend to come from one of `people`; no two runs of a seed differ."""

    def __init__(self, seed: int, people: list[int], messages: int) -> None:
        self._dice = random.Random(seed)
        self._people = people
        self._messages = messages
        self._next = 100_000

    def updates(self, count: int) -> Iterator[str]:
        """So many updates as the inside of a JSON object."""
        makers = (self._bent, self._press, self._press, self._command, self._command, self._link, self._text, self._raw)
        for _ in range(count):
            yield json.dumps(self._dice.choice(makers)())[1:-1]

    def _message(self, text: str) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        self._next += 1
        made: dict[str, Any] = {
            "message_id": self._next,
            "date": 1_700_000_000,
            "chat": {"id": person, "type": "private"},
            "from": {"id": person, "is_bot": False, "first_name": self._dice.choice(("F", "<b>F</b>", "F\x00"))},
            "text": text,
        }
        if self._dice.random() < 0.3:
            replied = {"message_id": self._dice.randrange(1, self._messages), "date": 1, "chat": made["chat"]}
            made["reply_to_message"] = {**replied, "text": "?"}
        return made

    def _text(self) -> dict[str, Any]:
        return {self._dice.choice(("message", "message", "edited_message")): self._message(self._dice.choice(TEXTS))}

    def _command(self) -> dict[str, Any]:
        words = [f"/{self._dice.choice(COMMANDS)}", *self._dice.choices(NUMBERS, k=self._dice.randrange(3))]
        return {"message": self._message(" ".join([*words, *self._dice.choices(TEXTS, k=self._dice.randrange(2))]))}

    def _link(self) -> dict[str, Any]:
        alphabet = "ABCxyz019_-"
        code = "".join(self._dice.choices(alphabet, k=self._dice.randrange(1, 65)))
        return {"message": self._message(f"/start {self._dice.choice((code, *NUMBERS))}")}

    def _press(self) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        parts = [self._dice.choice(PRESSES), *self._dice.choices(NUMBERS, k=self._dice.randrange(1, 3))]
        data = ":".join(parts)[:64]
        message = {
            "message_id": self._dice.randrange(1, self._messages),
            "date": 1,
            "chat": {"id": person, "type": "private"},
            "text": "?",
        }
        if self._dice.random() < 0.5:
            message["reply_markup"] = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
        self._next += 1
        sender = {"id": person, "is_bot": False, "first_name": "F"}
        return {
            "callback_query": {
                "id": str(self._next),
                "from": sender,
                "chat_instance": "1",
                "data": data,
                "message": message,
            }
        }

    def _bent(self) -> dict[str, Any]:
        """A good update with one to three values somewhere in it replaced, or taken away."""
        update = copy.deepcopy(self._dice.choice((self._text, self._command, self._press))())
        for _ in range(self._dice.randrange(1, 4)):
            self._bend(update)
        return update

    def _bend(self, value: dict[str, Any]) -> None:
        holder = value
        while True:
            if not holder:
                return
            name = self._dice.choice(list(holder))
            inner = holder[name]
            if name in ("from", "chat") or not isinstance(inner, dict) or self._dice.random() < 0.2:
                break
            holder = inner
        if name in ("from", "chat", "id"):
            return  # who sent it is Telegram's own word
        if self._dice.random() < 0.2:
            del holder[name]
        else:
            holder[name] = copy.deepcopy(self._dice.choice(JUNK))

    def _raw(self) -> dict[str, Any]:
        names = (
            "message",
            "edited_message",
            "callback_query",
            "message_reaction",
            "my_chat_member",
            "poll",
            "never_heard",
        )
        return {self._dice.choice(names): copy.deepcopy(self._dice.choice(JUNK))}
