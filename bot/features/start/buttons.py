"""Callback data of `/help`, at most 64 bytes."""

from aiogram.filters.callback_data import CallbackData

from bot.features.start.help_topics import HelpTopic


class HelpPage(CallbackData, prefix="help"):
    """Show the commands of a task, or all tasks."""

    topic: HelpTopic | None = None
