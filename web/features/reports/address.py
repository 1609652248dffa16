"""Reads from the address which figures a page is asked for. Asks nothing of the database, allows nothing.

`/reports?view=speed&period=month&where=agent-5`, `/reports?view=figure&figure=filed&by=category&period=event-3`
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Self
from urllib.parse import urlencode

from db.models import Origin, Person
from desk import DeskSettings, NotAllowed, Refused
from desk.charts import stats_command
from desk.charts.stats_command import NO_FILTERS, About, Filters, StatsQuestion, format_period_word
from desk.metrics import Dimension, list_metrics, list_report_forms, periods

FIGURE, CARD, EVENTS = "figure", "card", "events"
"""Views beside the forms: one figure told apart, one of the team, events side by side."""
FILTERED = (
    Dimension.AGENT, Dimension.CATEGORY, Dimension.PRIORITY, Dimension.ORGANIZATION, Dimension.SOURCE,
    Dimension.WEEKDAY,
)  # fmt: skip
_DAYS, _EVENT, _NONE = "days", "event-", "none"
_LONGEST = 60
_SMALL = {Dimension.PRIORITY: range(1, 5), Dimension.WEEKDAY: range(7)}


@dataclass(frozen=True, slots=True)
class ReportAddress:
    """The address as given; `where`: "agent-5", "category-none"."""

    view: str = "volume"
    period: str = "week"
    first: str = ""
    last: str = ""
    where: str = ""
    figure: str = "filed"
    by: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """Return the address of a query; what is missing gets its default."""
        return cls(**{one.name: given[one.name][:_LONGEST] for one in fields(cls) if given.get(one.name)})

    @classmethod
    def of_question(cls, question: StatsQuestion) -> Self:
        """Return the address of a question without filters."""
        given = {"figure": question.of, "by": question.by.value if question.by is not None else ""}
        first, _, last = question.period.partition(stats_command.BETWEEN)
        days = (question.period,) if question.period in periods.NAMES else (_DAYS, first, last)
        return cls(FIGURE, *days, **given) if question.about is About.FIGURE else cls(question.of, *days)

    def make_query(self, **other: str) -> str:
        """Return it as a query string, with some values replaced."""
        usual = asdict(ReportAddress())
        given = {**asdict(self), **other}
        return urlencode({name: value for name, value in given.items() if value != usual[name]})

    def make_question(self, person: Person, rules: DeskSettings, now_day: date) -> StatsQuestion:
        """Return the question it asks. Raises NotAllowed for what no page links to, Refused for mistyped days."""
        where = self._filters()
        if Dimension.ORGANIZATION in where and not rules.organizations.enabled:
            raise NotAllowed
        period = self._period(now_day)
        if self.period.startswith(_EVENT):
            number = _number(self.period.removeprefix(_EVENT))
            event = next((one for one in rules.events if one.id == number and one.first <= now_day), None)
            if event is None:
                raise NotAllowed
            period, where = (
                format_period_word(periods.Period(event.first, event.last)),
                {**where, Dimension.EVENT: event.id},
            )
        if self.view == CARD:
            return StatsQuestion(About.CARD, str(where.get(Dimension.AGENT) or person.id), period)
        if self.view == FIGURE:
            return self._of_figure(period, where, rules)
        if self.view not in list_report_forms(rules):
            raise NotAllowed
        return StatsQuestion(About.FORM, self.view, period, where=where)

    def _of_figure(self, period: str, where: Filters, rules: DeskSettings) -> StatsQuestion:
        hidden = stats_command.list_hidden(rules)
        by = stats_command.parse_dimension(self.by, hidden) if self.by else None
        if self.figure not in list_metrics(rules) or (self.by and by is None):
            raise NotAllowed
        return StatsQuestion(About.FIGURE, self.figure, period, by, where)

    def _period(self, today: date) -> str:
        if self.period == _DAYS and not self.first:
            raise Refused("page-reports-no-day")
        if self.period == _DAYS:
            return stats_command.parse_period(f"{self.first}..{self.last or self.first}", today)
        if self.period not in periods.NAMES and not self.period.startswith(_EVENT):
            raise NotAllowed
        return self.period

    def _filters(self) -> Filters:
        name, _, value = self.where.partition("-")
        if not name:
            return NO_FILTERS
        if name not in list(FILTERED):
            raise NotAllowed
        by = Dimension(name)
        if by is Dimension.SOURCE:
            if value not in list(Origin):
                raise NotAllowed
            return {by: value}
        if value == _NONE:
            return {by: None}
        number = _number(value)
        if number not in _SMALL.get(by, (number,)):
            raise NotAllowed
        return {by: number}


def _number(word: str) -> int:
    if not (word.isascii() and word.isdigit()) or len(word) > 18:
        raise NotAllowed
    return int(word)
