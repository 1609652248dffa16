"""Callback data of questions to say more of a request. Decides nothing."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id


class FillIn(CallbackData, prefix="fill"):
    """Answer a question as the comment `entry` answered one of its key before."""

    question: Id
    entry: Id


class FillSkip(CallbackData, prefix="fillskip"):
    """Answer neither this question nor those that follow."""

    question: Id
