"""Takes the agent's answer to a review."""

from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show
from desk.reviews import reviewing


async def take_answer(desk: Desk, incoming: IncomingMessage, key: str) -> Show:
    """Store the answer to the review with that id."""
    await reviewing.answer_review(desk, int(key), incoming.words.text)
    return Show("reviews", slot="reviews", fresh=True, note="review-answered")
