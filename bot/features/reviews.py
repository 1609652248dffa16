"""Quality reviews in the bot: one’s own reviews, and the answer to one.

Declares the feature "reviews" to the core of the bot.
"""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.feature import AGENT, AskedPrompt, Command, Feature, ViewSpec
from bot.handlers import PressedMessage, StaffRouter, respond
from bot.handlers.pressed_message import Id, handle_presses
from bot.views import Reader, Rendered, compose
from db.models import Person
from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.reviews import results, reviewing
from desk.text import RichText


async def _render_reviews(reader: Reader, _letter: Show) -> Rendered | None:
    """Render how many reviews wait, for reviewers, and the reader's own newest reviews."""
    lines = [await _format_queue(reader)] if reader.may(Grant.REVIEW) else []
    own = await results.list_own(reader.session, reader.person)
    if own:
        lines.append(reader.say_rich("reviews-own"))
    lines += [
        reader.say_rich("reviews-own-line", number=one.number, score=one.shown_score, at=reader.format_ago(one.done_at))
        for one in own
    ]
    return Rendered(compose.join_lines(lines or [reader.say_rich("reviews-none")]))


async def _format_queue(reader: Reader) -> RichText:
    if not await results.is_on(reader.session):
        return reader.say_rich("reviews-off")
    n = await results.count_waiting(reader.session)
    url = reader.settings.web.url
    if url is None:
        return reader.say_rich("reviews-waiting-no-panel", n=n)
    return reader.say_rich("reviews-waiting", n=n, address=f"{url}/reviews")


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for the agent's answer to the review that the slot names."""
    own = await results.find_own(reader.session, letter.number, reader.person)
    if own is None:
        return None
    key = "review-answered-already" if own.answer is not None else "review-ask"
    return Rendered(reader.say_rich(key, number=own.number))


async def take_answer(desk: Desk, incoming: IncomingMessage, key: str) -> Show:
    """Store the answer to the review with that id."""
    await reviewing.answer_review(desk, int(key), incoming.words.text)
    return Show("reviews", slot="reviews", fresh=True, note="review-answered")


class ReviewAnswer(CallbackData, prefix="review"):
    """Answer a review of one's own work, by its id."""

    review: Id


def make_router() -> Router:
    made = StaffRouter(name="reviews")
    handle_presses(made, _ask_answer)
    return made


async def _ask_answer(
    _query: CallbackQuery, callback_data: ReviewAnswer, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_staff(me)
    pressed.require_view("review")
    respond.post_question(desk, "reviewask", callback_data.review)


FEATURE = Feature(
    name="reviews",
    routers=(make_router,),
    views={"reviews": ViewSpec(_render_reviews, AGENT)},
    commands=(Command("reviews", AGENT, alone=True, shows="reviews"),),
    prompts={"reviewask": AskedPrompt(take_answer, asks=ViewSpec(render_question, AGENT))},
)
