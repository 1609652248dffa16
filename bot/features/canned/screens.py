"""Canned replies to answer a ticket with, tickets like it, and an answer before it is sent."""

from functools import partial

from bot.features.canned import buttons as canned_buttons
from bot.features.knowledge import buttons as knowledge_buttons
from bot.features.ticket import buttons as ticket_buttons
from bot.views import CLIP, Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import Ticket
from desk.acts import of_replies
from desk.canned import prepared_answer_view, replies, solved_alike
from desk.canned.prepared_answer_view import PreparedInfo
from desk.canned.replies import CannedInfo
from desk.canned.reply_keys import MARK
from desk.canned.solved_alike import SimilarTicket
from desk.conversation.new_entry import IncomingFile
from desk.knowledge.article_pages import ArticlePage
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line

_SUBJECT = 80
_ANSWER = 600  # UTF-16 units of each


def make_solved_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the button that shows the similar tickets, if there are any and the reader is staff other than the
    requester."""
    if not ticket.staff.similar_count or ticket.for_requester or not reader.is_staff:
        return []
    press = canned_buttons.SimilarShown(number=ticket.number)
    return [reader.make_button("btn-similar", press, n=ticket.staff.similar_count)]


async def render_similar(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets and articles similar to the slot's ticket."""
    number = letter.number
    ticket_id = await reader.find_ticket_id(number)
    if ticket_id is None:
        return None
    ticket = await reader.session.get_one(Ticket, ticket_id)
    alike = await solved_alike.list_similar(reader.session, ticket) if reader.may(Grant.SEE_ALL) else ()
    articles = await solved_alike.list_articles(reader.session, ticket, reader.language)
    if not (alike or articles):
        return Rendered(reader.say_rich("similar-none", number=number), ticket_id=ticket_id)
    title = reader.say_rich("similar-title" if alike else "similar-title-articles", number=number)
    parts = [title, *(_ticket(reader, one) for one in alike), *(_article(one) for one in articles)]
    buttons = (
        *(_buttons_of_similar_tickets(reader, number, one) for one in alike),
        *(_of_article(reader, number, one) for one in articles),
    )
    return Rendered(compose.join(parts, "\n\n"), buttons, ticket_id=ticket_id)


def _ticket(reader: Reader, one: SimilarTicket) -> RichText:
    about = shorten_line(one.subject.say_in(reader.language), _SUBJECT)
    head = compose.join_dotted(
        [reader.say_rich("similar-head", number=one.number), about, reader.format_ago(one.solved_at)]
    )
    return compose.join_lines([head, compose.quote_text(compose.clip_text(one.answer, _ANSWER))])


def _buttons_of_similar_tickets(reader: Reader, number: int, one: SimilarTicket) -> Row:
    use = canned_buttons.SimilarUse(number=number, like=one.number)
    return (
        reader.make_button("btn-similar-open", ticket_buttons.Open(number=one.number), number=one.number),
        reader.make_button("btn-similar-use", use, number=one.number),
    )


def _article(one: ArticlePage) -> RichText:
    return compose.join_lines([compose.make_bold(one.title), compose.quote_text(compose.clip_text(one.body, _ANSWER))])


def _of_article(reader: Reader, number: int, one: ArticlePage) -> Row:
    use = canned_buttons.SimilarArticle(number=number, article=one.id)
    return (
        reader.make_button("btn-similar-read", knowledge_buttons.ArticleOpen(article=one.id)),
        reader.make_button("btn-similar-article", use),
    )


_A_PAGE = 6
_LINE = 80  # characters of a text in a list


