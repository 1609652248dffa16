"""The list of tickets that staff may see: filtered by the page's address, searched, sorted, fifty a page, or as a
file."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db import encryption
from db.models import Person
from desk import Refused
from desk.conversation import answer_and_status
from desk.metrics import ExportFormat, periods
from desk.metrics.table_writers import CsvWriter, FileStyle
from desk.panel import saved_views
from desk.policy import permissions
from desk.policy.open_filter import FilterField
from desk.policy.permissions import Grant
from desk.queries import open_tickets
from desk.queries import tickets as of_tickets
from desk.queries.lists import TicketRow
from desk.queries.panel import tickets
from desk.queries.panel import tickets as panel
from desk.queries.panel.named_in_search import Named, find_names
from desk.queries.panel.takers import list_takers
from desk.queries.panel.tickets import ALL, MOST_EXPORTED, OPEN, SORTS, TicketFilter
from desk.search import snippets
from desk.text.subject import make_slug
from desk.tickets import assignment, fields, lifecycle
from web.context import Visitor, WebContext
from web.panel.page_forms import PageForm, RowId
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, show_page, try_verb
from web.panel.sign_in_return import get_page_of_form
from web.rendering import Words, get_initials

# Runs a verb on tickets of a list: on several, each in its own unit of work, with every refusal listed by its number;
# or takes one.


MOST_AT_ONCE = 200
"""Tickets on which one press acts; each is a unit of work of its own."""
_VERBS = {
    "claim": assignment.claim,
    "release": assignment.release,
    "resolve": lifecycle.resolve,
    "unresolve": answer_and_status.take_back,
}
_UNDOES = {"resolve": "unresolve"}
"""What takes a verb back within the time to undo; the others have none."""
_PRIORITIES = {f"priority-{level}": level for level in (1, 2, 3, 4)}
_HAND = re.compile(r"hand-(\d{1,18})")
"""Hand over to the person of that id."""


@dataclass(frozen=True, slots=True)
class BulkLine:
    """The result for one ticket; `refused`: why it was not changed."""

    number: int
    refused: str | None


class FilterForm(PageForm):
    """A form that carries the filter of a list, as its address has it."""

    form: str = ""
    state: str = ""
    priority: str = ""
    category: str = ""
    agent: str = ""
    event: str = ""
    organization: str = ""
    requester: str = ""
    late: str = ""
    waits: str = ""
    q: str = ""
    sort: str = ""

    @property
    def chosen(self) -> TicketFilter:
        """Return the filter."""
        names = (
            "state", "priority", "category", "agent", "event", "organization", "requester", "late", "waits", "q",
            "sort",
        )  # fmt: skip
        return TicketFilter.parse({name: getattr(self, name) for name in names if getattr(self, name)})


class BulkForm(FilterForm):
    """The filter of the list, the tickets that were picked in it, and what to do with them; `everything`: with all that
    match the filter, as far as can be done at once, but what is newer than the page: when it was `shown`."""

    verb: str = ""
    everything: str = ""
    shown: float = 0
    number: Annotated[list[RowId], Field(max_length=MOST_AT_ONCE, default_factory=list)]


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The result for several tickets. `to`: to whom they were handed; `undo`: the verb that takes it back within
    `seconds`, if there is one."""

    verb: str
    lines: Sequence[BulkLine]
    to: str = ""
    undo: str = ""
    seconds: int = 0

    @property
    def done(self) -> list[int]:
        """Return the numbers of the tickets that were changed."""
        return [line.number for line in self.lines if line.refused is None]

    @property
    def refused(self) -> list[BulkLine]:
        """Return the others."""
        return [line for line in self.lines if line.refused is not None]


