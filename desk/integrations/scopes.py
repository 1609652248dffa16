"""What a system's token may do. Pure."""

from enum import StrEnum


class Scope(StrEnum):
    """OWN ones are about the people whom the system brought; the rest see the whole desk."""

    TICKETS = "tickets"
    EVENTS = "events"
    WEBHOOKS = "webhooks"
    ALL_READ = "all:read"
    ALL_WRITE = "all:write"
    NOTES = "notes"
    FIGURES = "figures"
    ARTICLES = "articles"
    SETTINGS = "settings"


OWN = (Scope.TICKETS, Scope.EVENTS, Scope.WEBHOOKS)
INTERNAL = tuple(scope for scope in Scope if scope not in OWN)


def known(words: list[str]) -> frozenset[Scope]:
    """The scopes among stored words; what a newer version knows is left aside."""
    return frozenset(scope for scope in Scope if scope.value in words)
