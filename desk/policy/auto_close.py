"""When a requester's silence closes a ticket: a due time on its row. Pure; queues nothing."""

from datetime import datetime, timedelta

from db.models import Status
from desk.locked import Locked
from desk.settings import DeskSettings

_OFF = timedelta(0)


def restart_auto_close(ticket: Locked, *, now: datetime, rules: DeskSettings) -> None:
    """Restart the count of the requester's silence. It runs while the ticket is pending, or resolved without a later
    word from them."""
    counts = ticket.status is Status.PENDING or (ticket.status is Status.RESOLVED and not ticket.needs_answer)
    silence = get_silence_length(ticket.status, rules)
    ticket.close_at = now + silence if counts and silence > _OFF else None


def get_silence_length(status: Status, rules: DeskSettings) -> timedelta:
    """Return how long silence lasts in that status before it closes or resolves the ticket; zero means for ever."""
    return rules.targets.pending if status is Status.PENDING and rules.targets.enabled else rules.requests.auto_close
