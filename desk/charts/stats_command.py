"""Parse what is typed after `/stats`: a report form, a metric or a person; dimension, filters and period. Looks up
names.

`/stats speed month`, `/stats filed by category agent=Olga priority=1 1.11-15.11`, `/stats Olga week`.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

from sqlalchemy import Executable, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Event, Organization, Origin, Outlet, Person, Role, RootCause
from desk import DeskSettings, Refused
from desk.acts.staff_sentences import StaffMeaning
from desk.i18n import LANGUAGES, say
from desk.metrics import (
    METRICS,
    OF_ORGANIZATIONS,
    Dimension,
    MetricGroup,
    Period,
    list_hidden_groups,
    list_metrics,
    list_report_forms,
    periods,
)
from desk.metrics.registry import REPORT_FORMS
from desk.people.team_names import fold_name
from desk.policy import STAFF

Filters = Mapping[Dimension, int | str | None]
NO_FILTERS: Filters = MappingProxyType({})
BETWEEN = ".."


class About(StrEnum):
    """The subject of a question: a report form, one metric, or a member of the team."""

    FORM = "form"
    FIGURE = "figure"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class StatsQuestion:
    """The question. `of`: a form's name, a metric's key, or a person's id. `period`: a name of `periods.NAMES`, or two
    days with two dots between them. `where`: filters by other dimensions; None: rows without one."""

    about: About = About.FORM
    of: str = "volume"
    period: str = "week"
    by: Dimension | None = None
    where: Filters = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        """Return the question as JSON."""
        where = {name.value: value for name, value in self.where.items()}
        by = self.by.value if self.by is not None else None
        return {"about": self.about.value, "of": self.of, "period": self.period, "by": by, "where": where}

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "StatsQuestion":
        """Return the question from JSON; raises ValueError for anything this version does not know."""
        about, of, by = About(stored["about"]), str(stored["of"]), stored.get("by")
        if (about is About.FORM and of not in REPORT_FORMS) or (about is About.FIGURE and of not in METRICS):
            raise ValueError(of)
        where = {Dimension(name): value for name, value in (stored.get("where") or {}).items()}
        made = cls(about, of, str(stored["period"]), Dimension(by) if by else None, where)
        made.get_period(date.max)
        return made

    def get_period(self, today: date) -> Period:
        """Return the days of the period, seen from today; raises ValueError for anything else."""
        if self.period in periods.NAMES:
            return periods.find_period(self.period, today)
        first, _, last = self.period.partition(BETWEEN)
        return Period(date.fromisoformat(first), date.fromisoformat(last))


def format_period_word(period: Period) -> str:
    """Return a typed period as a question has it."""
    return f"{period.first.isoformat()}{BETWEEN}{period.last.isoformat()}"


class ReportReader(Protocol):
    """A request of the report process, or a visitor of a page."""

    @property
    def session(self) -> AsyncSession:
        """Return the session to read with; nothing is written."""

    @property
    def now(self) -> datetime:
        """Return the moment of reading, which ends a period that is not over."""

    @property
    def today(self) -> date:
        """Return the day of that moment in the desk's time zone."""

    @property
    def rules(self) -> DeskSettings:
        """Return the settings at that moment."""

    @property
    def language(self) -> str:
        """Return the language of the texts."""


_FILTER = re.compile(r"""([^\s=]+)=(?:"([^"]*)"|«([^»]*)»|(\S*))""")
_BY = re.compile(r"(?:^|\s)(?:by|по)\s+([^\s\d]\S*)(?=\s+([^\s\d]\S*)|)", re.IGNORECASE)
_NAMES: dict[str, Executable] = {
    "category": text("""
        select id, name from categories where removed_at is null and not is_group
        union select c.id, n.value from categories c, jsonb_each_text(c.names) n
        where c.removed_at is null and not c.is_group
        order by id"""),
    "event": select(Event.id, Event.name).where(Event.removed_at.is_(None)),
    "root_cause": select(RootCause.id, RootCause.name),
}
_BEGINNINGS = {Dimension.ORGANIZATION: Organization.name, Dimension.OUTLET: Outlet.name}
"""Names of which there may be too many to read all."""
NO_FILTER = (Dimension.DAY, Dimension.WEEK, Dimension.MONTH, Dimension.ANSWER, Dimension.EQUIPMENT, Dimension.CRITERION)
"""Dimensions that group metrics, but cannot filter them."""
_OF_GROUPS = {MetricGroup.ANSWERS: Dimension.ANSWER, MetricGroup.REVIEWS: Dimension.CRITERION}
"""Dimensions of which a desk has something only with a group of metrics."""
_NONE = frozenset({"none", "no", "-", "нет", "без"})


