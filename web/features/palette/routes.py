"""Answers the palette with a part of a page: tickets, people, pages and settings, as their own pages find them."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from db import encryption
from desk.policy.grants import Grant
from desk.queries.panel import people
from desk.queries.panel import tickets as panel
from desk.queries.panel.tickets import TicketFilter
from desk.queries.ticket_pages import TicketRow
from web.context import Visitor, WebContext
from web.features.palette.pages import Line, find_pages, find_settings
from web.panel.frame import make_words, show_page

_MOST, _SHORTEST = 8, 2


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind under their title."""

    name: str
    title: str
    lines: Sequence[Line]


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/palette")
    async def palette(request: Request, q: str = "") -> Response:
        """Show what matches the words; without words all pages."""
        async with ctx.admit_visitor(request) as visitor:
            words = TicketFilter.parse({"q": q}).words
            is_sealed = bool(words) and encryption.has_sealed_words()
            return show_page(
                ctx, visitor, "palette/found.html", typed=q, groups=await _find(visitor, words), is_sealed=is_sealed
            )

    return made


async def _find(visitor: Visitor, words: str) -> list[Group]:
    say = make_words(visitor).say
    pages = find_pages(visitor, words)
    settings = find_settings(visitor, words if len(words) >= _SHORTEST else "")
    return [
        Group("tickets", say("page-tickets"), await _find_tickets(visitor, words)),
        Group("pages", say("page-pages"), pages[:_MOST] if words else pages),
        Group("people", say("page-people"), await _find_people(visitor, words)),
        Group("settings", say("page-settings"), settings[:_MOST]),
    ]


async def _find_tickets(visitor: Visitor, words: str) -> list[Line]:
    """Return the ticket of that number first, then those in which the words are, open and closed."""
    session, viewer = visitor.session, visitor.person
    found = list(await panel.find_by_number(session, viewer, words))
    if len(words) >= _SHORTEST:
        chosen = TicketFilter(state=panel.ALL, words=words)
        page, _ = await panel.load_tickets(session, viewer, chosen, 1, now=visitor.now, a_page=_MOST)
        found += [one for one in page.lines if one.number not in [first.number for first in found]]
    return [_make_line(visitor, one) for one in found[:_MOST]]


def _make_line(visitor: Visitor, one: TicketRow) -> Line:
    status = make_words(visitor).say("status-staff", status=one.status)
    return Line(f"/tickets/{one.number}", f"#{one.number} {one.subject.say_in(visitor.language)}", status)


async def _find_people(visitor: Visitor, words: str) -> list[Line]:
    """Return the team and requesters whose names match, each for those who may open their pages."""
    if len(words) < _SHORTEST:
        return []
    say, found = make_words(visitor).say, list[Line]()
    if visitor.may(Grant.TEAM):
        team = await people.find_team(visitor.session, words, _MOST)
        found += [Line(f"/people/{person_id}", name, say("page-team")) for person_id, name in team]
    if visitor.may(Grant.ORGANIZATIONS):
        page = await people.load_requesters(visitor.session, words, 1, visitor.rules.locale)
        found += [Line(f"/requesters/{one.id}", one.name, say("page-requesters")) for one in page.lines[:_MOST]]
    return found
