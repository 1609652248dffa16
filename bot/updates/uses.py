"""What an update says of how the bot is used: a message, a command, a press. Counts nothing."""

import re

from aiogram.types import Update

from bot.handlers.filters import is_known, told
from desk.figures.usage import UseKind

_PREFIX = re.compile(r"([a-z][a-z_-]{0,31})(?::|$)", re.ASCII)


def use_of(update: Update) -> tuple[UseKind, str] | None:
    """Which use, and the name of the command or of the button (the prefix of its data); nothing of what people can
    invent. None for what is none: edits, reactions, coming and going."""
    if update.callback_query is not None:
        found = _PREFIX.match(update.callback_query.data or "")
        return UseKind.BUTTON, found[1] if found else ""
    if update.message is None:
        return None
    command = told(update.message)
    if command is None:
        return UseKind.MESSAGE, ""
    return UseKind.COMMAND, command.name if is_known(command.name) else ""
