"""Groups in the simulated Telegram: created with the bot in them, left, turned into supergroups; must not know HTTP.

Rules: a group's id is below zero, a supergroup's begins with -100; when a group becomes one, both chats get a
message that says so, and message ids begin again. With privacy mode on, a bot gets only commands, replies to it and
messages that name it (Bot API, Chat and Message; bots/features, read 2026-11).
"""

from __future__ import annotations

from typing import Any, Final

from sandbox.telegram.chats import Chat, Message, Side, make_api_message
from sandbox.telegram.errors import Mistake
from sandbox.telegram.world import TelegramWorld

Arguments = dict[str, Any]

FIRST_GROUP_ID: Final = -4001
SUPERGROUP_OFFSET: Final = -1_002_000_000_000


def find_group(world: TelegramWorld, chat_id: Any) -> Chat:
    """Return the group with that id. Raises `Mistake` if there is none."""
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None or chat.person is not None:
        raise Mistake(f"there is no group {chat_id!r}; make one with /control/group")
    return chat


def list_groups(world: TelegramWorld) -> list[Chat]:
    """Return every group that has not become a supergroup."""
    return [chat for chat in world.chats.values() if chat.person is None and chat.moved_to is None]


def create_group(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `group`: {person, title}: a person creates a group and adds the bot; the answer has its id."""
    maker, title = world.get_person(given.get("person")), str(given.get("title") or "Group")
    chat_id = min([FIRST_GROUP_ID + 1, *(key for key in world.chats if SUPERGROUP_OFFSET < key < 0)]) - 1
    chat = world.chats[chat_id] = Chat({"id": chat_id, "type": "group", "title": title}, None, world.keep)
    _add_membership_update(world, chat, maker.user, ("left", "member"))
    world.publish_change(chat)
    return chat.about


def kick_bot(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `group/kick`: {person, chat, undo?}: the bot is removed, or added again."""
    chat, by = find_group(world, given.get("chat")), world.get_person(given.get("person"))
    chat.kicked = not given.get("undo")
    _add_membership_update(world, chat, by.user, ("member", "kicked") if chat.kicked else ("kicked", "member"))
    world.publish_change(chat)
    return {}


def migrate_group(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `group/migrate`: {person, chat, silent?}: the group becomes a supergroup with another id.

    `silent`: the bot gets no update (as when that was long ago); it learns of it when it writes.
    """
    old, by = find_group(world, given.get("chat")), world.get_person(given.get("person"))
    new_id = SUPERGROUP_OFFSET + old.chat_id
    new = world.chats[new_id] = Chat({**old.about, "id": new_id, "type": "supergroup"}, None, world.keep)
    old.moved_to = new_id
    for chat, word, other in ((old, "migrate_to_chat_id", new_id), (new, "migrate_from_chat_id", old.chat_id)):
        body = world.make_body(chat, by.user, {word: other})
        said = Message(body["message_id"], Side.PERSON, body)
        chat.add_message(said)
        if not given.get("silent"):
            world.updates.add_update("message", make_api_message(chat, said))
        world.publish_change(chat)
    return new.about


def is_for_bot(world: TelegramWorld, chat: Chat, message: Message) -> bool:
    """Return True if a bot in privacy mode gets this message of a group."""
    text = str(message.body.get("text") or message.body.get("caption") or "")
    replied = chat.find_message(message.reply_to)
    to_bot = replied is not None and replied.side is Side.BOT
    return text.startswith("/") or to_bot or f"@{world.me['username']}" in text


def _add_membership_update(world: TelegramWorld, chat: Chat, by: dict[str, Any], statuses: tuple[str, str]) -> None:
    old, new = (
        {"user": world.me, "status": status, **({"until_date": 0} if status == "kicked" else {})} for status in statuses
    )
    update = {
        "chat": chat.about,
        "from": by,
        "date": world.get_timestamp(),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    world.updates.add_update("my_chat_member", update)


def make_group_view(chat: Chat) -> dict[str, Any]:
    """Return a group as the page's lists show it, in the place of a person."""
    about = {"id": chat.chat_id, "first_name": chat.about["title"], "title": "staff group", "group": chat.about["type"]}
    return {**about, "standing": "kicked" if chat.kicked else "member", "offline": False, "unread": 0}
