"""Which commands `/help` lists under which task. Each command of staff stands under one; its line is the text
`help-do-<command>`.
"""

from enum import StrEnum

from desk.act_catalogue import list_acts
from desk.acts.declaring import Door
from desk.i18n import LANGUAGES, say
from desk.i18n.catalog import has_key
from desk.search.stemming import split_tokens, stem_word


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
    HelpTopic.FIND: ("queue", "next", "mine", "attention", "open", "find", "ticket"),
    HelpTopic.WORK: (
        "take", "focus", "release", "hand", "progress", "pending", "hold", "resolve", "reopen", "note", "ask",
        "priority", "category", "promise", "price",
    ),
    HelpTopic.HARD: (
        "escalate", "merge", "split", "event", "write", "forward", "organization", "balance", "later",
        "block", "blocked", "approvals",
    ),
    HelpTopic.ANSWERS: ("replies", "kb", "problems", "announce"),
    HelpTopic.ME: (
        "away", "back", "quiet", "shifts", "notifications", "language", "link", "panel", "myaccount",
    ),
    HelpTopic.REPORTS: ("stats", "reviews"),
    HelpTopic.TEAM: ("staff", "invite", "groups"),
    HelpTopic.DESK: (
        "settings", "categories", "fields", "menu", "recurring", "text", "failed",
    ),
    HelpTopic.OWN: (
        "new", "tickets", "cancel", "delete", "idea", "ideas", "register", "privacy",
    ),
}  # fmt: skip


_PLACED = {name for names in HELP_TOPICS.values() for name in names}
HELP_TOPICS[HelpTopic.WORK] += tuple(name for name in list_acts(Door.TYPED) if name not in _PLACED)


def list_keywords(name: str) -> frozenset[str]:
    """Return other words, in any of our languages, by which people look for the command."""
    key = f"help-words-{name}"
    return frozenset(word for code in LANGUAGES if has_key(code, key) for word in split_tokens(say(code, key)))


OF_OPERATOR = {
    "mail": ("MAIL_URL", "docs/how-to/operators/email.md"),
    "panel": ("WEB_URL", "docs/how-to/operators/panel.md"),
    "board": ("TODOIST_API_TOKEN", "docs/how-to/operators/webhook.md"),
    "calls": ("GATEWAY_URL", "docs/how-to/operators/phone-alerts.md"),
    "crm": ("CRM_URL", "docs/how-to/integrators/crm.md"),
    "backup": ("BACKUP_HOURS", "docs/how-to/operators/backup.md"),
    "upgrade": ("", "docs/how-to/operators/upgrade.md"),
}
"""What only the operator can switch on or do: the variable, and the page that says how. No command is about it."""


def find_operators_part(words: str) -> str | None:
    """Return what only the operator can do that these words are about, or None."""
    typed = {stem_word(word) for word in split_tokens(words)}
    for name in OF_OPERATOR:
        said = split_tokens(" ".join(say(code, f"help-only-words-{name}") for code in LANGUAGES))
        if typed & {stem_word(one) for one in said}:
            return name
    return None


UNLISTED = frozenset({"start", "help"})
"""The commands that `/help` does not list."""
