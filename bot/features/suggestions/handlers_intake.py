"""Buttons of questions about a request."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.suggestions import buttons
from bot.handlers import PressedMessage
from desk import Desk, Outdated
from desk.questions import clarifying_questions


def make_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="asked")
    made.callback_query.register(complete_intake, buttons.FillIn.filter())
    made.callback_query.register(skip_intake, buttons.FillSkip.filter())
    return made


async def complete_intake(
    _query: CallbackQuery, callback_data: buttons.FillIn, desk: Desk, spot: PressedMessage
) -> None:
    """Answer as the person answered before."""
    _asks(spot, callback_data.question)
    await clarifying_questions.answer_by_press(desk, callback_data.question, callback_data.entry)


async def skip_intake(_query: CallbackQuery, callback_data: buttons.FillSkip, desk: Desk, spot: PressedMessage) -> None:
    _asks(spot, callback_data.question)
    await clarifying_questions.skip_question(desk, callback_data.question)


def _asks(spot: PressedMessage, question_id: int) -> None:
    if spot.recorded and spot.question_id != question_id:
        raise Outdated(spot.number)
