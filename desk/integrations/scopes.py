"""Scopes of an integration's token. Pure."""

from enum import StrEnum


class Scope(StrEnum):
    """A permission of a token; those in `OWN` cover the integration's own users, the others the whole desk."""

    TICKETS = "tickets"
    EVENTS = "events"
    WEBHOOKS = "webhooks"
    ACCOUNTS = "accounts"
    ALL_READ = "all:read"
    ALL_WRITE = "all:write"
    NOTES = "notes"
    FIGURES = "figures"
    ARTICLES = "articles"
    SETTINGS = "settings"
    ORGANIZATIONS = "organizations"
    RULES = "rules"
    TEAM = "team"
    PRIVACY = "privacy"


OWN = (Scope.TICKETS, Scope.EVENTS, Scope.WEBHOOKS, Scope.ACCOUNTS)
INTERNAL = tuple(scope for scope in Scope if scope not in OWN)


def parse_scopes(words: list[str]) -> frozenset[Scope]:
    """Return the scopes among stored words; unknown ones of a newer version are ignored."""
    return frozenset(scope for scope in Scope if scope.value in words)
