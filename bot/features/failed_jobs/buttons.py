"""Callback data of failed jobs."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id


class RetryJob(CallbackData, prefix="retry"):
    """Try a failed job again."""

    job: Id
