"""The buttons under a chart: at most eight at a time, and each screen leads back."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from sqlalchemy import select

from bot.features.knowledge.buttons import ArticleGaps
from bot.features.stats.buttons import StatsButtons, StatsChange, StatsChoice, StatsDays
from bot.views import Reader, RenderedButton, Row, keyboards
from db.models import Person
from desk import EventDays
from desk.charts import stats_command as question_parser
from desk.charts.report_request import OF_ALL_ONLY
from desk.charts.stats_command import About, StatsQuestion
from desk.i18n import Arg, formats
from desk.integrations import own_systems
from desk.metrics import Dimension, list_metrics, list_report_forms
from desk.metrics.registry import ANSWERS
from desk.policy import STAFF
from desk.policy.permissions import Grant
from desk.queries.topic_choices import list_categories

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
        return self.reader.make_button(key, press, style=None, **given)

    def make_choice(self, label: str, change: StatsChange, value: str) -> RenderedButton:
        """Return the button of one of several values, by the value's name."""
        return self.to("btn-stats-value", StatsChoice(result=self.result, change=change, value=value), value=label)

    def make_screen_button(self, key: str, screen: str, page: int = 1, **args: str | int) -> RenderedButton:
        """Return a button that leads to other buttons."""
        return self.to(key, StatsButtons(result=self.result, screen=screen, page=page), **args)


async def make_choice_rows(
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
    if under.answers and under.question.about is About.FORM and under.question.of == ANSWERS:
        third.append(under.to("btn-article-gaps", ArticleGaps(page=1)))
    elif under.reader.may(Grant.FIGURES) and under.question.about is not About.FIGURE:
        third.append(under.make_screen_button("btn-stats-team", "team"))
    return first, tuple(second), tuple(third)


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
    today = under.reader.today
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
        return [(formats.format_weekday(under.reader.language, n), str(n)) for n in range(7)]
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
