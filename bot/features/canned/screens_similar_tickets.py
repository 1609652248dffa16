"""Resolved tickets like this one with the answers that resolved them, each with buttons to open and to use."""

from bot.features.canned import buttons as canned_buttons
from bot.features.knowledge import buttons as knowledge_buttons
from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from db.models import Ticket
from desk.canned import similar_tickets
from desk.canned.similar_tickets import SimilarTicket
from desk.knowledge.article_views import ArticlePage
from desk.outbox import Show, Slot
from desk.policy.grants import Grant
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line

_SUBJECT = 80
_ANSWER = 600  # UTF-16 units of each


def make_solved_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the button that shows the similar tickets, if there are any and the reader is staff other than the
    requester."""
    if not ticket.alike or ticket.for_requester or not reader.is_staff:
        return []
    press = canned_buttons.SimilarShown(number=ticket.number)
    return [keyboards.make_button(reader.language, "btn-similar", press, n=ticket.alike)]


async def render_similar(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets and articles similar to the slot's ticket."""
    number = Slot.parse(letter.slot).number
    ticket_id = await reader.find_ticket_id(number)
    if ticket_id is None:
        return None
    ticket = await reader.session.get_one(Ticket, ticket_id)
    alike = await similar_tickets.list_similar(reader.session, ticket) if reader.may(Grant.SEE_ALL) else ()
    articles = await similar_tickets.list_articles(reader.session, ticket, reader.language)
    if not (alike or articles):
        return Rendered(reader.say_rich("similar-none", number=number), ticket_id=ticket_id)
    title = reader.say_rich("similar-title" if alike else "similar-title-articles", number=number)
    parts = [title, *(_ticket(reader, one) for one in alike), *(_article(one) for one in articles)]
    buttons = (
        *(_buttons(reader, number, one) for one in alike),
        *(_of_article(reader, number, one) for one in articles),
    )
    return Rendered(compose.join(parts, "\n\n"), buttons, ticket_id=ticket_id)


def _ticket(reader: Reader, one: SimilarTicket) -> RichText:
    about = shorten_line(one.subject.say_in(reader.language), _SUBJECT)
    head = compose.join_dotted(
        [reader.say_rich("similar-head", number=one.number), about, reader.format_ago(one.solved_at)]
    )
    return compose.join_lines([head, compose.quote_text(compose.clip_text(one.answer, _ANSWER))])


def _buttons(reader: Reader, number: int, one: SimilarTicket) -> Row:
    use = canned_buttons.SimilarUse(number=number, like=one.number)
    return (
        keyboards.make_button(
            reader.language, "btn-similar-open", ticket_buttons.Open(number=one.number), number=one.number
        ),
        keyboards.make_button(reader.language, "btn-similar-use", use, number=one.number),
    )


def _article(one: ArticlePage) -> RichText:
    return compose.join_lines([compose.make_bold(one.title), compose.quote_text(compose.clip_text(one.body, _ANSWER))])


def _of_article(reader: Reader, number: int, one: ArticlePage) -> Row:
    use = canned_buttons.SimilarArticle(number=number, article=one.id)
    return (
        keyboards.make_button(reader.language, "btn-similar-read", knowledge_buttons.ArticleOpen(article=one.id)),
        keyboards.make_button(reader.language, "btn-similar-article", use),
    )
