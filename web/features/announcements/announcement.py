"""One announcement: its text, its audience and how many that are, sending now or later, and its progress."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import EditConflict, Outdated, Refused
from desk.announcements import mailing, reading
from desk.announcements.reading import AnnouncementInfo
from desk.announcements.receivers import Audience
from desk.i18n import LANGUAGES
from desk.policy.permissions import Grant
from desk.text.edited_field import EditedField
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.answers.section import (
    answer_not_found,
    merge_fields,
    read_edited_fields,
    read_form,
    say_refusal,
    show_section,
    try_verb,
)
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import tell

_TEXT = "text"
_SAVING, _DROP, _STOP = ("keep", "send", "schedule"), "drop", "stop"
_MOST_EVENTS = 50


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this page."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/announcements/{mailing_id:id}")
    async def announcement(request: Request, mailing_id: Id) -> Response:
        """Show the announcement."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show(ctx, visitor, mailing_id, {})

    @made.post("/announcements/{mailing_id:id}")
    async def change(request: Request, mailing_id: Id) -> Response:
        """Save the text and the audience of a draft, then send or schedule it; or discard or stop it."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            visitor.require(Grant.MAILINGS)
            then = given.get("then", "")
            _, refused = await try_verb(visitor, _do(visitor, mailing_id, then, given))
            if refused is not None:
                return await _show(ctx, visitor, mailing_id, given, refused=refused)
            if then == _DROP:
                return RedirectResponse("/answers/many", 303)
            return await tell(visitor, f"/announcements/{mailing_id}", "page-many-done", what=then)

    return made


async def _do(visitor: Visitor, mailing_id: int, then: str, given: Mapping[str, str]) -> None:
    desk = visitor.desk
    if then in _SAVING:
        field = read_edited_fields(given).get(_TEXT, EditedField(""))
        await mailing.change_from_field(desk, mailing_id, field)
        await mailing.set_audience(desk, mailing_id, _parse_audience(given))
    if then == "send":
        await mailing.begin_sending(desk, mailing_id)
    elif then == "schedule":
        at = _parse_moment(given.get("at", ""), visitor.rules.timezone)
        await mailing.schedule_sending(desk, mailing_id, at)
    elif then == _DROP:
        await mailing.discard_draft(desk, mailing_id)
    elif then == _STOP:
        await mailing.stop_sending(desk, mailing_id)
    elif then not in _SAVING:
        raise Outdated


def _parse_audience(given: Mapping[str, str]) -> Audience:
    language = given.get("language", "")
    return Audience(language or None, parse_digits(given.get("event", "")), parse_digits(given.get("topic", "")))


def _parse_moment(typed: str, zone: str) -> datetime:
    """Return the moment of a field for a local date and time. Raises Refused."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("mailing-moment-wrong") from None


async def _show(
    ctx: WebContext, visitor: Visitor, mailing_id: int, given: Mapping[str, str], *,
    refused: Refused | None = None,
) -> Response:  # fmt: skip
    visitor.require(Grant.MAILINGS)
    one = await reading.load_announcement(visitor.session, mailing_id, visitor.rules)
    if one is None or one.state == mailing.DROPPED:
        return answer_not_found()
    there = {_TEXT: mailing.write_field(one.words)}
    typed = {name: field for name, field in read_edited_fields(given).items() if name == _TEXT}
    status = 200 if refused is None else 409 if isinstance(refused, EditConflict | Outdated) else 422
    return show_section(
        ctx, visitor, "many", "announcements/announcement.html", status=status, one=one, there=there,
        fields=merge_fields(typed, there, refused), to=_make_audience(one, given), at=given.get("at", ""),
        wrong=say_refusal(visitor, refused), clashing=refused.clashing if isinstance(refused, EditConflict) else (),
        codes=LANGUAGES, events=await reading.list_events(visitor.session, _MOST_EVENTS),
        topics=await reading.list_topics(visitor.session, visitor.language),
        zone=visitor.rules.timezone, stops=(mailing.SENDING, mailing.SCHEDULED),
    )  # fmt: skip


def _make_audience(one: AnnouncementInfo, given: Mapping[str, str]) -> Audience:
    return _parse_audience(given) if "language" in given else one.to
