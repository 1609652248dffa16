"""When requesters are asked how it was, and how long a text of theirs belongs to their stars. Pure."""

from datetime import datetime, timedelta

from db.models import Status, Ticket
from desk.settings import DeskSettings

APART = timedelta(days=1)  # between two surveys of one person, and until the reminder
PATIENCE = timedelta(days=1)  # for the words of who solved what got few stars
FEW = 2
BY_SILENCE = "silence"


def is_low(stars: int | None) -> bool:
    """One or two stars."""
    return stars is not None and stars <= FEW


def word_until(ticket: Ticket, rules: DeskSettings) -> datetime | None:
    """Until when their next text is the word beside the stars: after the yes that closed the ticket, and after any
    stars. None: one was given, or they would rather not. Silence that closes it expects no word."""
    skipped = ticket.rated_at is not None and ticket.rating is None
    if ticket.status is not Status.CLOSED or ticket.rating_words is not None or skipped:
        return None
    asked = ticket.rating_asked_at if ticket.end_reason != BY_SILENCE else None
    times = [asked + rules.requests.question] if asked is not None else []
    return max([*times, *([ticket.word_until] if ticket.word_until is not None else [])], default=None)
