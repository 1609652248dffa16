"""Gaps of the knowledge base: what no article answers yet, most requested first, each one step from its article."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.knowledge.candidates import LOOKED_BACK, find_candidates
from desk.knowledge.gaps import Gap, find_failed_searches, find_topics_without_article
from web.context import WebContext
from web.features.answers.section import show_section

_MOST = 30


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/answers/gaps")
    async def gaps(request: Request) -> Response:
        """Show similar resolved requests, searches without results and topics without an article."""
        async with ctx.admit_visitor(request) as visitor:
            session, since, now = visitor.session, visitor.now - LOOKED_BACK, visitor.now
            known, bare = visitor.rules.knowledge.articles, list[Gap]()
            if known:
                bare = await find_topics_without_article(session, visitor.language, since, now, _MOST)
            return show_section(
                ctx, visitor, "gaps", "knowledge/gaps.html",
                days=LOOKED_BACK.days, bare=bare,
                solved=await find_candidates(session, visitor.person, visitor.language, now, articles=known),
                sought=await find_failed_searches(session, since, now, _MOST),
            )  # fmt: skip

    return made
