"""The feature "stats" of the bot: buttons, handlers and screens.

`/stats`, `/me` and the buttons under their charts. The desk checks again who it is, and draws the charts.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field
from sqlalchemy import select

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.knowledge.buttons import ArticleGaps
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Id, PageNumber, Press
from bot.views import Reader, Rendered, RenderedButton, RenderedFile, Row, keyboards, letter_buttons
from db.models import FileKind, Origin, Person, ReportResult, Role
from desk import Desk, EventDays, Outdated, Refused
from desk.charts import composition, organization_figures, report_page, report_request
from desk.charts import stats_command as question_parser
from desk.charts.report_request import OF_ALL_ONLY
from desk.charts.stats_command import About, StatsQuestion, format_period_word
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import Arg
from desk.inbound.prompt_replies import Prompt
from desk.integrations import own_systems
from desk.metrics import Dimension, list_metrics, list_report_forms, live_counting, periods
from desk.metrics.registry import ANSWERS
from desk.outbox import ReportReady, Say, Show, report_jobs
from desk.payments import statements
from desk.policy import STAFF
from desk.policy.permissions import Grant, has_grant
from desk.privacy import person_file
from desk.queries.topic_choices import list_categories
from desk.text import RichText, join_texts

# Callback data of charts; `result` is the chart above the buttons.


Word = Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,30}$")]


class StatsChange(StrEnum):
    """The part that a press changes: the period, the report, the figure, its dimension, a filter, or whose card it
    is; ALL removes every filter."""

    PERIOD = "period"
    FORM = "form"
    FIGURE = "figure"
    BY = "by"
    WHERE = "where"
    CARD = "card"
    ALL = "all"
    EVENT = "event"


class StatsButtons(CallbackData, prefix="statsat"):
    """Show another screen of buttons under the same chart: "forms", "where-agent"."""

    result: Id
    screen: Word
    page: PageNumber


class StatsChoice(CallbackData, prefix="stats"):
    """Draw another chart in place of this one. `value`: a name or an id, of a filter both ("agent-17")."""

    result: Id
    change: StatsChange
    value: Word


class StatsDays(CallbackData, prefix="statsdays"):
    """Ask for the days of the chart."""

    result: Id


# The buttons under a chart: at most eight at a time, and each screen leads back.


_A_PAGE = 5
_MOST = 7  # buttons, without Back
_FILTERED = (Dimension.AGENT, Dimension.CATEGORY, Dimension.PRIORITY, Dimension.SOURCE, Dimension.WEEKDAY)
_NOBODY = "none"


@dataclass(frozen=True, slots=True)
class _ChartButtons:
    """A chart, and the person who looks at its buttons."""

    reader: Reader
    result: int
    question: StatsQuestion
    page: int

    @property
    def answers(self) -> bool:
        """True if there are figures of automatic answers."""
        return self.reader.settings.knowledge.counts_answers

    def to(self, key: str, press: CallbackData, **args: str | int) -> RenderedButton:
        given: dict[str, Arg] = dict(args)
        return keyboards.make_button(self.reader.language, key, press, style=None, **given)

    def make_choice(self, label: str, change: StatsChange, value: str) -> RenderedButton:
        """Return the button of one of several values, by the value's name."""
        return self.to("btn-stats-value", StatsChoice(result=self.result, change=change, value=value), value=label)

    def make_screen_button(self, key: str, screen: str, page: int = 1, **args: str | int) -> RenderedButton:
        """Return a button that leads to other buttons."""
        return self.to(key, StatsButtons(result=self.result, screen=screen, page=page), **args)


async def _make_choice_rows(
    reader: Reader, result: int, question: StatsQuestion, screen: str, page: int
) -> tuple[Row, ...]:
    """Return the buttons of that screen; of the first one for an unknown name."""
    under = _ChartButtons(reader, result, question, page)
    name, _, of = screen.partition("-")
    return await _SCREENS.get(name, _main)(under, of)


