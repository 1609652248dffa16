"""One person on the team: availability, tickets, topics; mark them away or back, change topics, move tickets, remove
them.

Every verb checks again that an admin does it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import Person, Role
from desk import Desk, Refused, history
from desk.policy import permissions
from desk.policy.permissions import PRESETS, Grant, get_grants, list_roles
from desk.queries import team_member, trainees
from desk.queries.topic_choices import list_categories
from desk.second_factor import factors
from desk.sessions import sessions
from desk.settings.hours import ALWAYS, format_hours
from desk.sla.desk_hours import has_hours
from desk.sla.shifts import Rota, format_shifts
from desk.staff import answered_topics, availability, members, moving_tickets, shift_editing
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.outcomes import FormOutcome
from web.panel.page_forms import Id, RowId
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, redirect_with, show_page, try_verb

_QUEUE, _ALL, _BACK = "queue", "all", "back"
_AWAY: dict[str, Callable[[Desk], datetime | None]] = {
    "two": lambda desk: desk.now + timedelta(hours=2),
    "tomorrow": availability.get_tomorrow,
    "open": lambda _desk: None,
}
"""Until when, by what the form says."""


GRANT_GROUPS: Mapping[str, tuple[Grant, ...]] = MappingProxyType(
    {
        "requests": (
            Grant.WORK, Grant.SEND, Grant.SEE_ALL, Grant.NOTES, Grant.PHONES, Grant.MASKED, Grant.MERGE, Grant.BLOCK,
            Grant.PRICES, Grant.WRITE,
        ),
        "lead": (Grant.APPROVE, Grant.REVIEW, Grant.FIGURES, Grant.EXPORT, Grant.TEAM, Grant.AUDIT),
        "desk": (
            Grant.PUBLISH, Grant.MAILINGS, Grant.RULES, Grant.TOPICS, Grant.ORGANIZATIONS, Grant.PRIVACY,
            Grant.INTEGRATIONS, Grant.OPERATIONS,
        ),
        "settings": tuple(grant for grant in Grant if grant in permissions.ANY_SETTING),
    }
)  # fmt: skip
"""All permissions, in the groups and the order of the page."""


def group_grants(has: frozenset[Grant], preset: frozenset[Grant]) -> list[tuple[str, list[Grant]]]:
    """Return the permissions that differ from the role, and then the others by group; no group is empty."""
    differ = has ^ preset
    changed = [grant for grant in Grant if grant in differ]
    others = [(name, [one for one in of if one not in differ]) for name, of in GRANT_GROUPS.items()]
    return [(name, of) for name, of in (("changed", changed), *others) if of]


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)
    Token = Annotated[str, Form()]
    done = partial(change_member, ctx)

    @made.get("/people/{person_id}")
    async def member(request: Request, person_id: Id) -> Response:
        """Show the page."""
        async with ctx.admit_visitor(request) as visitor:
            return await show_member(ctx, visitor, person_id)

    @made.post("/people/{person_id}/presence")
    async def presence(request: Request, person_id: Id, form: Token = "", until: Token = "") -> Response:
        """Mark the person away until a time, or back."""
        if until not in (*_AWAY, _BACK):
            return Response(status_code=422)
        return await done(request, form, person_id, lambda visitor, key: _presence(visitor.desk, key, until))

    @made.post("/people/{person_id}/sessions")
    async def end_sessions(request: Request, person_id: Id, form: Token = "") -> Response:
        """End all of their sessions."""
        return await done(
            request, form, person_id, lambda visitor, key: sessions.end_colleague_sessions(visitor.desk, key)
        )

    @made.post("/people/{person_id}/sessions/{session_id}")
    async def end_one_session(request: Request, person_id: Id, session_id: Id, form: Token = "") -> Response:
        """End one of their sessions."""
        return await done(
            request, form, person_id, lambda visitor, _key: sessions.end_session(visitor.desk, session_id)
        )

    @made.post("/people/{person_id}/second-factor")
    async def reset_factors(request: Request, person_id: Id, form: Token = "") -> Response:
        """Remove their second factors, which they lost."""
        return await done(request, form, person_id, lambda visitor, key: factors.reset_factors(visitor.desk, key))

    @made.post("/people/{person_id}/topics")
    async def answered_best(
        request: Request, person_id: Id, form: Token = "", topic: Annotated[Sequence[RowId], Form(max_length=500)] = (),
        was: Annotated[Sequence[RowId] | None, Form(max_length=500)] = None,
    ) -> Response:  # fmt: skip
        """Set their topics; `was`: those when the form was shown (and 0)."""
        return await done(request, form, person_id, lambda visitor, key: _topics(visitor, person_id, key, topic, was))

    @made.post("/people/{person_id}/move")
    async def move(
        request: Request, person_id: Id, form: Token = "", what: Token = _ALL, to: Token = ""
    ) -> Response:  # fmt: skip
        """Move their tickets to a person or to the queue; the page says how many."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            visitor.require(Grant.TEAM)
            key, gone = await get_telegram_id(visitor, person_id), list[moving_tickets.MoveResult]()
            if key is None or not (what == _ALL or parse_digits(what) is not None):
                return Response(status_code=404)
            wrong = await try_verb(visitor, _move(visitor, key, what, to, gone))
            said = [make_words(visitor).say("page-moved", n=one.went, stayed=one.stayed) for one in gone]
            if wrong:
                return await show_member(ctx, visitor, person_id, wrong=wrong)
            return await redirect_with(visitor, f"/people/{person_id}", FormOutcome(" ".join(said)))

    @made.post("/people/{person_id}/dismiss")
    async def dismiss(request: Request, person_id: Id, form: Token = "", to: Token = "") -> Response:
        """Remove them from the team."""

        async def gone(visitor: Visitor, key: int) -> None:
            await members.dismiss_member(visitor.desk, key, to=await _receiver(visitor, to))

        return await done(request, form, person_id, gone, to="/people")

    return made


