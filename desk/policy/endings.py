"""Decides how everything ends that comes in, by whatever door: there are four endings, and none of them forgets.

Each door asks here and has no refusal of its own; `tests/flows/doors` sends something through each and finds it again.
"""

from enum import StrEnum

from db.models import Origin, Person
from desk.policy import permissions


class Ending(StrEnum):
    """On a request; on the list that `/blocked` shows; in a draft, until its author has agreed to the terms; or where
    it was: unread in the mailbox, with a provider, or with a sender who is told at once."""

    ON_REQUEST = "on request"
    ON_LIST = "on list"
    WAITS = "waits"
    LEFT = "left"


def decide_ending(sender: Person | None, door: Origin, *, is_shut: bool = False, terms: int = 0) -> Ending:
    """Return how words of this sender end at this door. `is_shut`: an admin has revoked it; `terms`: the version that
    has to be agreed to, 0 for none. Over HTTP the page, or the system that asks, says of itself what is not taken, and
    shows the terms."""
    if is_shut or (sender is not None and is_blocked(sender) and door is Origin.API):
        return Ending.LEFT
    if sender is not None and is_blocked(sender):
        return Ending.ON_LIST
    return Ending.WAITS if sender is not None and _has_to_agree(sender, door, terms) else Ending.ON_REQUEST


def is_blocked(person: Person) -> bool:
    """Return True for whom the team takes no requests from; staff are never blocked."""
    return person.blocked_at is not None and not permissions.is_staff(person)


def _has_to_agree(person: Person, door: Origin, terms: int) -> bool:
    is_asked = door is Origin.MAIL or (person.telegram_id is not None and door is not Origin.API)
    return is_asked and not permissions.is_staff(person) and (person.consent_version or 0) < terms
