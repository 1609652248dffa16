"""Reads what Telegram Desktop exports as `result.json`: one chat, or the chats of an account that were chosen.

In a private chat everything until a long silence is one request of the person whom the chat is with. In a group a
request is what one person writes until they fall silent, and what replies to that; what the team writes without
replying belongs to the request that was talked of last. In a forum each topic is a request of whom its title names, and
who has opened the topic speaks for them, as the bots of other desks do. What a message holds is on its request, or
counted by its name. Facts about the format: Telegram Desktop 5 and 6, `export_output_json.cpp`, read 2026-11.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, TextIO

from desk.importing.json_stream import JsonStream, NotJsonError
from desk.importing.records import (
    NOBODY,
    Clock,
    Names,
    PastEntry,
    PastFile,
    PastKind,
    PastPerson,
    PastTicket,
    Unread,
    fold,
    name_left_out,
    read_id,
)

_KEPT = timedelta(days=7)
"""How long after its last message a request is kept in memory for replies to it."""
_MOST = 500
"""Messages of a request after which the next is one of its own: somebody never falls silent."""
_PRIVATE = "personal_chat"
_GROUPS = ("private_group", "private_supergroup", "public_supergroup")
_OF_ACCOUNT = ("chats", "left_chats")
_MEDIA = {
    "voice_message": "voice", "video_message": "video_note", "video_file": "video", "audio_file": "audio",
    "animation": "animation", "sticker": "sticker",
}  # fmt: skip
_LINES = ("place_name", "address", "title", "performer", "sticker_emoji", "caption")
_READ = frozenset({
    *("id", "type", "date", "date_unixtime", "from", "from_id", "forwarded_from", "reply_to_message_id"),
    *("message_thread_id", "location_information", "photo", "file", "media_type", "mime_type", "file_name"),
    *("duration_seconds", "text", "text_entities", *_LINES),
})  # fmt: skip
_NOT_SAID = frozenset({"reactions", "inline_bot_buttons"})
"""Lists that hold names and keys, not words of the message."""


@dataclass(frozen=True, slots=True)
class RequestChoice:
    """The choice of what is a request. `team`: who answers; `chats`: which chats of an account, by name or id;
    `people`: whose requests, everybody's if empty; `words`: one of which a request has to contain, if there are any;
    `silence`: after which the next message is a request of its own."""

    team: Names = NOBODY
    chats: frozenset[str] = frozenset()
    people: Names = NOBODY
    words: tuple[str, ...] = ()
    silence: timedelta = timedelta(hours=12)

    def is_wanted(self, ticket: PastTicket) -> bool:
        """Return True for a request of the chosen people that has one of the chosen words."""
        said = "\n".join(one.text for one in ticket.entries if one.kind is PastKind.QUESTION).casefold()
        is_of_them = not self.people or self.people.has(ticket.requester)
        return is_of_them and (not self.words or any(word.casefold() in said for word in self.words))


@dataclass(slots=True)
class _Thread:
    key: str
    where: str
    requester: PastPerson
    last_at: datetime
    entries: list[PastEntry] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    topic: str = ""
    opened_by: str = ""

    def close(self) -> PastTicket:
        """Return the request as it was when nothing more came."""
        self.entries.sort(key=lambda one: one.at)
        first, last = self.entries[0].at, self.entries[-1].at
        entries = tuple(self.entries)
        return PastTicket(self.key, self.where, first, self.requester, entries, closed_at=last, subject=self.topic)


def read_export(text: TextIO, clock: Clock, choice: RequestChoice) -> Iterator[PastTicket | Unread]:
    """Yield the requests of an export as they end, and what was left out."""
    stream, left_out = JsonStream(text), Counter[str]()
    chat: _Chat | None = None
    try:
        for header, message in _list_messages(stream, choice, left_out):
            if message is None:
                yield Unread(_name_chat(header), "this chat was not chosen (--chat), or it is a channel")
                continue
            if chat is None or chat.header is not header:
                yield from chat.end() if chat is not None else ()
                chat = _Chat(header, clock, choice, left_out)
            yield from chat.take(message)
    except NotJsonError as error:
        yield Unread(f"character {error.at}", "no JSON from here on, or cut off: nothing after it is read")
    yield from chat.end() if chat is not None else ()
    yield from name_left_out(left_out)


def _list_messages(
    stream: JsonStream, choice: RequestChoice, left_out: Counter[str], *, of_account: bool = False
) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Yield chats with their messages, and those without a message that are not wanted."""
    header: dict[str, Any] = {}
    for key in stream.list_keys():
        if key in ("name", "type", "id"):
            header[key] = stream.read_value()
        elif key == "messages" and _is_chosen(header, choice, of_account=of_account):
            for _ in stream.iterate_items():
                yield header, stream.read_value()
        elif key == "messages":
            stream.skip_value()
            yield header, None
        elif key in _OF_ACCOUNT:
            for inner in stream.list_keys():
                if inner != "list":
                    stream.skip_value()
                    continue
                for _ in stream.iterate_items():
                    yield from _list_messages(stream, choice, left_out, of_account=True)
        else:
            left_out[key] += 1
            stream.skip_value()


