"""A change of a ticket's history in words, plain: statuses and priorities by name, people's words in quotation marks.
Knows no reader and no door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from db.models import Status
from desk import history
from desk.i18n import catalog

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


class Changed(Protocol):
    """What is said of a change; `lost`: what somebody did on the board and did not last."""

    @property
    def field(self) -> str: ...
    @property
    def old(self) -> str | None: ...
    @property
    def new(self) -> str | None: ...
    @property
    def lost(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """How somebody reads changes: in their language, `moment` for times, `clip` for what is long."""

    language: str
    moment: Callable[[datetime], str]
    clip: Callable[[str], str]

    def what(self, change: Changed) -> str:
        """From what to what."""
        old, new = self._value(change.field, change.old), self._value(change.field, change.new)
        if change.field == history.ASSIGNEE and change.old is None and change.new is None:
            new = self._say("history-on-board")
        known = catalog.known(self.language, f"history-{change.field}")
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
        if field == history.TASK:
            return catalog.say(self.language, "task-state", state=stored)
        if field in _STARS and stored.isdecimal():
            return catalog.STAR * min(int(stored), 5)
        said = self.clip(" ".join(stored.split()))
        return catalog.say(self.language, "history-quoted", words=said) if field in _QUOTED else said

    def _status(self, stored: str) -> str:
        """A status, or what was done to a task where that lost."""
        if stored in set(Status):
            return catalog.say(self.language, "status-staff", status=stored)
        return self._say(f"history-{stored}") if catalog.known(self.language, f"history-{stored}") else stored


def _nothing(field: str, stored: str | None) -> str:
    if field != history.ASSIGNEE:
        return "history-none"
    return "history-nobody" if stored is None else "history-on-board"
