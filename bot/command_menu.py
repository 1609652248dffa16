"""The command menu: everybody's by language, staff's and choosers' for their own chat. Knows commands, no tickets.

Telegram takes the most specific scope and language; two-letter codes, and an empty one for all others (Bot API,
setMyCommands, read 2026-11).
"""

from typing import Any

from aiogram.methods import DeleteMyCommands, SetMyCommands, TelegramMethod
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from db.enums import Role
from db.models import Person
from desk.i18n.catalog import LANGUAGES, language_of, say
from desk.policy import permissions
from desk.settings import DeskSettings

_REQUESTER = {
    "new": "menu-new",
    "tickets": "menu-tickets",
    "cancel": "menu-cancel",
    "delete": "menu-delete",
    "language": "menu-language",
    "help": "menu-help",
}
_AGENT = {
    "queue": "menu-queue",
    "mine": "menu-mine",
    "ticket": "menu-ticket",
    "find": "menu-find",
    "next": "menu-next",
    "claim": "menu-claim",
    "release": "menu-release",
    "hand": "menu-hand",
    "progress": "menu-progress",
    "pending": "menu-pending",
    "hold": "menu-hold",
    "resolve": "menu-resolve",
    "reopen": "menu-reopen",
    "priority": "menu-priority",
    "category": "menu-category",
    "note": "menu-note",
    "away": "menu-away",
    "back": "menu-back",
    "quiet": "menu-quiet",
    "categories": "menu-categories",
    "link": "menu-link",
    "block": "menu-block",
    "blocked": "menu-blocked",
}
_ADMIN = {"invite": "menu-invite", "staff": "menu-staff", "failed": "menu-failed", "audit": "menu-audit"}


def commands(language: str, role: Role) -> list[BotCommand]:
    """The menu of a role in a language."""
    own = _REQUESTER
    keys = {Role.REQUESTER: own, Role.AGENT: {**_AGENT, **own}, Role.ADMIN: {**_AGENT, **_ADMIN, **own}}[role]
    return [BotCommand(command=name, description=say(language, key)) for name, key in keys.items()]


def methods_at_start(settings: DeskSettings) -> list[TelegramMethod[Any]]:
    """The menus of everybody: one a language, and the desk's own for all others."""
    scope = BotCommandScopeAllPrivateChats()
    made: list[TelegramMethod[Any]] = [SetMyCommands(commands=commands(settings.locale, Role.REQUESTER), scope=scope)]
    for code in LANGUAGES:
        made.append(SetMyCommands(commands=commands(code, Role.REQUESTER), scope=scope, language_code=code))
    return made


def methods_for(person: Person, chat_id: int, settings: DeskSettings) -> list[TelegramMethod[Any]]:
    """The menu of one person's chat: staff's own, or a requester's who chose another language; else everybody's.

    A chat's menu has no language, or one set for that language would win over the chosen one.
    """
    scope = BotCommandScopeChat(chat_id=chat_id)
    role = Role(person.role) if permissions.is_staff(person) else Role.REQUESTER
    if role is Role.REQUESTER and not person.language_chosen:
        return [DeleteMyCommands(scope=scope)]
    return [SetMyCommands(commands=commands(language_of(person, settings.locale), role), scope=scope)]
