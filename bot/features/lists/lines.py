"""The line of a ticket in lists of staff."""

from bot.views import PRIORITY_SIGNS, STATUS_SIGNS, Reader, compose
from desk.queries.lists import TicketRow
from desk.text import RichText, shorten_line

SUBJECT = 60  # characters of a subject in a list


def format_staff_line(reader: Reader, ticket: TicketRow) -> RichText:
    """Return “🟠 🆕 #43 Projector · Anna K. · Ivan · 15 min”."""
    sign = f"{PRIORITY_SIGNS[ticket.priority]} {STATUS_SIGNS[ticket.status]}"
    waits = ticket.needs_answer and ticket.assignee is not None and ticket.is_open
    mine = ticket.assignee == reader.person.name
    return format_ticket_line(
        reader,
        ticket,
        sign,
        [
            shorten_line(ticket.subject.say_in(reader.language), SUBJECT),
            ticket.requester,
            "" if mine else ticket.assignee or "",
            reader.say("list-needs-answer", whose="yours" if mine else "ours") if waits else "",
            reader.say("list-escalated") if ticket.escalated and ticket.is_open else "",
            reader.say("list-late") if ticket.is_late(reader.now) else "",
            reader.format_age(ticket.since) if ticket.is_open else reader.format_ago(ticket.ended_at or ticket.last_at),
        ],
    )


def format_ticket_line(reader: Reader, ticket: TicketRow, sign: str, rest: list[str]) -> RichText:
    return reader.say_rich("list-line", sign=sign, number=ticket.number, rest=compose.join_dotted(rest))
