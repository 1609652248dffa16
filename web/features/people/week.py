"""The shifts of the team, seven days at once, with the open hours in which nobody works."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from desk import Minutes
from desk.policy.permissions import Grant
from desk.queries import team_member
from desk.queries.panel import team_list
from desk.queries.panel.team_list import TeamLine
from desk.sla.desk_hours import has_hours
from desk.sla.shifts import format_shifts
from web.context import WebContext
from web.features.people.team import MANY, TeamAddress
from web.panel.page_route import PageRoute
from web.panel.pages import show_page

_FURTHEST = 52


@dataclass(frozen=True, slots=True)
class TeamDay:
    """A day of the week shown, with the open hours in which nobody works."""

    day: date
    empty: str


class WeekAddress(TeamAddress):
    """The shifts that the page shows. `week`: how many weeks from today."""

    week: int = Field(0, ge=0, le=_FURTHEST)


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/shifts")
    async def shifts(request: Request, chosen: Annotated[WeekAddress, Query()]) -> Response:
        """Show seven days, of a large team only those who are looked for."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.TEAM)
            session, now, rules = visitor.session, visitor.now, visitor.rules
            first = now.astimezone(ZoneInfo(rules.timezone)).date() + timedelta(weeks=chosen.week)
            everybody = await team_list.list_team(session, now=now, rules=rules)
            lines = chosen.choose(everybody)
            empty = await team_member.find_uncovered_hours(session, rules, first)
            days = [TeamDay(one, _format_hours(empty, one)) for one in (first + timedelta(days=n) for n in range(7))]
            weeks = [
                (to, key)
                for to, key in ((chosen.week - 1, "page-week-before"), (chosen.week + 1, "page-week-after"))
                if 0 <= to <= _FURTHEST
            ]
            return show_page(
                ctx, visitor, "people/week.html", lines=lines, days=days, weeks=weeks, chosen=chosen,
                week=[_list_hours(one, days) for one in lines], has_hours=has_hours(rules),
                is_large=len(everybody) > MANY,
            )  # fmt: skip

    return made


def _format_hours(found: list[tuple[date, Minutes]], day: date) -> str:
    return format_shifts([span for of, span in found if of == day])


def _list_hours(line: TeamLine, days: list[TeamDay]) -> list[str | None]:
    """Return a person's hours on each day; None means the desk's hours, empty means off."""
    rota = line.rota
    return [
        None if rota is None or (not rota.week and one.day not in rota.days) else format_shifts(rota.get_spans(one.day))
        for one in days
    ]
