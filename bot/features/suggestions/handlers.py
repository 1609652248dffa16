"""Offers under a request and questions about it: their buttons. The desk checks again who it is."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.feature import Feature
from bot.features.suggestions import buttons
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import Press, make_press_router
from desk import Desk, Outdated
from desk.outbox import Show
from desk.questions import clarifying_questions
from desk.suggestions import giving, outcome


def _make_suggestions_router() -> Router:
    """Return a fresh router of these buttons."""
    return make_press_router("offers", _show_suggestion, _mark_helped, need_person)


async def _show_suggestion(
    _query: CallbackQuery, callback_data: buttons.OfferRead, desk: Desk, pressed: PressedMessage
) -> None:
    """Show the article as a new message; the receipt stays."""
    pressed.require_view("receipt")
    article_id = await outcome.record_reading(desk, callback_data.offer)
    respond.post_letter(desk, Show("article", slot=f"article:{article_id}", fresh=True), pressed.ticket_id)


async def _mark_helped(
    _query: CallbackQuery, callback_data: buttons.Helped, desk: Desk, pressed: PressedMessage
) -> None:
    """Close the request; the receipt says so."""
    pressed.require_ticket(callback_data.number)
    await outcome.close_as_helped(desk, callback_data.number)


async def need_person(
    _query: CallbackQuery, callback_data: buttons.NeedPerson, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_ticket(callback_data.number)
    await giving.call_person(desk, callback_data.number)
    press.say("person-called")


def _make_intake_router() -> Router:
    """Return a fresh router of these buttons."""
    return make_press_router("asked", _complete_intake, _skip_intake)


async def _complete_intake(
    _query: CallbackQuery, callback_data: buttons.FillIn, desk: Desk, pressed: PressedMessage
) -> None:
    """Answer as the person answered before."""
    _asks(pressed, callback_data.question)
    await clarifying_questions.answer_by_press(desk, callback_data.question, callback_data.entry)


async def _skip_intake(
    _query: CallbackQuery, callback_data: buttons.FillSkip, desk: Desk, pressed: PressedMessage
) -> None:
    _asks(pressed, callback_data.question)
    await clarifying_questions.skip_question(desk, callback_data.question)


def _asks(pressed: PressedMessage, question_id: int) -> None:
    if pressed.recorded and pressed.question_id != question_id:
        raise Outdated(pressed.number)


FEATURE = Feature(
    name="suggestions",
    routers=(
        _make_suggestions_router,
        _make_intake_router,
    ),
)
