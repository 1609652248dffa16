"""The methods about the bot and its chats: names, commands, menu buttons, files; must not know messages.

Limits (Bot API, read 2026-11): 100 commands per scope and language, names 1-32 of `[a-z0-9_]`, descriptions 1-256;
name 64, description 512, short description 120 characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from sandbox.telegram import groups
from sandbox.telegram.api_call import Call
from sandbox.telegram.api_schema import COMMAND, check_fields
from sandbox.telegram.chat_access import require_chat, require_known_chat
from sandbox.telegram.chats import Chat, Standing, make_api_message
from sandbox.telegram.errors import CHAT_NOT_FOUND, make_bad_request
from sandbox.telegram.world import TelegramWorld

Handler = Callable[[TelegramWorld, Call], Any]

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE: Final = re.compile(r"([a-z]{2})?")
_SIMPLE_SCOPES: Final = frozenset(("default", "all_private_chats", "all_group_chats", "all_chat_administrators"))
_CHAT_SCOPES: Final = frozenset(("chat", "chat_administrators", "chat_member"))


def get_me(world: TelegramWorld, _: Call) -> dict[str, Any]:
    """Answer the method `getMe`."""
    no = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app")
    reads_all = {"can_join_groups": True, "can_read_all_group_messages": not world.has_privacy_mode}
    topics = {"has_topics_enabled": world.has_private_topics}
    topics["allows_users_to_create_topics"] = world.lets_people_make_topics
    topics["supports_guest_queries"] = world.guests.is_on
    return {**world.me, **reads_all, **topics, **dict.fromkeys(no, False)}


def get_chat(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `getChat`."""
    chat = require_chat(world, call)
    if chat.person is not None and chat.person.standing is Standing.NEVER_WROTE:
        raise make_bad_request(CHAT_NOT_FOUND)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    about = {
        **chat.about,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, True),
    }
    pinned = chat.find_message(chat.pinned)
    return about if pinned is None else {**about, "pinned_message": make_api_message(chat, pinned)}


def get_chat_member(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `getChatMember` about the bot itself, which is all that is known of a group's members."""
    chat = require_known_chat(world, call)
    if call.get_integer("user_id") != world.me["id"]:
        raise make_bad_request("member not found")
    return groups.make_own_membership(world, chat)


def count_chat_members(world: TelegramWorld, call: Call) -> int:
    """Answer the method `getChatMemberCount`."""
    return require_known_chat(world, call).members


def get_file(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `getFile`: up to 20 MB."""
    if not call.has_value("file_id"):
        raise make_bad_request("file_id not specified")
    file = world.files.find_for_download(call.get_text("file_id"))
    return {**file.make_reference(), "file_path": file.path}


def _read_language(call: Call) -> str:
    code = call.get_text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise make_bad_request("LANG_CODE_INVALID" if len(code) < 10 else "language code is invalid")
    return code


def _read_scope(world: TelegramWorld, call: Call) -> str:
    given = call.get_json("scope") or {"type": "default"}
    kind = given.get("type") if isinstance(given, dict) else None
    if kind in _SIMPLE_SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise make_bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = world.chats.get(given.get("chat_id", 0)) if isinstance(given.get("chat_id"), int) else None
    if chat is None or (chat.person is not None and chat.person.standing is Standing.NEVER_WROTE):
        raise make_bad_request(CHAT_NOT_FOUND)
    if kind == "chat_member":
        return f"chat_member:{chat.chat_id}:{int(given.get('user_id', 0))}"
    return f"{kind}:{chat.chat_id}"


def set_commands(world: TelegramWorld, call: Call) -> bool:
    """Answer `setMyCommands` for one scope and language."""
    commands = [_read_command(item) for item in call.get_array("commands") or []]
    if len(commands) > 100:
        raise make_bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _read_scope(world, call), _read_language(call)
    if commands:
        world.profile.commands[key] = commands
    else:
        world.profile.commands.pop(key, None)
    _publish_change(world, key[0])
    return True


def _read_command(given: Any) -> dict[str, Any]:
    item = check_fields(given, COMMAND, "BotCommand")
    name, description = str(item.get("command", "")).removeprefix("/"), str(item.get("description", ""))
    if not _COMMAND.fullmatch(name):
        raise make_bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise make_bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {**item, "command": name, "description": description}


def get_commands(world: TelegramWorld, call: Call) -> list[dict[str, Any]]:
    """Answer `getMyCommands`: exactly that scope and language."""
    return world.profile.commands.get((_read_scope(world, call), _read_language(call)), [])


def delete_commands(world: TelegramWorld, call: Call) -> bool:
    """Answer the method `deleteMyCommands`."""
    scope = _read_scope(world, call)
    world.profile.commands.pop((scope, _read_language(call)), None)
    _publish_change(world, scope)
    return True


def _publish_change(world: TelegramWorld, scope: str) -> None:
    kind, _, place = scope.partition(":")
    world.publish_change(world.chats.get(int(place)) if kind == "chat" else None)


def get_menu(world: TelegramWorld, chat: Chat) -> list[dict[str, Any]]:
    """Return the commands a person sees in the private chat (Bot API, BotCommandScope: the first list that is set)."""
    language = chat.person.language[:2] if chat.person else ""
    for scope in (f"chat:{chat.chat_id}", "all_private_chats", "default"):
        for code in (language, ""):
            commands = world.profile.commands.get((scope, code))
            if commands:
                return commands
    return []


def _make_text_setter(kind: str, limit: int) -> Handler:
    def set_text(world: TelegramWorld, call: Call) -> bool:
        text = call.get_text(kind)
        if len(text) > limit:
            raise make_bad_request(f"{kind.replace('_', ' ')} is too long")
        world.profile.texts[kind, _read_language(call)] = text
        world.publish_change(None)
        return True

    return set_text


def _make_text_getter(kind: str) -> Handler:
    def get_text(world: TelegramWorld, call: Call) -> dict[str, str]:
        texts = world.profile.texts
        own = str(world.me["first_name"]) if kind == "name" else ""
        return {kind: texts.get((kind, _read_language(call))) or texts.get((kind, "")) or own}

    return get_text


def set_menu_button(world: TelegramWorld, call: Call) -> bool:
    """Answer `setChatMenuButton` for one chat, or for all."""
    button = call.get_json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("commands", "web_app", "default"):
        raise make_bad_request("can't parse menu button: MenuButton has unsupported type")
    if call.has_value("chat_id"):
        require_chat(world, call).menu_button = button
    else:
        world.profile.menu_button = button
    return True


def get_menu_button(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `getChatMenuButton`."""
    own = require_chat(world, call).menu_button if call.has_value("chat_id") else None
    return own or world.profile.menu_button


HANDLERS: Final[dict[str, Handler]] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": count_chat_members,
    "getFile": get_file,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": _make_text_setter("name", 64),
    "getMyName": _make_text_getter("name"),
    "setMyDescription": _make_text_setter("description", 512),
    "getMyDescription": _make_text_getter("description"),
    "setMyShortDescription": _make_text_setter("short_description", 120),
    "getMyShortDescription": _make_text_getter("short_description"),
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