def make_bulk_actions_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/bulk")
    async def bulk(request: Request, given: Annotated[BulkForm, Form()]) -> Response:
        """Run the verb, for admins, and show the list again with what was done and what was refused."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            permissions.require_grant(visitor.person, Grant.TEAM)
            numbers, newer = await _list_picked(visitor, given)
        verb, hand = given.verb, _HAND.fullmatch(given.verb)
        if verb not in _VERBS and verb not in _PRIORITIES and not hand:
            return Response(status_code=422)
        lines = [*[await _one(ctx, request, given.form, verb, one) for one in numbers], *newer]
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            person = await visitor.session.get(Person, int(hand[1])) if hand else None
            result = BulkResult(
                "hand" if hand else verb,
                lines,
                person.name if person is not None else "",
                _UNDOES.get(verb, "") if visitor.rules.team.undo else "",
                int(visitor.rules.team.undo.total_seconds()),
            )
            return await show_list(ctx, visitor, given.chosen, result=result)

    @made.post("/take")
    async def take(
        request: Request, form: Annotated[str, Form()] = "", number: Annotated[RowId, Form()] = 0
    ) -> Response:
        """Take a ticket from a list, and go back to that list."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            wrong = await try_verb(visitor, assignment.claim(visitor.desk, number))
            if wrong:
                result = BulkResult("claim", [BulkLine(number, wrong)])
                return await show_list(ctx, visitor, TicketFilter(), result=result, status=409)
        return RedirectResponse(f"{get_page_of_form(ctx, request)}#row-{number}", 303)

    return made


async def _list_picked(visitor: Visitor, given: BulkForm) -> tuple[list[int], list[BulkLine]]:
    """Return the numbers of the tickets to act on, each once; and a line for each that was filed or written to since
    the page was shown, which nobody has seen."""
    if not given.everything:
        return list(dict.fromkeys(given.number)), []
    found = await panel.load_tickets(
        visitor.session, visitor.person, given.chosen, 1, now=visitor.now, a_page=MOST_AT_ONCE
    )
    newer = [one.number for one in found.lines if max(one.since, one.last_at).timestamp() > given.shown]
    why = make_words(visitor).say("page-bulk-newer")
    return [one.number for one in found.lines if one.number not in newer], [BulkLine(one, why) for one in newer]


async def _one(ctx: WebContext, request: Request, form: str, verb: str, number: int) -> BulkLine:
    try:
        async with ctx.admit_visitor(request, form=form) as visitor:
            try:
                await _do(visitor, verb, number)
            except Refused as refused:
                raise _SaidError(make_words(visitor).say(refused.key, **refused.args_)) from None
    except _SaidError as said:
        return BulkLine(number, str(said))
    return BulkLine(number, None)


async def _do(visitor: Visitor, verb: str, number: int) -> None:
    if hand := _HAND.fullmatch(verb):
        person = await visitor.session.get(Person, int(hand[1]))
        if person is None:
            raise Refused("no-such-person")
        await assignment.hand_over_to(visitor.desk, number, person)
    elif verb in _PRIORITIES:
        await fields.prioritise(visitor.desk, number, _PRIORITIES[verb])
    else:
        await _VERBS[verb](visitor.desk, number)


class _SaidError(Exception):
    """A refusal in the visitor's language, which rolls back its unit of work."""


# The filtered list of tickets as a file for spreadsheets; each download is audited.


_COLUMNS = ("number", "subject", "requester", "status", "priority", "agent", "filed", "due", "last")


async def record_ticket_file(visitor: Visitor, chosen: TicketFilter) -> None:
    """Check that the visitor may take the file, and record it. Raises as `list_exports.record_export`."""
    await saved_views.record_export(visitor.desk, chosen.make_query(), await _name(visitor, chosen))


