"""The handlers: foreign input into one call of the desk, its answer into letters. They never call the bot."""

from bot.handlers.filters import CommandFilter, IsCommand, IsPrivate, IsStaff, TypedCommand, told
from bot.handlers.pressed_message import PressedMessage