def _is_chosen(header: Mapping[str, Any], choice: RequestChoice, *, of_account: bool) -> bool:
    is_kind = header.get("type") in (None, _PRIVATE, *_GROUPS)
    named = {fold(str(header.get("name") or "")), str(header.get("id", ""))} & choice.chats
    return is_kind and (bool(named) or not (of_account or choice.chats))


def _name_chat(header: Mapping[str, Any]) -> str:
    return f"chat {header.get('name') or header.get('id', '?')}"


class _Chat:
    """The open requests of one chat."""

    def __init__(self, header: Mapping[str, Any], clock: Clock, choice: RequestChoice, left_out: Counter[str]) -> None:
        self.header, self._left_out = header, left_out
        self._clock, self._choice = clock, choice
        self._name, self._id = _name_chat(header), header.get("id", 0)
        self._with = None if header.get("type") in _GROUPS else read_id(self._id)
        self._threads: OrderedDict[str, _Thread] = OrderedDict()
        self._topics: list[_Thread] = []
        self._by_message: dict[int, _Thread] = {}
        self._by_author: dict[str, _Thread] = {}
        self._last_at: datetime | None = None
        self._lone = self._unwanted = 0

    def take(self, message: Any) -> Iterator[PastTicket | Unread]:
        """Take the next message; yield the requests that have ended by then."""
        if not isinstance(message, dict) or not isinstance(message.get("id"), int):
            yield Unread(self._name, "a message without a number")
            return
        kind = message.get("type")
        is_topic = kind == "service" and message.get("action") == "topic_created"
        if kind != "message" and not is_topic:
            self._left_out[f"service {message.get('action')}" if kind == "service" else f"type {kind}"] += 1
            return
        where = f"{self._name}, message {message['id']}"
        at = self._clock.read(message.get("date_unixtime")) or self._clock.read(message.get("date"))
        if at is None:
            yield Unread(where, "no date" if self._last_at is None else "no date: it has that of the message before")
            at = self._last_at
            if at is None:
                return
        self._last_at = at
        try:
            (self._open_topic if is_topic else self._put)(message, where, at)
        except (TypeError, ValueError):
            yield Unread(where, "of an unknown shape")
        yield from self._end_until(at - _KEPT)

    def _open_topic(self, message: Mapping[str, Any], where: str, at: datetime) -> None:
        title, key = str(message.get("title") or ""), f"{self._id}:{message['id']}"
        topic = _Thread(key, where, PastPerson(title, key=f"topic {key}"), at, topic=title)
        topic.opened_by = str(message.get("actor_id") or "")
        self._by_message[message["id"]] = topic
        self._topics.append(topic)

    def _put(self, message: Mapping[str, Any], where: str, at: datetime) -> None:
        author, named = _read_author(message), (message.get("message_thread_id"), message.get("reply_to_message_id"))
        entry_of = next((self._by_message[one] for one in named if one in self._by_message), None)
        is_team = self._is_team(author)
        if entry_of is not None and not is_team and _key(author) == entry_of.opened_by:
            author = entry_of.requester
        thread = entry_of or self._find_open(author, at, is_team=is_team)
        if thread is None and is_team and self._with is None:
            self._lone += 1
            return
        if thread is None:
            requester = author if not is_team else PastPerson(str(self.header.get("name") or ""), self._with)
            thread = _Thread(f"{self._id}:{message['id']}", where, requester, at)
            self._threads[thread.key] = thread
        kind = PastKind.ANSWER if is_team else PastKind.QUESTION
        files, text = tuple(_read_files(message)), _read_text(message, self._left_out)
        if not (files or text):
            self._left_out["message without words"] += 1
        source = message.get("forwarded_from")
        thread.entries.append(
            PastEntry(at, kind, text, author, files, source if isinstance(source, str) and source else None)
        )
        thread.messages.append(message["id"])
        thread.last_at = max(thread.last_at, at)
        self._by_message[message["id"]] = thread
        if thread.key not in self._threads:
            return
        self._threads.move_to_end(thread.key)
        if not is_team:
            self._by_author[_key(author)] = thread
            thread.authors.add(_key(author))

    def _is_team(self, author: PastPerson) -> bool:
        if self._with is not None:
            return author.telegram_id != self._with
        is_chat_itself = author.key is not None and author.key == f"channel{self._id}"
        return is_chat_itself or self._choice.team.has(author)

    def _find_open(self, author: PastPerson, at: datetime, *, is_team: bool) -> _Thread | None:
        """Return the request that words belong to that reply to none."""
        newest = next(reversed(self._threads.values()), None)
        found = newest if is_team or self._with is not None else self._by_author.get(_key(author))
        if found is None or len(found.entries) >= _MOST or (is_team and self._with is not None):
            return found if is_team else None
        return found if at - found.last_at <= self._choice.silence else None

    def _end_until(self, until: datetime) -> Iterator[PastTicket | Unread]:
        while self._threads and (oldest := next(iter(self._threads.values()))).last_at < until:
            yield from self._close(oldest)

    def _close(self, thread: _Thread) -> Iterator[PastTicket | Unread]:
        self._threads.pop(thread.key, None)
        for message in thread.messages:
            self._by_message.pop(message, None)
        for key in thread.authors:
            if self._by_author.get(key) is thread:
                del self._by_author[key]
        is_asked = any(one.kind is PastKind.QUESTION for one in thread.entries)
        if is_asked and self._choice.is_wanted(ticket := thread.close()):
            yield ticket
        else:
            self._unwanted += 1

    def end(self) -> Iterator[PastTicket | Unread]:
        """Yield the requests that are still open, and how much of the chat is no request."""
        for thread in [*self._threads.values(), *self._topics]:
            yield from self._close(thread)
        if self._unwanted:
            yield Unread(self._name, f"{self._unwanted} conversations were not chosen, or without a question")
        if self._lone:
            yield Unread(self._name, f"{self._lone} messages of the team belong to no request")


