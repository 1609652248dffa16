"""Times promised to requesters, as they and staff read them."""

from bot.views import compose
from bot.views.reader import Reader
from desk.i18n import formats
from desk.queries.expected_times import Expect
from desk.queries.ticket_card import TicketCard
from desk.text import RichText


def format_expected(reader: Reader, ticket: TicketCard) -> RichText:
    """Return when the requester may expect what, or until when it is on hold; empty if they are told nothing."""
    if ticket.hold_until is not None and ticket.hold_until > reader.now:
        return reader.say_rich("expect-held", at=reader.format_instant(ticket.hold_until))
    if ticket.expected is None or ticket.told.status is not None:
        return RichText()
    if ticket.expected.at is None:
        return reader.say_rich("expect-longer")
    return reader.say_rich(f"expect-{ticket.expected.what.value}", at=reader.format_instant(ticket.expected.at))


def format_due(reader: Reader, ticket: TicketCard) -> RichText:
    """Return for staff when the ticket is due or how long it is overdue, what its requester then reads, and when what
    was planned is done."""
    planned = ticket.staff.planned_at
    line = reader.say_rich("card-planned", at=reader.format_instant(planned)) if planned is not None else RichText()
    return compose.join_lines([_format_target(reader, ticket), line])


def _format_target(reader: Reader, ticket: TicketCard) -> RichText:
    if ticket.hold_until is not None:
        return reader.say_rich("held-until", at=reader.format_instant(ticket.hold_until))
    if ticket.staff.due_at is None:
        return RichText()
    if ticket.staff.due_at > reader.now:
        key = "due-promised" if ticket.promised else "due-by"
        return reader.say_rich(key, at=reader.format_instant(ticket.staff.due_at))
    late = reader.say_rich("overdue", age=formats.format_duration(reader.language, reader.now - ticket.staff.due_at))
    if ticket.expected is None or ticket.expected.what is not Expect.LONGER:
        return late
    return compose.join_dotted([late, reader.say_rich("overdue-read", name=ticket.requester.name)])
