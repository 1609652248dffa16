"""A person's shifts: a week, single days, a copy of a colleague's week, or none."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from desk import Minutes, Refused
from desk.sla.shifts import parse_shifts
from desk.staff import shift_editing
from desk.text.typed_days import read_one_day
from web.context import Visitor, WebContext
from web.features.people.member import change_member, get_telegram_id
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute

_Verb = Callable[[Visitor, int], Awaitable[object]]
_OFF = "none"
_LONGEST = 100


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)
    Typed = Annotated[str, Form(max_length=_LONGEST)]
    Version = Annotated[int | None, Form(ge=0, lt=2**63)]
    done = partial(change_member, ctx)

    @made.post("/people/{person_id}/week")
    async def week(
        request: Request, person_id: Id, form: Typed = "", day: Annotated[Sequence[str], Form()] = (),
        seen: Version = None,
    ) -> Response:  # fmt: skip
        """Set the week as typed, from Monday; an empty day is off."""
        if len(day) != 7 or any(len(one) > _LONGEST for one in day):
            return Response(status_code=422)

        async def set_week(visitor: Visitor, key: int) -> None:
            await shift_editing.set_week(visitor.desk, key, [_spans(one) for one in day])

        return await done(request, form, person_id, _unless_changed(seen, set_week), typed=day)

    @made.post("/people/{person_id}/day")
    async def one_day(
        request: Request, person_id: Id, *, form: Typed = "", day: Typed = "", hours: Typed = "", seen: Version = None
    ) -> Response:
        """Set a single day, whatever the week says."""

        async def set_day(visitor: Visitor, key: int) -> None:
            await shift_editing.set_date(visitor.desk, key, _read_day(visitor, day), _spans(hours))

        return await done(request, form, person_id, _unless_changed(seen, set_day), day=(day, hours))

    @made.post("/people/{person_id}/copy")
    async def copy(
        request: Request, person_id: Id, form: Typed = "", to: Typed = "", seen: Version = None
    ) -> Response:  # fmt: skip
        """Copy the week to a colleague; `seen`: the newest shift the page knew of anybody."""

        async def copied(visitor: Visitor, key: int) -> None:
            other = await get_telegram_id(visitor, int(to)) if to.isascii() and to.isdigit() and len(to) < 19 else None
            if other is None:
                raise Refused("no-such-person")
            if seen is not None:
                await shift_editing.require_unchanged(visitor.desk, {key, other}, seen)
            await shift_editing.copy_week(visitor.desk, key, other)

        return await done(request, form, person_id, copied, copied_to=to)

    @made.post("/people/{person_id}/no-shifts")
    async def clear(request: Request, person_id: Id, form: Typed = "", seen: Version = None) -> Response:
        """Remove their shifts: the desk's business hours apply."""
        cleared = _unless_changed(seen, lambda visitor, key: shift_editing.clear_shifts(visitor.desk, key))
        return await done(request, form, person_id, cleared)

    return made


def _unless_changed(seen: int | None, verb: _Verb) -> _Verb:
    async def done(visitor: Visitor, key: int) -> None:
        if seen is not None:
            await shift_editing.require_version(visitor.desk, key, seen)
        await verb(visitor, key)

    return done


def _spans(typed: str) -> tuple[Minutes, ...]:
    try:
        return parse_shifts(typed.strip() or _OFF)
    except ValueError:
        raise Refused("page-shift-wrong") from None


def _read_day(visitor: Visitor, typed: str) -> date:
    day = read_one_day(typed, visitor.today)
    if day is None:
        raise Refused("page-day-wrong")
    return day