async def _main(under: _ChartButtons, _of: str) -> tuple[Row, ...]:
    say = under.reader.say
    first = tuple(
        under.make_choice(say("stats-period", period=name), StatsChange.PERIOD, name)
        for name in ("today", "week", "month")
    )
    second = [
        under.make_screen_button("btn-stats-periods", "periods"),
        under.make_screen_button("btn-stats-forms", "forms"),
    ]
    third = [under.make_screen_button("btn-stats-figures", "groups")]
    if under.question.about is About.FIGURE:
        third.append(under.make_screen_button("btn-stats-by", "by"))
    if under.question.about is not About.CARD:
        third.append(under.make_screen_button("btn-stats-where", "where"))
    if _is_of_answers(under):
        third.append(under.to("btn-article-gaps", ArticleGaps(page=1)))
    elif under.reader.may(Grant.FIGURES) and under.question.about is not About.FIGURE:
        third.append(under.make_screen_button("btn-stats-team", "team"))
    return first, tuple(second), tuple(third)


def _is_of_answers(under: _ChartButtons) -> bool:
    return under.answers and under.question.about is About.FORM and under.question.of == ANSWERS


async def _periods(under: _ChartButtons, _of: str) -> tuple[Row, ...]:
    names = ("today", "yesterday", "week", "month")
    buttons = [
        under.make_choice(under.reader.say("stats-period", period=name), StatsChange.PERIOD, name) for name in names
    ]
    buttons.append(under.to("btn-stats-days", StatsDays(result=under.result)))
    if _started_events(under):
        buttons.append(under.make_screen_button("btn-stats-events", "events"))
    return (*keyboards.arrange_rows(buttons, 2), (_back(under),))


async def _events(under: _ChartButtons, _of: str) -> tuple[Row, ...]:
    events = [(event.name, f"{event.id}") for event in reversed(_started_events(under))]
    return _page_rows(
        under, "events", [under.make_choice(name, StatsChange.EVENT, value) for name, value in events], "periods"
    )


def _started_events(under: _ChartButtons) -> list[EventDays]:
    """Return the events that have begun, so that there is something to see."""
    today = periods.get_today(under.reader.now, under.reader.settings.timezone)
    return [event for event in under.reader.settings.events if event.first <= today]


async def _forms(under: _ChartButtons, _of: str) -> tuple[Row, ...]:
    forms = list_report_forms(under.reader.settings)
    known = [form for form in forms if under.reader.may(Grant.FIGURES) or form not in OF_ALL_ONLY]
    buttons = [under.make_choice(under.reader.say("stats-form", form=form), StatsChange.FORM, form) for form in known]
    if not under.reader.may(Grant.FIGURES):
        buttons.append(under.make_choice(under.reader.say("stats-me"), StatsChange.CARD, "me"))
    if len(buttons) > _MOST:
        return _page_rows(under, "forms", buttons, "")
    return (*keyboards.arrange_rows(buttons, 2), (_back(under),))


async def _groups(under: _ChartButtons, _of: str) -> tuple[Row, ...]:
    groups = dict.fromkeys(one.group for one in list_metrics(under.reader.settings).values())
    buttons = [
        under.make_screen_button("btn-stats-group", f"figures-{group.value}", group=group.value) for group in groups
    ]
    return _page_rows(under, "groups", buttons, "")


async def _figures(under: _ChartButtons, of: str) -> tuple[Row, ...]:
    found = [one for one in list_metrics(under.reader.settings).values() if one.group.value == of]
    buttons = [under.make_choice(under.reader.say(one.name), StatsChange.FIGURE, one.key) for one in found]
    return _page_rows(under, f"figures-{of}", buttons, "groups")


async def _by(under: _ChartButtons, _of: str) -> tuple[Row, ...]:
    hidden = question_parser.list_hidden(under.reader.settings)
    known = [
        by for by in Dimension if by not in hidden and (by is not Dimension.AGENT or under.reader.may(Grant.FIGURES))
    ]
    buttons = [
        under.make_choice(under.reader.say("stats-dimension", by=by.value), StatsChange.BY, by.value) for by in known
    ]
    return _page_rows(under, "by", buttons, "")


