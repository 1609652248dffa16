"""`/reviews`, and the button that answers a review."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.reviews.buttons import ReviewAnswer
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from db.models import Person
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions


def make_router() -> Router:
    made = Router(name="reviews")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_reviews, CommandFilter("reviews"))
    made.callback_query.register(ask_answer, ReviewAnswer.filter())
    return made


async def show_reviews(_message: Message, desk: Desk) -> None:
    respond.post_letter(desk, Show("reviews", slot="reviews", fresh=True))


async def ask_answer(
    _query: CallbackQuery, callback_data: ReviewAnswer, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    permissions.require_staff(me)
    spot.require_face("review")
    respond.post_letter(desk, Show("review_ask", slot=f"reviewask:{callback_data.review}", fresh=True))
