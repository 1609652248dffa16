"""Runs a verb on tickets of a list: on several, each in its own unit of work, with every refusal listed by its number;
or takes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Refused
from desk.conversation import answer_steps
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.tickets import assignment, fields, lifecycle
from web.context import Visitor, WebContext
from web.panel.form_errors import try_verb
from web.panel.frame import make_words, show_page
from web.panel.page_form import RowId
from web.panel.page_route import PageRoute
from web.panel.return_address import get_page_of_form

_MOST = 50
_VERBS = {
    "claim": assignment.claim,
    "release": assignment.release,
    "resolve": lifecycle.resolve,
    "unresolve": answer_steps.take_back,
}
_UNDOES = {"resolve": "unresolve"}
"""What takes a verb back within the time to undo; the others have none."""
_PRIORITIES = {f"priority-{level}": level for level in (1, 2, 3, 4)}


@dataclass(frozen=True, slots=True)
class BulkLine:
    """The result for one ticket; `refused`: why it was not changed."""

    number: int
    refused: str | None


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/bulk")
    async def bulk(
        request: Request, form: Annotated[str, Form()] = "", verb: Annotated[str, Form()] = "",
        number: Annotated[Sequence[RowId], Form(max_length=_MOST)] = (),
    ) -> Response:  # fmt: skip
        """Run the verb, for admins, and show the result for each ticket."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            permissions.require_grant(visitor.person, Grant.TEAM)
        if verb not in _VERBS and verb not in _PRIORITIES:
            return Response(status_code=422)
        lines = [await _one(ctx, request, form, verb, one) for one in dict.fromkeys(number)]
        async with ctx.admit_visitor(request, form=form) as visitor:
            undo = _UNDOES.get(verb, "") if visitor.rules.team.undo else ""
            seconds = int(visitor.rules.team.undo.total_seconds())
            return show_page(
                ctx, visitor, "tickets/bulk_actions.html", lines=lines, verb=verb, undo=undo, seconds=seconds
            )

    @made.post("/take")
    async def take(
        request: Request, form: Annotated[str, Form()] = "", number: Annotated[RowId, Form()] = 0
    ) -> Response:
        """Take a ticket from a list, and go back to that list."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            wrong = await try_verb(visitor, assignment.claim(visitor.desk, number))
            if wrong:
                line = BulkLine(number, wrong)
                return show_page(
                    ctx, visitor, "tickets/bulk_actions.html", status=409, lines=[line], verb="claim", undo=""
                )
        return RedirectResponse(f"{get_page_of_form(ctx, request)}#row-{number}", 303)

    return made


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
    if verb in _PRIORITIES:
        await fields.prioritise(visitor.desk, number, _PRIORITIES[verb])
    else:
        await _VERBS[verb](visitor.desk, number)


class _SaidError(Exception):
    """A refusal in the visitor's language, which rolls back its unit of work."""
