"""All that became of a ticket, a line a change: when, who, through which door, from what to what. For staff only: the
read model gives it to nobody else."""

from datetime import datetime

from bot import callbacks
from bot.views import compose, keyboards
from bot.views.reader import Reader
from bot.views.rendered import Rendered, RenderedButton, Row
from db.enums import Status
from desk import history
from desk.figures.timeline import Timeline, TimeSpent
from desk.i18n import catalog, formats
from desk.queries.dto import Change, ChangesPage
from desk.queries.ticket_changes import WITHDRAWN
from desk.text.rich_text import RichText
from desk.text.subject import shortened

_SUBJECT = 60
_AGENTS, _NAME = 10, 40
_VALUE_UNITS = 80  # of an old or new text, so that ten lines stay within 4,096
_AS_TEXT = (
    history.FILED,
    history.SUBJECT,
    history.HOLD_REASON,
    history.PROMISE_WHY,
    history.WORDING,
    history.ESCALATED,
    history.ESCALATED_WORD,
)


def opening(reader: Reader, number: int) -> RenderedButton:
    """The button that shows it, from its newest page."""
    return keyboards.button(reader.language, "btn-history", callbacks.HistoryPage(number=number, page=0))


def changes(reader: Reader, page: ChangesPage, spent: Timeline | None = None) -> Rendered:
    """A page of it, under the time in each status and with each agent."""
    title = reader.words("history-title", number=page.number, subject=shortened(page.subject, _SUBJECT))
    at = reader.say("list-pages", page=page.page, pages=page.pages) if page.pages > 1 else ""
    body = compose.lines(_line(reader, change) for change in page.changes) or reader.words("history-empty")
    words = compose.joined([compose.dotted([title, at]), _times(reader, spent), body], "\n\n")
    ticket = keyboards.button(reader.language, "btn-open", callbacks.Open(number=page.number))
    return Rendered(words, (*_turning(reader, page), (ticket,)))


def _times(reader: Reader, spent: Timeline | None) -> RichText:
    if spent is None:
        return RichText()
    statuses = (_time(reader, one, reader.say("status-staff", status=one.status or "")) for one in spent.statuses)
    agents = [_time(reader, one, one.name or reader.say("history-somebody")) for one in spent.agents[:_AGENTS]]
    with_whom = reader.say("history-with", times=", ".join(agents)) if agents else ""
    return compose.folded(compose.lines([reader.say("history-in", times=", ".join(statuses)), with_whom]))


def _time(reader: Reader, spent: TimeSpent, name: str) -> str:
    clock = formats.spent(reader.language, spent.clock)
    work = "none" if spent.work is None else formats.spent(reader.language, spent.work)
    return reader.say("history-time", name=shortened(name, _NAME), clock=clock, work=work)


def _turning(reader: Reader, page: ChangesPage) -> tuple[Row, ...]:
    ways = (("btn-previous", page.page - 1), ("btn-next", page.page + 1))
    row = tuple(
        keyboards.button(reader.language, key, callbacks.HistoryPage(number=page.number, page=to))
        for key, to in ways
        if 1 <= to <= page.pages
    )
    return (row,) if row else ()


def _line(reader: Reader, change: Change) -> RichText:
    at = formats.moment(reader.language, change.at, reader.settings.timezone, reader.now)
    door = reader.say("history-door", origin=change.origin.value)
    who = reader.words("history-who", name=change.by, door=door) if change.by else RichText(door)
    return reader.words("history-line", at=at, who=who, change=_what(reader, change))


def _what(reader: Reader, change: Change) -> RichText:
    old, new = _value(reader, change.field, change.old), _value(reader, change.field, change.new)
    if change.field == history.ASSIGNEE and change.old is None and change.new is None:
        new = reader.words("history-on-board")
    known = catalog.known(reader.language, f"history-{change.field}")
    key = "history-lost" if change.lost else f"history-{change.field}" if known else "history-other"
    return reader.words(key, field=change.field, old=old, new=new)


def _value(reader: Reader, field: str, stored: str | None) -> RichText:
    """A value as it is read: statuses and priorities by name, people's words in quotation marks."""
    if stored == WITHDRAWN:
        return reader.words("subject-withdrawn")
    if stored is None or not stored.strip():
        return reader.words(_nothing(field, stored))
    if field == history.STATUS:
        return _status(reader, stored)
    if field == history.PRIORITY and stored.isdecimal():
        return RichText(reader.say("priority-name", priority=int(stored)))
    if field in (history.PROMISED, history.HOLD_UNTIL):
        at = datetime.fromisoformat(stored)
        return RichText(formats.moment(reader.language, at, reader.settings.timezone, reader.now))
    if field == history.TASK:
        return reader.words("task-state", state=stored)
    if field in (history.RATING, history.RATING_AGENT) and stored.isdecimal():
        return RichText(catalog.STAR * min(int(stored), 5))
    line = compose.clipped(RichText(" ".join(stored.split())), _VALUE_UNITS)
    return reader.words("history-quoted", words=line) if field in _AS_TEXT else line


def _nothing(field: str, stored: str | None) -> str:
    if field != history.ASSIGNEE:
        return "history-none"
    return "history-nobody" if stored is None else "history-on-board"


def _status(reader: Reader, stored: str) -> RichText:
    """A status, or what was done to a task where that lost."""
    if stored in set(Status):
        return RichText(reader.say("status-staff", status=stored))
    known = catalog.known(reader.language, f"history-{stored}")
    return RichText(reader.say(f"history-{stored}") if known else stored)
