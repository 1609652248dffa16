"""Forum topics of the simulated Telegram's groups and private chats: the bot's methods, and what people do; must not
know HTTP.

A topic's id is that of the message which made it. Telegram sends the bot these messages also of its own acts. Making
one counts as sending a message; it needs an administrator's right, and deleting one the right to delete messages (Bot
API, createForumTopic; tdlib ForumTopicManager.cpp; tdlib/td issue 2592, read 2026-11).

In private chats the bot's owner switches topics on; a bot needs no right then, and none can be closed. As long as the
owner lets people make topics, what they write outside of any topic makes one that is named after it (Bot API, User,
createForumTopic, ForumTopicCreated; tdlib/telegram-bot-api issues 819 and 854, read 2026-11).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sandbox.telegram.api_call import Call
from sandbox.telegram.chat_access import has_topics, require_known_chat
from sandbox.telegram.chats import Chat, Message, Side, Topic, make_api_message
from sandbox.telegram.errors import TOPIC_RIGHTS, make_bad_request
from sandbox.telegram.groups import find_group, is_for_bot
from sandbox.telegram.world import TelegramWorld

Arguments = dict[str, Any]
Handler = Callable[[TelegramWorld, Call], Any]

MAX_NAME: Final = 128
COLOURS: Final = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
ICONS: Final = ("❗️", "👀", "💬", "❓", "📆", "✅", "🔥", "🏁")


def _require_forum(world: TelegramWorld, call: Call, act: str) -> Chat:
    """Return the forum a call is about; `act`: what it does. Raises 400 without topics there or without the right."""
    chat = require_known_chat(world, call)
    if not has_topics(world, chat):
        raise make_bad_request("the chat is not a forum")
    if chat.person is not None:
        return chat
    if not chat.has_right("can_delete_messages" if act == "delete the" else "can_manage_topics"):
        raise make_bad_request(TOPIC_RIGHTS.format(act=act))
    return chat


def _find_topic(chat: Chat, call: Call) -> tuple[int, Topic]:
    thread = call.get_integer("message_thread_id")
    if thread not in chat.topics:
        raise make_bad_request("TOPIC_DELETED" if thread in chat.messages else "message thread not found")
    return thread, chat.topics[thread]


def _read_name(call: Call) -> str:
    name = call.get_text("name")
    if len(name) > MAX_NAME:
        raise make_bad_request("topic name is too long")
    return name


def create_topic(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `createForumTopic`."""
    chat, name = _require_forum(world, call, "create a"), _read_name(call)
    colour = call.get_integer("icon_color", COLOURS[0])
    if not name:
        raise make_bad_request("title must be non-empty")
    if colour not in COLOURS:
        raise make_bad_request("invalid icon color specified")
    world.limits.spend_messages(chat.chat_id)
    about = {"name": name, "icon_color": colour, **_read_icon(call)}
    made = _add_service_message(world, chat, {"forum_topic_created": about}, None)
    return {"message_thread_id": made.message_id, **about}


def _read_icon(call: Call) -> dict[str, str]:
    icon = call.get_text("icon_custom_emoji_id")
    if icon and icon not in map(make_icon_id, ICONS):
        raise make_bad_request("invalid custom emoji identifier specified")
    return {"icon_custom_emoji_id": icon} if icon else {}


def edit_topic(world: TelegramWorld, call: Call) -> bool:
    """Answer `editForumTopic`: the name, the icon or both."""
    chat = _require_forum(world, call, "edit the")
    thread, topic = _find_topic(chat, call)
    name, icon = _read_name(call) or topic.name, _read_icon(call).get("icon_custom_emoji_id", topic.icon)
    changed: dict[str, str] = {"name": name} if name != topic.name else {}
    changed |= {"icon_custom_emoji_id": icon} if icon != topic.icon else {}
    if not changed:
        raise make_bad_request("TOPIC_NOT_MODIFIED")
    world.limits.spend_messages(chat.chat_id)
    topic.name, topic.icon = name, icon
    _add_service_message(world, chat, {"forum_topic_edited": changed}, thread)
    return True


def _make_toggle(closed: bool) -> Handler:
    def toggle_topic(world: TelegramWorld, call: Call) -> bool:
        chat = _require_forum(world, call, "edit the")
        if chat.person is not None:
            raise make_bad_request("the chat is not a supergroup")
        thread, topic = _find_topic(chat, call)
        if topic.closed is closed:
            raise make_bad_request("TOPIC_NOT_MODIFIED")
        world.limits.spend_messages(chat.chat_id)
        topic.closed = closed
        _add_service_message(world, chat, {f"forum_topic_{'closed' if closed else 'reopened'}": {}}, thread)
        return True

    return toggle_topic


def delete_topic(world: TelegramWorld, call: Call) -> bool:
    """Answer `deleteForumTopic`: with all its messages."""
    chat = _require_forum(world, call, "delete the")
    thread, _ = _find_topic(chat, call)
    _forget_topic(world, chat, thread)
    return True


