"""Which commands `/help` lists under which task. Each command of staff stands under one; its line is the text
`help-do-<command>`."""

from enum import StrEnum

from desk.i18n import LANGUAGES, say
from desk.i18n.catalog import has_key
from desk.search.stemming import split_tokens


class HelpTopic(StrEnum):
    """The tasks of `/help`, in the order of their buttons; the label is the text `btn-help-<value>`."""

    FIND = "find"
    WORK = "work"
    HARD = "hard"
    ANSWERS = "answers"
    ME = "me"
    REPORTS = "reports"
    TEAM = "team"
    DESK = "desk"
    OWN = "own"


HELP_TOPICS: dict[HelpTopic, tuple[str, ...]] = {
    HelpTopic.FIND: ("queue", "next", "mine", "attention", "open", "find", "ticket", "history"),
    HelpTopic.WORK: (
        "claim", "focus", "release", "hand", "progress", "pending", "hold", "resolve", "reopen", "note", "ask",
        "priority", "category", "promise", "price",
    ),
    HelpTopic.HARD: (
        "escalate", "deescalate", "merge", "unmerge", "split", "event", "write", "organization", "balance", "block",
        "blocked", "approvals",
    ),
    HelpTopic.ANSWERS: ("replies", "kb", "problems", "preset", "announce"),
    HelpTopic.ME: ("me", "away", "back", "quiet", "shifts", "topics", "notifications", "language", "link", "panel"),
    HelpTopic.REPORTS: ("stats", "reviews", "export", "audit", "erase"),
    HelpTopic.TEAM: ("staff", "invite", "groups"),
    HelpTopic.DESK: (
        "settings", "categories", "rules", "menu", "text", "connect", "disconnect", "failed", "systems", "webhooks",
    ),
    HelpTopic.OWN: (
        "new", "tickets", "status", "cancel", "delete", "idea", "ideas", "register", "unlink", "privacy", "mydata",
        "forgetme",
    ),
}  # fmt: skip


def list_keywords(name: str) -> frozenset[str]:
    """Return other words, in any of our languages, by which people look for the command."""
    key = f"help-words-{name}"
    return frozenset(word for code in LANGUAGES if has_key(code, key) for word in split_tokens(say(code, key)))


UNLISTED = frozenset({"start", "help"})
"""The commands that `/help` does not list."""
