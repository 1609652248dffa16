"""The command menu: everyone's by language, and that of single chats for staff and for people who chose a language.

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
from desk.policy.permissions import Grant, has_grant

MOST = 12
"""The most commands of a menu; `/help` lists the others."""
_REQUESTER = ["new", "tickets", "ticket", "cancel", "delete", "notifications", "language", "privacy", "help"]
_AGENT = ["queue", "next", "mine", "attention", "open", "find", "stats", "away", "back", "new", "tickets", "help"]
_ADMIN = ["attention", "queue", "next", "mine", "open", "find", "stats", "staff", "settings", "away", "new", "help"]
_MENUS = {Role.REQUESTER: _REQUESTER, Role.MANAGER: _ADMIN, Role.ADMIN: _ADMIN}


def list_commands(language: str, role: Role, settings: DeskSettings) -> list[BotCommand]:
    """Return the menu of a role in a language."""
    names = list(_MENUS.get(role, _AGENT))
    if role is Role.REQUESTER and settings.organizations.enabled:
        names[-3:-3] = ["register", "organization"]
    return [BotCommand(command=name, description=say(language, f"menu-{name}")) for name in names]


def make_start_methods(settings: DeskSettings) -> list[TelegramMethod[Any]]:
    """Return the calls that set everyone's menu: one for each language, and the desk's own for all others."""
    scope = BotCommandScopeAllPrivateChats()
    made: list[TelegramMethod[Any]] = [
        SetMyCommands(commands=list_commands(settings.locale, Role.REQUESTER, settings), scope=scope)
    ]
    for code in LANGUAGES:
        made.append(
            SetMyCommands(commands=list_commands(code, Role.REQUESTER, settings), scope=scope, language_code=code)
        )
    return made


def _choose_menu(person: Person) -> Role:
    """Return the role whose menu fits what the person may do."""
    if not permissions.is_staff(person):
        return Role.REQUESTER
    return Role.MANAGER if has_grant(person, Grant.TEAM) else Role.AGENT


def make_chat_methods(person: Person, chat_id: int, settings: DeskSettings) -> list[TelegramMethod[Any]]:
    """Return the calls that set the menu of one person's chat: staff's, or a requester's with a chosen language;
    otherwise the chat gets everyone's menu.

    A chat's menu has no language: a menu for the language of the person's Telegram would override the chosen one.
    """
    scope = BotCommandScopeChat(chat_id=chat_id)
    role = _choose_menu(person)
    if role is Role.REQUESTER and not person.language_chosen:
        return [DeleteMyCommands(scope=scope)]
    return [
        SetMyCommands(commands=list_commands(choose_language(person, settings.locale), role, settings), scope=scope)
    ]