async def render_choices(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of canned replies for the ticket that the slot names."""
    number = letter.number
    ticket_id = await reader.find_ticket_id(number)
    if ticket_id is None:
        return None
    known = await replies.list_visible(reader.session, reader.person)
    if not known:
        return Rendered(reader.say_rich("none-replies"), ticket_id=ticket_id)
    turn = partial(canned_buttons.CannedPage, number=number)
    listed = cut_shown_page(reader, known, letter.page, _A_PAGE, lambda to: turn(page=to))
    reply_with = partial(canned_buttons.ReplyWith, number=number)
    choices = [_key_button(reader, one, reply_with(canned=one.id)) for one in listed.shown]
    title = reader.say_rich("canned-choose", number=number)
    words = compose.join_lines([title, *(_line(reader, one) for one in listed.shown)])
    return Rendered(words, (*keyboards.arrange_rows(choices, 3), *listed.turning), ticket_id=ticket_id)


def list_files(reader: Reader, attached: tuple[IncomingFile, ...]) -> str:
    """Return “📎 2”, or nothing if no files are attached."""
    return reader.say("canned-files", clip=CLIP, n=len(attached)) if attached else ""


def _line(reader: Reader, one: CannedInfo) -> RichText:
    key = RichText(f"{MARK}{one.key}").with_style("code")
    return compose.join_dotted(
        [
            key, reader.say("canned-own") if one.own else "", _text(one), list_files(reader, one.files),
            say_acts(reader, one.acts),
        ]
    )  # fmt: skip


def say_acts(reader: Reader, acts: str) -> str:
    """Return what is done with an answer, or nothing if it is only sent."""
    return reader.say("canned-acts", acts=of_replies.describe_acts(reader.say, acts)) if acts else ""


def _text(one: CannedInfo) -> str:
    return shorten_line(one.words.text, _LINE)


def _key_button(reader: Reader, one: CannedInfo, press: canned_buttons.ReplyWith) -> RenderedButton:
    return reader.make_button("btn-canned-key", press, word=one.key)


async def render_prepared(reader: Reader, letter: Show) -> Rendered | None:
    """Render the answer that the slot names, or return None if it is not the reader's."""
    number, locale = letter.number, reader.settings.locale
    info = await prepared_answer_view.load_prepared(reader.session, number, reader.person, locale=locale)
    if info is None or await reader.find_ticket_id(info.number) is None:
        return None
    said = compose.join_lines([compose.quote_text(info.words), list_files(reader, info.files)])
    words = compose.join(
        [_head(reader, info), said if info.is_open or (info.sent and not info.withdrawn) else "", _below(reader, info)],
        "\n",
    )
    return Rendered(words, _buttons(reader, info) if info.is_open else (), ticket_id=info.ticket_id)


def _head(reader: Reader, info: PreparedInfo) -> RichText:
    if not info.is_open:
        key = "prepared-waits" if info.waits else "prepared-sent" if info.sent else "prepared-replaced"
        key = "prepared-withdrawn" if info.withdrawn else key
        return reader.say_rich(key, number=info.number, name=info.requester)
    made_of = f"{MARK}{info.key}" if info.key is not None else ""
    if info.like is not None:
        made_of = reader.say("prepared-like", number=info.like)
    return compose.join_dotted([reader.say_rich("prepared-head", number=info.number, name=info.requester), made_of])


def _below(reader: Reader, info: PreparedInfo) -> RichText:
    """Return the warnings to read before sending."""
    if not info.is_open:
        return RichText()
    lines = [
        reader.say_rich("prepared-held", name=info.holder) if info.holder is not None else "",
        reader.say_rich("prepared-finished", number=info.number) if info.finished else "",
        reader.say_rich("prepared-missing", number=info.number) if info.missing else "",
        reader.say_rich("prepared-foreign", name=info.requester, language=info.foreign) if info.foreign else "",
        reader.say_rich("prepared-change", acts=int(bool(info.acts))) if info.changing else "",
        f"⚡ {say_acts(reader, info.acts)}" if info.acts else "",
    ]
    return compose.join_lines(lines)


def _buttons(reader: Reader, info: PreparedInfo) -> tuple[Row, ...]:
    row = []
    if not info.missing:
        key = "btn-prepared-acts" if info.acts else "btn-prepared-send"
        row.append(reader.make_main_button(key, canned_buttons.CannedSend(prepared=info.id)))
        if info.acts:
            row.append(reader.make_button("btn-prepared-alone", canned_buttons.CannedAlone(prepared=info.id)))
        elif not info.finished and info.holder is None:
            solve = canned_buttons.CannedSolve(prepared=info.id)
            row.append(reader.make_button("btn-prepared-solve", solve))
    if not info.changing:
        press = canned_buttons.CannedChange(prepared=info.id)
        row.append(reader.make_button("btn-prepared-change", press))
    return (tuple(row),) if row else ()
