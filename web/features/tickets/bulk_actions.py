"""Runs a verb on tickets of a list: on several, each in its own unit of work, with every refusal listed by its number;
or takes one."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import Person
from desk import Desk, Refused
from desk.act_catalogue import list_acts
from desk.acts.declaring import Door
from desk.conversation import answer_and_status
from desk.policy.permissions import Grant
from desk.policy.ticket_list import TicketFilters
from desk.queries.panel import tickets as panel
from desk.settings.kinds import Choice
from desk.tickets import assignment
from web.context import Visitor, WebContext
from web.features.tickets.filter_form import MOST_AT_ONCE, BulkForm, BulkLine, BulkResult
from web.features.tickets.list_page import show_list
from web.panel.page_forms import RowId
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, try_verb
from web.panel.sign_in_return import get_page_of_form

_UNDOES = {"resolve": "unresolve"}
"""What takes a verb back within the time to undo; the others have none."""
_HAND = re.compile(r"hand-(\d{1,18})")
"""Hand over to the person of that id."""


def _list_verbs() -> dict[str, Callable[[Desk, int], Awaitable[object]]]:
    """Return what is done to several tickets, by what the form says: acts, each of their choices, and what undoes."""
    found: dict[str, Callable[[Desk, int], Awaitable[object]]] = {"unresolve": answer_and_status.take_back}
    for name, act in list_acts(Door.BULK).items():
        choices = {one.name: one.kind.presets for one in act.arguments if isinstance(one.kind, Choice)}
        for one, values in choices.items():
            found |= {f"{name}-{value}": partial(act.run, **{one: value}) for value in values}
        if not choices:
            found[name] = act.run
    return found


_VERBS = _list_verbs()


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/bulk")
    async def bulk(request: Request, given: Annotated[BulkForm, Form()]) -> Response:
        """Run the verb, for admins, and show the list again with what was done and what was refused."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.TEAM)
            numbers, newer = await _list_picked(visitor, given)
        verb, hand = given.verb, _HAND.fullmatch(given.verb)
        if verb not in _VERBS and not hand:
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
                return await show_list(ctx, visitor, TicketFilters(), result=result, status=409)
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
    else:
        await _VERBS[verb](visitor.desk, number)


class _SaidError(Exception):
    """A refusal in the visitor's language, which rolls back its unit of work."""
