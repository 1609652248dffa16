"""The history of a ticket, a line a change, for staff."""

from bot.features.ticket import buttons
from bot.features.ticket.screens_entries import SUBJECT
from bot.views import (
    Reader,
    Rendered,
    RenderedButton,
    Row,
    compose,
)
from bot.views.pages import format_page_number
from desk.i18n import formats
from desk.i18n.history_changes import ChangeDescriber
from desk.metrics.timelines import Timeline, TimeSpent
from desk.queries.ticket_changes import Change, ChangesPage
from desk.text import RichText, shorten_line

_AGENTS, _NAME = 10, 40
_VALUE_UNITS = 80  # of an old or new value, so that ten lines stay within 4,096


def make_history_button(reader: Reader, number: int) -> RenderedButton:
    """Return the button that shows the history, from its newest page."""
    return reader.make_button("btn-history", buttons.HistoryPage(number=number, page=0))


def render_history(reader: Reader, page: ChangesPage, spent: Timeline | None = None) -> Rendered:
    """Render a page of the history, below the time in each status and with each agent."""
    named = shorten_line(page.subject.say_in(reader.language), SUBJECT)
    title = reader.say_rich("history-title", number=page.number, subject=named)
    at = format_page_number(reader, page.page, page.pages)
    body = compose.join_lines(_line_of_history(reader, change) for change in page.changes) or reader.say_rich(
        "history-empty"
    )
    words = compose.join([compose.join_dotted([title, at]), _times(reader, spent), body], "\n\n")
    ticket = reader.make_button("btn-open", buttons.Open(number=page.number))
    return Rendered(words, (*_turning(reader, page), (ticket,)))


def _times(reader: Reader, spent: Timeline | None) -> RichText:
    if spent is None:
        return RichText()
    statuses = (_time(reader, one, reader.say("status-staff", status=one.status or "")) for one in spent.statuses)
    agents = [_time(reader, one, one.name or reader.say("history-somebody")) for one in spent.agents[:_AGENTS]]
    other_side = reader.say("history-with", times=", ".join(agents)) if agents else ""
    return compose.fold_quote(compose.join_lines([reader.say("history-in", times=", ".join(statuses)), other_side]))


def _time(reader: Reader, spent: TimeSpent, name: str) -> str:
    clock = formats.format_spent(reader.language, spent.clock)
    work = "none" if spent.work is None else formats.format_spent(reader.language, spent.work)
    return reader.say("history-time", name=shorten_line(name, _NAME), clock=clock, work=work)


def _turning(reader: Reader, page: ChangesPage) -> tuple[Row, ...]:
    ways = (("btn-previous", page.page - 1), ("btn-next", page.page + 1))
    row = tuple(
        reader.make_button(key, buttons.HistoryPage(number=page.number, page=to))
        for key, to in ways
        if 1 <= to <= page.pages
    )
    return (row,) if row else ()


def _line_of_history(reader: Reader, change: Change) -> RichText:
    channel = reader.say("history-door", origin=change.origin.value)
    who = reader.say_rich("history-who", name=change.by, door=channel) if change.by else RichText(channel)
    said = ChangeDescriber(reader.language, reader.format_moment, _clip)
    return reader.say_rich("history-line", at=reader.format_moment(change.at), who=who, change=said.describe(change))


def _clip(words: str) -> str:
    return compose.clip_text(RichText(words), _VALUE_UNITS).text
