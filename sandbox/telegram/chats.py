"""People, chats and messages of the simulated Telegram; must not know calls, updates or HTTP.

Every chat has its own message ids, for both sides. A chat keeps its newest messages only.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

KEPT_MESSAGES: Final = 2000
"""Messages a chat remembers by default."""
KEPT_PRESSES: Final = 500
"""The presses of one person that a chat remembers."""


class Side(StrEnum):
    """The writer of a message or a reaction."""

    BOT = "bot"
    PERSON = "person"


class Standing(StrEnum):
    """Whether a person can be reached by the bot, and why not."""

    NEVER_WROTE = "never wrote"
    MEMBER = "member"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"


@dataclass(slots=True)
class Query:
    """A pressed button. `answered` is None until the bot answers it."""

    query_id: str
    person_id: int
    data: str
    message_id: int
    asked: datetime
    answered: datetime | None = None
    text: str = ""
    show_alert: bool = False


@dataclass(slots=True)
class Checkout:
    """A person who is about to pay. `declined`: the bank will not let them; `state`: how it ended; `error`: what the
    bot said against it; `press`: the button of the page that waits for it."""

    query_id: str
    person_id: int
    message_id: int
    asked_at: datetime
    declined: bool = False
    state: str = ""
    error: str = ""
    press: Query | None = None


@dataclass(slots=True)
class Person:
    """A Telegram account of a person. `user` is the API's User object."""

    user: dict[str, Any]
    standing: Standing = Standing.NEVER_WROTE
    presses: deque[Query] = field(default_factory=lambda: deque(maxlen=KEPT_PRESSES))

    @property
    def person_id(self) -> int:
        """The Telegram user id."""
        return int(self.user["id"])

    @property
    def language(self) -> str:
        """The language of the person's app, `""` if unknown."""
        return str(self.user.get("language_code", ""))


@dataclass(slots=True)
class Message:
    """One message. `body` is the API's Message object without `reply_markup` and `reply_to_message`."""

    message_id: int
    side: Side
    body: dict[str, Any]
    markup: dict[str, Any] | None = None
    reply_to: int | None = None
    forwarded: bool = False
    protected: bool = False
    deleted: bool = False
    edits: int = 0
    reactions: dict[Side, str] = field(default_factory=dict)

    @property
    def inline(self) -> list[list[dict[str, Any]]]:
        """The rows of the inline keyboard, empty without one."""
        return (self.markup or {}).get("inline_keyboard", [])  # type: ignore[no-any-return]

    def has_button(self, data: str) -> bool:
        """Return True if the message has a callback button with this data."""
        return any(button.get("callback_data") == data for row in self.inline for button in row)


@dataclass(slots=True)
class Connection:
    """A person's own account that the bot is connected to. `chats`: those of the owner by the other person's id;
    `left_out`: people whose chats the bot may not see; `last_id`: of the account's messages."""

    connection_id: str
    owner: Person
    enabled: bool = False
    rights: dict[str, bool] = field(default_factory=dict)
    made_at: int = 0
    left_out: set[int] = field(default_factory=set)
    chats: dict[int, Chat] = field(default_factory=dict)
    last_id: int = 0


@dataclass(slots=True)
class GuestQuery:
    """A call of the bot from a chat where it is no member, until it is answered."""

    chat: Chat
    message_id: int
    person_id: int
    asked_at: datetime


@dataclass(slots=True)
class Guests:
    """The chats without the bot by their names, the calls from there, and the answers by `inline_message_id`; `is_on`:
    the bot's owner has switched guest mode on."""

    is_on: bool = False
    chats: dict[str, Chat] = field(default_factory=dict)
    queries: dict[str, GuestQuery] = field(default_factory=dict)
    answers: dict[str, tuple[Chat, Message]] = field(default_factory=dict)


@dataclass(slots=True)
class Topic:
    """A forum topic. `icon`: the id of its custom emoji, if it has one."""

    name: str
    closed: bool = False
    icon: str = ""


@dataclass(slots=True)
class Chat:
    """A chat with its newest messages by id. `about` is the API's Chat; a private chat has a `person`.

    Of a group: whether the bot was removed from it (`kicked`), is an administrator there (`is_admin`, with `rights`) or
    may not write (`muted`), and the supergroup it became (`moved_to`). `topics`: its forum topics by id; `is_flat`: a
    private chat that has none even if the bot has.
    `cleared_up_to`: the last message that the person has cleared from their side. `connection`: of a chat in somebody's
    own account, where the person wrote last at `heard_at`; `page_id`: what the page calls it. `hints`: what
    one member alone sees.
    """

    about: dict[str, Any]
    person: Person | None = None
    keep: int = KEPT_MESSAGES
    last_id: int = 0
    pinned: int | None = None
    menu_button: dict[str, Any] | None = None
    cleared_up_to: int = 0
    kicked: bool = False
    is_admin: bool = False
    members: int = 12
    rights: frozenset[str] = frozenset()
    muted: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    is_flat: bool = False
    moved_to: int | None = None
    connection: Connection | None = None
    page_id: int = 0
    heard_at: int = 0
    hints: list[Message] = field(default_factory=list)
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)

    @property
    def chat_id(self) -> int:
        """The chat's id; for a private chat that of the person."""
        return int(self.about["id"])

    def has_right(self, name: str) -> bool:
        """Return True if the bot is an administrator of the group with this right."""
        return self.is_admin and name in self.rights

    def take_next_id(self) -> int:
        """Count one more message and return its id."""
        if self.connection is not None:
            self.connection.last_id += 1
            self.last_id = self.connection.last_id
        else:
            self.last_id += 1
        return self.last_id

    def add_message(self, message: Message) -> None:
        """Add a new message and forget the oldest beyond `keep`."""
        self.messages[message.message_id] = message
        while len(self.messages) > self.keep:
            self.messages.popitem(last=False)

    def find_message(self, message_id: int | None) -> Message | None:
        """Return the message if it is there and not deleted."""
        message = self.messages.get(message_id) if message_id is not None else None
        return None if message is None or message.deleted else message


def make_private_chat(person: Person, keep: int) -> Chat:
    """Make the chat of a person with the bot."""
    about = {"id": person.person_id, "type": "private"}
    about |= {name: person.user[name] for name in ("first_name", "last_name", "username") if person.user.get(name)}
    return Chat(about, person, keep)


def make_api_message(chat: Chat, message: Message, with_reply: bool = True) -> dict[str, Any]:
    """Return the API's Message object, with keyboard and the message replied to (that one without its own reply)."""
    body = message.body
    if message.inline:
        body = {**body, "reply_markup": {"inline_keyboard": message.inline}}
    if with_reply and message.reply_to is not None:
        replied = chat.messages.get(message.reply_to)
        if replied is not None:
            body = {**body, "reply_to_message": make_api_message(chat, replied, with_reply=False)}
    return body