def _key(author: PastPerson) -> str:
    return author.key or author.name


def _read_author(message: Mapping[str, Any]) -> PastPerson:
    """Return who wrote it; of a deleted account only its id is left."""
    name, key = message.get("from"), message.get("from_id")
    said = name if isinstance(name, str) else ""
    known = str(key) if isinstance(key, str | int) else None
    is_person = known is not None and not known.startswith(("channel", "chat"))
    return PastPerson(said, read_id(known) if is_person else None, key=known or said or "?")


def _read_text(message: Mapping[str, Any], left_out: Counter[str]) -> str:
    """Return the words of a message in any shape. What is neither words nor file is counted by its name."""
    said = {"text": message.get("text") or message.get("text_entities")}
    place = message.get("location_information")
    if isinstance(place, dict):
        said["place"] = f"📍 {place.get('latitude')}, {place.get('longitude')}"
    said |= {key: message[key] for key in _LINES if key in message}
    for key, value in message.items():
        if key not in _READ and isinstance(value, dict | list) and key not in _NOT_SAID:
            said[key] = value
        elif key not in _READ and value:
            left_out[key] += 1
    return "\n".join(line for key in said if (line := _read_words(said[key], key, left_out)))


def _read_words(value: Any, name: str, left_out: Counter[str]) -> str:
    """Return the words anywhere in a value: spans of a `text` in one line, everything else in lines of its own. The
    address of a link stands behind its words."""
    lines, todo = [""], [(value, name, True)]
    while todo:
        one, called, is_inline = todo.pop()
        if not is_inline and lines[-1]:
            lines.append("")
        if isinstance(one, str):
            lines[-1] += one
        elif isinstance(one, list):
            todo += [(part, called, is_inline) for part in reversed(one)]
        elif isinstance(one, dict):
            text, address = one.get("text"), one.get("href")
            parts = [(said, f"{name}.{key}", False) for key, said in one.items() if key not in ("type", "text", "href")]
            link = f" ({address})" if isinstance(address, str) and address not in str(text) else ""
            todo += [*reversed(parts), (link, called, True), (text, called, True)]
        elif one:
            left_out[called] += 1
    return "\n".join(lines).strip()


def _read_files(message: Mapping[str, Any]) -> Iterator[PastFile]:
    for key, kind in (("photo", "photo"), ("file", _MEDIA.get(str(message.get("media_type"))))):
        path = message.get(key)
        if not isinstance(path, str) or not path:
            continue
        is_there = not path.startswith("(")  # "(File not included. Change data exporting settings to download.)"
        given = message.get("file_name")
        named = given if isinstance(given, str) and given and key == "file" else None
        name = named or (PurePosixPath(path).name if is_there else kind or "file")
        mime, seconds = message.get("mime_type"), message.get("duration_seconds")
        yield PastFile(
            name, path if is_there else None, mime if isinstance(mime, str) and key == "file" else None, kind,
            seconds if isinstance(seconds, int) and 0 <= seconds < 10**6 else None,
        )  # fmt: skip
