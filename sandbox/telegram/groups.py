"""Groups in the simulated Telegram: created with the bot in them, left, turned into supergroups; must not know HTTP.

Rules: a group's id is below zero, a supergroup's begins with -100; when a group becomes one, both chats get a
message that says so, and message ids begin again. With privacy mode on, a bot gets only commands, replies to it and
messages that name it; an administrator gets all, and reactions too (Bot API, Chat, Message and Update; bots/features,
read 2026-11).
"""

from __future__ import annotations

from typing import Any, Final

from sandbox.telegram.chats import Chat, Message, Person, Side, make_api_message
from sandbox.telegram.errors import Mistake
from sandbox.telegram.world import TelegramWorld

Arguments = dict[str, Any]

FIRST_GROUP_ID: Final = -4001
SUPERGROUP_OFFSET: Final = -1_002_000_000_000
_RIGHTS: Final = (
    "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info",
    "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
    "can_manage_topics", "can_pin_messages",
)  # fmt: skip


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
    """Carry out `group`: {person, title, members?}: a person creates a group and adds the bot; the answer has its
    id."""
    maker, title = world.get_person(given.get("person")), str(given.get("title") or "Group")
    chat_id = min([FIRST_GROUP_ID + 1, *(key for key in world.chats if SUPERGROUP_OFFSET < key < 0)]) - 1
    chat = world.chats[chat_id] = Chat({"id": chat_id, "type": "group", "title": title}, None, world.keep)
    chat.members = int(given.get("members") or chat.members)
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
    new.is_admin, new.muted, new.rights = old.is_admin, old.muted, old.rights
    old.moved_to = new_id
    for chat, word, other in ((old, "migrate_to_chat_id", new_id), (new, "migrate_from_chat_id", old.chat_id)):
        body = world.make_body(chat, by.user, {word: other})
        said = Message(body["message_id"], Side.PERSON, body)
        chat.add_message(said)
        if not given.get("silent"):
            world.updates.add_update("message", make_api_message(chat, said))
        world.publish_change(chat)
    return new.about


def set_admin(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `group/admin`: {person, chat, rights?, undo?}: the bot becomes an administrator, or a member again.
    `rights`: the names of those it has then."""
    chat, by = find_group(world, given.get("chat")), world.get_person(given.get("person"))
    old = make_own_membership(world, chat)
    chat.is_admin, chat.rights = not given.get("undo"), frozenset(given.get("rights") or ())
    _add_update(world, chat, by.user, old, make_own_membership(world, chat))
    return {}


def mute_members(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `group/mute`: {chat, undo?}: members may not write any more, nor may the bot, which is not told."""
    find_group(world, given.get("chat")).muted = not given.get("undo")
    return {}


def set_privacy_mode(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `privacy`: {on}: the bot's owner switches its privacy mode."""
    world.has_privacy_mode = bool(given.get("on"))
    return {}


def is_for_bot(world: TelegramWorld, chat: Chat, message: Message) -> bool:
    """Return True if the bot gets this message of a group: all of them as an administrator or without privacy mode."""
    if chat.kicked or chat.moved_to is not None:
        return False
    if chat.is_admin or not world.has_privacy_mode:
        return True
    text = str(message.body.get("text") or message.body.get("caption") or "")
    replied = chat.find_message(message.reply_to)
    to_bot = replied is not None and replied.side is Side.BOT
    return text.startswith("/") or to_bot or f"@{world.me['username']}" in text


def make_author(chat: Chat, person: Person, given: Arguments) -> dict[str, Any]:
    """Return who a message of a group is from: its writer; with `anonymous` the group, with `channel` a linked channel,
    as Telegram names their stand-ins (Bot API, Message.sender_chat, read 2026-11)."""
    if given.get("anonymous"):
        stand_in = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        return {"from": stand_in, "sender_chat": chat.about}
    if given.get("channel"):
        channel = {"id": -1_001_900_000_001, "type": "channel", "title": str(given["channel"])}
        stand_in = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
        origin = {"type": "channel", "date": 0, "chat": channel, "message_id": 1}
        return {"from": stand_in, "sender_chat": channel, "is_automatic_forward": True, "forward_origin": origin}
    return {"from": person.user}


def make_own_membership(world: TelegramWorld, chat: Chat) -> dict[str, Any]:
    """Return what the bot is in a group."""
    about = _make_membership(world, "administrator" if chat.is_admin else "member")
    return {**about, **dict.fromkeys(chat.rights, True)} if chat.is_admin else about


def _make_membership(world: TelegramWorld, status: str) -> dict[str, Any]:
    about = {"user": world.me, "status": status}
    if status == "administrator":
        rights = dict.fromkeys(_RIGHTS, False)
        return {**about, **rights, "can_be_edited": False, "is_anonymous": False, "can_manage_chat": True}
    return {**about, "until_date": 0} if status == "kicked" else about


def _add_membership_update(world: TelegramWorld, chat: Chat, by: dict[str, Any], statuses: tuple[str, str]) -> None:
    old, new = (_make_membership(world, status) for status in statuses)
    _add_update(world, chat, by, old, new)


def _add_update(world: TelegramWorld, chat: Chat, by: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> None:
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
    about = {"id": chat.chat_id, "first_name": chat.about["title"], "title": "group", "group": chat.about["type"]}
    about["forum"] = bool(chat.about.get("is_forum"))
    return {**about, "standing": "kicked" if chat.kicked else "member"}
