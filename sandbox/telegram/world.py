"""The simulated Telegram's state: one bot, the people around it, their chats; must not know HTTP.

Everything happens in one event loop; nothing here waits.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sandbox.feed import Feed
from sandbox.telegram.chats import (
    KEPT_MESSAGES,
    Chat,
    Checkout,
    Connection,
    Guests,
    Message,
    Person,
    Query,
    Side,
    make_api_message,
    make_private_chat,
)
from sandbox.telegram.errors import Mistake
from sandbox.telegram.faults import Faults
from sandbox.telegram.files import FileStore
from sandbox.telegram.rate_limits import RateLimits
from sandbox.telegram.update_queue import make_update_queue

BOT_ID: Final = 7000000001
BOT_USERNAME: Final = "pulldesk_demo_bot"
KEPT_CALLS: Final = 2000
KEPT_QUERIES: Final = 20_000
CHANGED: Final = "telegram"
"""Kind of the feed's event for a change of a chat, or of the bot (`person` None)."""
CALLED: Final = "telegram_call"
"""Kind of the feed's event for every other answered call."""


@dataclass(slots=True)
class CallLog:
    """The calls of the bot: counted by method, the newest with their parameters (files left out)."""

    by_method: Counter[str] = field(default_factory=Counter)
    recent: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT_CALLS))

    def log_call(self, method: str, params: dict[str, Any], ok: bool, description: str) -> None:
        """Log one call, without a webhook's secret."""
        self.by_method[method] += 1
        if "secret_token" in params:
            params = {**params, "secret_token": "…"}
        self.recent.append({"method": method, "params": params, "ok": ok, "description": description})


@dataclass(slots=True)
class Profile:
    """The bot's texts by language (`""`: all other languages), and its commands by scope."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    menu_button: dict[str, Any] = field(default_factory=lambda: {"type": "commands"})


class TelegramWorld:
    """One bot and all people who may meet it. `now` gives aware times; `keep` bounds each chat's messages."""

    def __init__(self, feed: Feed, now: Callable[[], datetime], keep: int = KEPT_MESSAGES) -> None:
        self.feed = feed
        self.now = now
        self.keep = keep
        self.me = _make_bot_user()
        self.has_privacy_mode = True
        self.has_private_topics = self.lets_people_make_topics = False
        self.token = self.make_token()
        self.tokens = {self.token}
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: OrderedDict[str, Query] = OrderedDict()
        self.payloads: dict[tuple[int, int], str] = {}
        self.checkouts: dict[str, Checkout] = {}
        self.connections: dict[int, Connection] = {}
        self.guests = Guests()
        self.updates = make_update_queue(now, first_id=secrets.randbelow(500_000_000) + 100_000_000)
        self.files = FileStore()
        self.faults = Faults()
        self.limits = RateLimits()
        self.profile = Profile()
        self.calls = CallLog()
        self.webhook_url = ""
        self.closing = asyncio.Event()
        self._queries_made = 0
        self._last_person = 100_000

    def make_token(self) -> str:
        """Make a text in the shape of a token of this bot: its id, a colon, 35 characters."""
        return f"{self.me['id']}:AA{secrets.token_urlsafe(25)[:33]}"

    def get_timestamp(self) -> int:
        """Return the current time as Unix time in seconds."""
        return int(self.now().timestamp())

    def publish_change(self, chat: Chat | None) -> None:
        """Tell all watchers that this chat (None: the bot itself) has changed."""
        self.feed.publish(CHANGED, person=None if chat is None else chat.page_id or chat.chat_id)

    def take_person_id(self) -> int:
        """Return a user id that is free."""
        self._last_person += 1
        while self._last_person in self.people:
            self._last_person += 1
        return self._last_person

    def add_person(self, user: dict[str, Any]) -> Person:
        """Add a person with this User object and an empty chat; a known id changes the person."""
        person_id = int(user["id"])
        person = self.people.get(person_id)
        if person is None:
            person = self.people[person_id] = Person(user)
            self.chats[person_id] = make_private_chat(person, self.keep)
        else:
            person.user |= user
            self.chats[person_id].about |= make_private_chat(person, self.keep).about
        self.publish_change(self.chats[person_id])
        return person

    def get_person(self, person_id: object) -> Person:
        """Return the person with that id. Raises `Mistake` for an unknown one."""
        found = self.people.get(person_id) if isinstance(person_id, int) else None
        if found is None:
            raise Mistake(f"there is no person {person_id!r}; make one with /control/person")
        return found

    def get_chat(self, person: Person) -> Chat:
        """Return the private chat of a person with the bot."""
        return self.chats[person.person_id]

    def close(self) -> None:
        """Release all waiters: the poll, the delays of faults, the watchers of changes."""
        self.closing.set()
        self.updates.release_poll()
        self.feed.publish(CHANGED, person=None)

    def make_body(self, chat: Chat, author: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        """Make a Message object of the API with the chat's next id, dated now."""
        head = {"message_id": chat.take_next_id(), "from": author, "chat": chat.about, "date": self.get_timestamp()}
        return {**head, **content}

    def post_message(self, chat: Chat, content: dict[str, Any], markup: dict[str, Any] | None, **about: Any) -> Message:
        """Add a message of the bot to a chat; `about` sets further fields of `Message`. In a connected account it is
        the owner's, and the bot is told of it."""
        connection = chat.connection
        if connection is not None:
            sent_by = {"business_connection_id": connection.connection_id, "sender_business_bot": self.me}
            content = {**content, **sent_by}
        body = self.make_body(chat, self.me if connection is None else connection.owner.user, content)
        message = Message(body["message_id"], Side.BOT, body, markup, **about)
        chat.add_message(message)
        if connection is not None:
            self.updates.add_update("business_message", make_api_message(chat, message))
        return message

    def add_query(self, person: Person, data: str, message_id: int) -> Query:
        """Add a press; the oldest are forgotten beyond `KEPT_QUERIES`."""
        self._queries_made += 1
        query_id = f"{person.person_id << 32 | self._queries_made}"
        query = Query(query_id, person.person_id, data, message_id, self.now())
        self.queries[query_id] = query
        person.presses.append(query)
        if len(self.queries) > KEPT_QUERIES:
            self.queries.popitem(last=False)
        return query


def _make_bot_user() -> dict[str, Any]:
    return {"id": BOT_ID, "is_bot": True, "first_name": "Pulldesk", "username": BOT_USERNAME}
