"""The tabs that a visitor sees: those whose pages their grants allow."""

from collections.abc import Sequence

from desk.policy.permissions import ANY_SETTING, Grant
from web.context import Visitor

_SETTINGS: dict[str, Grant | frozenset[Grant]] = {
    "settings": ANY_SETTING,
    "hours": Grant.SETTINGS_HOURS,
    "promises": Grant.SETTINGS_PROMISES,
    "topics": Grant.TOPICS,
    "events": Grant.TOPICS,
    "fields": Grant.TOPICS,
    "rules": Grant.RULES,
    "recurring": Grant.RULES,
    "texts": Grant.PUBLISH,
    "systems": Grant.INTEGRATIONS,
}
"""Pages under *Settings*, in their order, each with what it needs."""


def list_settings_tabs(visitor: Visitor) -> Sequence[str]:
    """Return the names of the pages under *Settings* that the visitor may open; their addresses are the names."""
    is_on = {"recurring": visitor.rules.team.recurring}
    return [name for name, grant in _SETTINGS.items() if visitor.may(grant) and is_on.get(name, True)]


def list_log_tabs(visitor: Visitor) -> Sequence[str]:
    """Return the names of the pages under *Log* that the visitor may open; their addresses are the names."""
    known = {
        "log": visitor.may(Grant.AUDIT) and bool(visitor.rules.retention.log),
        "audit": visitor.may(Grant.AUDIT),
        "failed": visitor.may(Grant.OPERATIONS),
    }
    return [name for name, is_shown in known.items() if is_shown]


def list_people_tabs(visitor: Visitor) -> Sequence[str]:
    """Return the names of the pages under *People* that the visitor may open; their addresses are the names."""
    known = {
        "people": visitor.may(Grant.TEAM),
        "shifts": visitor.may(Grant.TEAM),
        "requesters": visitor.may(Grant.ORGANIZATIONS),
        "organizations": visitor.rules.organizations.enabled,
        "write": visitor.may(Grant.WRITE) and visitor.rules.requests.write_first and bool(visitor.rules.mailbox),
    }
    return [name for name, is_shown in known.items() if is_shown]
