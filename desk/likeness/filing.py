"""A request was just filed: what it is like is looked up, and whose own it is like is offered to add it there."""

from db.models import QuestionKind
from desk import Desk, Locked
from desk.likeness.places import elsewhere
from desk.likeness.recent import Like, counted_with, recent_alike
from desk.tickets import asked


async def filed(desk: Desk, ticket: Locked) -> None:
    """Held against what was filed within the hour; nothing is read where that is known to be nothing."""
    if desk.filed_within_hour is not None and desk.filed_within_hour < 2:
        return
    words, found = await recent_alike(desk.session, ticket, desk.now)
    if not found:
        return
    await counted_with(desk.session, ticket, found[0])
    own = next((like for like in found if _is_same(ticket, words, like)), None)
    if own is not None and ticket.requester_id not in desk.rules.limits.exempt_people:
        await offer_to_add(desk, ticket, own)


def _is_same(ticket: Locked, words: str, like: Like) -> bool:
    """Whether it may be one request of theirs: another place is another one."""
    return like.requester_id == ticket.requester_id and like.works and not elsewhere(words, like.words)


async def offer_to_add(desk: Desk, ticket: Locked, like: Like) -> None:
    """Ask its requester whether it belongs to that one of theirs; silence leaves both."""
    if asked.is_next(ticket, QuestionKind.ADD_SAME):
        options, due_at = {"options": [like.ticket_id]}, desk.now + desk.rules.requests.question
        await asked.begin(desk, ticket, QuestionKind.ADD_SAME, data=options, due_at=due_at)
