"""Show the answers that a request got."""

from bot.views import Reader, compose
from desk.queries.ticket_card import TicketCard
from desk.suggestions import offering
from desk.text import RichText, shorten_line

_ON_A_CARD = 60  # characters of a question, and of an answer


def format_intake_on_card(ticket: TicketCard) -> RichText:
    """Return the answers, shortened for a card."""
    return compose.join_lines(
        _line_of_intake(shorten_line(one.label, _ON_A_CARD), shorten_line(one.value, _ON_A_CARD))
        for one in ticket.staff.form
    )


def format_intake_lines(ticket: TicketCard) -> RichText:
    """Return the answers, a line each."""
    return compose.join_lines(_line_of_intake(one.label, one.value) for one in ticket.staff.form)


def _line_of_intake(label: str, value: str) -> RichText:
    return RichText(label).with_style("italic") + RichText(" ") + compose.make_bold(value)


async def format_for_staff(reader: Reader, card: TicketCard) -> RichText:
    """Return what was suggested to the requester."""
    if not card.offered:
        return RichText()
    title = await offering.find_preset_title(reader.session, card.id)
    if title is not None:
        return reader.say_rich("card-answered", title=title)
    known = await offering.list_offers(reader.session, card.id, reader.language)
    return reader.say_rich("card-offered", titles="; ".join(one.title for one in known)) if known else RichText()
