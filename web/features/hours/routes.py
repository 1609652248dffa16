"""Business hours: a field for each weekday, and days with other hours."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import DayRange, Refused, Week
from desk.admin_settings import changes
from desk.admin_settings.changes import get_last_change
from desk.admin_settings.registry import get_setting
from desk.i18n import catalog, formats
from desk.operations.audit_lines import format_day
from desk.policy.permissions import Grant
from desk.settings import hours
from desk.settings.hours import ALWAYS
from desk.sla.shifts import format_shifts
from web.context import Visitor, WebContext
from web.panel.page_forms import PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import show_page, try_verb

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST = 100
_DAY = 1440
_CLOSED, _OPEN = "closed", "open"


class _GivenDays(PageForm):
    """The form of days with other hours: a range to add, or the number of one to remove."""

    form: str = ""
    seen: Annotated[int, Field(ge=0, lt=2**63)] = 0
    first: Annotated[str, Field(max_length=_LONGEST)] = ""
    last: Annotated[str, Field(max_length=_LONGEST)] = ""
    what: str = _CLOSED
    name: Annotated[str, Field(max_length=_LONGEST)] = ""
    remove: Annotated[int, Field(ge=0, le=1000)] = 0

    def format_typed(self) -> str:
        """Return the range as it would be typed; a name is one line."""
        if self.remove:
            return f"remove {self.remove}"
        what = _OPEN if self.what == _OPEN else _CLOSED
        return f"{self.first}..{self.last or self.first} {what} {' '.join(self.name.split())}".strip()


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)
    Typed = Annotated[str, Form(max_length=_LONGEST)]
    Version = Annotated[int, Form(ge=0, lt=2**63)]

    @made.get("/hours")
    async def hours(request: Request) -> Response:
        """Show the page."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_page(ctx, visitor)

    @made.post("/hours")
    async def change(
        request: Request, form: Typed = "", seen: Version = 0, day: Annotated[Sequence[str], Form()] = (),
        none: Typed = "",
    ) -> Response:  # fmt: skip
        """Set the week as typed, from Monday, where an empty day is closed; `none`: no business hours."""
        if (len(day) != 7 or any(len(one) > _LONGEST for one in day)) and not none:
            return Response(status_code=422)
        async with ctx.admit_visitor(request, form=form) as visitor:
            visitor.require(Grant.SETTINGS_HOURS)
            wrong = "" if none else _wrong_day(visitor.language, day)
            if not wrong:
                typed = {"hours": "default" if none else _format_week(day)}
                wrong = await try_verb(visitor, changes.change_settings(visitor.desk, typed, seen=seen))
            if wrong:
                return await _show_page(ctx, visitor, wrong=wrong, typed=day)
        return RedirectResponse("/hours", 303)

    @made.post("/hours/days")
    async def days(request: Request, given: Annotated[_GivenDays, Form()]) -> Response:
        """Add a range, or remove the one with that number."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.SETTINGS_HOURS)
            changed = changes.change_settings(visitor.desk, {"day_ranges": given.format_typed()}, seen=given.seen)
            wrong = await try_verb(visitor, changed)
            if wrong:
                return await _show_page(ctx, visitor, wrong=wrong, given=None if given.remove else given)
        return RedirectResponse("/hours", 303)

    return made


def _format_week(week: Sequence[str]) -> str:
    """Return the week as it would be typed. All hours of all days are no business hours, which the page shows so."""
    whole = "; ".join(f"{name} {one.strip() or _CLOSED}" for name, one in zip(_DAYS, week, strict=True))
    return "default" if all(week) and hours.parse_week(whole) == ALWAYS else whole


def _wrong_day(language: str, week: Sequence[str]) -> str:
    """Return the first day that cannot be understood, and why."""
    for number, one in enumerate(week):
        try:
            if one.strip():
                hours.parse_week(f"{_DAYS[number]} {one}")
        except Refused as refused:
            return f"{formats.format_weekday(language, number)}: {catalog.say(language, refused.key, **refused.args_)}"
    return ""


async def _show_page(
    ctx: WebContext, visitor: Visitor, *, wrong: str = "", typed: Sequence[str] = (), given: _GivenDays | None = None
) -> Response:
    visitor.require(Grant.SETTINGS_HOURS)
    rules, session = visitor.rules, visitor.session
    week = rules.hours.week or ALWAYS
    zone = get_setting("timezone")
    return show_page(
        ctx, visitor, "hours/hours.html", status=422 if wrong else 200, wrong=wrong,
        week=list(typed) if len(typed) == 7 else [format_shifts(day) for day in week],
        bars=_opening_bars(week), has_hours=bool(rules.hours.week), zone=rules.timezone,
        pinned=zone.variable if zone is not None and zone.is_pinned(rules) else "",
        ranges=[describe_range(visitor.language, one) for one in rules.hours.day_ranges], given=given or _GivenDays(),
        change=await get_last_change(session, "hours"), change_of_days=await get_last_change(session, "day_ranges"),
    )  # fmt: skip


def describe_range(language: str, one: DayRange) -> str:
    """Return "31 December 2026 – 2 January 2027: closed, New Year"."""
    days = " – ".join(dict.fromkeys(format_day(language, day.isoformat()) for day in (one.first, one.last)))
    what = catalog.say(language, "days-open" if one.is_open else "days-closed")
    return f"{days}: {', '.join(part for part in (what, one.name) if part)}"


def _opening_bars(week: Week) -> list[list[tuple[int, int]]]:
    """Return when the desk is open on each day: start and length in minutes; hours past midnight are on both days."""
    drawn: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for number, day in enumerate(week):
        for start, end in day:
            drawn[number].append((start, min(end, _DAY) - start))
            if end > _DAY:
                drawn[(number + 1) % 7].append((0, end - _DAY))
    return drawn
