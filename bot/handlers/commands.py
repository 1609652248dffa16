"""Typed commands: name, ticket number and the words after it; which commands exist and who may use them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.content import extract_own_words, extract_words, read_message
from bot.feature import Command
from db.models import Person
from desk import Desk, DeskSettings
from desk.acts.homes import BY_COMMAND
from desk.inbound import reply_target
from desk.policy import permissions
from desk.policy.permissions import has_grant
from desk.text import RichText, count_units, cut_text
from desk.text.slashes import find_slash_end

_NAME = re.compile(r"([A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+|$)")
_NUMBER = re.compile(r"#?([0-9]{1,18})(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class TypedCommand:
    """A command, by its own name where an alias was typed, and what was typed after it.

    `replied`: the ticket of the message that the command replies to, or of the focus, used instead of a number; then
    everything typed after the command is its words.
    """

    name: str
    words: RichText
    replied: int | None = None

    @property
    def has_sign(self) -> bool:
        """True if the number was typed with its sign: "#42"."""
        return self.number is not None and self.words.text.startswith("#")

    @property
    def number(self) -> int | None:
        """The ticket number that the words begin with ("42" or "#42"); None if they begin with none."""
        if self.replied is not None:
            return self.replied
        found = _NUMBER.match(self.words.text)
        return int(found[1]) or None if found else None

    @property
    def after_number(self) -> RichText:
        """The words after the number."""
        if self.replied is not None:
            return self.words
        found = _NUMBER.match(self.words.text)
        return self.words if found is None else _cut_before(self.words, found.end())


def _cut_before(words: RichText, characters: int) -> RichText:
    return cut_text(words, count_units(words.text[:characters]), count_units(words.text))


def parse_command(message: Message) -> TypedCommand | None:
    """Return the command that a message begins with in its text or caption, by the name as it was typed. A
    forwarded or quoted command does not count, except `/start`, whose code is a key."""
    words = extract_words(message)
    begins = find_slash_end(words.text)
    found = None if begins is None else _NAME.match(words.text, begins)
    is_own = found is not None and (found[1].lower() == "start" or find_slash_end(extract_own_words(message)))
    return None if found is None or not is_own else TypedCommand(found[1].lower(), _cut_before(words, found.end()))


class CommandTable:
    """The commands of all features. Raises ValueError if two have the same name."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.by_name: dict[str, Command] = {}
        self.aliases: dict[str, str] = {}
        self._meant: dict[str, str] = {}
        for command in commands:
            former = dict(one.split(" ", 1) for one in command.former)
            for name in (command.name, *command.aliases, *former):
                if name in self.by_name or name in self.aliases:
                    raise ValueError(f"two commands are called /{name}")
            self.by_name[command.name] = command
            self.aliases |= dict.fromkeys((*command.aliases, *former), command.name)
            self._meant |= former

    @property
    def only_staff(self) -> tuple[str, ...]:
        """The commands that requesters may not use."""
        return tuple(one.name for one in self.by_name.values() if one.is_for_staff)

    @property
    def alone(self) -> tuple[str, ...]:
        """The commands that take no arguments."""
        return tuple(one.name for one in self.by_name.values() if one.alone)

    def read_command(self, message: Message) -> TypedCommand | None:
        """Return the command that a message begins with, by its own name where an alias was typed; one of an earlier
        version with the words that it stands for, after the number of a ticket."""
        typed = parse_command(message)
        if typed is None or typed.name not in self.aliases:
            return typed
        name, meant = self.aliases[typed.name], self._meant.get(typed.name, "")
        if self.by_name[name].of_ticket and typed.number is not None and meant:
            words = RichText(f"{typed.number} {meant} ") + typed.after_number
        else:
            words = RichText(f"{meant} ") + typed.words if meant else typed.words
        return replace(typed, name=name, words=words)

    def is_known(self, name: str) -> bool:
        """Return True if a command has that name, not only as an alias, or leads to the panel."""
        return name in self.by_name or name in BY_COMMAND

    def is_of_ticket(self, name: str) -> bool:
        """Return True if the command names a ticket first."""
        return name in self.by_name and self.by_name[name].of_ticket

    def has_two_numbers(self, name: str) -> bool:
        """Return True if the command takes another number after that of the ticket."""
        return name in self.by_name and self.by_name[name].then_number

    def has_own_meaning(self, name: str) -> bool:
        """Return True if the command does something without a ticket too, which then comes before the focus."""
        return name in self.by_name and self.by_name[name].means_alone

    def is_former(self, name: str, said: str) -> bool:
        """Return True if these words after a command say what was a command of its own in an earlier version."""
        return said.casefold() in {meant for former, meant in self._meant.items() if self.aliases[former] == name}

    def is_sent(self, name: str) -> bool:
        """Return True if the words of the command are sent to the requester."""
        return name in self.by_name and self.by_name[name].sends

    def is_on(self, name: str, settings: DeskSettings) -> bool:
        """Return True unless the command is part of something that is switched off."""
        return self.find_switch(name, settings) is None

    def find_switch(self, name: str, settings: DeskSettings) -> str | None:
        """Return the path of the setting without which the command is off, or None if it is on."""
        command = self.by_name.get(name)
        if command is None:
            return None
        paths = {
            "organizations.enabled": command.of_organizations,
            "payments.enabled": command.of_payments,
            command.setting: command.setting != "",
        }
        return next((path for path, needs in paths.items() if needs and not attrgetter(path)(settings)), None)

    def is_grave(self, name: str) -> bool:
        """Return True if the command, by its own name or another, does what is hard to take back."""
        return name not in BY_COMMAND and self.by_name[self.aliases.get(name, name)].grave

    def may_use(self, member: Person, name: str) -> bool:
        """Return True unless a member of staff lacks the grant for the command."""
        return name not in self.by_name or _may_use(member, self.by_name[name])

    def list_names(self, person: Person, settings: DeskSettings) -> set[str]:
        """Return the names of the commands that this person may use; for staff with the aliases, and with those that
        lead to the panel if there is one."""
        used = {name for name in self.by_name if self.is_on(name, settings)}
        if not permissions.is_staff(person):
            return {name for name in used if not self.by_name[name].is_for_staff}
        refused = {name for name in used if not _may_use(person, self.by_name[name])}
        led = {name for name, home in BY_COMMAND.items() if settings.web.url and home.may(person)}
        return (used - refused) | led | {alias for alias, name in self.aliases.items() if name not in refused}