async def _where(under: _ChartButtons, of: str) -> tuple[Row, ...]:
    """Return the dimensions to filter by; with one chosen, its values."""
    if of:
        buttons = [
            under.make_choice(name, StatsChange.WHERE, f"{of}-{value}") for name, value in await _values(under, of)
        ]
        return _page_rows(under, f"where-{of}", buttons, "where")
    known = [by for by in _FILTERED if under.reader.may(Grant.FIGURES) or by is not Dimension.AGENT]
    if under.reader.settings.events:
        known.append(Dimension.EVENT)
    buttons = [
        under.make_screen_button("btn-stats-value", f"where-{by.value}", value=_name_of(under, by)) for by in known
    ]
    if any(by is not Dimension.AGENT or under.reader.may(Grant.FIGURES) for by in under.question.where):
        buttons.append(under.to("btn-stats-all", StatsChoice(result=under.result, change=StatsChange.ALL, value="")))
    return (*keyboards.arrange_rows(buttons[:7], 2), (_back(under),))


def _name_of(under: _ChartButtons, by: Dimension) -> str:
    return under.reader.say("stats-dimension", by=by.value)


async def _team(under: _ChartButtons, _of: str) -> tuple[Row, ...]:
    buttons = [under.make_choice(name, StatsChange.CARD, value) for name, value in await _agents(under)]
    return _page_rows(under, "team", buttons, "")


async def _values(under: _ChartButtons, of: str) -> Sequence[tuple[str, str]]:
    say, session = under.reader.say, under.reader.session
    if of == Dimension.AGENT:
        return await _agents(under)
    if of == Dimension.CATEGORY:
        found = [(one.get_name(under.reader.language), str(one.id)) for one in await list_categories(session)]
        return [*found, (say("stats-nobody-category"), _NOBODY)]
    if of == Dimension.PRIORITY:
        return [(say("priority-name", priority=n), str(n)) for n in range(1, 5)]
    if of == Dimension.SOURCE:
        return [(say("stats-source", source=one.value), one.value) for one in await own_systems.list_channels(session)]
    if of == Dimension.WEEKDAY:
        return [(say("weekday-short", day=f"d{n}"), str(n)) for n in range(7)]
    return [(event.name, str(event.id)) for event in reversed(under.reader.settings.events)]


async def _agents(under: _ChartButtons) -> Sequence[tuple[str, str]]:
    now = Person.role.in_(STAFF), Person.dismissed_at.is_(None)
    team = select(Person.name, Person.id).where(*now).order_by(Person.name, Person.id)
    return [(row.name, str(row.id)) for row in await under.reader.session.execute(team)]


def _back(under: _ChartButtons, screen: str = "main") -> RenderedButton:
    return under.make_screen_button("btn-stats-back", screen)