def _forget_topic(world: TelegramWorld, chat: Chat, thread: int) -> None:
    chat.topics.pop(thread)
    for message in chat.messages.values():
        message.deleted |= message.body.get("message_thread_id") == thread
    world.publish_change(chat)


def make_icon_id(emoji: str) -> str:
    """Return the id of the custom emoji that is the icon."""
    return str(5_000_000_000 + sum(map(ord, emoji)))


def list_icons(_: TelegramWorld, __: Call) -> list[dict[str, Any]]:
    """Answer the method `getForumTopicIconStickers`."""
    form = {"type": "custom_emoji", "width": 512, "height": 512, "is_animated": True, "is_video": False}
    return [
        {"file_id": f"icon-{n}", "file_unique_id": f"i{n}", "emoji": emoji, "custom_emoji_id": make_icon_id(emoji)}
        | form
        for n, emoji in enumerate(ICONS)
    ]


def _add_service_message(
    world: TelegramWorld, chat: Chat, content: dict[str, Any], thread: int | None, by: dict[str, Any] | None = None
) -> Message:
    """Add a message that says what became of a topic; without `thread` a new topic begins with it."""
    body = world.make_body(chat, by or world.me, {**content, "is_topic_message": True})
    body["message_thread_id"] = thread or body["message_id"]
    said = Message(body["message_id"], Side.BOT if by is None else Side.PERSON, body, reply_to=thread)
    chat.add_message(said)
    if made := content.get("forum_topic_created"):
        chat.topics[said.message_id] = Topic(str(made["name"]), icon=made.get("icon_custom_emoji_id", ""))
    if by is None or chat.person is not None or is_for_bot(world, chat, said):
        world.updates.add_update("message", make_api_message(chat, said))
    world.publish_change(chat)
    return said


def change_topic(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `group/topic`: {person, chat?, name?, rename?, close?, reopen?, delete?}: a topic of that name is
    created; each of the others is the id of one that is renamed to `name`, closed, opened or deleted instead. Without
    `chat` it is one of the person's own chat. The answer has the topic's id."""
    person = world.get_person(given.get("person"))
    chat, by = find_group(world, given["chat"]) if "chat" in given else world.get_chat(person), person.user
    if given.get("delete") is not None:
        _forget_topic(world, chat, int(given["delete"]))
        return {}
    for act, told in (("rename", "edited"), ("close", "closed"), ("reopen", "reopened")):
        if given.get(act) is not None:
            topic = chat.topics[int(given[act])]
            about = {"name": str(given["name"])} if act == "rename" else {}
            topic.name = about.get("name", topic.name)
            topic.closed = topic.closed if act == "rename" else act == "close"
            _add_service_message(world, chat, {f"forum_topic_{told}": about}, int(given[act]), by)
            return {"message_thread_id": int(given[act])}
    if chat.person is None:
        chat.about |= {"type": "supergroup", "is_forum": True}
    return {"message_thread_id": _begin_topic(world, chat, by, str(given.get("name")))}


def _begin_topic(world: TelegramWorld, chat: Chat, by: dict[str, Any], name: str, **about: Any) -> int:
    made = {"forum_topic_created": {"name": name[:MAX_NAME], "icon_color": COLOURS[0], **about}}
    return _add_service_message(world, chat, made, None, by).message_id


def begin_by_words(world: TelegramWorld, chat: Chat, words: str) -> int | None:
    """Return the topic that a person's words outside of any topic make in their own chat, named after them; None if
    they stay outside."""
    if chat.person is None or not (has_topics(world, chat) and world.lets_people_make_topics):
        return None
    return _begin_topic(world, chat, chat.person.user, words or "New topic", is_name_implicit=True)


def switch_private_topics(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `topics`: {on, people?, person?}: the bot's owner switches topics in private chats on or off, and
    whether `people` may make some; with `person` only that chat has none any more, or has them again."""
    if given.get("person") is not None:
        chat = world.get_chat(world.get_person(given["person"]))
        chat.is_flat = not given.get("on")
    else:
        world.has_private_topics = bool(given.get("on"))
        world.lets_people_make_topics = bool(given.get("people"))
    return {}


def set_forum(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `group/forum`: {chat, undo?}: topics are switched on or off; the bot is not told."""
    chat = find_group(world, given.get("chat"))
    if given.get("undo"):
        chat.about.pop("is_forum", None)
    else:
        chat.about |= {"type": "supergroup", "is_forum": True}
    world.publish_change(chat)
    return {}


HANDLERS: Final[dict[str, Handler]] = {
    "createForumTopic": create_topic,
    "editForumTopic": edit_topic,
    "closeForumTopic": _make_toggle(True),
    "reopenForumTopic": _make_toggle(False),
    "deleteForumTopic": delete_topic,
    "getForumTopicIconStickers": list_icons,
}
