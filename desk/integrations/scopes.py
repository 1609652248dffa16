"""Scopes of an integration's token. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from db.models import Person, Role
from desk.policy.permissions import ANY_SETTING, PRESETS, Grant, has_grant


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
    ATTENDANCE = "attendance"


OWN = (Scope.TICKETS, Scope.EVENTS, Scope.WEBHOOKS, Scope.ACCOUNTS)
INTERNAL = tuple(scope for scope in Scope if scope not in OWN)

NEEDED: dict[Scope, frozenset[Grant | frozenset[Grant]]] = {
    Scope.TICKETS: frozenset(),
    Scope.EVENTS: frozenset(),
    Scope.WEBHOOKS: frozenset(),
    Scope.ACCOUNTS: frozenset(),
    Scope.ALL_READ: frozenset({Grant.SEE_ALL, Grant.PHONES, Grant.EXPORT}),
    Scope.ALL_WRITE: frozenset({Grant.SEE_ALL, Grant.WORK, Grant.SEND, Grant.WRITE, Grant.PRICES}),
    Scope.NOTES: frozenset({Grant.NOTES}),
    Scope.FIGURES: frozenset({Grant.FIGURES}),
    Scope.ARTICLES: frozenset(),
    Scope.SETTINGS: frozenset({ANY_SETTING}),
    Scope.ORGANIZATIONS: frozenset({Grant.ORGANIZATIONS, Grant.PHONES, Grant.EXPORT}),
    Scope.RULES: frozenset({Grant.RULES}),
    Scope.TEAM: PRESETS[Role.MANAGER],
    Scope.PRIVACY: frozenset({Grant.PRIVACY}),
    Scope.ATTENDANCE: frozenset({Grant.TOPICS}),
}
"""The grants that a member of the team needs to give a scope, or to get a token, a link or a webhook that has it; of
several settings' grants one."""


def can_give(person: Person, scopes: Iterable[Scope]) -> bool:
    """Return True if the person may do what the scopes let a token do."""
    return all(has_grant(person, grant) for scope in scopes for grant in NEEDED[scope])


def parse_scopes(words: list[str]) -> frozenset[Scope]:
    """Return the scopes among stored words; unknown ones of a newer version are ignored."""
    return frozenset(scope for scope in Scope if scope.value in words)