@dataclass(frozen=True, slots=True)
class _Said:
    """The words left in lower case, and what was taken out of them."""

    words: str
    by: Dimension | None
    filters: tuple[tuple[Dimension, str], ...]


async def parse_question(session: AsyncSession, words: str, today: date, rules: DeskSettings) -> StatsQuestion:
    """Return the question. Raises Refused: `stats-unknown`, `stats-no-dimension`, `stats-no-value`,
    `stats-two-values`, and as `periods.parse_period`."""
    said = _split_words(words, list_hidden(rules))
    about, rest = await _about(session, said.words, today, _abouts(rules, of_figures=said.by is not None))
    where = {by: await _value(session, by, value) for by, value in said.filters}
    made = replace(about, by=said.by, where=where)
    if rest:
        if (unknown := _BY.match(rest)) is not None:
            raise Refused("stats-no-dimension", word=unknown[1][:60])
        made = replace(made, period=_period(rest, today))
    if made.by is not None and made.about is not About.FIGURE:
        raise Refused("stats-by-what", by=said.by.value if said.by is not None else "")
    return made


def list_asked(rules: DeskSettings) -> Mapping[str, str]:
    """Return the words of `/stats` for each question about figures that the team asks in words."""
    whose = Dimension.ORGANIZATION if rules.organizations.enabled else Dimension.REQUESTER
    return {
        StaffMeaning.WHOSE: f"filed by {whose.value}",
        StaffMeaning.LOAD: "now",
        StaffMeaning.REPORT: "",
        StaffMeaning.WEEK: "this week",
        StaffMeaning.LAST_WEEK: "last week",
    }


def parse_period(text: str, today: date) -> str:
    """Return a typed period as a question has it; raises as `periods.parse_period`."""
    return _period(" ".join(text.casefold().split()), today)


def _period(words: str, today: date) -> str:
    found = periods.parse_period(words, today)
    return next(
        (name for name in periods.NAMES if periods.find_period(name, today) == found), format_period_word(found)
    )


def list_hidden(rules: DeskSettings) -> frozenset[Dimension]:
    """Return the dimensions that this desk has nothing for."""
    groups = list_hidden_groups(rules)
    hidden = {one for group, one in _OF_GROUPS.items() if group in groups}
    return frozenset((*hidden, *(() if rules.organizations.enabled else OF_ORGANIZATIONS)))


def parse_dimension(word: str, hidden: Collection[Dimension]) -> Dimension | None:
    """Return the dimension that a word names in any language, or None; none that is `hidden`."""
    found = _dimensions().get(word.casefold().strip(",."))
    return None if found in hidden else found


def _dimensions() -> Mapping[str, Dimension]:
    return {
        word: by
        for by in Dimension
        for language in LANGUAGES
        for word in (by.value, *say(language, f"stats-words-{by.value}").split())
    }


def _split_words(text: str, hidden: Collection[Dimension]) -> _Said:
    filters: list[tuple[Dimension, str]] = []
    for found in _FILTER.finditer(text):
        by = parse_dimension(found[1], hidden)
        if by is None or by in NO_FILTER:
            raise Refused("stats-no-dimension", word=found[1][:60])
        filters.append((by, next((part for part in found.groups()[1:] if part is not None), "").strip()))
    words = " ".join(_FILTER.sub(" ", text).casefold().split())
    by, words = _tell_apart(words, hidden)
    return _Said(words, by, tuple(filters))


def _tell_apart(words: str, hidden: Collection[Dimension]) -> tuple[Dimension | None, str]:
    """Return the dimension, and the words without it; a name of two words goes before one of one ("по дням недели")."""
    for found in _BY.finditer(words):
        for group, name in ((2, f"{found[1]}-{found[2]}"), (1, found[1])):
            if (by := parse_dimension(name, hidden)) is not None:
                return by, " ".join((words[: found.start()] + " " + words[found.end(group) :]).split())
    return None, words


async def _about(
    session: AsyncSession, words: str, today: date, known: Mapping[str, StatsQuestion]
) -> tuple[StatsQuestion, str]:
    """Return the question of the longest known beginning, and the words after it."""
    parts = words.split()
    for many in range(len(parts), 0, -1):
        begun, rest = " ".join(parts[:many]), " ".join(parts[many:])
        if begun in known:
            return known[begun], rest
    if not words or _is_period(words, today):
        return StatsQuestion(), words
    for many in range(len(parts), 0, -1):
        found = await _people(session, " ".join(parts[:many]))
        if len(found) == 1:
            return StatsQuestion(About.CARD, str(found[0])), " ".join(parts[many:])
    if _looks_like_days(words):
        periods.parse_period(words, today)
    near = difflib.get_close_matches(words, (*known, *periods.KNOWN_WORDS), n=3, cutoff=0.5)
    raise Refused("stats-unknown", words=words[:60], near=", ".join(near) or "volume, speed, filed")


