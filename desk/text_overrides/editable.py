"""Which of the bot's sentences admins may put into words of their own, and how each is shown. Pure.

Left as they are: what else is compared by (labels, sections, the description of a task), names that are typed or drawn
(figures, statuses, days, measures), the command menu, and what `/text` itself says.
"""

import zlib
from enum import StrEnum
from functools import cache

from desk.i18n import LANGUAGES, PLACEHOLDER, Sentence, sentence_of
from desk.i18n.sentences import sentences

CAPTION = 40
"""Characters that a button shows."""
_NOT_FILES = frozenset({"figures", "stats", "reports", "words", "wordings"})
_NOT_KEYS = frozenset(
    {
        "board-held",
        "board-hint",
        "board-requester",
        "board-earlier",
        "earlier-topic",
        "earlier-mark",
        "list-all",
        "list-open",
        "list-waiting",
        "list-closed",
    }
)
_MESSAGES = frozenset({"requester", "help", "refusals", "agent", "gone"})
_WITHIN_OTHERS = frozenset(
    {
        "done-priority",
        "group-opened",
        "receipt-add",
        "receipt-add-by-reply",
        "resolved-left",
        "resolved-left-by-reply",
        "which-ticket-default",
    }
)
"""Of those files, what is put into other texts without formatting."""


class Where(StrEnum):
    """Where a sentence is read."""

    REQUESTER = "requester"
    TEAM = "team"
    EVERYBODY = "everybody"
    ADMINS = "admins"
    BOARD = "board"
    BUTTON = "button"


_WHERE = {
    "requester": Where.REQUESTER,
    "news": Where.REQUESTER,
    "offers": Where.REQUESTER,
    "asked": Where.REQUESTER,
    "refusals": Where.EVERYBODY,
    "admin": Where.ADMINS,
    "settings": Where.ADMINS,
    "hours": Where.ADMINS,
    "audit": Where.ADMINS,
    "export": Where.ADMINS,
    "menu": Where.ADMINS,
    "board": Where.BOARD,
    "shared": Where.BOARD,
    "files": Where.BOARD,
}


_WHERE_BEGINS = {
    "receipt-": Where.REQUESTER,
    "start-requester": Where.REQUESTER,
    "help-requester": Where.REQUESTER,
    "only-team": Where.REQUESTER,
    "promise-made": Where.REQUESTER,
    "still-on-it": Where.REQUESTER,
    "pending-reminder": Where.REQUESTER,
    "can-wait-told": Where.REQUESTER,
    "cannot-wait-": Where.REQUESTER,
    "problem-known": Where.REQUESTER,
    "problem-followed": Where.REQUESTER,
    "problem-not-theirs": Where.REQUESTER,
    "problem-over": Where.REQUESTER,
    "event-welcome": Where.REQUESTER,
    "system-welcome": Where.REQUESTER,
    "system-join": Where.REQUESTER,
    "system-parted": Where.REQUESTER,
    "language-": Where.EVERYBODY,
    "invite-bad": Where.EVERYBODY,
    "setting-": Where.ADMINS,
    "audit-": Where.ADMINS,
}
"""By how a key begins: what others read than most of its file."""


def where(sentence: Sentence) -> Where:
    """Where it is read, roughly: by how its key begins, else by the file it stands in."""
    if is_caption(sentence):
        return Where.BUTTON
    begun = next((place for begin, place in _WHERE_BEGINS.items() if sentence.key.startswith(begin)), None)
    return begun or _WHERE.get(sentence.file, Where.TEAM)


def is_caption(sentence: Sentence) -> bool:
    """Whether it is what a button says."""
    return sentence.key.startswith("btn-")


def is_formatted(sentence: Sentence) -> bool:
    """Whether it is sent with its formatting: a message of its own, or a text that has some in any language."""
    tagged = any(one is not None and one.tagged != one.plain for one in _everywhere(sentence.id))
    return tagged or (sentence.file in _MESSAGES and not is_caption(sentence) and sentence.key not in _WITHIN_OTHERS)


def _everywhere(sentence_id: str) -> list[Sentence | None]:
    return [sentence_of(language, sentence_id) for language in LANGUAGES]


@cache
def editable(language: str) -> dict[str, Sentence]:
    """Those of a language, by id."""
    return {one.id: one for one in sentences(language).values() if _may_change(one)}


def _may_change(sentence: Sentence) -> bool:
    says = any(char.isalpha() for char in PLACEHOLDER.sub("", sentence.plain))
    named = sentence.key.startswith("menu-") or sentence.key in _NOT_KEYS or sentence.file in _NOT_FILES
    return says and not named


def code_of(sentence_id: str) -> str:
    """Eight characters that stand for a sentence in a button."""
    return f"{zlib.crc32(sentence_id.encode()):08x}"


@cache
def _by_code(language: str) -> dict[str, Sentence]:
    return {code_of(one.id): one for one in editable(language).values()}


def by_code(language: str, code: str) -> Sentence | None:
    """The sentence that a button stands for; None for one of another version."""
    return _by_code(language).get(code) if language in LANGUAGES else None
