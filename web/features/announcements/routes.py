"""Messages to many people, for admins: known problems that are not over, and the latest announcements. Both are made
in Telegram."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.announcements import announcement_views
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.problems import problem_views
from web.context import WebContext
from web.features.answers.section import show_section


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/answers/many")
    async def many(request: Request) -> Response:
        """Show both lists."""
        async with ctx.admit_visitor(request) as visitor:
            permissions.require_grant(visitor.person, Grant.MAILINGS)
            return show_section(
                ctx, visitor, "many", "announcements/sent_to_many.html",
                problems=await problem_views.list_live(visitor.session),
                mailings=await announcement_views.list_latest(visitor.session, visitor.rules),
            )  # fmt: skip

    return made
