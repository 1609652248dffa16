"""Show the answers that a request got, and what its declared fields hold."""

from bot.views import Reader, compose
from desk.queries.ticket_card import TicketCard
from desk.suggestions import offering
from desk.text import RichText, shorten_line

_ON_A_CARD = 60  # characters of a question, and of an answer


def format_intake_on_card(reader: Reader, ticket: TicketCard) -> RichText:
    """Return answers and fields, shortened for a card."""
    known = _list_intake(reader, ticket)
    return compose.join_lines(
        _line_of_intake(shorten_line(label, _ON_A_CARD), shorten_line(value, _ON_A_CARD)) for label, value in known
    )


def format_intake_lines(reader: Reader, ticket: TicketCard) -> RichText:
    """Return answers and fields, a line each."""
    return compose.join_lines(_line_of_intake(label, value) for label, value in _list_intake(reader, ticket))


def _list_intake(reader: Reader, ticket: TicketCard) -> list[tuple[str, str]]:
    answers = [(one.label, one.value) for one in ticket.staff.answers]
    return [*answers, *((one.field.name, one.say(reader.language)) for one in ticket.staff.fields)]


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
