"""A stage written down as people see it: every chat and the board, without what the beginning had already.

What is drawn at random gets a name. Must not know who compares it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration

from sandbox.telegram.chats import Standing
from sandbox.telegram.views import make_message_view
from tests.flows.beginnings import Worlds
from tests.flows.rows import Rows, read_rows, write_rows, write_time

if TYPE_CHECKING:
    from db.database import Database
    from sandbox.telegram.chats import Chat, Message
    from sandbox.telegram.world import TelegramWorld
    from sandbox.todoist import TodoistWorld
    from tests.flows.stage import Stage

_RANDOM = re.compile(
    r"(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    r"|(?P<object>\b6[23456789CFGHJMPQRVWXcfghjmpqrvwx]{15}\b)"
    r"|(?P<secret>\bwhsec_[\w+/=-]+)|(?P<charge>\b(?:charge|provider)-\d{6,})|(?P<address>(?<=/sign-in/)[A-Z0-9]{8}\b)"
    r"|(?P<album>\"album\": ?\"\d+\")|(?P<server>127\.0\.0\.1:\d+)|(?P<account>\b\d{8}\b)"
    r"|(?P<code>(?:\[\w{4} \| )?\bweb_pick:\d+:\w{4}\b)"
    r"|(?<=\s)(?P<ending>…[\w-]{4})(?=[\s,])|(?P<token>[\w-]{20,})"
    r"|(?P<moment>\b\d{4}-\d\d-\d\dT\d\d:\d\d):\d\d(?:\.\d+)?"
)
_TIME = re.compile(r'<tg-time unix="(?P<unix>\d+)" format="(?P<form>\w+)">(?P<said>[^<]*)</tg-time>')
_SHOWN = 40
_DRAWN = 1_000  # bytes
_MIXED = 5  # as often does the kind of character change, at least, in what is drawn at random

Seen = list[tuple[str, list[tuple[Any, str]]]]
"""The title of each chat and project, with what is in it, in order: a key that stays, and the text."""


@dataclass(slots=True)
class Before:
    """What there is before a conversation: rows, and what is written of messages, presses and tasks, by their keys."""

    rows: Rows = field(default_factory=dict)
    texts: dict[Any, str] = field(default_factory=dict)


async def write_beginning(database: Database, worlds: Worlds) -> Before:
    """Return what a stage begins with, as long as nothing but that is in its database."""
    texts = {key: text for _, seen in _see(worlds) for key, text in seen}
    return Before(await read_rows(database.engine), texts)


async def write_stage(stage: Stage, before: Before) -> str:
    """Return what people see of a stage, and its rows, as far as it is not in `before`."""
    return write_down(stage.worlds, await read_rows(stage.database.engine), before)


def write_down(worlds: Worlds, rows: Rows, before: Before) -> str:
    """Return what people see of these worlds, and these rows, as far as it is not in `before`."""
    named = _Named(worlds.todoist)
    lines: list[str] = []
    for title, seen in sorted(_see(worlds)):
        new = [text for key, text in seen if before.texts.get(key) != text]
        if new:
            lines += [title, *(line for text in new for line in named(text).splitlines()), ""]
    return "\n".join(lines + write_rows(rows, before.rows, named)).rstrip() + "\n"


def _see(worlds: Worlds) -> Seen:
    telegram = worlds.telegram
    chats = [(_title(telegram, chat), list(_chat(telegram, chat))) for chat in telegram.chats.values()]
    return chats + list(_board(worlds.todoist))


def _title(world: TelegramWorld, chat: Chat) -> str:
    name = _called(chat)
    namesakes = [one for one in world.chats.values() if _called(one) == name]
    return name + (f" {chat.chat_id}" if len(namesakes) > 1 else "")


def _called(chat: Chat) -> str:
    return f"Group {chat.about['title']}" if chat.person is None else f"Chat of {chat.person.user['first_name']}"


def _chat(world: TelegramWorld, chat: Chat) -> Iterator[tuple[Any, str]]:
    for message in chat.messages.values():
        yield (chat.chat_id, message.message_id), _message(chat, message)
    if chat.person is not None:
        for press in chat.person.presses:
            if press.text or press.answered is None:
                how = "alert" if press.show_alert else "toast" if press.answered else "no answer"
                yield (chat.chat_id, press.query_id), f"  pressed {press.data}: {how} {_indented(press.text)}"
        if chat.person.standing not in {Standing.NEVER_WROTE, Standing.MEMBER}:
            yield (chat.chat_id, "standing"), f"  {chat.person.standing.value}"
    if chat.pinned:
        yield (chat.chat_id, "pinned"), f"  pinned: {_quote(chat.messages.get(chat.pinned))}"
    for key, topic in chat.topics.items():
        state = " (closed)" if topic.closed else ""
        yield (chat.chat_id, "topic", key), f"  topic {topic.name}{state} {topic.icon}".rstrip()
    for (scope, language), commands in world.profile.commands.items():
        if scope == f"chat:{chat.chat_id}":
            told = " ".join(f"/{one['command']}" for one in commands)
            yield (
                (chat.chat_id, "menu", language),
                f"  menu {language}: {told}, the first {commands[0]['description']!r}",
            )


def _message(chat: Chat, message: Message) -> str:
    """Return a message with all that shows: its head, words, files, buttons and reactions."""
    view = make_message_view(message)
    writer = "bot" if view["from"] == "bot" else message.body["from"]["first_name"]
    marks = [
        f"to {_quote(chat.messages.get(view['reply_to']))}" if view["reply_to"] else "",
        f"quoting {view['quote']!r}" if view["quote"] else "",
        f"in topic {chat.topics[view['topic']].name}" if view["topic"] in chat.topics else "",
        f"edited {view['edits']}×" if view["edits"] else "",
        "album" if view["album"] else "",
        "forwarded" if "forward_origin" in view else "",
        "protected" if message.protected else "",
        "deleted" if view["deleted"] else "",
    ]
    told = ", ".join(mark for mark in marks if mark)
    at = write_time(datetime.fromtimestamp(view["date"], UTC))
    lines = [f"  {at} {writer}{f' ({told})' if told else ''}"]
    lines += [f"    {line}" for line in _marked_up(view).splitlines()]
    lines += [f"    file: {_file(file['name'] or file['kind'], file['size'])}" for file in view["files"]]
    lines += [f"    {name}: {view[name]}" for name in ("raw", "keyboard") if view.get(name)]
    lines += [f"    {' '.join(map(_button, row))}" for row in view["buttons"]]
    lines += [f"    {reaction['emoji']} by {reaction['from']}" for reaction in view["reactions"]]
    return "\n".join(lines)


def _file(name: str, size: int) -> str:
    """Return a file by name and size: of what is drawn or compressed here, libraries decide the size."""
    is_made = name.endswith(".zip") or (size >= _DRAWN and name.endswith(("photo", ".pdf", ".png")))
    return name if is_made else f"{name} {size} bytes"


def _marked_up(view: dict[str, Any]) -> str:
    """Return the words of a message with its entities as HTML."""
    words = str(view.get("text", view.get("caption", "")))
    if not view["entities"]:
        return escape(words, quote=False)
    return _TIME.sub(_time, html_decoration.unparse(words, [MessageEntity(**entity) for entity in view["entities"]]))


def _time(found: re.Match[str]) -> str:
    """Return a time that each device says in its own way: its form, the minute, and what it says by itself."""
    return f"‹{found['form']} {write_time(datetime.fromtimestamp(int(found['unix']), UTC))}: {found['said']}›"


def _button(button: dict[str, Any]) -> str:
    does = button["data"] or button["url"] or f"copies {button['copy']}"
    style = f", {button['style']}" if button["style"] else ""
    return f"[{button['text']} | {does}{style}]"


def _quote(message: Message | None) -> str:
    if message is None:
        return "a message that is gone"
    words = message.body.get("text") or message.body.get("caption") or ""
    return f'"{_short(words)}"' if words else "a message without words"


def _short(words: str) -> str:
    line = words.split("\n", 1)[0]
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _indented(words: str) -> str:
    return words.replace("\n", "\n      ")


def _board(world: TodoistWorld) -> Iterator[tuple[str, list[tuple[Any, str]]]]:
    for project in world.projects.rows.values():
        if project["inbox_project"] and not any(t["project_id"] == project["id"] for t in world.items.rows.values()):
            continue
        sections = [one for one in world.sections.rows.values() if one["project_id"] == project["id"]]
        order = {one["id"]: at for at, one in enumerate(sorted(sections, key=lambda one: one["section_order"]))}
        seen = [(one["id"], f"  section {one['name']}{_gone(one)}") for one in sections]
        tasks = [task for task in world.items.rows.values() if task["project_id"] == project["id"]]
        tasks.sort(key=lambda task: (order.get(task["section_id"], -1), task["child_order"]))
        yield f"Board {project['name']}{_gone(project)}", seen + [(task["id"], _task(world, task)) for task in tasks]


def _gone(row: dict[str, Any]) -> str:
    return " (deleted)" if row["is_deleted"] else ""


def _task(world: TodoistWorld, task: dict[str, Any]) -> str:
    section = world.sections.rows.get(task["section_id"], {"name": "no section"})["name"]
    done = " (completed)" if task["checked"] else ""
    lines = [f"  {section}: {task['content']}{done}{_gone(task)}"]
    lines += [f"    {line}" for line in (task["description"] or "").splitlines()]
    about = {name: task[name] for name in ("priority", "labels", "due", "responsible_uid", "parent_id") if task[name]}
    if task["due"]:
        about["due"] = task["due"]["date"]
    lines += [f"    {name}: {value}" for name, value in about.items()]
    for note in (world.notes.rows[key] for key in world.notes_of.get(task["id"], ())):
        file = note["file_attachment"]
        lines.append(f"    comment of {note['posted_uid']}{_gone(note)}: {_indented(note['content'])}")
        lines += [f"      file: {_file(file['file_name'], file['file_size'])}"] if file else []
        lines += [f"      {emoji} by {uids}" for emoji, uids in (note["reactions"] or {}).items()]
    return "\n".join(lines)


class _Named:
    """Names for what is drawn at random: Todoist's ids by what they are the ids of."""

    def __init__(self, world: TodoistWorld) -> None:
        self._names = {key: f"‹{account.user['full_name']}›" for key, account in world.accounts.items()}
        tables = {"project": world.projects, "section": world.sections, "task": world.items, "comment": world.notes}
        for kind, table in tables.items():
            for key, row in table.rows.items():
                words = row.get("name") or row["content"]
                self._names[key] = f"‹{kind} {words.split(' ', 1)[0] if words.startswith('#') else _short(words)}›"

    def __call__(self, text: str) -> str:
        return _RANDOM.sub(self._name, text)

    def _name(self, found: re.Match[str]) -> str:
        text, kind = found[0], found.lastgroup
        if kind == "moment":
            return found["moment"]
        if text in self._names:
            return self._names[text]
        is_start = found.string[: found.start()].endswith(("/start ", "start="))
        is_word = kind == "token" and not is_start and not _is_random(text)
        return text if kind == "account" or is_word else f"‹{kind}›"


def _is_random(text: str) -> bool:
    """Return True for what mixes capitals, small letters and digits as no word does."""
    kinds = [(char.isupper(), char.isdigit()) for char in text if char.isalnum()]
    return sum(one != other for one, other in pairwise(kinds)) >= _MIXED
