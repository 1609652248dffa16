"""The command menu: everybody's by language, staff's and choosers' for their own chat. Knows commands, no tickets.

Telegram takes the most specific scope and language; two-letter codes, and an empty one for all others (Bot API,
setMyCommands, read 2026-11).
"""

from typing import Any

from aiogram.methods import DeleteMyCommands, SetMyCommands, TelegramMethod
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from db.models import Person, Role
from desk import DeskSettings
from desk.i18n import LANGUAGES, choose_language, say
from desk.policy import permissions

MOST = 12
"""Commands of a menu; `/help` has the others."""
_REQUESTER = ["new", "tickets", "ticket", "cancel", "delete", "notifications", "language", "help"]
_AGENT = ["queue", "next", "mine", "attention", "open", "find", "me", "away", "back", "new", "tickets", "help"]
_ADMIN = ["attention", "queue", "next", "mine", "open", "find", "stats", "staff", "settings", "away", "new", "help"]
_MENUS = {Role.REQUESTER: _REQUESTER, Role.AGENT: _AGENT, Role.ADMIN: _ADMIN}


def list_commands(language: str, role: Role) -> list[BotCommand]:
    """The menu of a role in a language."""
    return [BotCommand(command=name, description=say(language, f"menu-{name}")) for name in _MENUS[role]]


def methods_at_start(settings: DeskSettings) -> list[TelegramMethod[Any]]:
    """The menus of everybody: one a language, and the desk's own for all others."""
    scope = BotCommandScopeAllPrivateChats()
    made: list[TelegramMethod[Any]] = [
        SetMyCommands(commands=list_commands(settings.locale, Role.REQUESTER), scope=scope)
    ]
    for code in LANGUAGES:
        made.append(SetMyCommands(commands=list_commands(code, Role.REQUESTER), scope=scope, language_code=code))
    return made


def methods_for(person: Person, chat_id: int, settings: DeskSettings) -> list[TelegramMethod[Any]]:
    """The menu of one person's chat: staff's own, or a requester's who chose another language; else everybody's.

    A chat's menu has no language, or one set for that language would win over the chosen one.
    """
    scope = BotCommandScopeChat(chat_id=chat_id)
    role = Role(person.role) if permissions.is_staff(person) else Role.REQUESTER
    if role is Role.REQUESTER and not person.language_chosen:
        return [DeleteMyCommands(scope=scope)]
    return [SetMyCommands(commands=list_commands(choose_language(person, settings.locale), role), scope=scope)]
