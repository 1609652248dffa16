"""Listens to the simulated services during a day: to each call of the bot and each change of the board. Never acts.

Waits are seconds of the machine's clock, from the act to the call that shows its effect. Hours, and how long people
wait for people, are of the day's clock.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench.participants import FIRST_AGENT
from bench.wait_times import WaitTimes
from sandbox.servers import SimulatedServices
from sandbox.telegram.chats import Message, Side
from sandbox.telegram.world import CallLog
from sandbox.todoist.account import BoardEvent

_MARK = re.compile(r"\bmark-(\d+)\b")
_NUMBER = re.compile(r"#(\d+) ")
_NEW = re.compile(r"(?:send|copy|forward)(?!ChatAction)")
QUARTER = 900.0


@dataclass(slots=True)
class Pending:
    """Something said that has not arrived yet: `at` by the machine's clock; `to`: see `DayLog.expect`."""

    kind: str
    at: float
    to: int


class _Calls(CallLog):
    """The log of the simulated Telegram, which passes every answered call on."""

    heard: Callable[[str, dict[str, Any], bool], None]

    def log_call(self, method: str, params: dict[str, Any], ok: bool, description: str) -> None:
        """Log one call, and pass it on."""
        super().log_call(method, params, ok, description)
        self.heard(method, params, ok)


@dataclass(slots=True)
class DayLog:
    """Everything that is counted. `now`: seconds of the day."""

    simulated: SimulatedServices
    now: Callable[[], float]
    pending: dict[int, list[Pending]] = field(default_factory=lambda: defaultdict(list))
    receipts: dict[tuple[int, int], tuple[str, float]] = field(default_factory=dict)
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sounds: Counter[tuple[int, int]] = field(default_factory=Counter)
    silent: int = 0
    sends: Counter[int] = field(default_factory=Counter)
    board: Counter[int] = field(default_factory=Counter)
    by_people: int = 0
    tasks: dict[int, str] = field(default_factory=dict)
    signed: set[str] = field(default_factory=set)
    on_message: Callable[[int, Message], None] = lambda chat, message: None
    _read: dict[int, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin to listen at both services."""
        telegram, calls = self.simulated.telegram, _Calls()
        calls.by_method, calls.recent, calls.heard = telegram.calls.by_method, telegram.calls.recent, self._hear_call
        telegram.calls = calls
        self._read = {key: chat.last_id for key, chat in telegram.chats.items()}
        self.simulated.todoist.listeners.append(self._hear_board)

    def expect(self, mark: int, kind: str, to: int) -> None:
        """Wait for marked words until the person `to` has them; 0: until the board has, `FIRST_AGENT`: any agent."""
        self.pending[mark].append(Pending(kind, perf_counter(), to))

    def expect_receipt(self, person: int, message_id: int, kind: str) -> None:
        """Wait until the bot has answered a message, by a message or by a reaction to it."""
        self.receipts[person, message_id] = kind, perf_counter()

    def add_wait(self, kind: str, since: float) -> None:
        """Note a wait that began then and is over."""
        self.waits[kind].append(perf_counter() - since)

    def count_lost(self) -> Counter[str]:
        """Return what never arrived, by its kind."""
        late = [one.kind for some in self.pending.values() for one in some]
        return Counter(late + [kind for kind, _ in self.receipts.values()])

    def get_waits(self) -> dict[str, dict[str, Any]]:
        """Return the percentiles of all waits by their kind."""
        return {kind: WaitTimes.from_seconds(some).to_json() for kind, some in self.waits.items()}

    def _hear_call(self, method: str, params: dict[str, Any], ok: bool) -> None:
        chat = params.get("chat_id")
        if method == "answerCallbackQuery":  # by the day's clock it may come too late to be shown
            self.signed.add(str(params["callback_query_id"]))
        if not ok or chat is None:
            return
        chat = int(chat)
        if method == "setMessageReaction":
            self._receive(chat, int(params["message_id"]))
        is_new = _NEW.match(method) is not None
        if is_new or method.startswith("edit"):
            self.sends[int(self.now() // 60)] += 1
        if method.startswith("edit") and (edited := self._find_message(chat, params)) is not None:
            self.on_message(chat, edited)
        if is_new:
            self._read_new(chat, is_silent=str(params.get("disable_notification")).lower() == "true")

    def _find_message(self, chat: int, params: dict[str, Any]) -> Message | None:
        return self.simulated.telegram.chats[chat].find_message(int(params.get("message_id") or 0))

    def _read_new(self, chat_id: int, *, is_silent: bool) -> None:
        chat = self.simulated.telegram.chats[chat_id]
        before, self._read[chat_id] = self._read.get(chat_id, 0), chat.last_id
        new = [chat.messages[key] for key in range(before + 1, chat.last_id + 1) if key in chat.messages]
        new = [one for one in new if one.side is Side.BOT]
        if chat_id >= FIRST_AGENT and is_silent:
            self.silent += 1
        elif chat_id >= FIRST_AGENT:
            self.sounds[chat_id, int(self.now() // 3600)] += 1
        for message in new:
            for mark in find_marks(message):
                self._arrive(mark, chat_id)
            self.on_message(chat_id, message)
        for person, message_id in [key for key in self.receipts if key[0] == chat_id] if chat_id < FIRST_AGENT else ():
            self._receive(person, message_id)

    def _receive(self, person: int, message_id: int) -> None:
        if found := self.receipts.pop((person, message_id), None):
            self.add_wait(*found)

    def _arrive(self, mark: int, chat: int) -> None:
        """Note what was waited for; `chat` 0 is the board."""
        for one in list(self.pending.get(mark, ())):
            if one.to == chat or (one.to == FIRST_AGENT and chat >= FIRST_AGENT):
                self.pending[mark].remove(one)
                self.add_wait(one.kind, one.at)

    def _hear_board(self, event: BoardEvent) -> None:
        if event.by == self.simulated.bot_user["id"]:
            self.board[int(self.now() // QUARTER)] += 1
        else:
            self.by_people += 1
        words = str(event.data.get("content", ""))
        if event.event == "item:added" and (found := _NUMBER.match(words)):
            self.tasks[int(found[1])] = str(event.data["id"])
        if event.event in ("item:added", "note:added") and event.by == self.simulated.bot_user["id"]:
            for mark in _MARK.findall(words):
                self._arrive(int(mark), 0)


def find_marks(message: Message) -> list[int]:
    """Return the marks in a message."""
    return [int(one) for one in _MARK.findall(_get_words(message))]


def _get_words(message: Message) -> str:
    """Return the text or caption of a message."""
    return str(message.body.get("text") or message.body.get("caption") or "")
