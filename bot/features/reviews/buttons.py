"""Callback data of reviews."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id


class ReviewAnswer(CallbackData, prefix="review"):
    """Answer a review of one's own work, by its id."""

    review: Id
