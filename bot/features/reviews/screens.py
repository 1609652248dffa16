"""Reviews in a chat: what waits for a reviewer and where, one's own results, and the question for an answer."""

from bot.views import Reader, Rendered, compose
from desk.outbox import Show, Slot
from desk.policy.grants import Grant
from desk.reviews import results
from desk.text import RichText


async def render_reviews(reader: Reader, _letter: Show) -> Rendered | None:
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
    own = await results.find_own(reader.session, Slot.parse(letter.slot).number, reader.person)
    if own is None:
        return None
    key = "review-answered-already" if own.answer is not None else "review-ask"
    return Rendered(reader.say_rich(key, number=own.number))
