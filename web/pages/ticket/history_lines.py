"""A ticket's history in words: what it was and became, as the bot says it, plain."""

from dataclasses import dataclass
from datetime import datetime

from db.enums import Status
from desk import history
from desk.i18n import catalog
from desk.queries.dto import Change
from desk.queries.ticket_changes import WITHDRAWN
from desk.text.subject import shortened
from web.rendering import Words

_VALUE = 200  # characters of an old or new text
_QUOTED = frozenset(
    {
        history.FILED,
        history.SUBJECT,
        history.HOLD_REASON,
        history.PROMISE_WHY,
        history.WORDING,
        history.ESCALATED,
        history.ESCALATED_WORD,
    }
)
_MOMENTS = frozenset({history.PROMISED, history.HOLD_UNTIL})
_STARS = frozenset({history.RATING, history.RATING_AGENT})


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
    return HistoryLine(change.at, change.by or "", door, _what(words, change))


def _what(words: Words, change: Change) -> str:
    old, new = _value(words, change.field, change.old), _value(words, change.field, change.new)
    if change.field == history.ASSIGNEE and change.old is None and change.new is None:
        new = words.say("history-on-board")
    known = catalog.known(words.language, f"history-{change.field}")
    key = "history-lost" if change.lost else f"history-{change.field}" if known else "history-other"
    return words.say(key, field=change.field, old=old, new=new)


def _value(words: Words, field: str, stored: str | None) -> str:
    if stored == WITHDRAWN:
        return words.say("subject-withdrawn")
    if stored is None or not stored.strip():
        return words.say(_nothing(field, stored))
    if field == history.STATUS:
        return _status(words, stored)
    if field == history.PRIORITY and stored.isdecimal():
        return words.say("priority-name", priority=int(stored))
    if field in _MOMENTS:
        return words.moment(datetime.fromisoformat(stored))
    if field == history.TASK:
        return words.say("task-state", state=stored)
    if field in _STARS and stored.isdecimal():
        return catalog.STAR * min(int(stored), 5)
    said = shortened(" ".join(stored.split()), _VALUE)
    return words.say("history-quoted", words=said) if field in _QUOTED else said


def _nothing(field: str, stored: str | None) -> str:
    if field != history.ASSIGNEE:
        return "history-none"
    return "history-nobody" if stored is None else "history-on-board"


def _status(words: Words, stored: str) -> str:
    """A status, or what was done to a task where that lost."""
    if stored in set(Status):
        return words.say("status-staff", status=stored)
    known = catalog.known(words.language, f"history-{stored}")
    return words.say(f"history-{stored}") if known else stored
