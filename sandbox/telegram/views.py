"""The simulated Telegram as a page or a test reads it: chats, people, answers, calls; changes nothing."""

from __future__ import annotations

import itertools
from typing import Any, Final

from sandbox.telegram import invoices, topics
from sandbox.telegram.chats import Chat, Message, Query, Side, Standing
from sandbox.telegram.errors import Mistake
from sandbox.telegram.files import FOLDERS
from sandbox.telegram.groups import list_groups, make_group_view
from sandbox.telegram.message_content import get_content
from sandbox.telegram.profile_methods import get_menu
from sandbox.telegram.world import TelegramWorld

_WORDS: Final = frozenset(("text", "entities", "caption", "caption_entities", "link_preview_options"))

FIRST_ACCOUNT_CHAT: Final = -9_000_000_000_001
"""What the page calls the first chat in somebody's own account; no group has such an id."""
PRESSES_SHOWN: Final = 10
"""How many presses a view of a chat has, newest first."""


def list_account_chats(world: TelegramWorld) -> list[Chat]:
    """Return the chats of all connected accounts."""
    return [chat for one in world.connections.values() for chat in one.chats.values()]


def find_account_chat(world: TelegramWorld, page_id: Any) -> Chat | None:
    """Return the chat of somebody's own account that the page calls so."""
    return next((chat for chat in list_account_chats(world) if chat.page_id == page_id), None)


def get_chat_view(world: TelegramWorld, person_id: int, last: int | None = None) -> dict[str, Any]:
    """Return a person's chat, oldest message first, at most the `last` ones. Raises `Mistake` for an unknown person."""
    group = world.chats.get(person_id) if person_id < 0 else None
    if group is not None:
        return _get_group_view(group, last)
    of_account = find_account_chat(world, person_id)
    if of_account is not None:
        return _get_account_view(of_account, last)
    person = world.get_person(person_id)
    chat = world.get_chat(person)
    messages = [one for one in chat.messages.values() if one.message_id > chat.cleared_up_to]
    return {
        "messages": [make_message_view(message) for message in (messages[-last:] if last else messages)],
        "menu": get_menu(world, chat),
        "blocked": person.standing is Standing.BLOCKED,
        "pinned": chat.pinned,
        "topics": _make_topics_view(chat),
        "answers": [_make_press_view(query) for query in itertools.islice(reversed(person.presses), PRESSES_SHOWN)],
    }


def _get_group_view(chat: Chat, last: int | None) -> dict[str, Any]:
    """Return a group's chat, which has no person's menu or presses."""
    messages = list(chat.messages.values())
    shown = [
        {**make_message_view(message), "author": sender["first_name"], "author_id": sender["id"]}
        for message in (messages[-last:] if last else messages)
        for sender in (message.body["from"],)
    ]
    hints = [{**make_message_view(one), "to": one.body["receiver_user"]["id"]} for one in chat.hints]
    without_person = {"hints": hints, "menu": [], "blocked": chat.kicked, "answers": []}
    return {"messages": shown, "pinned": chat.pinned, "topics": _make_topics_view(chat), **without_person}


def _get_account_view(chat: Chat, last: int | None) -> dict[str, Any]:
    """Return a chat as the account's owner sees it: on their side is what they and, in their name, the bot wrote."""
    owner = chat.connection.owner.person_id if chat.connection is not None else 0
    view = _get_group_view(chat, last)
    for message in view["messages"]:
        message["from"] = (Side.PERSON if message["author_id"] == owner else Side.BOT).value
    return view


def _make_topics_view(chat: Chat) -> dict[int, dict[str, Any]]:
    emoji = {topics.make_icon_id(one): one for one in topics.ICONS}
    return {
        key: {"name": one.name, "closed": one.closed, "icon": one.icon, "emoji": emoji.get(one.icon, "")}
        for key, one in chat.topics.items()
    }


