"""Which stars are low, when requesters are asked for them, and how long their next text belongs to them. Pure."""

from datetime import datetime, timedelta

from db.models import OwnTicket, Status, Ticket
from desk.settings import DeskSettings

ANSWER_TIME = timedelta(days=1)  # for the answer of the agent who got few stars
LOW_STARS = 2
BY_SILENCE = "silence"
CONFIRMED = "confirmed"


def is_low(stars: int | None) -> bool:
    """Return True for one or two stars."""
    return stars is not None and stars <= LOW_STARS


def get_comment_deadline(ticket: Ticket | OwnTicket, rules: DeskSettings) -> datetime | None:
    """Return until when the requester's next text is the comment on their rating, or None. It is after the yes that
    closed the ticket, and after any stars; not once a comment or a refusal came, nor if silence closed the ticket."""
    skipped = ticket.rated_at is not None and ticket.rating is None
    if ticket.status is not Status.CLOSED or ticket.rating_words is not None or skipped:
        return None
    asked = ticket.rating_asked_at if ticket.end_reason != BY_SILENCE else None
    times = [asked + rules.requests.question] if asked is not None else []
    return max([*times, *([ticket.word_until] if ticket.word_until is not None else [])], default=None)
