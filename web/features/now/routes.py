"""The page Now: what needs attention, how many tickets each agent has, the day's numbers and the latest changes;
agents see their own. The wall shows the same in large type, without controls, and updates by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import Origin
from desk import history
from desk.admin_settings.changes import get_last_change
from desk.listing import read_filters, write_address, write_filters
from desk.people.waiting import count_asked
from desk.policy.permissions import Grant
from desk.policy.ticket_list import EVERY, OPEN, FilterField, TicketFilters
from desk.queries import attention as needing_attention
from desk.queries import open_tickets
from desk.queries.attention import AttentionReason
from desk.queries.panel import activity, due_nearness, load, today
from desk.queries.panel.activity import SAID, Activity
from desk.queries.panel.tickets import name_filters
from desk.setup import steps
from desk.staff.invites import find_bot_address
from desk.tickets import assignment
from web.context import Visitor, WebContext
from web.panel.page_forms import PageForm, RowId
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, show_page, try_verb
from web.rendering import Words

_NARROWS = ("agent", "category", "priority", "event")
_A_PAGE, _ON_A_WALL = 50, 9
_HAPPENED = 6


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/")
    async def now(request: Request, page: int = 1) -> Response:
        """Show the page; its address holds the filter."""
        async with ctx.admit_visitor(request) as visitor:
            return await _page(ctx, visitor, _read_filter(request.query_params), page)

    @made.post("/ring")
    async def ring(request: Request, given: Annotated[RingForm, Form()]) -> Response:
        """Notify everybody available about an untaken ticket once more; for admins."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.TEAM)
            chosen, number = _read_filter(given.model_dump()), given.number
            wrong = await try_verb(visitor, assignment.broadcast_again(visitor.desk, number))
            if wrong:
                return await _page(ctx, visitor, chosen, given.page, wrong=wrong)
            return RedirectResponse(f"{_address(chosen, given.page)}#row-{number}", 303)

    @made.get("/wall")
    async def wall(request: Request) -> Response:
        """Show the page for a screen on a wall."""
        async with ctx.admit_wall(request) as visitor:
            found = await _load_page(visitor, 1, _ON_A_WALL, _read_filter({}))
            return show_page(ctx, visitor, "now/wall.html", linked=False, **found)

    return made


class RingForm(PageForm):
    """The ticket to notify about again, and the filter of the page."""

    form: str = ""
    number: RowId
    agent: str = ""
    category: str = ""
    priority: str = ""
    event: str = ""
    page: Annotated[int, Field(ge=1, lt=2**31)] = 1


@dataclass(frozen=True, slots=True)
class _EventDay:
    """An event that is running, and the number of today within it."""

    name: str
    n: int


async def _page(ctx: WebContext, visitor: Visitor, chosen: TicketFilters, page: int, *, wrong: str = "") -> Response:
    topics = await open_tickets.list_choices(visitor.session, FilterField.CATEGORY, visitor.language)
    found = await _load_page(visitor, page, _A_PAGE, chosen)
    setup = await steps.load_progress(visitor.session, visitor.person, visitor.rules)
    return show_page(
        ctx, visitor, "now/page.html", status=409 if wrong else 200, linked=True, wrong=wrong, chosen=chosen,
        topics=topics, events=visitor.rules.events,
        called=await name_filters(visitor.session, visitor.person, chosen, visitor.language),
        turn_to=_address(chosen), setup=setup, setup_pages=steps.PAGES,
        bot=await find_bot_address(visitor.session) if setup else None,
        hiding=await get_last_change(visitor.session, "setup_list") if setup else None, **found,
    )  # fmt: skip


def _read_filter(given: Mapping[str, Any]) -> TicketFilters:
    """Return the filter of an address or a form."""
    return read_filters(EVERY, given, _NARROWS)


def _address(chosen: TicketFilters, page: int | None = None) -> str:
    """Return the page's address, or its part before the page number."""
    return write_address("/", chosen, page or "", state=OPEN)


async def _load_page(visitor: Visitor, page: int, a_page: int, chosen: TicketFilters) -> Mapping[str, Any]:
    session, rules = visitor.session, visitor.rules
    found = await needing_attention.load_attention_page(
        session, visitor.person, page, now=visitor.now, a_page=a_page, only=chosen
    )
    groups = [(why, [ticket for _, ticket in of]) for why, of in groupby(found.lines, key=lambda one: one[0])]
    return {
        "here": _address(chosen, found.page), "page": found.page, "pages": found.pages, "groups": groups,
        "narrowed": write_filters(chosen, state=OPEN),
        "counts": found.counts, "all_counts": found.all_counts, "Why": AttentionReason, "event": _event(visitor),
        "load": await load.list_team_load(session) if visitor.may(Grant.TEAM) else [],
        "today": await today.measure_today(session, visitor.now, rules.timezone),
        "first": await today.measure_first_answers(session, visitor.now, rules),
        "usually_solved": await today.get_usually_solved(session, visitor.now, rules.timezone),
        "waiting": await load.count_waiting(session, visitor.person),
        "asked": await count_asked(session),
        "paces": await due_nearness.measure_nearness(session, [line.id for _, line in found.lines], visitor.now, rules),
        "happened": await activity.list_activity(session, visitor.person, _HAPPENED, visitor.now),
        "said": partial(describe_event, make_words(visitor)),
    }  # fmt: skip


def _event(visitor: Visitor) -> _EventDay | None:
    day = visitor.today
    running = next((one for one in visitor.rules.events if one.has_day(day)), None)
    return _EventDay(running.name, (day - running.first).days + 1) if running is not None else None


def describe_event(words: Words, one: Activity) -> str:
    """Describe a change, such as "solved · Pavel (the board)" or "new · Mira"."""
    channel = words.say("history-door", origin=one.origin.value)
    who = one.who or channel
    if one.who and one.origin is Origin.TODOIST:
        who = words.say("history-who", name=one.who, door=channel)
    return f"{_what(words, one)} · {who}"


def _what(words: Words, one: Activity) -> str:
    new = one.new or ""
    if one.is_escalation:
        return words.say("page-just-escalated")
    if one.field == SAID:
        return words.say("page-just-said", kind=new)
    if one.field == history.STATUS:
        return words.say("status-staff", status=new)
    if one.field == history.ASSIGNEE:
        return _holder(words, one)
    if one.field == history.PRIORITY and new.isdecimal():
        return words.say("page-just-priority", priority=words.say("priority-name", priority=int(new)))
    if one.field == history.RATING and new.isdecimal():
        return words.say("page-just-rated", n=int(new))
    if one.field == history.PROMISED:
        until = words.format_moment(datetime.fromisoformat(new)) if new else ""
        return words.say("page-just-promised", at=until) if until else words.say("page-just-unpromised")
    return words.say("page-just-filed")


def _holder(words: Words, one: Activity) -> str:
    """Name whoever took it, and nothing else of them."""
    if one.new is None and one.old is not None:
        return words.say("page-just-released")
    name = one.new or words.say("history-on-board")
    return words.say("status-staff", status="assigned") if name == one.who else words.say("page-just-held", name=name)
