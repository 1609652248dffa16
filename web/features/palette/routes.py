"""Answers the palette with a part of a page: tickets, people, pages and settings, as their own pages find them."""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from db import encryption
from db.models import Organization, Person, Role
from desk.acts.staff_sentences import StaffMeaning, hear_staff, read_sought
from desk.admin_settings import registry
from desk.admin_settings.registry import get_settings_grant
from desk.charts.stats_command import list_asked, parse_question
from desk.listing import read_filters
from desk.organizations.record_lists import OrganizationFilters
from desk.policy.permissions import ANY_SETTING, Grant
from desk.policy.ticket_list import ALL, TicketFilters
from desk.queries.lists import TicketRow
from desk.queries.panel import organizations, requesters
from desk.queries.panel import tickets as panel
from desk.queries.panel.team_list import find_team
from web.context import Visitor, WebContext
from web.features.answers.section import list_sections
from web.features.reports.address import ReportAddress
from web.features.reports.choices import list_views
from web.panel import page_tabs
from web.panel.pages import make_words, show_page


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the palette: where it leads, its name, and what stands beside it."""

    address: str
    name: str
    more: str = ""


def find_pages(visitor: Visitor, words: str) -> Sequence[Line]:
    """Return the pages in whose names or whose part's names words begin with each of these; without words all of them,
    people, answers and settings first, views of reports last."""
    wanted = _fold(words).split()
    pages = _list_pages(visitor)
    if not wanted:
        say = make_words(visitor).say
        parts = [say(key) for key in ("page-people", "page-answers", "page-settings")]
        leads = {one.more: one for one in reversed(pages)}
        first = [leads[part] for part in parts if part in leads]
        rest = [one for one in pages if one not in first]
        return first + sorted(rest, key=lambda one: (bool(one.more), one.more == say("page-reports")))
    return [one for one in pages if all(f" {word}" in _fold(f" {one.name} {one.more}") for word in wanted)]


def find_settings(visitor: Visitor, words: str) -> Sequence[Line]:
    """Return the settings that the search of their page finds and the visitor may change."""
    if not words or not visitor.may(ANY_SETTING):
        return []
    say = make_words(visitor).say
    found = [
        one for one in registry.search_settings(words, visitor.rules) if visitor.may(get_settings_grant(one.group))
    ]
    return [Line(f"/settings/{one.key}", say(one.text), say(f"setting-group-{one.group.value}")) for one in found]


def _fold(words: str) -> str:
    return words.casefold().replace("ё", "е")


def _list_pages(visitor: Visitor) -> list[Line]:
    """Return all pages, in the order of the tabs."""
    say = make_words(visitor).say
    reports, answers, around = say("page-reports"), say("page-answers"), visitor.around
    single = [
        ("/", "page-now", True), ("/wall", "page-wall", True), ("/tickets", "page-tickets", True),
        ("/approvals", "page-approvals-tab", around.approvals), ("/reports", "page-reports", True),
        ("/reviews", "page-reviews", around.has_reviews), ("/later", "page-plans", visitor.rules.team.later),
        ("/rules/new", "page-rule-new", visitor.may(Grant.RULES)), ("/profile", "page-profile", True),
        ("/api/docs", "page-api-reference", visitor.may(Grant.INTEGRATIONS)),
    ]  # fmt: skip
    return [
        *(Line(address, say(key)) for address, key, is_shown in single if is_shown),
        *(Line(f"/reports?view={view}", name, reports) for view, name in list_views(visitor)),
        *(
            Line(address, say("page-answers-section", section=name), answers)
            for name, address in list_sections(visitor).items()
        ),
        *_list_people_pages(visitor, say),
        *(
            Line(f"/{name}", say("page-settings-part", part=name), say("page-settings"))
            for name in page_tabs.list_settings_tabs(visitor)
        ),
        *(
            Line(f"/{name}", say("page-log-part", part=name), say("page-log"))
            for name in page_tabs.list_log_tabs(visitor)
        ),
    ]


def _list_people_pages(visitor: Visitor, say: Callable[..., str]) -> list[Line]:
    names = {name: "page-team" if name == "people" else f"page-{name}" for name in page_tabs.list_people_tabs(visitor)}
    return [Line(f"/{name}", say(key), say("page-people")) for name, key in names.items()]


_MOST, _SHORTEST = 8, 2


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind under their title."""

    name: str
    title: str
    lines: Sequence[Line]


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/palette")
    async def palette(request: Request, q: str = "", seen: str = "") -> Response:
        """Show what matches the words; without words what was `seen` last, addresses that the browser kept, and all
        pages."""
        async with ctx.admit_visitor(request) as visitor:
            words = read_filters(TicketFilters(), {"q": q}).q
            is_sealed = bool(words) and encryption.has_sealed_words()
            groups = await _find(visitor, words)
            if not words:
                last = make_words(visitor).say("page-palette-seen")
                groups.insert(0, Group("seen", last, [one async for one in _name_seen(visitor, seen)]))
            return show_page(ctx, visitor, "palette/found.html", typed=q, groups=groups, is_sealed=is_sealed)

    return made


