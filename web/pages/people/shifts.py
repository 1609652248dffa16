"""Somebody's shifts: a week, single days, somebody else's week as theirs, none at all."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.days import Minutes
from desk.errors import Refused
from desk.policy import permissions
from desk.sla.shifts import typed_shifts
from desk.staff import shifts
from web.door import Door, Visitor
from web.pages.page_form import Id
from web.pages.people.member import member_page, telegram_of
from web.pages.trying import tried

_OFF = "none"
_LONGEST = 100


def router(door: Door) -> APIRouter:
    """Its routes."""
    made = APIRouter(include_in_schema=False)
    Typed = Annotated[str, Form(max_length=_LONGEST)]
    Version = Annotated[int | None, Form(ge=0, lt=2**63)]

    async def done(
        request: Request, form: str, person_id: int, verb: Callable[[Visitor, int], Awaitable[object]],
        *, seen: int | None = None, typed: Sequence[str] | None = None, on_day: tuple[str, str] = ("", ""),
    ) -> Response:  # fmt: skip
        async with door.visitor(request, form=form) as visitor:
            permissions.admins_only(visitor.person)
            key = await telegram_of(visitor, person_id)
            if key is None:
                return Response(status_code=404)
            wrong = await tried(visitor, _changed(visitor, key, verb, seen))
            if wrong:
                return await member_page(door, visitor, person_id, wrong=wrong, typed=typed, day=on_day)
        return RedirectResponse(f"/people/{person_id}", 303)

    @made.post("/people/{person_id}/week")
    async def week(
        request: Request, person_id: Id, form: Typed = "", day: Annotated[Sequence[str], Form()] = (),
        seen: Version = None,
    ) -> Response:  # fmt: skip
        """The week as it was typed, from Monday; an empty day is off."""
        if len(day) != 7 or any(len(one) > _LONGEST for one in day):
            return Response(status_code=422)

        async def set_week(visitor: Visitor, key: int) -> None:
            await shifts.set_week(visitor.desk, key, [_spans(one) for one in day])

        return await done(request, form, person_id, set_week, seen=seen, typed=day)

    @made.post("/people/{person_id}/day")
    async def one_day(
        request: Request, person_id: Id, *, form: Typed = "", day: Typed = "", hours: Typed = "", seen: Version = None
    ) -> Response:
        """One day, whatever the week says."""

        async def set_day(visitor: Visitor, key: int) -> None:
            await shifts.set_date(visitor.desk, key, _date(day), _spans(hours))

        return await done(request, form, person_id, set_day, seen=seen, on_day=(day, hours))

    @made.post("/people/{person_id}/copy")
    async def copy(request: Request, person_id: Id, form: Typed = "", to: Typed = "") -> Response:
        """The same week for somebody else."""

        async def copied(visitor: Visitor, key: int) -> None:
            other = await telegram_of(visitor, int(to)) if to.isascii() and to.isdigit() and len(to) < 19 else None
            if other is None:
                raise Refused("no-such-person")
            await shifts.copy_week(visitor.desk, key, other)

        return await done(request, form, person_id, copied)

    @made.post("/people/{person_id}/no-shifts")
    async def clear(request: Request, person_id: Id, form: Typed = "", seen: Version = None) -> Response:
        """The desk's hours are theirs."""
        return await done(request, form, person_id, lambda visitor, key: shifts.clear(visitor.desk, key), seen=seen)

    return made


async def _changed(
    visitor: Visitor, key: int, verb: Callable[[Visitor, int], Awaitable[object]], seen: int | None
) -> None:
    if seen is not None:
        await shifts.as_seen(visitor.desk, key, seen)
    await verb(visitor, key)


def _spans(typed: str) -> tuple[Minutes, ...]:
    try:
        return typed_shifts(typed.strip() or _OFF)
    except ValueError:
        raise Refused("page-shift-wrong") from None


def _date(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused("page-day-wrong") from None
