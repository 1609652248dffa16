"""Grants: what a member of staff may do. A role is a preset of grants, and single persons may differ from it.

Changes nothing. A grant decides at the moment somebody acts or reads; what a person is to one ticket is in
`permissions.py`, who sees what in `visibility.py`.
"""

from collections.abc import Mapping
from enum import StrEnum

from db.models import Person, Role


class Grant(StrEnum):
    """One thing that a member of staff may do; its name is the text `grant-<value>`."""

    WORK = "work"  # take requests and change them
    SEND = "send"  # answers reach the requester without approval
    SEE_ALL = "see_all"  # all requests; without it own and unassigned ones
    NOTES = "notes"  # read and write notes
    PHONES = "phones"  # see whole phone numbers
    MASKED = "masked"  # see what was masked in messages
    FIGURES = "figures"  # figures of other people
    EXPORT = "export"  # files with many requests or people
    PUBLISH = "publish"  # articles, prepared answers, texts, the menu
    MAILINGS = "mailings"  # mailings and known problems
    MERGE = "merge"  # merge and split requests
    BLOCK = "block"  # block requesters
    PRICES = "prices"  # prices, payments and balances
    WRITE = "write"  # begin a request with somebody
    APPROVE = "approve"  # answers of trainees
    REVIEW = "review"  # quality reviews
    RULES = "rules"  # rules
    TOPICS = "topics"  # topics and events
    ORGANIZATIONS = "organizations"  # organizations, their contacts and members
    TEAM = "team"  # invite, roles, shifts of others, dismissal
    AUDIT = "audit"  # the audit log
    PRIVACY = "privacy"  # erase everything about a requester
    INTEGRATIONS = "integrations"  # integrations, their tokens and webhooks
    OPERATIONS = "operations"  # failed jobs and the board
    SETTINGS_REQUESTS = "settings_requests"
    SETTINGS_TEAM = "settings_team"
    SETTINGS_LIMITS = "settings_limits"
    SETTINGS_HOURS = "settings_hours"
    SETTINGS_ESCALATION = "settings_escalation"
    SETTINGS_PROMISES = "settings_promises"
    SETTINGS_NOTICES = "settings_notices"
    SETTINGS_BRIEFINGS = "settings_briefings"
    SETTINGS_BOARD = "settings_board"
    SETTINGS_ORGANIZATIONS = "settings_organizations"
    SETTINGS_PAYMENTS = "settings_payments"
    SETTINGS_DESK = "settings_desk"


_TRAINEE = frozenset({Grant.WORK, Grant.SEE_ALL, Grant.NOTES})
_AGENT = _TRAINEE | {Grant.SEND, Grant.PHONES, Grant.MASKED, Grant.MERGE, Grant.BLOCK, Grant.PRICES, Grant.WRITE}
_SENIOR = _AGENT | {Grant.APPROVE, Grant.FIGURES, Grant.PUBLISH}
_REVIEWER = frozenset({Grant.SEE_ALL, Grant.NOTES, Grant.FIGURES, Grant.REVIEW})
_MANAGER = (
    _SENIOR
    | _REVIEWER
    | {Grant.EXPORT, Grant.MAILINGS, Grant.RULES, Grant.TOPICS, Grant.ORGANIZATIONS, Grant.TEAM, Grant.AUDIT}
    | {Grant.SETTINGS_HOURS, Grant.SETTINGS_ESCALATION, Grant.SETTINGS_BRIEFINGS}
)
ALL = frozenset(Grant)
ANY_SETTING = frozenset(grant for grant in Grant if grant.value.startswith("settings_"))
"""One for each group of settings."""
OF_ADMINS = ALL - _MANAGER
"""What only admins may do, unless somebody has one of these besides their role."""
PANEL = frozenset({Grant.TEAM, Grant.REVIEW})
"""Who has one of these may sign in to the panel, whatever the setting for agents says."""
PRESETS: dict[Role, frozenset[Grant]] = {
    Role.TRAINEE: _TRAINEE,
    Role.AGENT: _AGENT,
    Role.SENIOR: _SENIOR,
    Role.REVIEWER: _REVIEWER,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: ALL,
}
"""What each role of staff may do."""


def get_grants(person: Person) -> frozenset[Grant]:
    """Return what this person may do now: nothing without a role of staff, everything as an admin."""
    if person.dismissed_at is not None:
        return frozenset()
    return combine_grants(person.role, person.grants or {})  # None in a row that is not stored yet


def combine_grants(role: Role, differs: Mapping[str, bool]) -> frozenset[Grant]:
    """Return what a role lets its person do, with the grants that differ from it."""
    preset = PRESETS.get(role, frozenset())
    if not preset or not differs or role is Role.ADMIN:
        return preset
    return frozenset(grant for grant in Grant if differs.get(grant.value, grant in preset))


def has_grant(person: Person, grant: Grant | frozenset[Grant]) -> bool:
    """Return True if this person may do that now, of several things one."""
    if isinstance(grant, frozenset):
        return not grant.isdisjoint(get_grants(person))
    if person.dismissed_at is not None or person.role not in PRESETS:
        return False
    if person.role is Role.ADMIN:
        return True
    return bool((person.grants or {}).get(grant.value, grant in PRESETS[person.role]))


def list_roles(person: Person) -> list[Role]:
    """Return the roles that this person may give: those that may do nothing they may not."""
    mine = get_grants(person)
    return [role for role, preset in PRESETS.items() if preset <= mine]