def make_message_view(message: Message) -> dict[str, Any]:
    """Return one message with everything that can be seen of it."""
    body = message.body
    words = "caption" if "caption" in body else "text"
    view = {
        "message_id": message.message_id,
        "from": message.side.value,
        "date": body["date"],
        words: body.get(words, ""),
        "entities": body.get("entities") or body.get("caption_entities") or [],
        "buttons": [[_make_button_view(button) for button in row] for row in message.inline],
        "reply_to": message.reply_to,
        "quote": body.get("quote", {}).get("text"),
        "files": _list_files(body),
        "album": body.get("media_group_id"),
        "reactions": [{"from": side.value, "emoji": emoji} for side, emoji in message.reactions.items()],
        "edits": message.edits,
        "edit_date": body.get("edit_date"),
        "deleted": message.deleted,
        "content": _get_kind(body),
        "topic": body.get("message_thread_id"),
    }
    if view["content"] == "invoice":
        view["text"], view["buttons"] = invoices.describe_invoice(body["invoice"]), invoices.make_pay_buttons()
    if message.forwarded or "forward_origin" in body:
        view["forward_origin"] = body.get("forward_origin")
    if view["content"] not in FOLDERS and view["content"] != "text":
        view["raw"] = {name: value for name, value in get_content(body).items() if name not in _WORDS}
    if message.markup and not message.inline:
        view["keyboard"] = message.markup
    return view


def _make_button_view(button: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": button["text"],
        "data": button.get("callback_data"),
        "url": button.get("url"),
        "style": button.get("style"),
        "copy": (button.get("copy_text") or {}).get("text"),
    }


def _get_kind(body: dict[str, Any]) -> str:
    held = get_content(body)
    if "animation" in held:
        return "animation"
    return next((name for name in held if name not in _WORDS), "text")


def _list_files(body: dict[str, Any]) -> list[dict[str, Any]]:
    kind = _get_kind(body)
    if kind not in FOLDERS:
        return []
    value = body[kind][-1] if kind == "photo" else body[kind]
    return [
        {
            "kind": kind,
            "name": value.get("file_name"),
            "size": value.get("file_size", 0),
            "file_id": value["file_id"],
        }
    ]


def get_people_view(world: TelegramWorld) -> list[dict[str, Any]]:
    """Return all people in the order they were added, then the groups."""
    people = [{**person.user, "standing": person.standing.value} for person in world.people.values()]
    return people + [make_group_view(chat) for chat in list_groups(world)]


def get_answers_view(world: TelegramWorld, person_id: int) -> list[dict[str, Any]]:
    """Return the presses of a person, oldest first; `at` is null while the bot has not answered."""
    return [_make_press_view(query) for query in world.get_person(person_id).presses]


def _make_press_view(query: Query) -> dict[str, Any]:
    return {
        "query_id": query.query_id,
        "data": query.data,
        "message_id": query.message_id,
        "text": query.text,
        "show_alert": query.show_alert,
        "at": query.answered.isoformat() if query.answered else None,
    }


def get_calls_view(world: TelegramWorld, method: str | None = None) -> dict[str, Any]:
    """Return how often the bot called what, with the newest calls, oldest of them first."""
    by_method = world.calls.by_method
    recent = [call for call in world.calls.recent if method is None or call["method"] == method]
    count = by_method.total() if method is None else by_method[method]
    return {
        "count": count,
        "by_method": dict(by_method),
        "refused_for_speed": world.limits.refused,
        "recent": recent,
    }


def get_state_view(world: TelegramWorld) -> dict[str, Any]:
    """Return the bot, the people and the number of waiting updates. The token is not part of it."""
    return {
        "me": world.me,
        "people": get_people_view(world),
        "version": world.feed.version,
        "pending_updates": len(world.updates),
        "expired_updates": world.updates.expired,
        "allowed_updates": world.updates.allowed_kinds,
        "webhook_url": world.webhook_url,
        "limits": world.limits.on,
        "faults": world.faults.get_view(),
        "profile": {f"{kind}:{code}": text for (kind, code), text in world.profile.texts.items()},
        "commands": {f"{scope}:{code}": found for (scope, code), found in world.profile.commands.items()},
    }


def get_file(world: TelegramWorld, file_id: str) -> tuple[bytes, str, str | None]:
    """Return bytes, MIME type and name of a file. Raises `Mistake` for an unknown id."""
    file = world.files.find_file(file_id)
    if file is None:
        raise Mistake("there is no such file")
    return file.held.read_all(), file.mime, file.name
