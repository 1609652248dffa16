"""All routes about messages to many people."""

from fastapi import APIRouter

from web.context import WebContext
from web.features.announcements import announcement, lists, problem


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)
    for part in (lists, announcement, problem):
        made.include_router(part.make_router(ctx))
    return made
