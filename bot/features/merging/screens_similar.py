"""Similar open tickets as staff see them, and how to group them. Requesters never see this."""

from aiogram.filters.callback_data import CallbackData

from bot.features.problems import buttons as problem_buttons
from bot.features.problems import screens
from bot.features.ticket import buttons as ticket_buttons
from bot.handlers.pressed_message import Id, OfTicket
from bot.views import PRIORITY_SIGNS, STATUS_SIGNS, Reader, Rendered, RenderedButton, compose, keyboards
from desk.queries.same_reports import AlikeLine, AlikePage
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line


class Alike(OfTicket, prefix="alike"):
    """Show the open tickets that are about the same thing."""


class Join(OfTicket, prefix="join"):
    """Group the similar tickets to answer them together."""


class Leave(OfTicket, prefix="leave"):
    """Take the ticket out of its group."""


class AlsoTo(CallbackData, prefix="also_to"):
    """Send this answer to the other tickets of the group."""

    entry: Id


_LEAST = 2
"""The smallest number of similar tickets that is shown."""
_SUBJECT = 60


def _is_shown(ticket: TicketCard) -> bool:
    return ticket.is_open and (ticket.staff.same_reports.like >= _LEAST or ticket.staff.same_reports.joined > 0)


def format_similar_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return “12 like this within the hour” with the number of grouped tickets, and the known problem if there is
    one."""
    known = screens.format_problem_line(reader, ticket)
    if not _is_shown(ticket):
        return known
    same, known_too = ticket.staff.same_reports, int(ticket.known_problem_id is not None)
    like = reader.say("card-alike", n=same.like, known=known_too) if same.like >= _LEAST else ""
    joined = reader.say("card-joined", n=same.joined) if same.joined else ""
    return compose.join_lines([known, compose.join_dotted([like, joined])])


def make_similar_button(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the button that shows the similar tickets, or an empty list."""
    if not _is_shown(ticket) or ticket.for_requester:
        return []
    n = max(ticket.staff.same_reports.like, ticket.staff.same_reports.joined)
    known, press = int(ticket.known_problem_id is not None), Alike(number=ticket.number)
    return [reader.make_button("btn-alike", press, n=n, known=known)]


def render_similar(reader: Reader, page: AlikePage) -> Rendered:
    """Render the similar tickets with buttons to group them or to leave the group."""
    number = page.number
    lines = compose.join_lines(_line(reader, one) for one in page.lines) or reader.say_rich("alike-none")
    left = page.count.total - len(page.lines)
    more = reader.say("alike-more", n=left) if left > 0 else ""
    effect = reader.say_rich("alike-joined" if page.in_group else "alike-effect") if page.lines else RichText()
    title = reader.say_rich("alike-title", number=number, known=int(page.known))
    words = compose.join([title, compose.join_lines([lines, more]), effect], "\n\n")
    buttons = []
    if n := page.count.total - page.count.joined:
        buttons.append(reader.make_main_button("btn-join", Join(number=number), n=n))
    if page.in_group:
        buttons.append(reader.make_button("btn-leave", Leave(number=number), number=number))
    buttons.append(reader.make_button("btn-problem-make", problem_buttons.ProblemMake(number=number)))
    buttons.append(reader.make_button("btn-open", ticket_buttons.Open(number=number)))
    return Rendered(words, keyboards.arrange_rows(buttons, 2))


def _line(reader: Reader, one: AlikeLine) -> RichText:
    sign = f"{PRIORITY_SIGNS[one.priority]} {STATUS_SIGNS[one.status]}"
    joined = reader.say("alike-with") if one.joined else ""
    rest = compose.join_dotted([one.requester, shorten_line(one.subject.say_in(reader.language), _SUBJECT), joined])
    return reader.say_rich("list-line", sign=sign, number=one.number, rest=rest)
