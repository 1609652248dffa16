"""The team: who is available, who has how much; invites, whose link is shown once."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from db.models import Role
from desk.policy.permissions import PRESETS, Grant, list_roles
from desk.queries import invites, team
from desk.queries.panel import team_list
from desk.queries.panel.team_list import TeamLine
from desk.staff import invites as staff_invites
from web.context import Visitor, WebContext
from web.outcomes import FormOutcome
from web.panel import repeated_forms
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, redirect_with, show_page, try_verb

MANY, _BY_LOAD = 10, "load"
"""A team of more people has a search and filters."""


class TeamAddress(BaseModel):
    """The part of the team that the page lists: `q`: each word is in the name; `role`: any if it is none of ours;
    `order`: "load" for who has most first."""

    q: str = ""
    role: str = ""
    order: str = ""

    def choose(self, lines: Sequence[TeamLine]) -> list[TeamLine]:
        """Return those of the lines, in order."""
        words, role = self.q.casefold().split(), self.role if self.role in PRESETS else ""
        found = [
            one for one in lines
            if role in ("", one.role.value) and all(word in one.name.casefold() for word in words)
        ]  # fmt: skip
        return sorted(found, key=lambda one: -one.held) if self.order == _BY_LOAD else found


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/people")
    async def team(request: Request, chosen: Annotated[TeamAddress, Query()]) -> Response:
        """Show the page, of a large team only those who are looked for."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_team(ctx, visitor, chosen=chosen)

    @made.post("/people/invite")
    async def invite(
        request: Request, form: Annotated[str, Form()] = "", role: Annotated[str, Form()] = "",
        key: Annotated[str, Form(alias=repeated_forms.FIELD)] = "",
    ) -> Response:  # fmt: skip
        """Create an invite that works once; the page shows its link once."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            visitor.require(Grant.TEAM)
            if role not in PRESETS:
                return Response(status_code=422)
            sent = repeated_forms.extend_key(key, role)
            if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
                return again
            done: list[str] = []
            wrong = await try_verb(visitor, _invite(visitor, Role(role), done))
            if wrong:
                return await _show_team(ctx, visitor, wrong=wrong)
            hours = round(visitor.rules.team.invite.total_seconds() / 3600)
            said = make_words(visitor).say("page-invite-made", role=role, hours=hours)
            return await redirect_with(visitor, "/people", FormOutcome(said, secret=done[0]), sent)

    return made


async def _invite(visitor: Visitor, role: Role, done: list[str]) -> None:
    code = await staff_invites.create_invite(visitor.desk, role)
    done.append(await staff_invites.make_link(visitor.session, code))


async def _show_team(
    ctx: WebContext, visitor: Visitor, *, wrong: str = "", chosen: TeamAddress | None = None
) -> Response:
    visitor.require(Grant.TEAM)
    session, now, rules = visitor.session, visitor.now, visitor.rules
    everybody = await team_list.list_team(session, now=now, rules=rules)
    chosen = chosen or TeamAddress()
    lines = chosen.choose(everybody)
    staff = await team.list_staff(session)
    return show_page(
        ctx, visitor, "people/team.html", status=422 if wrong else 200, wrong=wrong, lines=lines,
        waiting=[one for one in staff if one.waiting], invites=await invites.list_unused_invites(session, now),
        chosen=chosen, is_large=len(everybody) > MANY, total=len(everybody), all_roles=list(PRESETS),
        roles=list_roles(visitor.person),
    )  # fmt: skip
