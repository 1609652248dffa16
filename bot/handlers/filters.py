"""Commands as they are typed: name, ticket number, the words after it; who may use which. Does nothing itself."""

import re
from dataclasses import dataclass

from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import ChatMemberUpdated, Message, MessageReactionUpdated

from bot.content.message import words_of
from db.models import Person, Role
from desk.policy import permissions
from desk.text import RichText, count_units, cut_text
from desk.text.command_mark import find_slash_end

_NAME = re.compile(r"([A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+|$)")
_NUMBER = re.compile(r"#?([0-9]{1,18})(?:\s+|$)")

OF_STAFF = (
    "queue", "mine", "find", "attention", "open", "next", "claim", "release", "hand", "progress", "pending", "hold",
    "resolve", "reopen", "escalate", "deescalate", "priority", "promise", "category", "note", "history", "ask",
    "merge", "unmerge", "split", "away", "back", "quiet", "topics", "shifts", "categories", "event", "link", "block",
    "blocked", "invite", "staff", "failed", "audit", "export", "settings", "replies", "text", "announce", "preset",
    "problems", "stats", "me", "panel", "systems", "webhooks",
)  # fmt: skip

ALIASES = {
    "take": "claim",
    "close": "resolve",
    "done": "resolve",
    "assign": "hand",
    "give": "hand",
    "search": "find",
}
"""Other names of commands, as people guess them."""

OF_ADMINS = (
    "invite", "failed", "audit", "export", "settings", "text", "announce", "preset", "systems", "webhooks", "menu",
)  # fmt: skip
"""Commands that of the team only admins may use: suggested to no agent."""

OF_A_TICKET = (
    "ticket", "status", "history", "open", "cancel", "claim", "release", "hand", "progress", "pending", "hold",
    "resolve", "reopen", "escalate", "deescalate", "priority", "category", "note", "ask", "block", "promise", "event",
    "merge", "unmerge",
)  # fmt: skip
"""Commands that name a ticket first: as a reply to one of its messages they need not."""


ALONE = (
    "queue", "mine", "attention", "next", "back", "quiet", "blocked", "problems", "topics", "staff", "failed",
    "panel",
)  # fmt: skip
"""Commands of staff that take nothing: what is typed behind one would not be heard."""


@dataclass(frozen=True, slots=True)
class TypedCommand:
    """A command, by its own name where an alias was typed, and what was typed after it. `replied`: the ticket it is
    about without saying so, by what it replies to; then all that was typed are its words."""

    name: str
    words: RichText
    replied: int | None = None

    @property
    def has_sign(self) -> bool:
        """Whether it says "#42"."""
        return self.number is not None and self.words.text.startswith("#")

    @property
    def number(self) -> int | None:
        """The ticket number it begins with ("42" or "#42"); None where there is none that could be one."""
        if self.replied is not None:
            return self.replied
        found = _NUMBER.match(self.words.text)
        return int(found[1]) or None if found else None

    @property
    def after_number(self) -> RichText:
        """What follows the number."""
        if self.replied is not None:
            return self.words
        found = _NUMBER.match(self.words.text)
        return self.words if found is None else after(self.words, found.end())


_KNOWN: set[str] = set()


def names_for(person: Person) -> set[str]:
    """The names, aliases too, of the commands that this person may use."""
    if not permissions.is_staff(person):
        return _KNOWN - set(OF_STAFF)
    names = _KNOWN | ALIASES.keys()
    return names if person.role is Role.ADMIN else names - set(OF_ADMINS)


def is_known(name: str) -> bool:
    """Whether some handler takes a command of that name, once the routers are made."""
    return name in _KNOWN


def after(words: RichText, characters: int) -> RichText:
    """The words from so many characters on."""
    return cut_text(words, count_units(words.text[:characters]), count_units(words.text))


def told(message: Message) -> TypedCommand | None:
    """The command a message begins with, in its text or caption."""
    words = words_of(message)
    begins = find_slash_end(words.text)
    found = None if begins is None else _NAME.match(words.text, begins)
    if found is None:
        return None
    name = found[1].lower()
    return TypedCommand(ALIASES.get(name, name), after(words, found.end()))


class CommandFilter(Filter):
    """Messages that begin with one of these commands; the handler gets it as `command`."""

    def __init__(self, *names: str) -> None:
        self._names = frozenset(names)
        _KNOWN.update(names)

    async def __call__(self, message: Message) -> bool | dict[str, TypedCommand]:
        """Whether it is one, and which."""
        command = told(message)
        return {"command": command} if command is not None and command.name in self._names else False


class IsCommand(Filter):
    """Messages that begin with a command: what is none passes a router of commands by, not each of its handlers."""

    async def __call__(self, message: Message) -> bool:
        """Whether it is one."""
        return told(message) is not None


class IsPrivate(Filter):
    """Private chats only. A coroutine on purpose: aiogram runs plain callables such as `F` in a thread."""

    async def __call__(self, event: Message | ChatMemberUpdated | MessageReactionUpdated) -> bool:
        """Whether it is one."""
        return event.chat.type == ChatType.PRIVATE


class IsStaff(Filter):
    """Agents and admins, by the role they have now."""

    async def __call__(self, _event: object, me: Person) -> bool:
        """Whether `me` is one."""
        return permissions.is_staff(me)