async def make_ticket_file(visitor: Visitor, chosen: TicketFilter) -> Response:
    """Return at most ten thousand tickets as CSV."""
    found = await tickets.load_tickets(
        visitor.session, visitor.person, chosen, 1, now=visitor.now, a_page=MOST_EXPORTED
    )
    words, to = make_words(visitor), io.BytesIO()
    style = FileStyle(ExportFormat.CSV, visitor.language, ZoneInfo(visitor.rules.timezone))
    writer = CsvWriter(to, [words.say(f"page-{one}") for one in _COLUMNS], style)
    for one in found.lines:
        writer.write_row(_row(words, one))
    writer.finish_table()
    headers = {"Content-Disposition": f'attachment; filename="{await _name(visitor, chosen)}"'}
    return Response(to.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


async def _name(visitor: Visitor, chosen: TicketFilter) -> str:
    """Return the file's name: the filter in small Latin letters, and the day. The header row always names the
    columns."""
    say = make_words(visitor).say
    called = await tickets.name_filters(visitor.session, visitor.person, chosen, visitor.language)
    nothing = {"category": "page-no-category", "agent": "page-nobody", "event": "page-without-event"}
    nothing["organization"] = "page-no-organization"
    parts = [
        say(f"page-state-{chosen.state}") if chosen.state in (OPEN, ALL) else say("status-staff", status=chosen.state),
        say("priority-name", priority=chosen.priority) if chosen.priority else "",
        *(name for by, name in called.items() if getattr(chosen, by)),
        *(say(key) for of, key in nothing.items() if getattr(chosen, of) == 0),
        say("page-only-late") if chosen.late else "",
        say("page-waiting") if chosen.waits else "",
        chosen.words,
    ]
    day = periods.get_today(visitor.now, visitor.rules.timezone)
    return "_".join(["pulldesk_tickets", *(slug for one in parts if (slug := make_slug(one))), f"{day}.csv"])


def _row(words: Words, one: TicketRow) -> tuple[object, ...]:
    status = words.say("status-staff", status=one.status.value)
    priority = words.say("priority-name", priority=one.priority)
    named = one.subject.say_in(words.language)
    return one.number, named, one.requester, status, priority, one.assignee or "", one.since, one.due_at, one.last_at


_READY = (
    ("page-untaken", TicketFilter(agent=0)),
    ("page-late", TicketFilter(late=True)),
    ("page-waiting", TicketFilter(waits=True)),
)
"""The views that everybody has, beside that of their own tickets."""
_NUMBER = re.compile(r"#?(\d{1,18})")
_MARKED = re.compile(f"{snippets.MARK}([^{snippets.UNMARK}]*){snippets.UNMARK}")


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/tickets")
    async def tickets(request: Request, page: int = 1) -> Response:
        """Show the page; a number that exists leads to that ticket."""
        chosen = TicketFilter.parse(request.query_params)
        async with ctx.admit_visitor(request) as visitor:
            typed = _NUMBER.fullmatch(chosen.words)
            if typed is not None:
                number = int(typed[1])
                if await of_tickets.find_ticket_id(visitor.session, number, visitor.person) is not None:
                    return RedirectResponse(f"/tickets/{number}", 303)
            return await show_list(ctx, visitor, chosen, page)

    @made.post("/tickets.csv")
    async def taken(request: Request, given: Annotated[FilterForm, Form()]) -> Response:
        """Return all tickets of the filter as a file, for admins; audited."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            wrong = await try_verb(visitor, record_ticket_file(visitor, given.chosen))
            if wrong:
                return await show_list(ctx, visitor, given.chosen, wrong=wrong)
            return await make_ticket_file(visitor, given.chosen)

    return made


async def show_list(
    ctx: WebContext, visitor: Visitor, chosen: TicketFilter, page: int = 1, *, wrong: str = "", name: str = "",
    result: BulkResult | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """Return the page. `wrong`: why no file was made, or a view called `name` was not kept. `result`: what was done
    with several tickets just now."""
    session = visitor.session
    found = await panel.load_tickets(session, visitor.person, chosen, page, now=visitor.now)
    choices = {
        by.value: await open_tickets.list_choices(session, by, visitor.language)
        for by in (FilterField.CATEGORY, FilterField.AGENT)
    }
    events = {"event": visitor.rules.events} if visitor.rules.events or chosen.event else {}
    names: dict[str, tuple[()]] = {of.value: () for of in Named if getattr(chosen, of.value) is not None}
    ids = [one.id for one in found.lines] if chosen.words else []
    return show_page(
        ctx, visitor, "tickets/list.html", status=409 if wrong else status, chosen=chosen, found=found,
        choices={**choices, **events, **names},
        called=await panel.name_filters(session, visitor.person, chosen, visitor.language),
        address=_page_address(chosen), result=result,
        takers=await list_takers(session) if visitor.may(Grant.TEAM) else (),
        named=[
            (one, f"/tickets?{urlencode(chosen.make_query(words='') | {one.of.value: str(one.id)})}")
            for one in await find_names(session, visitor.person, chosen, now=visitor.now)
        ],
        closed_too=await panel.count_finished_matches(session, visitor.person, chosen, now=visitor.now),
        of_all=list_address(replace(chosen, state=panel.ALL)), here=list_address(chosen), wrong=wrong, name=name,
        a_page=panel.A_PAGE, most_at_once=MOST_AT_ONCE, views=await _list_views(visitor),
        origins=await panel.name_origins(session, found.lines, visitor.language), initials=get_initials,
        marked=split_matches, snippets=await snippets.find_snippets(session, chosen.words, ids), says_more=_says_more,
        sorts={by: _sort_link(chosen, by) for by in SORTS}, searches_names=encryption.has_sealed_words(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _View:
    """A line of the list of views. `key`: the text that names it; `saved`: what somebody saved; `count`: None where it
    is not counted."""

    address: str
    count: int | None
    key: str = ""
    saved: saved_views.ViewInfo | None = None


async def _list_views(visitor: Visitor) -> list[_View]:
    """Return the views that everybody has, then the saved ones."""
    saved = await saved_views.list_views(visitor.session, visitor.person)
    ready = (*_READY, ("page-view-held", TicketFilter(agent=visitor.person.id)))
    filters = [*(one for _, one in ready), *(TicketFilter.parse(one.chosen) for one in saved)]
    counts = await panel.count_open(visitor.session, visitor.person, filters, now=visitor.now)
    named = [*((key, None) for key, _ in ready), *(("", one) for one in saved)]
    return [
        _View(list_address(chosen), count, key, one)
        for chosen, count, (key, one) in zip(filters, counts, named, strict=True)
    ]


def list_address(chosen: TicketFilter) -> str:
    """Return the address of the list's first page."""
    parts = urlencode(chosen.make_query())
    return f"/tickets?{parts}" if parts else "/tickets"


def _page_address(chosen: TicketFilter) -> str:
    """Return the address of the list up to the page number."""
    parts = urlencode(chosen.make_query())
    return f"/tickets?{parts}&page=" if parts else "/tickets?page="


def _sort_link(chosen: TicketFilter, by: str) -> tuple[str, str]:
    """Return `aria-sort` of a column and the address of its header: ascending, descending, then the default order."""
    now = {by: "ascending", f"-{by}": "descending"}.get(chosen.sort, "none")
    then = {"none": by, "ascending": f"-{by}", "descending": ""}[now]
    parts = urlencode(chosen.make_query(sort=then))
    return now, f"/tickets?{parts}" if parts else "/tickets"


def _says_more(hit: snippets.Snippet) -> bool:
    """Return True if what was said is not in the subject already."""
    said, subject = (_strip_marks(one or "") for one in (hit.said, hit.subject))
    return bool(said) and said not in subject


def _strip_marks(words: str) -> str:
    return " ".join("".join(part for part, _ in split_matches(words)).split()).casefold()


def split_matches(words: str) -> Iterator[tuple[str, bool]]:
    """Return the parts of a snippet, each with True if it matches the search."""
    for at, part in enumerate(_MARKED.split(words)):
        if part:
            yield part.replace(snippets.MARK, "").replace(snippets.UNMARK, ""), at % 2 == 1


# Saved views of the list of tickets, kept and removed by a form below its filters.


class _Named(FilterForm):
    """The filter form with a name, and whether everybody sees the view."""

    name: Annotated[str, Field(max_length=1000)] = ""
    shared: str = ""


def make_saved_views_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/views")
    async def save(request: Request, given: Annotated[_Named, Form()]) -> Response:
        """Save the filter as a view; a refusal is shown above the list."""
        chosen = given.chosen
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            keep = saved_views.save_view(visitor.desk, given.name, chosen.make_query(), shared=bool(given.shared))
            wrong = await try_verb(visitor, keep)
            if wrong:
                return await show_list(ctx, visitor, chosen, wrong=wrong, name=given.name)
        return RedirectResponse(list_address(chosen), 303)

    @made.post("/views/{view_id}/remove")
    async def remove(
        request: Request, view_id: Annotated[int, Path(ge=1, lt=2**63)], form: Annotated[str, Form()] = ""
    ) -> Response:
        """Remove a saved view."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            await try_verb(visitor, saved_views.remove_view(visitor.desk, view_id))
        return RedirectResponse("/tickets", 303)

    return made
