"""Scopes of an integration's token. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from db.models import Person, Role
from desk.acts.of_rules import NEEDED_BY_RULES
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
    ARTICLES_WRITE = "articles:write"
    SETTINGS = "settings"
    ORGANIZATIONS = "organizations"
    RULES = "rules"
    TEAM = "team"
    PRIVACY = "privacy"
    ATTENDANCE = "attendance"
    IMPORT = "import"


OWN = (Scope.TICKETS, Scope.EVENTS, Scope.WEBHOOKS, Scope.ACCOUNTS)
INTERNAL = tuple(scope for scope in Scope if scope not in OWN)

NEEDED: dict[Scope, frozenset[Grant | frozenset[Grant]]] = {
    Scope.TICKETS: frozenset(),
    Scope.EVENTS: frozenset(),
    Scope.WEBHOOKS: frozenset(),
    Scope.ACCOUNTS: frozenset(),
    Scope.ALL_READ: frozenset({Grant.SEE_ALL, Grant.PHONES, Grant.EXPORT}),
    Scope.ALL_WRITE: frozenset({Grant.SEE_ALL, Grant.WORK, Grant.SEND, Grant.WRITE, Grant.PRICES, Grant.MERGE}),
    Scope.NOTES: frozenset({Grant.NOTES}),
    Scope.FIGURES: frozenset({Grant.FIGURES}),
    Scope.ARTICLES: frozenset(),
    Scope.ARTICLES_WRITE: frozenset({Grant.PUBLISH}),
    Scope.SETTINGS: frozenset({ANY_SETTING}),
    Scope.ORGANIZATIONS: frozenset({Grant.ORGANIZATIONS, Grant.PHONES, Grant.EXPORT}),
    Scope.RULES: frozenset({Grant.RULES}).union(*NEEDED_BY_RULES.values()),
    Scope.TEAM: PRESETS[Role.MANAGER],
    Scope.PRIVACY: frozenset({Grant.PRIVACY}),
    Scope.ATTENDANCE: frozenset({Grant.TOPICS}),
    Scope.IMPORT: frozenset({Grant.SEE_ALL, Grant.SEND, Grant.NOTES, Grant.WRITE, Grant.OPERATIONS}),
}
"""The grants that a member of the team needs to give a scope, or to get a token, a link or a webhook that has it; of
several settings' grants one."""

REACH = (Grant.SEE_ALL, Grant.PHONES, Grant.EXPORT, Grant.WRITE)
"""The grants that are needed besides if the integration has users already, or is one of the desk's own doors: whoever
has its token reads all their requests, and writes as they do."""


def can_give(person: Person, scopes: Iterable[Scope], *, has_users: bool) -> bool:
    """Return True if the person may do what the scopes let a token do. `has_users`: the integration has some, or is one
    of the desk's own."""
    reach = REACH if has_users else ()
    return all(has_grant(person, grant) for grant in (*reach, *(one for scope in scopes for one in NEEDED[scope])))


def parse_scopes(words: list[str]) -> frozenset[Scope]:
    """Return the scopes among stored words; unknown ones of a newer version are ignored."""
    return frozenset(scope for scope in Scope if scope.value in words)