def _abouts(rules: DeskSettings, *, of_figures: bool) -> dict[str, StatsQuestion]:
    """Return the question of each word. One that names a report and a figure means the figure if that is what can be
    asked for (`of_figures`)."""
    forms = {
        word: StatsQuestion(of=form)
        for form in list_report_forms(rules)
        for word in (form, *(say(language, "stats-form", form=form).casefold() for language in LANGUAGES))
    }
    metrics = {
        word: StatsQuestion(About.FIGURE, key)
        for key, metric in list_metrics(rules).items()
        for word in (key, *(say(language, metric.name).casefold() for language in LANGUAGES))
    }
    return {**forms, **metrics} if of_figures else {**metrics, **forms}


def _is_period(words: str, today: date) -> bool:
    try:
        periods.parse_period(words, today)
    except Refused as refusal:
        return refusal.key != "period-unknown"
    return True


def _looks_like_days(words: str) -> bool:
    return any(char.isdigit() for char in words)


async def _value(session: AsyncSession, by: Dimension, said: str) -> int | str | None:
    if said.casefold() in _NONE:
        return None
    found = await _values(session, by, said)
    if len(found) > 1:
        raise Refused("stats-two-values", by=by.value, value=said[:60])
    if not found:
        raise Refused("stats-no-value", by=by.value, value=said[:60])
    return found[0]


async def _values(session: AsyncSession, by: Dimension, said: str) -> list[int] | list[str]:
    if by is Dimension.AGENT:
        return await _people(session, said)
    if by is Dimension.REQUESTER:
        return await _people(session, said, staff=False)
    if by in _BEGINNINGS:
        begins = _BEGINNINGS[by].istartswith(said, autoescape=True)
        rows = await session.execute(select(_BEGINNINGS[by].class_.id, _BEGINNINGS[by]).where(begins).limit(50))
        return _best([(row[0], row[1].casefold()) for row in rows], said) if said else []
    if by.value in _NAMES:
        rows = await session.execute(_NAMES[by.value])
        return _best([(row.id, row.name.casefold()) for row in rows], said)
    if by is Dimension.SOURCE:
        return [str(one.value) for one in Origin if one.value == said.casefold()]
    return list(_numbers(by, said))


def _numbers(by: Dimension, said: str) -> Iterable[int]:
    """Yield the priority, hour or weekday that a number or a word in any language names."""
    key, label, span = {
        "priority": ("priority-name", "priority", range(1, 5)),
        "weekday": ("weekday-short", "day", range(7)),
        "hour": ("", "", range(24)),
    }[by.value]
    folded = said.casefold()
    for number in span:
        given = f"d{number}" if label == "day" else number
        words = {say(language, key, **{label: given}).casefold() for language in LANGUAGES} if key else set()
        if folded in words or (folded == str(number) and label != "day"):
            yield number


async def _people(session: AsyncSession, said: str, *, staff: bool = True) -> list[int]:
    """Return ids of people with that name, or whose name begins with it; of the team, only current members, also by
    username, in either alphabet."""
    said = said.removeprefix("@")
    name = fold_name(said) if staff else said
    if not name:
        return []
    if staff:
        team = select(Person.id, Person.name, Person.username).where(
            Person.role.in_(STAFF), Person.dismissed_at.is_(None)
        )
        called = (await session.execute(team)).all()
        return _best([(key, fold_name(one)) for key, *names in called for one in names if one], name)
    who = Person.role.not_in((Role.GROUP, Role.INTAKE_GROUP)), Person.name.istartswith(name, autoescape=True)
    rows = await session.execute(select(Person.id, Person.name).where(*who).limit(50))
    return _best([(row.id, row.name.casefold()) for row in rows], name)


def _best(rows: Iterable[tuple[int, str]], said: str) -> list[int]:
    """Return the exact matches, or else those whose name begins so."""
    folded, all_of_them = said.casefold(), list(rows)
    same = [key for key, name in all_of_them if name == folded]
    begins = [key for key, name in all_of_them if name.startswith(folded)]
    return list(dict.fromkeys(same or begins))
