"""The tabs that a visitor sees: those whose pages their grants allow."""

from collections.abc import Sequence

from desk.policy.grants import ANY_SETTING, Grant
from web.context import Visitor

_SETTINGS: dict[str, Grant | frozenset[Grant]] = {
    "settings": ANY_SETTING,
    "hours": Grant.SETTINGS_HOURS,
    "promises": Grant.SETTINGS_PROMISES,
    "topics": Grant.TOPICS,
    "rules": Grant.RULES,
    "texts": Grant.PUBLISH,
    "systems": Grant.INTEGRATIONS,
    "failed": Grant.OPERATIONS,
    "audit": Grant.AUDIT,
}
"""Pages under *Settings*, in their order, each with what it needs."""


def list_settings_tabs(visitor: Visitor) -> Sequence[str]:
    """Return the names of the pages under *Settings* that the visitor may open; their addresses are the names."""
    return [name for name, grant in _SETTINGS.items() if visitor.may(grant)]


def has_log(visitor: Visitor) -> bool:
    """Return True if there is a log and the visitor may read it."""
    return visitor.may(Grant.AUDIT) and bool(visitor.rules.retention.log)


def list_people_tabs(visitor: Visitor) -> Sequence[str]:
    """Return the names of the pages under *People* that the visitor may open; their addresses are the names."""
    known = {
        "people": visitor.may(Grant.TEAM),
        "requesters": visitor.may(Grant.ORGANIZATIONS),
        "organizations": visitor.rules.organizations.enabled,
    }
    return [name for name, is_shown in known.items() if is_shown]
