"""Fills the field of an answer with a canned reply, with what resolved a similar ticket, or with an article. The
text is made for this requester, as in the bot, and is sent only when somebody presses Send."""

from typing import Annotated

from pydantic import Field

from db.models import Ticket
from desk.canned import placeholders, prepared_answers, replies, reply_keys, similar_tickets
from desk.i18n import choose_language
from web.context import Visitor
from web.features.ticket.typed_answer import format_field_text
from web.panel.frame import make_words
from web.panel.page_form import PageForm

_Id = Annotated[int, Field(ge=0, lt=2**63)]


class TextWanted(PageForm):
    """A form: what was typed so far, and one of: the id of a canned reply, the number of a ticket, the id of an
    article."""

    form: str = ""
    text: str = ""
    inside: str = ""
    canned: _Id = 0
    like: _Id = 0
    article: _Id = 0


def append_text(typed: str, ready: str) -> str:
    """Append the text to what was typed, replacing a key that was begun."""
    before = "" if ready and reply_keys.parse_lone_key(typed) is not None else typed.rstrip()
    return "\n".join(part for part in (before, ready) if part)


async def prepare_text(visitor: Visitor, ticket_id: int, wanted: TextWanted) -> tuple[str, str]:
    """Return the text, or why there is none."""
    ticket = await visitor.session.get_one(Ticket, ticket_id)
    if ticket.merged_into_id is not None:
        ticket = await visitor.session.get_one(Ticket, ticket.merged_into_id)
    if wanted.canned:
        return await _fill_canned_text(visitor, ticket, wanted.canned)
    requester = await visitor.desk.get_requester(ticket)
    for one in await similar_tickets.list_similar(visitor.session, ticket) if wanted.like else ():
        if one.number == wanted.like:
            return format_field_text(placeholders.replace_name(one.answer, one.requester, requester.name)), ""
    language = choose_language(requester, visitor.rules.locale)
    for article in await similar_tickets.list_articles(visitor.session, ticket, language) if wanted.article else ():
        if article.id == wanted.article:
            return format_field_text(article.body), ""
    return "", make_words(visitor).say("page-no-such-text")


async def _fill_canned_text(visitor: Visitor, ticket: Ticket, canned_id: int) -> tuple[str, str]:
    row = await replies.find_by_id(visitor.session, canned_id, visitor.person)
    if row is None:
        return "", make_words(visitor).say("page-no-such-text")
    said, missing = await prepared_answers.fill_in(visitor.desk, ticket, replies.get_words(row))
    if missing is not None:
        return "", make_words(visitor).say("remark-canned-missing", word=row.key)
    return format_field_text(said), ""
