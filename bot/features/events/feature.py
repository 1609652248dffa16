"""Declares the feature “events” to the core of the bot."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.events import buttons as event_buttons
from bot.features.events import handlers_attendance, handlers_events
from bot.views import Reader, Rendered, compose, keyboards
from bot.views.pages import format_page_number
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.queries.events import EventLine, load_events_page
from desk.text import RichText

# `/event`: the events, each with its attendance and its number of requests.


async def render_events(reader: Reader, letter: Show) -> Rendered:
    """Render a page of events; admins also see the link of each and how to change them."""
    shown = await load_events_page(reader.session, letter.page)
    if not shown.lines:
        return Rendered(reader.say_rich("events-none-admin" if reader.may(Grant.TOPICS) else "events-none"))
    title = reader.say_rich("events-title")
    at = format_page_number(reader, shown.page, shown.pages)
    parts = [compose.join_dotted([title, at]), *(_event(reader, line) for line in shown.lines)]
    if reader.may(Grant.TOPICS):
        parts.append(reader.say_rich("events-how"))
    turning = keyboards.make_page_buttons(
        reader.language, shown.page, shown.pages, lambda page: event_buttons.EventsTurn(page=page)
    )
    compare = (keyboards.make_button(reader.language, "btn-events-compare", event_buttons.EventsCompared()),)
    return Rendered(compose.join(parts, "\n\n"), (*turning, compare) if reader.may(Grant.FIGURES) else turning)


def _event(reader: Reader, line: EventLine) -> RichText:
    running = reader.say("event-running") if line.first <= _today(reader) <= line.last else ""
    taking_part = reader.say("event-attendance", n=line.attendance) if line.attendance is not None else ""
    per_hundred = reader.say("event-per-hundred", n=round(line.per_hundred)) if line.per_hundred is not None else ""
    return compose.join_lines(
        [
            compose.join_dotted([compose.make_bold(line.name), describe_days(line.first, line.last), running]),
            compose.join_dotted([taking_part, reader.say("event-requests", n=line.tickets), per_hundred]),
            reader.say_rich("event-called", slug=line.slug, id=line.external_id or "none"),
            line.link if reader.may(Grant.TOPICS) else "",
        ]
    )


def describe_days(first: date, last: date) -> str:
    """Return the days as people type them: “2026-12-01..03”."""
    if first == last:
        return f"{first:%Y-%m-%d}"
    if first.year != last.year:
        return f"{first:%Y-%m-%d}..{last:%Y-%m-%d}"
    return f"{first:%Y-%m-%d}..{last:%m-%d}" if first.month != last.month else f"{first:%Y-%m-%d}..{last:%d}"


def _today(reader: Reader) -> date:
    return reader.now.astimezone(ZoneInfo(reader.settings.timezone)).date()


FEATURE = Feature(
    name="events",
    routers=(
        handlers_events.make_router,
        handlers_attendance.make_router,
    ),
    views={
        "events": ViewSpec(render_events, AGENT),
    },
    commands=(Command("event", AGENT, of_ticket=True, means_alone=True),),
)
