"""When a requester's silence ends a ticket: a due time on its row. Pure; puts nothing."""

from datetime import datetime, timedelta

from db.models import Status
from desk.locked import Locked
from desk.settings import DeskSettings

_OFF = timedelta(0)


def restart(ticket: Locked, *, now: datetime, rules: DeskSettings) -> None:
    """Count the requester's silence anew: while pending, and while resolved with nothing said since."""
    counts = ticket.status is Status.PENDING or (ticket.status is Status.RESOLVED and not ticket.needs_answer)
    silence = length(ticket.status, rules)
    ticket.close_at = now + silence if counts and silence > _OFF else None


def length(status: Status, rules: DeskSettings) -> timedelta:
    """How long silence is waited for in that status; zero: for ever."""
    return rules.targets.pending if status is Status.PENDING and rules.targets.enabled else rules.requests.auto_close
