"""Callback data of failed and held jobs."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id


class AnswerHeldJobs(CallbackData, prefix="held"):
    """Send the letters held since the database was restored, or drop them."""

    word: Literal["send", "drop"]


class RetryJob(CallbackData, prefix="retry"):
    """Try a failed job again."""

    job: Id
