"""Runs a verb on tickets of a list: on several, each in its own unit of work, with every refusal listed by its number;
or takes one. The list says once what was done, with Undo."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.connectivity import is_locked_or_slow
from db.database import limit_waits
from db.models import Person
from desk import Desk, Refused, TicketResult, history
from desk.act_catalogue import list_acts
from desk.acts.declaring import Door
from desk.conversation import answer_and_status
from desk.listing import write_address, write_filters
from desk.policy.permissions import Grant
from desk.policy.ticket_list import TicketFilters
from desk.queries.panel import tickets as panel
from desk.settings.kinds import Choice
from desk.text.directions import isolate_plain
from desk.tickets import assignment, undoing
from web.context import Visitor, WebContext
from web.features.tickets.filter_form import MOST_AT_ONCE, BulkForm
from web.features.tickets.list_page import show_list
from web.outcomes import FormOutcome
from web.panel import repeated_forms
from web.panel.page_forms import RowId
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, redirect_with, try_verb
from web.panel.sign_in_return import get_page_of_form

_UNDO, _UNRESOLVE = "undo", "unresolve"
_HAND, _PRIORITY = re.compile(r"hand-(\d{1,18})"), re.compile(r"priority-([1-4])")
"""Hand over to the person of that id; set that priority."""


@dataclass(frozen=True, slots=True)
class _BulkLine:
    """The result for one ticket. `refused`: why it was not changed; `mark`: what `undoing` takes it back by."""

    number: int
    refused: str = ""
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class _Doing:
    """The act of a form on each of its tickets: the verb, the form's token, when it began; the marks by number; what is
    said of a ticket that somebody else holds."""

    verb: str
    form: str
    began: datetime
    marks: Mapping[int, int]
    busy: str


def _list_verbs() -> dict[str, Callable[[Desk, int], Awaitable[object]]]:
    """Return what is done to several tickets, by what the form says: acts, each of their choices, and what undoes."""
    found: dict[str, Callable[[Desk, int], Awaitable[object]]] = {_UNRESOLVE: answer_and_status.take_back}
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
        """Run the verb, for admins, and lead to the list, which says what was done and what was refused."""
        verb = given.verb
        if verb not in _VERBS and verb != _UNDO and not _HAND.fullmatch(verb):
            return Response(status_code=422)
        sent = repeated_forms.extend_key(given.once, given.model_dump_json())
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.TEAM)
            if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
                return again
            numbers, newer = await _list_picked(visitor, given)
            marks, busy = dict(zip(given.number, given.mark, strict=False)), make_words(visitor).say("page-bulk-busy")
            doing = _Doing(verb, given.form, visitor.now, marks, busy)
        done: list[_BulkLine] = []
        for number in numbers:
            has_waited = any(one.refused == busy for one in done)
            done.append(await _one(ctx, request, doing, number, has_waited=has_waited))
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
                return again
            address = write_address("/tickets", given.chosen, given.page if given.page > 1 else None)
            return await redirect_with(visitor, address, await _tell(visitor, given, [*done, *newer]), sent)

    @made.post("/take")
    async def take(
        request: Request, form: Annotated[str, Form()] = "", number: Annotated[RowId, Form()] = 0
    ) -> Response:
        """Take a ticket from a list, and go back to that list."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            wrong = await try_verb(visitor, assignment.claim(visitor.desk, number))
            if wrong:
                return await show_list(ctx, visitor, TicketFilters(), wrong=wrong)
        return RedirectResponse(f"{get_page_of_form(ctx, request)}#row-{number}", 303)

    return made


async def _list_picked(visitor: Visitor, given: BulkForm) -> tuple[list[int], list[_BulkLine]]:
    """Return the numbers of the tickets to act on, each once; and a line for each that was filed or written to since
    the page was shown, which nobody has seen."""
    if not given.everything:
        return list(dict.fromkeys(given.number)), []
    found = await panel.load_tickets(
        visitor.session, visitor.person, given.chosen, 1, now=visitor.now, a_page=MOST_AT_ONCE
    )
    newer = [one.number for one in found.lines if max(one.since, one.last_at).timestamp() > given.shown]
    why = make_words(visitor).say("page-bulk-newer")
    return [one.number for one in found.lines if one.number not in newer], [_BulkLine(one, why) for one in newer]