def _may_use(member: Person, command: Command) -> bool:
    return command.grant is None or has_grant(member, command.grant)


_LINK = re.compile(r"\s*(?:https?://)?(?:t|telegram)\.me/(\w+)\?start=([\w-]+)\s*", re.ASCII | re.IGNORECASE)


class CommandFilter(Filter):
    """Takes messages that begin with one of these commands; the handler gets it as `command`."""

    def __init__(self, *names: str) -> None:
        self.keys = frozenset(names)

    async def __call__(
        self, _message: Message, typed: TypedCommand | None, commands: CommandTable, desk: Desk
    ) -> bool | dict[str, TypedCommand]:
        """Return the command if it is one of these and switched on, else False."""
        if typed is None or typed.name not in self.keys or not commands.is_on(typed.name, desk.rules):
            return False
        return {"command": typed}


class PastedLink(Filter):
    """Takes messages of requesters that are nothing but a link to this bot, pasted where it was to be opened: its code
    must not become the words of a ticket. The handler gets it as the command `/start`."""

    async def __call__(self, message: Message, desk: Desk, me: Person) -> bool | dict[str, TypedCommand]:
        """Return the command if the message is such a link, else False."""
        found = None if permissions.is_staff(me) else _LINK.fullmatch(message.text or "")
        if found is None or found[1].casefold() != desk.rules.groups.username.casefold():
            return False
        return {"command": TypedCommand("start", RichText(found[2]))}


FIELD = "field:"
"""Before the name of a field of messages, in the keys of filters; no command is called so."""


class HasField(Filter):
    """Takes messages that have a field, such as a file or a payment."""

    def __init__(self, field: str) -> None:
        self._field, self.keys = field, frozenset([FIELD + field])

    async def __call__(self, message: Message) -> bool:
        """Return True for such a message."""
        return getattr(message, self._field) is not None


class StaffRouter(Router):
    """A router whose messages are those of agents and admins, by the role that they have now."""


class BlockedRouter(Router):
    """A router whose updates are those of people with a block."""


class TeamGroupRouter(Router):
    """A router whose messages are those by which a member of the team speaks of a ticket in a group."""


class FileAnswers(HasField):
    """Takes files that reply to a message with this kind of slot. The database is asked only about messages of bots."""

    def __init__(self, slot_kind: str) -> None:
        super().__init__("document")
        self._slot_kind = slot_kind

    async def __call__(self, message: Message, desk: Desk) -> bool:  # type: ignore[override]
        """Return True if it answers such a message."""
        asked = message.reply_to_message
        if message.document is None or asked is None or asked.from_user is None or not asked.from_user.is_bot:
            return False
        return await reply_target.find_slot_kind(desk, read_message(message, now=desk.now)) == self._slot_kind


class HasOrganizations(Filter):
    """Takes updates while organizations are switched on."""

    async def __call__(self, _event: object, desk: Desk) -> bool:
        """Return True while they are."""
        return desk.rules.organizations.enabled
