"""A ticket's history on its page: when, who, through which door, what."""

from dataclasses import dataclass
from datetime import datetime

from desk.i18n.changes import ChangeWords
from desk.queries.ticket_changes import Change
from desk.text import shortened
from web.rendering import Words

_VALUE = 200  # characters of an old or new text


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change; `who` is empty where only the door is known."""

    at: datetime
    who: str
    door: str
    what: str


def line(words: Words, change: Change) -> HistoryLine:
    """A change in the reader's language."""
    door = words.say("history-door", origin=change.origin.value)
    said = ChangeWords(words.language, words.moment, lambda text: shortened(text, _VALUE))
    return HistoryLine(change.at, change.by or "", door, said.what(change))
