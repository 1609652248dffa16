"""What is promised, as a requester and as staff read it: the one time, how late it is. Decides nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.views import compose
from bot.views.reader import Reader
from desk.i18n import formats
from desk.queries.dto import TicketCard
from desk.queries.expected import Expect
from desk.text.rich_text import RichText


def moment(reader: Reader, at: datetime) -> RichText:
    """A time that Telegram shows in the reader's own zone; to others it reads as the desk's (Bot API, date-time entity
    formatting, read 2026-11)."""
    zone = ZoneInfo(reader.settings.timezone)
    today = at.astimezone(zone).date() == reader.now.astimezone(zone).date()
    said = formats.moment(reader.language, at, reader.settings.timezone, reader.now)
    return RichText(said).styled("date_time", unix_time=int(at.timestamp()), date_time_format="t" if today else "wDt")


def expected(reader: Reader, ticket: TicketCard) -> RichText:
    """When the requester may expect what; empty where they are told nothing."""
    if ticket.expected is None or ticket.known is not None:
        return RichText()
    if ticket.expected.at is None:
        return reader.words("expect-longer")
    return reader.words(f"expect-{ticket.expected.what.value}", at=moment(reader, ticket.expected.at))


def due(reader: Reader, ticket: TicketCard) -> RichText:
    """For staff: when it is due or how late it is, and what its requester then reads."""
    if ticket.hold_until is not None:
        return reader.words("held-until", at=moment(reader, ticket.hold_until))
    if ticket.due_at is None:
        return RichText()
    if ticket.due_at > reader.now:
        key = "due-promised" if ticket.promised else "due-by"
        return reader.words(key, at=moment(reader, ticket.due_at))
    late = reader.words("overdue", age=formats.duration(reader.language, reader.now - ticket.due_at))
    if ticket.expected is None or ticket.expected.what is not Expect.LONGER:
        return late
    return compose.dotted([late, reader.words("overdue-read", name=ticket.requester.name)])
