"""Descriptions of changes in a ticket's history, plain: statuses and priorities by name, people's words in quotation
marks. Knows no reader and no channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from db.models import Status
from desk import history
from desk.i18n import catalog
from desk.i18n.formats import format_money, format_worked

_QUOTED = frozenset(
    {
        history.FILED,
        history.SUBJECT,
        history.HOLD_REASON,
        history.PROMISE_WHY,
        history.WORDING,
        history.ESCALATED,
        history.ESCALATED_WORD,
        history.OWN_FIELD,
    }
)
_STATES = {
    history.TASK: ("task-state", "state"),
    history.APPROVAL: ("approval-state", "state"),
    history.OVERDUE: ("page-clock", "which"),
}
"""Fields of words of the desk: the text of each, and the argument that it takes."""
_MOMENTS = frozenset({history.PROMISED, history.HOLD_UNTIL})
_STARS = frozenset({history.RATING, history.RATING_AGENT})


class HistoryChange(Protocol):
    """A change to describe; `lost` marks a change on the board that the desk reverted."""

    @property
    def field(self) -> str: ...
    @property
    def old(self) -> str | None: ...
    @property
    def new(self) -> str | None: ...
    @property
    def lost(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ChangeDescriber:
    """Describes changes in a language, with `moment` to write times and `clip` to shorten long texts."""

    language: str
    moment: Callable[[datetime], str]
    clip: Callable[[str], str]

    def describe(self, change: HistoryChange) -> str:
        """Return one line that says from what to what a field was changed."""
        old, new = self._value(change.field, change.old), self._value(change.field, change.new)
        if change.field == history.ASSIGNEE and change.old is None and change.new is None:
            new = self._say("history-on-board")
        known = catalog.has_key(self.language, f"history-{change.field}")
        key = "history-lost" if change.lost else f"history-{change.field}" if known else "history-other"
        return catalog.say(self.language, key, field=change.field, old=old, new=new)

    def _say(self, key: str) -> str:
        return catalog.say(self.language, key)

    def _value(self, field: str, stored: str | None) -> str:
        if stored == history.WITHDRAWN:
            return self._say("subject-withdrawn")
        if stored is None or not stored.strip():
            return self._say(_nothing(field, stored))
        if field == history.STATUS:
            return self._status(stored)
        if field == history.PRIORITY and stored.isdecimal():
            return catalog.say(self.language, "priority-name", priority=int(stored))
        if field in _MOMENTS:
            return self.moment(datetime.fromisoformat(stored))
        if field in _STATES:
            key, argument = _STATES[field]
            return catalog.say(self.language, key, **{argument: stored})
        if field == history.RULE:
            return ", ".join(catalog.say(self.language, "rule-done", did=one) for one in stored.split(","))
        if field == history.PRICE:
            return format_money(self.language, stored)
        if field == history.TIME_SPENT:
            minutes, billing = stored.split()
            length = format_worked(self.language, int(minutes))
            return catalog.say(self.language, "time-of", length=length, billing=billing)
        if field == history.MONEY:
            return self._say_movement(*stored.split(":", 2))
        if field in _STARS and stored.isdecimal():
            return catalog.STAR * min(int(stored), 5)
        said = self.clip(" ".join(stored.split()))
        return catalog.say(self.language, "history-quoted", words=said) if field in _QUOTED else said

    def _say_movement(self, kind: str, money: str, owner: str) -> str:
        amount = format_money(self.language, money)
        return catalog.say(self.language, "money-moved", kind=kind, amount=amount, owner=owner or "none")

    def _status(self, stored: str) -> str:
        """Name a status, or what was done to a task if that was reverted."""
        if stored in set(Status):
            return catalog.say(self.language, "status-staff", status=stored)
        return self._say(f"history-{stored}") if catalog.has_key(self.language, f"history-{stored}") else stored


def _nothing(field: str, stored: str | None) -> str:
    if field != history.ASSIGNEE:
        return "history-none"
    return "history-nobody" if stored is None else "history-on-board"
