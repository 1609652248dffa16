"""Sentences that admins may reword: which they are, and where people read them."""

import zlib
from enum import StrEnum
from functools import cache

from desk.i18n import LANGUAGES, PLACEHOLDER, Sentence, find_sentence
from desk.i18n.sentences import load_sentences

CAPTION = 40
"""Characters that a button shows."""
_NOT_FILES = frozenset({"metrics", "stats", "reports", "shared_words", "text_overrides"})
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
_MESSAGES = frozenset({"requester", "welcome", "help", "refusals", "agent", "availability", "deleted_tasks"})
"""Files whose texts are messages of their own."""
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
"""Texts of those files that are filled into others without formatting."""


class ReadingPlace(StrEnum):
    """Places where a sentence is read."""

    REQUESTER = "requester"
    TEAM = "team"
    EVERYBODY = "everybody"
    ADMINS = "admins"
    BOARD = "board"
    BUTTON = "button"


_WHERE = {
    "requester": ReadingPlace.REQUESTER,
    "notifications": ReadingPlace.REQUESTER,
    "suggestions": ReadingPlace.REQUESTER,
    "intake_questions": ReadingPlace.REQUESTER,
    "refusals": ReadingPlace.EVERYBODY,
    "privacy": ReadingPlace.EVERYBODY,
    "admin": ReadingPlace.ADMINS,
    "settings": ReadingPlace.ADMINS,
    "setup": ReadingPlace.ADMINS,
    "hours": ReadingPlace.ADMINS,
    "audit": ReadingPlace.ADMINS,
    "export": ReadingPlace.ADMINS,
    "menu": ReadingPlace.ADMINS,
    "board": ReadingPlace.BOARD,
    "board_privacy": ReadingPlace.BOARD,
    "files": ReadingPlace.BOARD,
}
_WHERE_BEGINS = {
    "receipt-": ReadingPlace.REQUESTER,
    "start-requester": ReadingPlace.REQUESTER,
    "help-requester": ReadingPlace.REQUESTER,
    "only-team": ReadingPlace.REQUESTER,
    "promise-made": ReadingPlace.REQUESTER,
    "still-on-it": ReadingPlace.REQUESTER,
    "pending-reminder": ReadingPlace.REQUESTER,
    "can-wait-told": ReadingPlace.REQUESTER,
    "cannot-wait-": ReadingPlace.REQUESTER,
    "problem-known": ReadingPlace.REQUESTER,
    "problem-followed": ReadingPlace.REQUESTER,
    "problem-not-theirs": ReadingPlace.REQUESTER,
    "problem-over": ReadingPlace.REQUESTER,
    "event-welcome": ReadingPlace.REQUESTER,
    "system-welcome": ReadingPlace.REQUESTER,
    "system-join": ReadingPlace.REQUESTER,
    "system-parted": ReadingPlace.REQUESTER,
    "mail-receipt": ReadingPlace.REQUESTER,
    "mail-page": ReadingPlace.REQUESTER,
    "mail-solved": ReadingPlace.REQUESTER,
    "mail-reply": ReadingPlace.REQUESTER,
    "mail-signature": ReadingPlace.REQUESTER,
    "mail-form-": ReadingPlace.REQUESTER,
    "language-": ReadingPlace.EVERYBODY,
    "invite-bad": ReadingPlace.EVERYBODY,
    "setting-": ReadingPlace.ADMINS,
    "audit-": ReadingPlace.ADMINS,
}
"""By the beginning of a key: texts with other readers than most of their file."""


def find_place(sentence: Sentence) -> ReadingPlace:
    """Return roughly where a sentence is read, by the beginning of its key, else by its file."""
    if is_caption(sentence):
        return ReadingPlace.BUTTON
    begun = next((place for begin, place in _WHERE_BEGINS.items() if sentence.key.startswith(begin)), None)
    return begun or _WHERE.get(sentence.file, ReadingPlace.TEAM)


def is_caption(sentence: Sentence) -> bool:
    """Return True for the text of a button."""
    return sentence.key.startswith("btn-")


def is_formatted(sentence: Sentence) -> bool:
    """Return True if a sentence is sent with its formatting: a message of its own, or a text that has some in any
    language."""
    tagged = any(one is not None and one.tagged != one.plain for one in _everywhere(sentence.id))
    return tagged or (sentence.file in _MESSAGES and not is_caption(sentence) and sentence.key not in _WITHIN_OTHERS)


def _everywhere(sentence_id: str) -> list[Sentence | None]:
    return [find_sentence(language, sentence_id) for language in LANGUAGES]


@cache
def list_editable(language: str) -> dict[str, Sentence]:
    """Return the sentences of a language that may be changed, by id."""
    return {one.id: one for one in load_sentences(language).values() if _may_change(one)}


def _may_change(sentence: Sentence) -> bool:
    says = any(char.isalpha() for char in PLACEHOLDER.sub("", sentence.plain))
    named = sentence.key.startswith("menu-") or sentence.key in _NOT_KEYS or sentence.file in _NOT_FILES
    logged = sentence.key.startswith("press-") and sentence.file != "refusals"
    return says and not named and not logged and not sentence.is_guard


def make_code(sentence_id: str) -> str:
    """Return eight characters that name a sentence in the data of a button."""
    return f"{zlib.crc32(sentence_id.encode()):08x}"


@cache
def _by_code(language: str) -> dict[str, Sentence]:
    return {make_code(one.id): one for one in list_editable(language).values()}


def find_by_code(language: str, code: str) -> Sentence | None:
    """Return the sentence that a button names, or None if it is of another version."""
    return _by_code(language).get(code) if language in LANGUAGES else None