def _page_rows(under: _ChartButtons, screen: str, buttons: Iterable[RenderedButton], above: str) -> tuple[Row, ...]:
    """Return five buttons at a time, with those for the next and previous page and Back."""
    all_of_them = list(buttons)
    last = max(1, -(-len(all_of_them) // _A_PAGE))
    page = min(under.page, last)
    turns = [
        under.make_screen_button(key, screen, to)
        for key, to in (("btn-stats-before", page - 1), ("btn-stats-on", page + 1))
        if 1 <= to <= last
    ]
    shown = all_of_them[(page - 1) * _A_PAGE : page * _A_PAGE]
    return (*keyboards.arrange_rows(shown, 1), (*turns, _back(under, above or "main")))


_SCREENS: dict[str, Callable[[_ChartButtons, str], Awaitable[tuple[Row, ...]]]] = {
    "main": _main,
    "periods": _periods,
    "events": _events,
    "forms": _forms,
    "groups": _groups,
    "figures": _figures,
    "by": _by,
    "where": _where,
    "team": _team,
}


# A chart or file that a report has made, with the caption stored with it.


_ABOUT = (
    ReportResult.kind,
    ReportResult.arguments,
    ReportResult.filename,
    ReportResult.mime,
    ReportResult.caption,
    ReportResult.entities,
)


async def _render_result(reader: Reader, letter: ReportReady) -> Rendered | None:
    """Render the result with its caption; its bytes are read when it is sent.

    Return None if it is not for this reader (any more), or too old to be kept.
    """
    about = (await reader.session.execute(select(*_ABOUT).where(ReportResult.id == letter.result_id))).first()
    if about is None or not await _may_read(reader, letter, about.kind, about.arguments):
        return None
    buttons = letter_buttons.make_letter_buttons(reader, letter.buttons)
    if about.kind == report_request.KIND:
        buttons = await _of_figures(reader, letter, about.arguments)
    kind = FileKind.PHOTO if about.mime == "image/png" else FileKind.DOCUMENT
    file = RenderedFile(
        -letter.result_id, kind, about.filename, about.mime, None, None, None, result_id=letter.result_id
    )
    return Rendered(RichText.load(about.caption, about.entities), buttons, (file,))


async def _may_read(reader: Reader, letter: ReportReady, kind: str, arguments: Mapping[str, Any]) -> bool:
    """Return True for staff; a statement and figures of an organization are for those who lead it now, a person's own
    data for that person."""
    if kind == statements.KIND:
        return await statements.is_for(reader.session, reader.person, int(arguments["organization"]))
    if kind == organization_figures.KIND:
        return await organization_figures.can_read_figures(
            reader.session, reader.person, int(arguments["organization"])
        )
    if kind == person_file.KIND:
        return int(arguments["person"]) == reader.person.id
    return reader.person.role is not Role.REQUESTER and (reader.may(Grant.FIGURES) or not letter.admins_only)


async def _of_figures(reader: Reader, letter: ReportReady, arguments: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return the buttons that change a chart; none under another person's."""
    try:
        question = report_request.read_question(arguments, reader.person.id)
    except Outdated:
        return ()
    return await _make_choice_rows(reader, letter.result_id, question, letter.screen, letter.page)


# The figures as text, which come before their picture and go when it is there.


async def _render_figures(reader: Reader, letter: Show) -> Rendered | None:
    """Render the figures of a question; None if its picture was drawn meanwhile."""
    if letter.only_edit:
        return Rendered(reader.say_rich("stats-drawing"), vanishes=True)
    try:
        question = report_request.require_allowed(reader.person, StatsQuestion.load(json.loads(letter.find or "{}")))
    except Refused:
        return None
    if not await report_jobs.is_under_way(reader.session, report_request.KIND, reader.person.id):
        return None
    words = await report_page.make_words(reader, question)
    lines = [words] if words is not None else [RichText(composition.name_days(reader, question)).with_style("bold")]
    if uncounted := await live_counting.count_uncounted(reader.session):
        lines.append(reader.say_rich("stats-uncounted", n=uncounted))
    return Rendered(join_texts([*lines, reader.say_rich("stats-drawing")], "\n"))


# Takes the reply to the question for the days of a chart.


async def _draw_period(desk: Desk, incoming: IncomingMessage, result: str) -> None:
    """Draw the chart of the days that were typed (`statsperiod:<result>`)."""
    await report_request.request_typed_days(desk, int(result), incoming.words.text)


_SLOT = "stats"
_ME, _NONE = "me", "none"
_OF_FEW, _FEW = (Dimension.PRIORITY, Dimension.WEEKDAY, Dimension.HOUR), 24


def make_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    made = Router(name="stats")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(_show_stats, CommandFilter("stats"))
    made.message.register(_show_own_card, CommandFilter("me"))
    made.callback_query.register(show_choices, StatsButtons.filter())
    made.callback_query.register(choose_value, StatsChoice.filter())
    made.callback_query.register(_ask_days, StatsDays.filter())
    return made


async def _show_stats(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/stats` with the words that `desk/charts/stats_command.py` reads."""
    today = periods.get_today(desk.now, desk.rules.timezone)
    asked = await question_parser.parse_question(desk.session, command.words.text, today, desk.rules)
    await report_request.request_report(desk, asked)


async def _show_own_card(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/me`, `/me month`: draw one's own card."""
    today, said = periods.get_today(desk.now, desk.rules.timezone), command.words.text.strip()
    period = question_parser.parse_period(said, today) if said else "month"
    await report_request.request_report(desk, StatsQuestion(About.CARD, str(desk.require_actor().id), period))


async def show_choices(_query: CallbackQuery, callback_data: StatsButtons, desk: Desk, pressed: PressedMessage) -> None:
    """Show other buttons under the same chart."""
    pressed.require_view(_SLOT)
    report_request.require_allowed(desk.require_actor(), await report_request.load_question(desk, callback_data.result))
    screen, page = callback_data.screen, callback_data.page
    for_admins = has_grant(desk.require_actor(), Grant.FIGURES)
    letter = ReportReady(callback_data.result, _SLOT, fresh=False, screen=screen, page=page, admins_only=for_admins)
    respond.post_letter(desk, letter)


async def choose_value(
    _query: CallbackQuery, callback_data: StatsChoice, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Draw another chart in place of this one."""
    pressed.require_view(_SLOT)
    question = await report_request.load_question(desk, callback_data.result)
    await report_request.request_report(
        desk, _change_result(desk, question, callback_data.change, callback_data.value), fresh=False
    )
    press.say("stats-drawing")


async def _ask_days(_query: CallbackQuery, callback_data: StatsDays, desk: Desk, pressed: PressedMessage) -> None:
    """Ask for the days; the reply draws the chart."""
    pressed.require_view(_SLOT)
    await report_request.load_question(desk, callback_data.result)
    respond.post_letter(desk, Say("stats-which-days", slot=f"statsperiod:{callback_data.result}"))


def _change_result(desk: Desk, question: StatsQuestion, change: StatsChange, value: str) -> StatsQuestion:
    """Return the question with one thing changed. Raises Outdated for an unknown value."""
    forms, figures = list_report_forms(desk.rules), list_metrics(desk.rules)
    known = {StatsChange.PERIOD: periods.NAMES, StatsChange.FORM: forms, StatsChange.FIGURE: figures}
    if change in known and value not in known[change]:
        raise Outdated
    if change is StatsChange.PERIOD:
        return replace(question, period=value)
    if change is StatsChange.FORM:
        return replace(question, about=About.FORM, of=value, by=None)
    if change is StatsChange.FIGURE:
        return replace(question, about=About.FIGURE, of=value, by=None)
    if change is StatsChange.ALL:
        return replace(question, where={})
    if change is StatsChange.CARD:
        return replace(
            question,
            about=About.CARD,
            of=str(desk.require_actor().id if value == _ME else _number(value)),
            by=None,
            where={},
        )
    return _of_dimension(desk, question, change, value)


def _of_dimension(desk: Desk, question: StatsQuestion, change: StatsChange, value: str) -> StatsQuestion:
    """Return the question with another dimension or filter, or with an event and its days."""
    if change is StatsChange.EVENT:
        event = next((one for one in desk.rules.events if one.id == _number(value)), None)
        today = periods.get_today(desk.now, desk.rules.timezone)
        if event is None or event.first > today:
            raise Outdated
        days = format_period_word(periods.Period(event.first, event.last))
        return replace(question, period=days, where={**question.where, Dimension.EVENT: event.id})
    name, _, chosen = value.partition("-")
    try:
        by = Dimension(name)
    except ValueError:
        raise Outdated from None
    if by in question_parser.list_hidden(desk.rules):
        raise Outdated
    if change is StatsChange.BY:
        if question.about is not About.FIGURE:
            raise Outdated
        return replace(question, by=by)
    return replace(question, where={**question.where, by: None if chosen == _NONE else _value(by, chosen)})


def _value(by: Dimension, chosen: str) -> int | str:
    """Return the value that a press filters by. Raises Outdated if the dimension cannot have it."""
    if by is Dimension.SOURCE and chosen in list(Origin):
        return chosen
    if by in (Dimension.SOURCE, *question_parser.NO_FILTER):
        raise Outdated
    number = _number(chosen)
    if by in _OF_FEW and number >= _FEW:
        raise Outdated
    return number


def _number(word: str) -> int:
    if not (word.isascii() and word.isdigit()) or len(word) > 18:
        raise Outdated
    return int(word)


FEATURE = Feature(
    name="stats",
    routers=(make_router,),
    commands=(
        Command("stats", AGENT, aliases=("report", "reports")),
        Command("me", AGENT),
    ),
    prompts={"statsperiod": Prompt(_draw_period, repeats=True)},
    views={"figures": ViewSpec(_render_figures, AGENT, is_list=True, is_counted=True)},
    letters={ReportReady: _render_result},
)
