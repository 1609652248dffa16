"""Tells from an update how the bot is used: by a message, a command or a press."""

import re
from functools import cache

from aiogram.types import Update

from bot.callbacks import OfTicket
from bot.features.registry import COMMANDS
from desk.metrics.use_counter import UseKind

_DIGITS = 19
_PREFIX = re.compile(r"([a-z][a-z_-]{0,31})(?::|$)", re.ASCII)


@cache
def _about_tickets() -> frozenset[str]:
    """Return the prefixes of buttons that name their ticket."""
    kinds: list[type[OfTicket]] = [OfTicket]
    found = set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found.add(kind.__prefix__)
    return frozenset(found)


def find_ticket_number(update: Update) -> int | None:
    """Return the number of the ticket that a press or a command names; None if it names none."""
    if update.callback_query is not None:
        prefix, _, rest = (update.callback_query.data or "").partition(":")
        number = rest.partition(":")[0] if prefix in _about_tickets() else ""
        return int(number) if number.isascii() and number.isdigit() and len(number) < _DIGITS else None
    command = COMMANDS.read_command(update.message) if update.message is not None else None
    return command.number if command is not None and COMMANDS.is_of_ticket(command.name) else None


def use_of(update: Update) -> tuple[UseKind, str] | None:
    """Return the kind of use, and the name of the command or of the button (the prefix of its data): nothing that
    people can invent. None for other updates: edits, reactions, a member who comes or goes."""
    if update.callback_query is not None:
        found = _PREFIX.match(update.callback_query.data or "")
        return UseKind.BUTTON, found[1] if found else ""
    if update.message is None:
        return None
    command = COMMANDS.read_command(update.message)
    if command is None:
        return UseKind.MESSAGE, ""
    return UseKind.COMMAND, command.name if COMMANDS.is_known(command.name) else ""