async def _name_seen(visitor: Visitor, seen: str) -> AsyncIterator[Line]:
    """Yield the pages of these addresses that the visitor may open now."""
    say = make_words(visitor).say
    for noun, said in _SEEN.findall(seen)[:_MOST_SEEN]:
        key = int(said)
        if noun == "tickets":
            for one in await panel.find_by_number(visitor.session, visitor.person, said):
                yield _make_line(visitor, one)
        elif noun == "requesters" and visitor.may(Grant.ORGANIZATIONS):
            person = await visitor.session.get(Person, key)
            if person is not None and person.role is Role.REQUESTER:
                yield Line(f"/requesters/{key}", person.name, say("page-requesters"))
        elif noun == "organizations" and visitor.rules.organizations.enabled:
            firm = await visitor.session.get(Organization, key)
            if firm is not None and firm.removed_at is None:
                yield Line(f"/organizations/{key}", firm.name, say("page-organizations"))


_SEEN = re.compile(r"/(tickets|requesters|organizations)/(\d{1,18})(?=,|$)", re.ASCII)
_MOST_SEEN = 5


async def _find(visitor: Visitor, typed: str) -> list[Group]:
    """Return what is found: whoever has that name comes before their tickets, which are found by it too."""
    say, words = make_words(visitor).say, read_sought(typed) or typed
    pages = find_pages(visitor, words)
    settings = find_settings(visitor, words if len(words) >= _SHORTEST else "")
    return [
        Group("asked", say("page-palette-asked", asked="title"), await _find_asked(visitor, words)),
        Group("people", say("page-people"), await _find_people(visitor, words)),
        Group("organizations", say("page-organizations"), await _find_organizations(visitor, words)),
        Group("tickets", say("page-tickets"), await _find_tickets(visitor, words)),
        Group("pages", say("page-pages"), pages[:_MOST] if words else pages),
        Group("settings", say("page-settings"), settings[:_MOST]),
    ]


async def _find_asked(visitor: Visitor, words: str) -> list[Line]:
    """Return the page that shows what the bot shows for the same words, if the visitor may open it."""
    asked = hear_staff(words)
    if asked is None:
        return []
    figures = list_asked(visitor.rules).get(asked)
    if figures is not None:
        today = visitor.today
        question = await parse_question(visitor.session, figures, today, visitor.rules)
        address = f"/reports?{ReportAddress.of_question(question).make_query()}"
    elif asked in _LISTS and (asked is not StaffMeaning.TEAM or visitor.may(Grant.TEAM)):
        address = _LISTS[asked].format(me=visitor.person.id)
    else:
        return []
    return [Line(address, make_words(visitor).say("page-palette-asked", asked=asked))]


_LISTS: Mapping[str, str] = {
    StaffMeaning.QUEUE: "/tickets?agent=0",
    StaffMeaning.MINE: "/tickets?agent={me}",
    StaffMeaning.OPEN: "/tickets",
    StaffMeaning.TEAM: "/people",
    StaffMeaning.LATE: "/tickets?late=1",
}
"""The lists that words ask for; figures are in `list_asked`."""


async def _find_tickets(visitor: Visitor, words: str) -> list[Line]:
    """Return the ticket of that number first, then those in which the words are, open and closed."""
    session, viewer = visitor.session, visitor.person
    found = list(await panel.find_by_number(session, viewer, words))
    if len(words) >= _SHORTEST:
        chosen = TicketFilters(ALL, q=words)
        page = await panel.load_tickets(session, viewer, chosen, 1, now=visitor.now, a_page=_MOST)
        found += [one for one in page.lines if one.number not in [first.number for first in found]]
    return [_make_line(visitor, one) for one in found[:_MOST]]


def _make_line(visitor: Visitor, one: TicketRow) -> Line:
    status = make_words(visitor).say("status-staff", status=one.status)
    return Line(f"/tickets/{one.number}", f"#{one.number} {one.subject.say_in(visitor.language)}", status)


async def _find_people(visitor: Visitor, words: str) -> list[Line]:
    """Return the team and requesters whose names match, each for those who may open their pages."""
    if len(words) < _SHORTEST:
        return []
    say, found = make_words(visitor).say, list[Line]()
    if visitor.may(Grant.TEAM):
        team = await find_team(visitor.session, words, _MOST)
        found += [Line(f"/people/{person_id}", name, say("page-team")) for person_id, name in team]
    if visitor.may(Grant.ORGANIZATIONS):
        page = await requesters.load_requesters(
            visitor.session, visitor.person, requesters.RequesterFilters(words), 1, visitor.rules.locale,
            now=visitor.now,
        )  # fmt: skip
        found += [
            Line(f"/requesters/{one.id}", one.name, one.firm or say("page-requesters")) for one in page.lines[:_MOST]
        ]
    return found


async def _find_organizations(visitor: Visitor, words: str) -> list[Line]:
    if len(words) < _SHORTEST or not visitor.rules.organizations.enabled:
        return []
    page = await organizations.load_organizations(visitor.session, OrganizationFilters(q=words), 1, visitor.rules)
    return [Line(f"/organizations/{one.id}", one.name) for one in page.lines[:_MOST]]
