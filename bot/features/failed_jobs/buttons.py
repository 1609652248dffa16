"""Callback data of jobs that failed. Decides nothing."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id


class RetryJob(CallbackData, prefix="retry"):
    """Try a job again that was given up."""

    job: Id
