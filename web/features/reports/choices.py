"""The choices of a report: views, periods, metrics, filters. Decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.models import Organization
from desk.charts import report_request, stats_command
from desk.i18n import formats
from desk.integrations import own_systems
from desk.listing import read_filters
from desk.metrics import Dimension, MetricGroup, list_metrics, list_report_forms, periods
from desk.policy.permissions import Grant
from desk.policy.ticket_list import FilterField, TicketFilters
from desk.queries import open_tickets
from desk.queries.panel.tickets import name_filters
from web.context import Visitor
from web.features.reports.address import CARD, EVENTS, FIGURE
from web.panel.pages import make_words

_MOST_ORGANIZATIONS = 100
Choice = tuple[str, str]
"""What stands in an address, and its name."""


def list_views(visitor: Visitor) -> Sequence[Choice]:
    """Return the tabs: the report forms, one metric, one person."""
    say = make_words(visitor).say
    forms = [
        (form, say("stats-form", form=form))
        for form in list_report_forms(visitor.rules)
        if visitor.may(Grant.FIGURES) or form not in report_request.OF_ALL_ONLY
    ]
    card = say("page-reports-card") if visitor.may(Grant.FIGURES) else say("stats-me")
    events = [(EVENTS, say("events-compared"))] if visitor.may(Grant.FIGURES) and visitor.rules.events else []
    return (*forms, (FIGURE, say("page-reports-figure")), (CARD, card), *events)


@dataclass(frozen=True, slots=True)
class ReportChoices:
    """The possible choices: metrics and filter values in named groups."""

    periods: Sequence[Choice]
    figures: Sequence[tuple[str, Sequence[Choice]]]
    by: Sequence[Choice]
    where: Sequence[tuple[str, Sequence[Choice]]]


def list_periods(visitor: Visitor) -> Sequence[Choice]:
    """Return named periods, events that have begun, and typed days."""
    say, today = make_words(visitor).say, visitor.today
    begun = [one for one in reversed(visitor.rules.events) if one.first <= today]
    return [
        *((name, say("stats-period", period=name)) for name in periods.NAMES),
        *((f"event-{one.id}", one.name) for one in begun),
        ("days", say("page-reports-days")),
    ]


async def read_choices(visitor: Visitor, where: str) -> ReportChoices:
    """Return all choices, including a filter value (`where`) that no longer exists."""
    say = make_words(visitor).say
    known = list_metrics(visitor.rules)
    figures = [
        (say("btn-stats-group", group=group.value), [(one.key, say(one.name)) for one in known.values()
                                                     if one.group is group])
        for group in MetricGroup
    ]  # fmt: skip
    hidden = stats_command.list_hidden(visitor.rules)
    if not visitor.may(Grant.FIGURES):
        hidden |= {Dimension.AGENT}
    by = [(one.value, say("stats-dimension", by=one.value)) for one in Dimension if one not in hidden]
    return ReportChoices(list_periods(visitor), [one for one in figures if one[1]], by, await _values(visitor, where))


async def _values(visitor: Visitor, where: str) -> Sequence[tuple[str, Sequence[Choice]]]:
    """Return the values one can filter by; only admins filter by agent."""
    say, session, language = make_words(visitor).say, visitor.session, visitor.language
    team = await open_tickets.list_choices(session, FilterField.AGENT, language) if visitor.may(Grant.FIGURES) else ()
    topics = await open_tickets.list_choices(session, FilterField.CATEGORY, language)
    found: dict[str, list[tuple[object, str]]] = {
        "agent": [(one.id, one.name) for one in team],
        "category": [*((one.id, one.name) for one in topics), ("none", say("stats-nobody-category"))],
        "priority": [(n, say("priority-name", priority=n)) for n in range(1, 5)],
        "source": [
            (one.value, say("stats-source", source=one.value)) for one in await own_systems.list_channels(session)
        ],
        "weekday": [(n, formats.format_weekday(visitor.language, n)) for n in range(7)],
    }
    of, _, chosen = where.partition("-")
    if visitor.rules.organizations.enabled and visitor.may(Grant.SEE_ALL):
        theirs = await _organizations(visitor, chosen if of == Dimension.ORGANIZATION else "")
        found["organization"] = [*theirs, ("none", say("stats-nobody-organization"))]
    may = ("agent", "category") if visitor.may(Grant.FIGURES) else ("category",)
    if of in may and chosen.isdecimal() and chosen not in {str(value) for value, _ in found[of]}:
        one = read_filters(TicketFilters(), {of: chosen})
        found[of].append((chosen, (await name_filters(session, visitor.person, one, language))[of]))
    return [
        (say("stats-dimension", by=by), [(f"{by}-{value}", name) for value, name in values])
        for by, values in found.items()
        if values
    ]


async def _organizations(visitor: Visitor, chosen: str) -> list[tuple[object, str]]:
    """Return the first organizations by name, and the chosen one."""
    first = select(Organization.id, Organization.name).where(Organization.removed_at.is_(None))
    rows = list(await visitor.session.execute(first.order_by(Organization.folded).limit(_MOST_ORGANIZATIONS)))
    if chosen.isdecimal() and int(chosen) not in {row.id for row in rows}:
        of_id = select(Organization.id, Organization.name).where(Organization.id == int(chosen))
        rows += list(await visitor.session.execute(of_id))
    return [(row.id, row.name) for row in rows]
