"""The base of all handlers: filters, commands, replies. Handlers turn input into one call of the desk and its answer
into letters; they never call the bot."""

from bot.handlers.commands import (
    CommandFilter,
    CommandTable,
    FileAnswers,
    HasField,
    HasOrganizations,
    PastedLink,
    StaffRouter,
    TypedCommand,
    parse_command,
)
from bot.handlers.pressed_message import PressedMessage
