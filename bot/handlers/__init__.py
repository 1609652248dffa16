"""The handlers: foreign input into one call of the desk, its answer into letters. They never call the bot."""

from bot.handlers.commands import CommandTable, TypedCommand, parse_command
from bot.handlers.filters import CommandFilter, IsCommand, IsPrivate, IsStaff
from bot.handlers.pressed_message import PressedMessage