async def _one(ctx: WebContext, request: Request, doing: _Doing, number: int, *, has_waited: bool) -> _BulkLine:
    """Act on one ticket. `has_waited`: for a lock, of an earlier one: a form waits once, as the next ones may be locked
    by the same program, or the visitor's own row is."""
    try:
        async with ctx.admit_visitor(request, form=doing.form) as visitor:
            try:
                if has_waited:
                    await limit_waits(visitor.session)
                visitor.require(Grant.TEAM)
                return _BulkLine(number, mark=await _do(visitor, doing, number))
            except Refused as refused:
                raise _SaidError(make_words(visitor).say(refused.key, **refused.args_)) from None
    except _SaidError as said:
        return _BulkLine(number, str(said))
    except SQLAlchemyError as error:
        if not is_locked_or_slow(error):
            raise
        return _BulkLine(number, doing.busy)


async def _do(visitor: Visitor, doing: _Doing, number: int) -> int | None:
    """Run the verb and return the mark by which it can be undone."""
    verb = doing.verb
    if verb == _UNDO:
        await undoing.undo_change(visitor.desk, number, doing.marks.get(number, 0))
        return None
    if hand := _HAND.fullmatch(verb):
        person = await visitor.session.get(Person, int(hand[1]))
        if person is None:
            raise Refused("no-such-person")
        result: object = await assignment.hand_over_to(visitor.desk, number, person)
    else:
        result = await _VERBS[verb](visitor.desk, number)
    if verb in ("resolve", _UNRESOLVE) or not isinstance(result, TicketResult):
        return None
    field = history.PRIORITY if _PRIORITY.fullmatch(verb) else history.ASSIGNEE
    return await undoing.find_mark(visitor.desk, result.id, field, doing.began)


async def _tell(visitor: Visitor, given: BulkForm, lines: Sequence[_BulkLine]) -> FormOutcome:
    """Say what was done and to how many, which were refused, and what undoes it."""
    say, refused = make_words(visitor).say, [(one.number, one.refused) for one in lines if one.refused]
    done = [one for one in lines if not one.refused]
    hand, priority = _HAND.fullmatch(given.verb), _PRIORITY.fullmatch(given.verb)
    person = await visitor.session.get(Person, int(hand[1])) if hand else None
    to = isolate_plain(person.name) if person is not None else ""
    if priority is not None:
        to = say("priority-name", priority=int(priority[1]))
    what = "hand" if hand else "priority" if priority else given.verb
    said = say("page-bulk-done", verb=what, n=len(done), to=to) if done else ""
    undo, seconds = _list_undo(visitor, given, done)
    return FormOutcome(
        said or ("" if lines else say("page-bulk-none")),
        left=say("page-bulk-left", n=len(refused)) if refused else "",
        refused=refused,
        undo=write_filters(given.chosen) | undo if undo else {},
        undo_said=say("page-bulk-undo", seconds=seconds),
    )


def _list_undo(
    visitor: Visitor, given: BulkForm, done: Sequence[_BulkLine]
) -> tuple[dict[str, str | Sequence[int]], int]:
    """Return the fields that undo what was done, and within how many seconds (0: until something follows it)."""
    marked = [(one.number, one.mark) for one in done if one.mark is not None]
    if marked:
        return {"verb": _UNDO, "number": [one for one, _ in marked], "mark": [mark for _, mark in marked]}, 0
    seconds = int(visitor.rules.team.undo.total_seconds())
    if given.verb == "resolve" and done and seconds:
        return {"verb": _UNRESOLVE, "number": [one.number for one in done]}, seconds
    return {}, 0


class _SaidError(Exception):
    """A refusal in the visitor's language, which rolls back its unit of work."""
