"""The message that tells staff of a low rating."""

from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, compose
from desk.i18n import catalog
from desk.outbox import Show
from desk.queries.team_member import LowRating, load_low_rating
from desk.text import RichText, shorten_line

_WORDS = 1000  # UTF-16 units of the requester's words or the agent's note


async def render_low_rating(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question what happened, if the letter has one; else the rating and the agent's answer."""
    number = letter.number
    mark = await load_low_rating(reader.session, number, reader.person, letter.question_id)
    if mark is None:
        return None
    asked = letter.question_id is not None
    if asked and not mark.is_open:
        said = reader.say_rich("low-mark-answered" if mark.is_answered else "low-mark-over", number=number)
        return Rendered(said, ticket_id=mark.ticket_id)
    last = reader.say_rich("low-mark-ask") if asked else _explanation(reader, mark)
    words = compose.join_lines([_head(reader, mark), _agent(reader, mark), compose.quote_text(_clip(mark.words)), last])
    opening = reader.make_button("btn-open", ticket_buttons.Open(number=number))
    return Rendered(words, ((opening,),), ticket_id=mark.ticket_id)


def _head(reader: Reader, mark: LowRating) -> RichText:
    stars, subject = catalog.STAR * mark.stars, shorten_line(mark.subject.say_in(reader.language))
    return reader.say_rich("low-mark-head", number=mark.number, subject=subject, name=mark.requester, stars=stars)


def _agent(reader: Reader, mark: LowRating) -> RichText:
    if not mark.agent_stars:
        return RichText()
    return reader.say_rich("low-mark-agent", name=mark.solver or "", stars=catalog.STAR * mark.agent_stars)


def _explanation(reader: Reader, mark: LowRating) -> RichText:
    """Return the answer of the agent who solved it."""
    if mark.solver is None:
        return reader.say_rich("low-mark-nobody")
    if mark.note is None:
        return reader.say_rich("low-mark-unanswered", name=mark.solver)
    if not mark.note.strip():
        return reader.say_rich("low-mark-no-words", name=mark.solver)
    return compose.join(
        [reader.say_rich("low-mark-note", name=mark.solver), compose.quote_text(_clip(mark.note))], "\n"
    )


def _clip(text: str) -> RichText:
    return compose.clip_text(RichText(text), _WORDS)