async def change_member(
    ctx: WebContext, request: Request, form: str, person_id: int, verb: Callable[[Visitor, int], Awaitable[object]], *,
    to: str = "", typed: Sequence[str] | None = None, day: tuple[str, str] = ("", ""), copied_to: str = "",
) -> Response:  # fmt: skip
    """Run a verb of admins on a person of the team and show their page, or redirect to `to`; the other arguments
    restore a refused form, see `member_page`."""
    async with ctx.admit_visitor(request, form=form) as visitor:
        visitor.require(Grant.TEAM)
        key = await get_telegram_id(visitor, person_id)
        if key is None:
            return Response(status_code=404)
        wrong = await try_verb(visitor, verb(visitor, key))
        if wrong:
            return await show_member(
                ctx, visitor, person_id, wrong=wrong, typed=typed, day=day, copied_to=copied_to
            )  # fmt: skip
    return RedirectResponse(to or f"/people/{person_id}", 303)


async def get_telegram_id(visitor: Visitor, person_id: int) -> int | None:
    """Return the Telegram id by which verbs know a person of the team, or None."""
    person = await visitor.session.get(Person, person_id) if 0 < person_id < 2**63 else None
    return person.telegram_id if person is not None and permissions.is_staff(person) else None


async def show_member(
    ctx: WebContext, visitor: Visitor, person_id: int, *, wrong: str = "",
    typed: Sequence[str] | None = None, day: tuple[str, str] = ("", ""), copied_to: str = "",
) -> Response:  # fmt: skip
    """Return the page of a person; `typed`: a week that was wrong, `day`: a single day and its hours, `copied_to`:
    who should get the same week."""
    visitor.require(Grant.TEAM)
    session, key = visitor.session, await get_telegram_id(visitor, person_id)
    one = await team_member.load_member(session, key) if key is not None else None
    person = await session.get(Person, person_id)
    if one is None or key is None or person is None:
        return Response(status_code=404)
    known = await list_categories(session)
    rota, today = one.rota or Rota(), visitor.today
    return show_page(
        ctx, visitor, "people/member.html", status=422 if wrong else 200, one=one, wrong=wrong, typed=typed,
        week=[format_shifts(rota.week.get(day, ())) for day in range(7)],
        usual=[format_hours(visitor.language, one_day) for one_day in visitor.rules.hours.week or ALWAYS],
        days=[(one_day, format_shifts(spans)) for one_day, spans in sorted(rota.days.items()) if one_day >= today],
        day=day, copied_to=copied_to, seen=await shift_editing.get_version(session, person_id),
        newest=await history.find_newest_id(session),
        others=await team_member.list_colleagues(session, key), known=known,
        by_group=[(group, list(topics)) for group, topics in groupby(known, lambda one: one.group)],
        chosen={topic.id for topic in one.topics}, is_me=person_id == visitor.person.id,
        grants=group_grants(one.grants, PRESETS[person.role]), preset=PRESETS[person.role],
        mine=get_grants(visitor.person),
        roles=list_roles(visitor.person), has_hours=has_hours(visitor.rules),
        sessions=await sessions.list_sessions(session, person, now=visitor.now, rules=visitor.rules),
        factors=await factors.list_factors(session, person_id),
        trainee=await trainees.load_figures(session, key, now=visitor.now)
        if person.role is Role.TRAINEE
        else None,
    )  # fmt: skip


async def _presence(desk: Desk, key: int, until: str) -> None:
    if until == _BACK:
        await availability.set_colleague_available(desk, key)
    else:
        await availability.set_colleague_away(desk, key, _AWAY[until](desk))


async def _topics(visitor: Visitor, person_id: int, key: int, wanted: Sequence[int], was: Sequence[int] | None) -> None:
    has = await answered_topics.list_topics(visitor.desk, person_id)
    touched = (has if was is None else {*was} - {0}) ^ {*wanted}
    for category_id in sorted(touched & (has ^ {*wanted})):
        await answered_topics.set_topic(visitor.desk, key, category_id, on=category_id in wanted)


async def _move(visitor: Visitor, key: int, what: str, to: str, gone: list[moving_tickets.MoveResult]) -> None:
    category = None if what == _ALL else int(what)
    gone.append(
        await moving_tickets.move_tickets(visitor.desk, key, to=await _receiver(visitor, to), category=category)
    )  # fmt: skip


async def _receiver(visitor: Visitor, to: str) -> int | None:
    """Return the person named in the form; None means the queue. Raises Refused for anybody who is not on the team."""
    if to == _QUEUE:
        return None
    person_id = parse_digits(to)
    key = None if person_id is None else await get_telegram_id(visitor, person_id)
    if key is None:
        raise Refused("no-such-person")
    return key
