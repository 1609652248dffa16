"""Consent before a first request: asked for once a draft is complete, which waits for it. Off unless a setting has a
version of the terms; a new version is asked for again."""

from db.models import Origin, Person
from desk import Desk, Locked, TicketResult
from desk.notifications import notifier
from desk.outbox import Show
from desk.policy import permissions


def is_missing(desk: Desk, person: Person) -> bool:
    """Return True if the person has to agree before a request of theirs is filed. Nobody is asked on the web, where the
    page itself does that, and no member of the team."""
    if person.telegram_id is None or permissions.is_staff(person) or desk.origin is Origin.API:
        return False
    return (person.consent_version or 0) < desk.rules.privacy.consent


async def hold_draft(desk: Desk, ticket: Locked) -> TicketResult:
    """Keep a draft from being filed, and ask its requester: again when they try to send it, not when time passes."""
    ticket.file_at = None
    version = desk.rules.privacy.consent
    requester = await desk.get_requester(ticket)
    asked = Show("consent", slot=f"consent:{version}", fresh=desk.origin is not Origin.CLOCK)
    notifier.post_letter(desk, requester, asked)
    return await desk.make_result(ticket, changed=False)
